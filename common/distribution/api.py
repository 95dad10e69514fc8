"""Distribution (рассылка) of registered documents, and the acquaintance (ознакомление) that it asks for."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.distribution.lists import Organisations, People, Units, twice
from common.kernel.deadlines import Deadline
from common.kernel.ids import AcquaintanceId, DistributionListId, DocumentId, PersonId, SendingId, UnitId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.bulk import MOST_AT_ONCE, BulkOutcome
from common.rpc.api import Api, reads, writes

Text = Annotated[str, Meta(max_length=2000)]
Limit = Annotated[int, Meta(ge=1, le=500)]
Days = Annotated[int, Meta(ge=0, le=60)]
Documents = Annotated[list[DocumentId], Meta(min_length=1, max_length=MOST_AT_ONCE)]
MOST_NAMED = 50  # names that a preview tells one by one


class SendingKind(StrEnum):
    SIGNED_FOR = "signed_for"
    FOR_INFORMATION = "for_information"

    @property
    def label(self) -> str:
        return KINDS[self]

    @property
    def short(self) -> str:
        return "Под подпись" if self.asks_to_sign else "Для сведения"

    @property
    def done(self) -> str:
        return DONE[self]

    @property
    def asks_to_sign(self) -> bool:
        return self is SendingKind.SIGNED_FOR


KINDS = {
    SendingKind.SIGNED_FOR: "Для ознакомления под подпись",
    SendingKind.FOR_INFORMATION: "Для сведения",
}
DONE = {SendingKind.SIGNED_FOR: "Ознакомлен", SendingKind.FOR_INFORMATION: "Прочитано"}


class SendDraft(Struct, frozen=True, kw_only=True):
    """To whom and how; `days` are working days, none without a deadline. Nobody gets a document twice.

    Whoever has confirmed a document is asked anew only when `again` says so.
    """

    list_ids: Annotated[list[DistributionListId], Meta(max_length=50)] = []
    units: Units = []
    person_ids: People = []
    correspondent_ids: Organisations = []
    kind: SendingKind = SendingKind.SIGNED_FOR
    days: Days = 0
    comment: Text = ""
    again: bool = False

    def problems(self) -> Iterator[Problem]:
        if not (self.list_ids or self.units or self.person_ids or self.correspondent_ids):
            yield Problem("list_ids", "Укажите, кому разослать: список, подразделение, сотрудников или организации.")
        if self.kind is SendingKind.FOR_INFORMATION and self.days:
            yield Problem("days", "Срок ставится только при ознакомлении под подпись.")
        yield from twice(self.person_ids, self.units, self.correspondent_ids)


class UnitCount(Struct, frozen=True):
    unit_id: UnitId
    unit: str
    people: int


class Away(Struct, frozen=True):
    """Somebody absent today; without a deputy it waits for the return."""

    name: str
    until: date
    deputy: str


class Preview(Struct, frozen=True, kw_only=True):
    """Exactly who would get the documents; of many documents `passed_by` counts pairs of document and person."""

    people: int
    units: list[UnitCount]
    already: list[str]  # «Щукина Ж. Ё. — ознакомлена 23.11.2026»
    passed_by: int
    dismissed: list[str]
    unanswered: list[str]  # posts that are closed, or vacant in a unit without a head
    away: list[Away]
    organisations: list[str]
    organisations_already: list[str]
    deadline: Deadline | None
    refusals: list[BulkOutcome]


class Result(StrEnum):
    """What has become of an acquaintance; overdue is computed, never kept."""

    WAITS = "waits"
    OVERDUE = "overdue"
    DONE = "done"
    RECALLED = "recalled"
    LEFT = "left"  # was dismissed before confirming


class SheetRow(Struct, frozen=True, kw_only=True):
    """A line of the sheet of acquaintance, and of the folder."""

    id: AcquaintanceId
    sending_id: SendingId
    document_id: DocumentId
    person_id: PersonId
    person: str
    post: str
    unit: str  # at the time of sending
    kind: SendingKind
    sent_by: str
    sent_at: datetime
    due: date | None
    result: Result
    overdue_days: int
    confirmed_at: datetime | None
    by: str  # who confirmed, «за …» included
    comment: str
    reminded_at: datetime | None
    number: str = ""
    registered: date | None = None
    document_kind: str = ""
    summary: str = ""
    asked: str = ""  # what the sender has added
    deadline: Deadline | None = None  # how `due` came about

    @property
    def said(self) -> str:
        """The result in words."""
        return self.kind.done if self.result is Result.DONE else WORDS[self.result]


WORDS = {Result.WAITS: "Не ознакомлен", Result.OVERDUE: "Просрочено", Result.RECALLED: "Отозвано",
         Result.LEFT: "Уволен"}  # fmt: skip


class SendingCard(Struct, frozen=True, kw_only=True):
    id: SendingId
    kind: SendingKind
    sent_by: str
    sent_at: datetime
    due: date | None
    recipients: str
    comment: str
    people: int
    done: int
    organisations: int
    recalled_at: datetime | None
    recall_reason: str
    may_recall: bool


class UnitState(Struct, frozen=True):
    """How far a unit has got: people asked, of these done and overdue."""

    unit_id: UnitId
    unit: str
    people: int
    done: int
    overdue: int


class Summary(Struct, frozen=True, kw_only=True):
    """The head of the sheet of one document; `mine` are those that the caller may confirm, in person first."""

    sendings: list[SendingCard]
    units: list[UnitState]
    mine: list[SheetRow]
    refusal: str  # why the caller may not send; empty when he may

    @property
    def people(self) -> int:
        return sum(unit.people for unit in self.units)

    @property
    def done(self) -> int:
        return sum(unit.done for unit in self.units)


class SheetFilter(Struct, frozen=True, kw_only=True):
    waiting: bool = False
    unit_id: UnitId | None = None


class FolderFilter(Struct, frozen=True, kw_only=True):
    overdue: bool = False


class FolderCount(Struct, frozen=True):
    count: int
    overdue: int


class DistributionApi(Api, Protocol):
    @reads(Right.DISTRIBUTE)
    def preview(self, document_ids: Documents, draft: SendDraft) -> Preview: ...

    @writes(Right.DISTRIBUTE)
    def send(self, document_ids: Documents, draft: SendDraft) -> list[BulkOutcome]:
        """Sends each document or refuses it for itself; raises Invalid where the draft fits none."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def summary(self, document_id: DocumentId) -> Summary: ...

    @reads(Right.READ_DOCUMENTS)
    def sheet(
        self, document_id: DocumentId, chosen: SheetFilter, offset: Annotated[int, Meta(ge=0)] = 0,
        limit: Limit = PAGE_SIZE,
    ) -> Page[SheetRow]:  # fmt: skip
        """Who has got the document, by unit; recalled ones last."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def folder(
        self, chosen: FolderFilter, offset: Annotated[int, Meta(ge=0)] = 0, limit: Limit = PAGE_SIZE
    ) -> Page[SheetRow]:
        """What waits for the caller, in person or in the stead of somebody absent; the most urgent first."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def counts(self) -> FolderCount: ...

    @writes(Right.READ_DOCUMENTS)
    def confirm(
        self, acquaintance_ids: Annotated[list[AcquaintanceId], Meta(min_length=1, max_length=MOST_AT_ONCE)],
        comment: Text = "",
    ) -> list[BulkOutcome]:  # fmt: skip
        """«Ознакомлен»: each is done or refused for itself."""
        ...

    @writes(Right.DISTRIBUTE)
    def remind(self, document_id: DocumentId, chosen: SheetFilter) -> int:
        """Reminds those who have not read, of all units or of one; gives how many. At most once in a day each."""
        ...

    @writes(Right.DISTRIBUTE)
    def recall(self, sending_id: SendingId, reason: Text) -> int:
        """Takes back what is not confirmed yet; gives how many. Raises NotAllowed, Invalid, Missing."""
        ...
