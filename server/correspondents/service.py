"""The directory of correspondents as its Api."""

from common.correspondents import CorrespondentDraft, CorrespondentRow, CorrespondentsApi
from common.kernel.changes import Kind
from common.kernel.ids import CorrespondentId
from server.core.service import Service
from server.correspondents import queries


class CorrespondentService(Service, CorrespondentsApi):
    def like(self, text: str, limit: int = 20) -> list[CorrespondentRow]:
        return queries.correspondents_like(self.session, text, limit)

    def create(self, draft: CorrespondentDraft) -> CorrespondentId:
        self.check(draft.problems())
        fresh = queries.create(self.session, draft)
        self.record("correspondent_created", "correspondent", fresh.id, name=fresh.name)
        self.changed(Kind.CORRESPONDENT, fresh.id)
        return fresh.id
