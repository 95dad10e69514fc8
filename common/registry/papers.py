"""Paper: where originals and copies are, and how documents are sent out."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import CorrespondentId, DocumentId, PersonId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem, require, sensible_date
from common.rpc.api import Api, reads, writes

Line = Annotated[str, Meta(max_length=200)]
Limit = Annotated[int, Meta(ge=1, le=500)]
ORIGINAL = "подлинник"


class Handover(Struct, frozen=True, kw_only=True):
    """A copy passes into other hands: to a person, or to a place named in words (архив, нотариус, суд)."""

    copy: Line = ORIGINAL
    person_id: PersonId | None = None
    place: Line = ""
    on: date | None = None
    due_back: date | None = None
    remark: Line = ""

    def problems(self, today: date) -> Iterator[Problem]:
        yield from require("copy", self.copy.strip(), "Экземпляр")
        yield from require("on", self.on, "Дата передачи")
        yield from sensible_date("on", self.on, not_after=today)
        if self.person_id is None and not self.place.strip():
            yield Problem("person_id", "Укажите, кому или куда передан экземпляр.")
        if self.on and self.due_back and self.due_back < self.on:
            yield Problem("due_back", "Срок возврата раньше передачи.")


class Movement(Struct, frozen=True):
    """One step of a copy's way, newest first; the first row of each copy says where it is."""

    id: int
    copy: str
    holder: str
    on: date
    due_back: date | None
    remark: str
    recorded_by: str
    recorded_at: datetime
    current: bool


class OutstandingRow(Struct, frozen=True):
    """A copy that somebody holds; `id` is that of its last movement."""

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
    def hand_over(self, document_id: DocumentId, handover: Handover) -> int: ...

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
