"""Paper: where originals and copies are, and how documents are sent out."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import CorrespondentId, DocumentId, PersonId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem, require, sensible_date
from common.registry.classes import RecordForm
from common.rpc.api import Api, reads, writes

Line = Annotated[str, Meta(max_length=200)]
Limit = Annotated[int, Meta(ge=1, le=500)]
ORIGINAL = "подлинник"
BROUGHT = frozenset({"courier", "by_hand"})
GOES_ON = "knowing"
"""The field of a refusal that is only a question: whoever has read it may go on."""


def comes_on_paper(delivery: str) -> bool:
    """Ways of coming are told by their keys: those by post end with the word, as `registered_post` does."""
    return delivery.endswith("post") or delivery in BROUGHT


class Handover(Struct, frozen=True, kw_only=True):
    """A copy passes into other hands: to a person, or to a place named in words (архив, нотариус, суд)."""

    copy: Line = ORIGINAL
    person_id: PersonId | None = None
    place: Line = ""
    on: date | None = None
    due_back: date | None = None
    remark: Line = ""
    knowing: bool = False  # was told that another holds it, or that there is no paper, and goes on

    def problems(self, today: date) -> Iterator[Problem]:
        yield from require("copy", self.copy.strip(), "Экземпляр")
        yield from require("on", self.on, "Дата передачи")
        yield from sensible_date("on", self.on, not_after=today)
        if self.person_id is None and not self.place.strip():
            yield Problem("person_id", "Укажите, кому или куда передан экземпляр.")
        if self.on and self.due_back and self.due_back < self.on:
            yield Problem("due_back", "Срок возврата раньше передачи.")


class PaperReturn(Struct, frozen=True, kw_only=True):
    """A copy is back: who has brought it, and where it lies from then on."""

    on: date | None = None
    person_id: PersonId | None = None
    place: Line = ""
    remark: Line = ""

    def problems(self, today: date) -> Iterator[Problem]:
        yield from require("on", self.on, "Дата возврата")
        yield from sensible_date("on", self.on, not_after=today)
        yield from require("place", self.place.strip(), "Где лежит")


class Kept(Struct, frozen=True):
    """How the original is kept by the card, and where."""

    form: RecordForm
    place: str


class Movement(Struct, frozen=True):
    """One step of a copy's way, newest first; the first row of each copy says where it is.

    Of a copy that came back `holder` is the place where it lies.
    """

    id: int
    copy: str
    holder: str
    on: date
    due_back: date | None
    remark: str
    recorded_by: str
    recorded_at: datetime
    current: bool
    returned: bool
    brought_by: str


class OutstandingRow(Struct, frozen=True):
    """A copy that a person or a place outside holds; `id` is that of its last movement."""

    id: int
    document_id: DocumentId
    number: str
    summary: str
    copy: str
    holder: str
    on: date
    due_back: date | None


class DispatchRow(Struct, frozen=True):
    id: int
    document_id: DocumentId
    number: str
    registered: date | None
    summary: str
    correspondent: str
    address: str
    delivery: str
    sent_on: date | None
    track: str
    remark: str


class Sending(Struct, frozen=True, kw_only=True):
    """The mark that a document has gone to an addressee."""

    correspondent_id: CorrespondentId | None = None
    delivery: Line = ""
    sent_on: date | None = None
    track: Line = ""
    remark: Line = ""

    def problems(self, today: date) -> Iterator[Problem]:
        yield from require("delivery", self.delivery, "Вид отправки")
        yield from require("sent_on", self.sent_on, "Дата отправки")
        yield from sensible_date("sent_on", self.sent_on, not_after=today)


class DispatchFilter(Struct, frozen=True, kw_only=True):
    since: date | None = None
    until: date | None = None
    delivery: Line = ""
    unsent: bool = False


class OutstandingFilter(Struct, frozen=True, kw_only=True):
    overdue: bool = False


class PapersApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def movements(self, document_id: DocumentId) -> list[Movement]: ...

    @writes(Right.REGISTER)
    def hand_over(self, document_id: DocumentId, handover: Handover) -> int:
        """Raises Invalid with a problem of `knowing` where another holds the copy or there is no paper to hand over."""
        ...

    @writes(Right.REGISTER)
    def bring_back(self, document_id: DocumentId, movement_id: int, back: PaperReturn) -> int:
        """The copy that was handed over by that movement is back in its place."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def kept(self, document_id: DocumentId) -> Kept: ...

    @reads(Right.REGISTER)
    def outstanding(
        self, overdue: bool = False, offset: Annotated[int, Meta(ge=0)] = 0, limit: Limit = PAGE_SIZE
    ) -> Page[OutstandingRow]:
        """Copies of the caller's places that are not in their own place, the longest out first."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def dispatches(self, document_id: DocumentId) -> list[DispatchRow]:
        """Every addressee of an outgoing document with the mark of dispatch, if there is one."""
        ...

    @reads(Right.REGISTER)
    def dispatch_register(
        self, chosen: DispatchFilter, offset: Annotated[int, Meta(ge=0)] = 0, limit: Limit = PAGE_SIZE
    ) -> Page[DispatchRow]:
        """What the caller's places have sent, or have to send."""
        ...

    @writes(Right.REGISTER)
    def send(self, document_id: DocumentId, dispatch_ids: list[int], sending: Sending) -> None:
        """Marks addressees as sent to; raises Invalid, NotAllowed."""
        ...
