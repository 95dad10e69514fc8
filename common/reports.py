"""The report centre: which printed forms there are, with which parameters, and how one is made."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.jobs import JobState
from common.kernel.ids import (
    AssignmentId,
    DocumentId,
    FileId,
    JobId,
    PersonId,
    ReportDeliveryId,
    ReportRunId,
    SavedReportId,
    UnitId,
)
from common.kernel.named import NAMED, Named, named
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.several import MARK, split
from common.kernel.validation import Problem, require
from common.rpc.api import Api, reads, writes

RECIPIENTS = 500  # named at once
BUILT_OF_DOCUMENTS, BUILT_OF_ASSIGNMENTS = "registry.built", "assignments.built"  # the codes of what is built
Offset = Annotated[int, Meta(ge=0)]
Limit = Annotated[int, Meta(ge=1, le=500)]


class Format(StrEnum):
    """What a report is made into; on the screen it is its figures only."""

    SCREEN = "screen"
    PDF = "pdf"
    XLSX = "xlsx"


class Counted(StrEnum):
    """What a figure of a report counts, and so what lies behind it."""

    DOCUMENT = "document"
    ASSIGNMENT = "assignment"


class ParameterKind(StrEnum):
    DATE = "date"
    TEXT = "text"
    CHOICE = "choice"
    FLAG = "flag"
    DOCUMENT = "document"
    PERSON = "person"  # by name and number, see common/kernel/named.py
    PEOPLE = "people"  # several of these
    CORRESPONDENT = "correspondent"


class Parameter(Struct, frozen=True):
    """One field of the form that asks for a report's parameters; values travel as text (dates as ISO).

    The day that begins a period names the one that `ends` it. In their stead a relative period may be given, as the
    text of the first (`common.schedules.RelativePeriod`).
    """

    name: str
    label: str
    kind: ParameterKind
    default: str = ""
    choices: list[tuple[str, str]] = []
    required: bool = True
    ends: str = ""


def all_named(text: str) -> list[Named]:
    """Several people in one parameter; names that were typed have commas between them."""
    parts = split(text) if NAMED.match(text.strip()) else re.split(f"[,{MARK}]", text)
    return [each for part in parts if (each := named(part))]


class ReportForm(Struct, frozen=True):
    code: str
    title: str
    group: str
    parameters: list[Parameter]
    formats: list[Format]
    saved_id: SavedReportId | None = None
    mine: bool = False  # a saved one that the caller may remove


class Sharing(StrEnum):
    """Who finds a saved report in the centre; «мои» in it means whoever runs it."""

    MINE = "mine"
    UNIT = "unit"
    ALL = "all"

    @property
    def label(self) -> str:
        return SHARING[self]


SHARING = {Sharing.MINE: "только мне", Sharing.UNIT: "моему подразделению", Sharing.ALL: "всем"}


class SavedDraft(Struct, frozen=True, kw_only=True):
    """A report with its parameters under a title of one's own."""

    title: Annotated[str, Meta(max_length=100)]
    code: str
    parameters: dict[str, Annotated[str, Meta(max_length=20_000)]]
    sharing: Sharing = Sharing.MINE

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Название")


class ReportRun(Struct, frozen=True):
    """A report as asked for: its job, and its file once made; `as_of` is the moment whose figures it shows."""

    id: ReportRunId
    code: str
    title: str
    job_id: JobId
    state: JobState
    done: int
    total: int
    message: str
    as_of: datetime
    file_id: FileId | None
    file_name: str


class ShownColumn(Struct, frozen=True):
    title: str
    width: float
    group: str = ""
    right_aligned: bool = False


class ShownBar(Struct, frozen=True):
    """What a section comes to; `line` is that of its totals."""

    label: str
    line: int
    values: list[float]


class ShownChart(Struct, frozen=True):
    """Bars of sections; `columns` are those whose figures lie behind each of the series."""

    title: str
    series: list[str]
    columns: list[int]
    bars: list[ShownBar]


class ReportTable(Struct, frozen=True):
    """What stands around the rows of a run; `words` are its parameters."""

    title: str
    words: list[str]
    as_of: datetime
    columns: list[ShownColumn]
    notes: list[str] = []
    nothing: str = ""
    chart: ShownChart | None = None


class LineRole(StrEnum):
    ROW = "row"
    SECTION = "section"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


class ReportLine(Struct, frozen=True):
    """A line of a run as it is read: the heading of a section has one cell, a row may be about a document."""

    id: int  # its place
    role: LineRole
    cells: list[str]
    figures: list[int] = []  # the columns where something lies behind the number
    document_id: DocumentId | None = None


class BehindRow(Struct, frozen=True):
    """A document or an assignment that a figure counts."""

    id: int
    document_id: DocumentId
    document: str
    summary: str
    assignment_id: AssignmentId | None = None
    text: str = ""
    who: str = ""  # the executor or the correspondent
    due: date | None = None
    state: str = ""


class Behind(Page[BehindRow], frozen=True):
    """What lies behind a figure, as far as it may be seen now; `hidden` may not, or not any longer."""

    hidden: int = 0


