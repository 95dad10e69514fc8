"""Who has a document open: rows under a lease that windows renew; what nobody renews is over by itself."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from common.kernel.changes import Kind
from common.kernel.ids import DocumentId
from common.registry.presence import LEASE, PresenceApi, Present
from server.core.service import Context, Service
from server.identity.models import Person
from server.registry.models import OpenCard
from server.registry.queries import initials
from server.registry.readers import opened_document


class PresenceService(Service, PresenceApi):
    def look(self, document_id: DocumentId, editing: bool) -> list[Present]:
        opened_document(self.session, self.caller, document_id)
        me = self.caller.me.id
        found = self._looking(document_id)
        mine = next((row for row in found if row.person_id == me), None)
        others = [row for row in found if row.person_id != me]
        began = (mine.editing or self.now) if mine and editing else self.now if editing else None
        self._put(document_id, mine.since if mine else self.now, began)
        if mine is None or (mine.editing is None) is not (began is None):
            self._tell(document_id, others)
        return [Present(row.person_id, row.name, row.since, row.editing) for row in others]

    def leave(self, document_id: DocumentId) -> None:
        others = [row for row in self._looking(document_id) if row.person_id != self.caller.me.id]
        gone = delete(OpenCard).where(OpenCard.document_id == document_id, OpenCard.person_id == self.caller.me.id)
        if self.session.scalar(gone.returning(OpenCard.person_id)) is not None:
            self._tell(document_id, others)

    def _looking(self, document_id: DocumentId) -> Sequence[Any]:
        return self.session.execute(
            select(OpenCard.person_id, OpenCard.since, OpenCard.editing, initials(Person).label("name"))
            .join(Person, Person.id == OpenCard.person_id)
            .where(OpenCard.document_id == document_id, OpenCard.until > self.now).order_by(OpenCard.since)
        ).all()  # fmt: skip

    def _put(self, document_id: DocumentId, since: Any, editing: Any) -> None:
        values = {"since": since, "editing": editing, "until": self.now + LEASE}
        key = {"document_id": document_id, "person_id": self.caller.me.id}
        put = insert(OpenCard).values(**key, **values)
        self.session.execute(put.on_conflict_do_update(index_elements=list(key), set_=values))

    def _tell(self, document_id: DocumentId, others: Sequence[Any]) -> None:
        """Nobody hears of it but those who look at the document themselves: not even their deputies."""
        if others:
            self.context.change(Kind.PRESENCE, document_id, [-row.person_id for row in others])


def closed_cards(context: Context) -> int:
    """Leases that have run out."""
    gone = delete(OpenCard).where(OpenCard.until < context.clock.now()).returning(OpenCard.person_id)
    return len(context.session.scalars(gone).all())
