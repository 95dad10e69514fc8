"""Assignments (поручения): resolutions of leaders, reports of executors, control."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.deadlines import Deadline, DeadlineRule
from common.kernel.ids import AssignmentId, DocumentId, FileId, PersonId, ReportId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.kernel.validation import Problem, require, sensible_date
from common.registry.card import Attachment
from common.rpc.api import Api, reads, writes


class Status(StrEnum):
    """Overdue is no status: it is computed from the due date."""

    ISSUED = "issued"
    REPORTED = "reported"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return STATUSES[self]


STATUSES = {
    Status.ISSUED: "На исполнении",
    Status.REPORTED: "Отчёт на рассмотрении",
    Status.DONE: "Исполнено",
    Status.CANCELLED: "Отменено",
}

NEXT = {
    Status.ISSUED: {Status.REPORTED, Status.DONE, Status.CANCELLED},
    Status.REPORTED: {Status.DONE, Status.ISSUED, Status.CANCELLED},
    Status.DONE: {Status.ISSUED},
    Status.CANCELLED: set[Status](),
}
OPEN = (Status.ISSUED, Status.REPORTED)


class Folder(StrEnum):
    """The folders of the day that assignments fill."""

    TO_EXECUTE = "to_execute"
    ISSUED_BY_ME = "issued_by_me"
    ON_CONTROL = "on_control"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        return FOLDERS[self]


FOLDERS = {
    Folder.TO_EXECUTE: "На исполнении",
    Folder.ISSUED_BY_ME: "Мои поручения",
    Folder.ON_CONTROL: "На контроле",
    Folder.OVERDUE: "Просроченные",
}

Text = Annotated[str, Meta(max_length=2000)]


class ResolutionDraft(Struct, frozen=True, kw_only=True):
    """A resolution as the leader writes it; the due date follows from the rule."""

    document_id: DocumentId
    parent_id: AssignmentId | None = None
    text: Text = ""
    responsible_id: PersonId | None = None
    co_executor_ids: Annotated[list[PersonId], Meta(max_length=100)] = []
    rule: DeadlineRule | None = None
    controlled: bool = True
    controller_id: PersonId | None = None
    urgent: bool = False

    def problems(self) -> Iterator[Problem]:
        yield from require("text", self.text.strip(), "Текст резолюции")
        yield from require("responsible_id", self.responsible_id, "Ответственный исполнитель")
        yield from require("rule", self.rule, "Срок")
        if self.responsible_id in self.co_executor_ids:
            yield Problem(
                "co_executor_ids", "Ответственный исполнитель назван и соисполнителем: уберите его из списка."
            )
        if self.controlled and self.controller_id is None:
            yield Problem("controller_id", "Поручение на контроле: выберите контролёра.")
        if self.rule:
            yield from sensible_date("rule", self.rule.fixed)


class ReportDraft(Struct, frozen=True, kw_only=True):
    """An execution report; `final` asks for release from control, else it is for information."""

    assignment_id: AssignmentId
    version: int
    text: Text = ""
    file_ids: Annotated[list[FileId], Meta(max_length=50)] = []
    final: bool = True

    def problems(self) -> Iterator[Problem]:
        yield from require("text", self.text.strip(), "Текст отчёта")


class AssignmentRow(Struct, frozen=True):
    id: AssignmentId
    document_id: DocumentId
    document: str
    summary: str
    text: str
    author: str
    responsible: str
    co_executors: str
    due: date
    status: Status
    controlled: bool
    urgent: bool
    overdue_days: int


class ExecutionReport(Struct, frozen=True):
    id: ReportId
    at: datetime
    author: str
    text: str
    final: bool
    accepted: bool | None
    answer: str
    files: list[Attachment]


class AssignmentCard(Struct, frozen=True):
    row: AssignmentRow
    version: int
    issued_at: datetime
    parent_id: AssignmentId | None
    controller: str
    deadline: Deadline
    first_due: date
    done_on: date | None
    reports: list[ExecutionReport]
    may_report: bool
    may_release: bool
    may_hand_down: bool
    may_cancel: bool
    blocks_release: str


class FolderCount(Struct, frozen=True):
    folder: Folder
    count: int
    overdue: int


class AssignmentsApi(Api, Protocol):
    @reads(Right.READ_ASSIGNMENTS)
    def folder(
        self,
        folder: Folder,
        offset: Annotated[int, Meta(ge=0)] = 0,
        limit: Annotated[int, Meta(ge=1, le=500)] = PAGE_SIZE,
    ) -> Page[AssignmentRow]: ...

    @reads(Right.READ_ASSIGNMENTS)
    def counts(self) -> list[FolderCount]: ...

    @reads(Right.READ_DOCUMENTS)
    def of_document(self, document_id: DocumentId) -> list[AssignmentCard]:
        """The tree of the document's assignments, parents before children; raises Missing."""
        ...

    @writes(Right.RESOLVE)
    def resolve(self, draft: ResolutionDraft) -> AssignmentId:
        """Issues a resolution on a registered document; a child's deadline may not pass its parent's."""
        ...

    @writes(Right.EXECUTE)
    def report(self, draft: ReportDraft) -> ReportId:
        """Reports on an assignment; by an executor of it. Raises Stale, NotAllowed, Invalid."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def release(self, assignment_id: AssignmentId, version: int, note: Text = "") -> None:
        """Releases from control after a final report; by the author or the controller."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def send_back(self, assignment_id: AssignmentId, version: int, reason: Text) -> None:
        """Returns a final report for rework with the reason."""
        ...

    @writes(Right.READ_ASSIGNMENTS)
    def cancel(self, assignment_id: AssignmentId, version: int, reason: Text) -> None:
        """Recalls an open assignment with its whole branch; by the author."""
        ...
