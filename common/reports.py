"""The report centre: which printed forms there are, with which parameters, and how one is made."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.jobs import JobState
from common.kernel.ids import FileId, JobId, ReportRunId
from common.kernel.rights import Right
from common.rpc.api import Api, reads, writes


class Format(StrEnum):
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


class Parameter(Struct, frozen=True):
    """One field of the form that asks for a report's parameters; values travel as text (dates as ISO)."""

    name: str
    label: str
    kind: ParameterKind
    default: str = ""
    choices: list[tuple[str, str]] = []
    required: bool = True


class ReportForm(Struct, frozen=True):
    code: str
    title: str
    group: str
    parameters: list[Parameter]
    formats: list[Format]


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

    @writes(Right.READ_DOCUMENTS)
    def again(self, run_id: ReportRunId, format: Format) -> ReportRunId:  # noqa: A002 -- the field's word
        """The same figures in another format, as they were; raises Missing when they were not kept."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def made(self, run_id: ReportRunId) -> ReportRun: ...
