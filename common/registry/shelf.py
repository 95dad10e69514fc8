"""The documents that somebody keeps at hand: favourites, and those opened last; the same at every workplace."""

from datetime import datetime
from typing import Protocol

from msgspec import Struct

from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.wording import day
from common.registry.document import DocumentRow
from common.rpc.api import Api, reads, writes

RECENT, MOST_FAVOURITES = 50, 300


class ShelfFilter(Struct, frozen=True):
    """Nothing narrows the shelf."""


class ShelfRow(Struct, frozen=True):
    document: DocumentRow
    favourite: bool
    opened: datetime

    @property
    def id(self) -> DocumentId:
        return self.document.id

    @property
    def title(self) -> str:
        document = self.document
        return f"{document.number} от {day(document.registered)}" if document.registered else f"проект {document.id}"


class ShelfApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def rows(self) -> list[ShelfRow]:
        """The favourites, then the rest, those opened last before; only what the caller may still see."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def note_opened(self, document_id: DocumentId) -> bool:
        """Puts the document foremost; answers whether it is a favourite. Raises Missing."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def favour(self, document_id: DocumentId, wanted: bool) -> None:
        """Makes a favourite of a document, or takes it out, still seen or not. Raises Missing, Invalid for too many."""
        ...
