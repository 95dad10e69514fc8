"""What each person keeps at hand; nobody else ever reads it, and rights are asked anew whenever it is shown."""

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from common.kernel.ids import DocumentId
from common.registry.shelf import MOST_FAVOURITES, RECENT, ShelfApi, ShelfRow
from common.rpc.errors import Invalid
from server.core.service import Service
from server.registry.models import Document, ShelvedDocument
from server.registry.queries import document_row, document_rows
from server.registry.readers import visible, visible_document

AT_HAND = "Учебный документ в избранном не держат: он всегда в папке «Учебные»."


class ShelfService(Service, ShelfApi):
    def rows(self) -> list[ShelfRow]:
        order = (ShelvedDocument.favourite.desc(), ShelvedDocument.opened.desc(), Document.id)
        rows = self.session.execute(
            document_rows(self.today).add_columns(ShelvedDocument.favourite, ShelvedDocument.opened)
            .join(ShelvedDocument, ShelvedDocument.document_id == Document.id)
            .where(self._mine(), visible(self.caller)).order_by(*order)
        )  # fmt: skip
        return [ShelfRow(document_row(row), row.favourite, row.opened) for row in rows]

    def note_opened(self, document_id: DocumentId) -> bool:
        visible_document(self.session, self.caller, document_id, stays=AT_HAND)
        favourite = self._put(document_id)
        opened = select(ShelvedDocument.opened).where(self._mine(), ShelvedDocument.favourite.is_(False))
        eldest = opened.order_by(ShelvedDocument.opened.desc()).offset(RECENT).limit(1).scalar_subquery()
        plain = self._mine(), ShelvedDocument.favourite.is_(False)
        self.session.execute(delete(ShelvedDocument).where(*plain, ShelvedDocument.opened <= eldest))
        return favourite

    def favour(self, document_id: DocumentId, wanted: bool) -> None:
        if not wanted:
            put = update(ShelvedDocument).where(self._mine(), ShelvedDocument.document_id == document_id)
            self.session.execute(put.values(favourite=False))
            return
        visible_document(self.session, self.caller, document_id, stays=AT_HAND)
        favourites = select(func.count()).select_from(ShelvedDocument).where(self._mine(), ShelvedDocument.favourite)
        if self.session.execute(favourites).scalar_one() >= MOST_FAVOURITES:
            raise Invalid(f"В избранном уже {MOST_FAVOURITES} документов: сначала уберите ненужные.")
        self._put(document_id, wanted=wanted)

    def _put(self, document_id: DocumentId, *, wanted: bool | None = None) -> bool:
        """Whether it is a favourite after that."""
        values = {"person_id": self.caller.me.id, "document_id": document_id, "opened": self.now}
        changed = {"opened": self.now} if wanted is None else {"favourite": wanted}
        put = insert(ShelvedDocument).values(**values, favourite=bool(wanted))
        return bool(
            self.session.scalar(
                put.on_conflict_do_update(index_elements=["person_id", "document_id"], set_=changed)
                .returning(ShelvedDocument.favourite)
            )
        )  # fmt: skip

    def _mine(self) -> ColumnElement[bool]:
        return ShelvedDocument.person_id == self.caller.me.id