class PastRun(Struct, frozen=True):
    """A run of one's own that is over; `formats` are those whose file is kept, `kept` says that its figures are."""

    id: ReportRunId
    code: str
    title: str
    as_of: datetime
    words: str
    kept: bool
    formats: list[Format]


class Recipients(Struct, frozen=True, kw_only=True):
    """Who gets a report; of a unit it is the head."""

    person_ids: Annotated[list[PersonId], Meta(max_length=RECIPIENTS)] = []
    unit_ids: Annotated[list[UnitId], Meta(max_length=RECIPIENTS)] = []

    def problems(self) -> Iterator[Problem]:
        if not (self.person_ids or self.unit_ids):
            yield Problem("person_ids", "Назовите, кому передать: сотрудников или подразделения.")


class HandingDraft(Recipients, frozen=True, kw_only=True):
    note: Annotated[str, Meta(max_length=500)] = ""


class HeadedUnit(Struct, frozen=True):
    """An open unit; without a head nobody gets what is handed to it."""

    id: UnitId
    title: str
    head: str


class ReceivedReport(Struct, frozen=True):
    """A report that was handed over to the caller, with the figures that its sender had."""

    id: ReportDeliveryId
    run_id: ReportRunId
    title: str
    as_of: datetime
    sent: datetime
    by: str
    note: str
    read: bool
    formats: list[Format]


class ReportsApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def centre(self) -> list[ReportForm]:
        """The reports that the person may run."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def run(
        self,
        code: str,
        parameters: dict[str, Annotated[str, Meta(max_length=20_000)]],
        format: Format = Format.PDF,  # noqa: A002 -- the field's word
    ) -> ReportRunId:
        """Orders a report, made in the background; raises Invalid with the parameters at fault, NotAllowed."""
        ...

    @writes(Right.RUN_REPORTS)
    def keep(self, draft: SavedDraft) -> SavedReportId:
        """Stands in the centre under its title, with the code `saved.<id>`; each run has the rights of who runs it.

        Raises NotAllowed for sharing with all without the right to register.
        """
        ...

    @reads(Right.RUN_REPORTS)
    def kept(self, saved_id: SavedReportId) -> SavedDraft:
        """One's own saved report, as it may be changed; raises Missing."""
        ...

    @writes(Right.RUN_REPORTS)
    def change(self, saved_id: SavedReportId, draft: SavedDraft) -> None:
        """Gives one's own saved report another title, parameters or readers; its schedules make the new one.

        Raises Missing, and what `keep` raises.
        """
        ...

    @writes(Right.RUN_REPORTS)
    def forget(self, saved_id: SavedReportId) -> None:
        """Takes one's own saved report away, from all who share it; its runs stay."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def again(self, run_id: ReportRunId, format: Format) -> ReportRunId:  # noqa: A002 -- the field's word
        """The same figures in another format, as they were; raises Missing when they were not kept."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def made(self, run_id: ReportRunId) -> ReportRun: ...

    @reads(Right.READ_DOCUMENTS)
    def history(self, offset: Offset = 0, limit: Limit = PAGE_SIZE) -> Page[PastRun]:
        """The caller's own runs, newest first; one taken in several formats is one run."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def numbered(self, run_id: ReportRunId) -> PastRun:
        """The run whose number a sheet of paper bears: one's own, or one that was handed over.

        Raises Missing, and NotAllowed with who has made it, that one may ask for it.
        """
        ...

    @reads(Right.READ_DOCUMENTS)
    def table(self, run_id: ReportRunId) -> ReportTable:
        """The kept figures of one's own run, or of one that was handed over.

        Raises Missing without any, NotAllowed for one's own without the report's right.
        """
        ...

    @reads(Right.READ_DOCUMENTS)
    def lines(self, run_id: ReportRunId, offset: Offset = 0, limit: Limit = PAGE_SIZE) -> Page[ReportLine]:
        """Raises as `table` does."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def behind(
        self, run_id: ReportRunId, line: int, column: int, offset: Offset = 0, limit: Limit = PAGE_SIZE
    ) -> Behind:
        """The rows that a figure counts, under the rights of now; raises Invalid when they are too many to list."""
        ...


class DeliveriesApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def units(self) -> list[HeadedUnit]: ...

    @writes(Right.READ_DOCUMENTS)
    def hand_over(self, run_id: ReportRunId, draft: HandingDraft) -> int:
        """Hands one's own run with its kept figures to people, as a paper; gives how many had not got it before.

        Raises Invalid for a form about one document, and when nobody new is named; NotAllowed without the report's
        right.
        """
        ...

    @reads(Right.READ_DOCUMENTS)
    def unread(self) -> int:
        """How many of what was handed to the caller have not been opened yet."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def received(self, offset: Offset = 0, limit: Limit = PAGE_SIZE) -> Page[ReceivedReport]:
        """What was handed to the caller, newest first."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def take(self, run_id: ReportRunId) -> ReceivedReport:
        """What was handed to the caller, read from now on."""
        ...
