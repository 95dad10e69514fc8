"""The ledger of numbers: what became of every value, and the acts by which one departs from the next in turn."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import DocumentId, JournalId, PersonId, PlaceId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem, require
from common.registry.classes import DocumentClass
from common.registry.document import Registered
from common.registry.kinds import ExtraField
from common.registry.numbers import NumberTemplate
from common.rpc.api import Api, reads, writes

Reason = Annotated[str, Meta(max_length=1000)]
Offset = Annotated[int, Meta(ge=0)]
MOST_RESERVED = 100


class NumberState(StrEnum):
    """A value is ISSUED or RESERVED; SKIPPED, RELEASED and VOID ones are in the journal of missing numbers."""

    ISSUED = "issued"
    RESERVED = "reserved"
    RELEASED = "released"
    SKIPPED = "skipped"
    VOID = "void"

    @property
    def label(self) -> str:
        return NUMBER_STATES[self]


NUMBER_STATES = {
    NumberState.ISSUED: "Присвоен",
    NumberState.RESERVED: "Зарезервирован",
    NumberState.RELEASED: "Резерв снят",
    NumberState.SKIPPED: "Пропущен",
    NumberState.VOID: "Аннулирован",
}
MISSING_STATES = [NumberState.RESERVED, NumberState.RELEASED, NumberState.SKIPPED, NumberState.VOID]


class Scope(StrEnum):
    """What has a counter of its own within a journal and a year."""

    JOURNAL = "journal"
    UNIT = "unit"
    CASE_FILE = "case_file"
    MONTH = "month"

    @property
    def label(self) -> str:
        return SCOPES[self]

    @property
    def named_by(self) -> str:
        """What tells the counters of a journal apart; empty when there is only one."""
        return COUNTER_NAMES.get(self, "")


SCOPES = {
    Scope.JOURNAL: "один счёт на журнал",
    Scope.UNIT: "свой счёт у подразделения",
    Scope.CASE_FILE: "свой счёт у дела",
    Scope.MONTH: "свой счёт у месяца",
}
COUNTER_NAMES = {
    Scope.UNIT: "код подразделения",
    Scope.CASE_FILE: "индекс дела",
    Scope.MONTH: "месяц двумя цифрами, 01–12",
}
TOKEN_OF_SCOPE = {Scope.UNIT: "подр", Scope.CASE_FILE: "дело", Scope.MONTH: "мм"}


class NumberChoice(Struct, frozen=True, kw_only=True):
    """How a document gets its number: in turn, by hand (a free value), or from the reserve; all but the first say why.

    `on` registers with an earlier date: a document of December, brought in January, in December's series.
    `same_value` only puts «дсп» to the number of a registered document, or takes it away, as its card says by now.
    A number that the journal's template does not make, and one that passes over free values, is asked for expressly.
    """

    number: Annotated[str, Meta(max_length=60)] = ""
    off_template: bool = False
    skips: bool = False
    reserved: int | None = None
    on: date | None = None
    same_value: bool = False
    reason: Reason = ""

    def problems(self) -> Iterator[Problem]:
        if self.number and not self.number.strip():
            yield Problem("number", "Введите номер или оставьте поле пустым: тогда будет следующий по счёту.")
        if self.number and self.reserved is not None:
            yield Problem("number", "Укажите номер вручную или выберите из резерва, но не то и другое.")
        if self.same_value and (self.number or self.on or self.reserved is not None):
            yield Problem("same_value", "Меняется либо только пометка, либо сам номер: оставьте одно.")
        if self.number or self.on or self.same_value:
            yield from require("reason", self.reason.strip(), "Причина")


OFF_TEMPLATE = "номер не по шаблону журнала"  # as the ledger keeps it
IN_TURN = NumberChoice()


class JournalDraft(Struct, frozen=True, kw_only=True):
    """A series of numbers: for a class at a place, or for one kind of it.

    One for `practice` is marked while it is empty and for ever: its documents count nowhere.
    """

    place_id: PlaceId
    document_class: DocumentClass
    kind: Annotated[str, Meta(max_length=40)] = ""
    title: Annotated[str, Meta(max_length=200)]
    code: Annotated[str, Meta(max_length=20)] = ""
    template: Annotated[str, Meta(max_length=100)]
    scope: Scope = Scope.JOURNAL
    closed: bool = False
    practice: bool = False

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Название")
        yield from (Problem("template", fault) for fault in NumberTemplate(self.template).faults())
        token = TOKEN_OF_SCOPE.get(self.scope)
        if token and token not in NumberTemplate(self.template).tokens:
            yield Problem("template", f"{self.scope.label.capitalize()}: без поля {{{token}}} номера повторятся.")


class JournalRow(Struct, frozen=True):
    id: JournalId
    version: int
    draft: JournalDraft
    place: str
    kind: str
    last: int
    sample: str  # a number as it would be given next


class Happened(Struct, frozen=True):
    """What a value became at some moment, by whom and why."""

    state: NumberState
    person: str
    at: datetime
    reason: str
    until: date | None = None


class LedgerRow(Struct, frozen=True):
    """A value as it is, and what it was `before`, the earliest first."""

    journal_id: JournalId
    journal: str
    year: int
    scope: str
    value: int
    number: str
    state: NumberState
    document_id: DocumentId | None
    person: str
    at: datetime
    reason: str
    until: date | None = None
    before: list[Happened] = []

    @property
    def history(self) -> list[Happened]:
        """All that became of the value, the latest first."""
        now = Happened(self.state, self.person, self.at, self.reason, self.until)
        return [now, *reversed(self.before)]

    @property
    def counted(self) -> str:
        """The value of the counter; a number that no template makes has none."""
        return str(self.value) if self.value > 0 else "вне счёта"

    @property
    def id(self) -> tuple[int, int, str, int]:
        """A value is known by its journal, year and scope."""
        return self.journal_id, self.year, self.scope, self.value


class Destination(Struct, frozen=True):
    """A kind of another journal, and the number that a document would get there now; `place` is named when another.

    `wanted` are fields that the kind demands and the document lacks, `lost` the values that the kind has no field for.
    """

    kind: str
    title: str
    journal: str
    number: str
    place_id: PlaceId
    place: str = ""
    wanted: list[ExtraField] = []
    lost: list[str] = []


class LedgerFilter(Struct, frozen=True, kw_only=True):
    journal_id: JournalId | None = None
    year: int | None = None
    states: list[NumberState] = []
    number: Annotated[str, Meta(max_length=60)] = ""


class NumbersApi(Api, Protocol):
    @reads(Right.SIGNED_IN)
    def journals(self) -> list[JournalRow]:
        """The journals of the caller's places; all of them for an administrator."""
        ...

    @writes(Right.ADMINISTER)
    def put_journal(self, journal_id: JournalId | None, version: int, draft: JournalDraft) -> JournalId:
        """Opens or changes a journal; numbers already given keep their spelling. Raises Invalid, Stale."""
        ...

    @reads(Right.REGISTER)
    def ledger(self, chosen: LedgerFilter, offset: Offset = 0, limit: int = PAGE_SIZE) -> Page[LedgerRow]:
        """What became of every value at the caller's places, newest first."""
        ...

    @writes(Right.REGISTER)
    def reserve(
        self,
        journal_id: JournalId,
        count: Annotated[int, Meta(ge=1, le=MOST_RESERVED)],
        until: date | None,
        reason: Reason,
        scope: str = "",
    ) -> list[LedgerRow]:
        """Keeps the next values back; `scope` names the counter of a journal with several, as `Scope.named_by` says.

        Raises Invalid without a reason, for a day gone by, for a counter that there is not.
        """
        ...

    @writes(Right.REGISTER)
    def release(self, journal_id: JournalId, year: int, scope: str, value: int, reason: Reason) -> None:
        """Gives a reserve up: the value stays in the journal of missing numbers and is not given again in turn."""
        ...

    @writes(Right.REGISTER)
    def renumber(self, document_id: DocumentId, version: int, choice: NumberChoice) -> Registered:
        """Gives a registered document another number; the old value becomes void. Raises Invalid, NotAllowed, Stale."""
        ...

    @reads(Right.REGISTER)
    def destinations(self, document_id: DocumentId) -> list[Destination]:
        """The kinds of other journals at the document's place, and all of them at the caller's other places, each with
        the number that the document would get.
        """
        ...

    @writes(Right.REGISTER)
    def change_journal(
        self, document_id: DocumentId, version: int, kind: str, reason: Reason, place_id: PlaceId | None = None,
        extra: Annotated[dict[str, str], Meta(max_length=200)] | None = None,
    ) -> Registered:  # fmt: skip
        """Moves a registered document into the journal of another kind of its class, or of another place; the old value
        becomes void, and the registrars of the place see the document from then on instead of those of the former.

        `extra` are values that the new kind demands and the document lacks, no others: the act says which were filled;
        what it has no field for goes, and the history has it. Raises Invalid for a kind of the same journal: that is
        changed on the card and costs no number; for demanded fields left empty, others given, and signed ones that
        would go; NotAllowed for a place where the caller does not register.
        """
        ...

    @writes(Right.REGISTER)
    def cancel(self, document_id: DocumentId, version: int, reason: Reason) -> None:
        """Cancels a registration: the document stays readable, its number void. Raises NotAllowed, Stale."""
        ...

    @writes(Right.REGISTER)
    def copy_inside(
        self, document_id: DocumentId, addressee_ids: Annotated[list[PersonId], Meta(max_length=200)]
    ) -> DocumentId:
        """An internal copy of an outgoing document under its number and date: one, and nothing else may share them."""
        ...
