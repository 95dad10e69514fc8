"""The directory of correspondents as its Api."""

import msgspec

from common.correspondents import (
    EVERYTHING,
    CorrespondentCard,
    CorrespondentDraft,
    CorrespondentKind,
    CorrespondentRow,
    CorrespondentsApi,
    DirectoryFilter,
    DirectoryOrder,
    DirectoryRow,
)
from common.kernel.changes import Kind
from common.kernel.ids import CorrespondentId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, Stale
from server.core.events import CorrespondentRenamed
from server.core.service import Service
from server.correspondents import directory, entries, queries

STALE = "Запись уже изменил другой сотрудник. Откройте её заново и повторите правку."


class CorrespondentService(Service, CorrespondentsApi):
    def like(self, text: str, limit: int = 20, groups: bool = False) -> list[CorrespondentRow]:
        return queries.correspondents_like(self.session, text, limit, groups=groups)

    def among(self, ids: list[CorrespondentId]) -> list[CorrespondentRow]:
        return queries.entries_among(self.session, ids)

    def create(self, draft: CorrespondentDraft) -> CorrespondentId:
        self._check(draft, None)
        checked = Right.EDIT_CORRESPONDENTS in self.caller.rights
        fresh = entries.create(self.session, draft, checked=checked)
        self.record("correspondent_created", "correspondent", fresh.id, name=fresh.name)
        self.changed(Kind.CORRESPONDENT, fresh.id)
        return fresh.id

    def directory(
        self, chosen: DirectoryFilter = EVERYTHING, offset: int = 0, limit: int = PAGE_SIZE
    ) -> Page[DirectoryRow]:
        told = Right.REGISTER in self.caller.rights
        if not told and chosen.order is DirectoryOrder.USED:
            chosen = msgspec.structs.replace(chosen, order=DirectoryOrder.NAME)
        page = directory.directory_page(self.session, chosen, offset, limit)
        if told:
            return page
        return msgspec.structs.replace(page, rows=[msgspec.structs.replace(row, used=0) for row in page.rows])

    def card(self, correspondent_id: CorrespondentId) -> CorrespondentCard:
        return directory.card_of(self.session, correspondent_id)

    def update(self, correspondent_id: CorrespondentId, version: int, draft: CorrespondentDraft) -> int:
        entry = directory.entry_of(self.session, correspondent_id, lock=True)
        if entry.version != version:
            raise Stale(STALE)
        if entry.merged_into_id is not None:
            raise Invalid("Запись объединена с другой: отмените объединение или правьте оставшуюся.")
        if (entry.kind is CorrespondentKind.GROUP) is not (draft.kind is CorrespondentKind.GROUP):
            raise Invalid("Группа не становится корреспондентом.", [Problem("kind", "Создайте новую запись.")])
        self._check(draft, entry.id)
        before, name = directory.draft_of(self.session, entry), entry.name
        entry.checked = True
        entries.change(self.session, entry, draft, self.now)
        after = directory.draft_of(self.session, entry)
        old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
        changes = {field: [old[field], new[field]] for field in new if old[field] != new[field]}
        self.record("correspondent_changed", "correspondent", entry.id, name=entry.name, changes=changes)
        if name != entry.name:
            self.context.tell(CorrespondentRenamed(entry.id))
        self.changed(Kind.CORRESPONDENT, entry.id)
        return entry.version

    def members(self, group_id: CorrespondentId) -> list[CorrespondentRow]:
        return queries.members_of(self.session, group_id, closed=False)

    def _check(self, draft: CorrespondentDraft, own: CorrespondentId | None) -> None:
        self.check(draft.problems())
        self.check(entries.contradictions(self.session, draft, own))
