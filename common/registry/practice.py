"""Practice: documents on which a clerk learns; they count nowhere, reach nobody, and are wiped in one act."""

from datetime import date, datetime
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import DocumentId, JournalId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.registry.classes import DocumentClass, DocumentState
from common.rpc.api import Api, reads, writes

MARK = "УЧЕБНЫЙ"
NOT_SENT = "В учебном журнале документы не рассылаются: документ никуда не уйдёт."
NO_RESOLUTIONS = "В учебном журнале резолюций не выносят: поручение ушло бы настоящему исполнителю."
Offset = Annotated[int, Meta(ge=0)]
Limit = Annotated[int, Meta(ge=1, le=500)]


class PracticeJournal(Struct, frozen=True):
    """A journal for practice in which one may begin a document; of its one `kind` only, where it has one."""

    id: JournalId
    title: str
    document_class: DocumentClass
    place: str
    kind: str = ""


class PracticeRow(Struct, frozen=True):
    id: DocumentId
    number: str
    registered: date | None
    document_class: DocumentClass
    state: DocumentState
    kind: str
    correspondent: str
    summary: str
    author: str
    created: datetime


class PracticeFilter(Struct, frozen=True, kw_only=True):
    """Words or parts of numbers of what stands in the rows; `mine` leaves an administrator his own only."""

    text: Annotated[str, Meta(max_length=200)] = ""
    mine: bool = False


class PracticeApi(Api, Protocol):
    @reads(Right.REGISTER)
    def journals(self) -> list[PracticeJournal]:
        """The open ones at the places where the caller registers."""
        ...

    @reads(Right.SIGNED_IN)
    def documents(self, chosen: PracticeFilter, offset: Offset = 0, limit: Limit = PAGE_SIZE) -> Page[PracticeRow]:
        """One's own, for an administrator everybody's, the newest first; no other list holds any of them."""
        ...

    @writes(Right.REGISTER)
    def begin(self, journal_id: JournalId, kind: Annotated[str, Meta(max_length=40)] = "") -> DocumentId:
        """A card of the journal's class, without a kind that with which the class begins.

        Raises Missing, Invalid for a journal that is not for practice or is for another kind, NotAllowed for a place
        that is not one's own.
        """
        ...

    @writes(Right.SIGNED_IN)
    def wipe(self, everybodys: bool = False) -> int:
        """Removes one's own documents, or everybody's with their numbers, for good; says how many there were.

        Raises NotAllowed for everybody's without the right to administer.
        """
        ...
