"""Assignments as folders and the tab «Исполнение» show them."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from common.assignments.orders import ResolutionDraft
from common.assignments.rules import Action, Status
from common.kernel.deadlines import Area, Deadline, DeadlineRule
from common.kernel.ids import AssignmentId, DocumentId, ExecutorId, PersonId, ReportId, ResolutionTemplateId
from common.registry.card import Attachment


class Folder(StrEnum):
    """The folders of the day that assignments fill."""

    TO_EXECUTE = "to_execute"
    DRAFTS = "drafts"
    ISSUED_BY_ME = "issued_by_me"
    ON_CONTROL = "on_control"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        return FOLDERS[self]


FOLDERS = {
    Folder.TO_EXECUTE: "На исполнении",
    Folder.DRAFTS: "Проекты резолюций",
    Folder.ISSUED_BY_ME: "Мои поручения",
    Folder.ON_CONTROL: "На контроле",
    Folder.OVERDUE: "Просроченные",
}


class PointRow(Struct, frozen=True):
    """A point of a legal act; `status` is that of its assignment, without one `why_not` says what is lacking."""

    position: int
    number: str
    text: str
    executor_id: ExecutorId | None
    executor: str
    due: date | None
    status: Status | None
    why_not: str = ""
    controller_id: PersonId | None = None
    controller: str = ""

    @property
    def is_open(self) -> bool:
        """It asks for an assignment and has none."""
        asks = self.executor_id is not None or self.due is not None
        return asks and self.status in {None, Status.CANCELLED}


class DeskPart(StrEnum):
    """What a controller looks through of what is on control."""

    TODAY = "today"
    WEEK = "week"
    OVERDUE = "overdue"
    REPORTED = "reported"
    ASKED = "asked"
    SPECIAL = "special"

    @property
    def label(self) -> str:
        return DESK_PARTS[self]


DESK_PARTS = {
    DeskPart.TODAY: "Срок сегодня",
    DeskPart.WEEK: "На этой неделе",
    DeskPart.OVERDUE: "Просрочено",
    DeskPart.REPORTED: "Ждут отчёты",
    DeskPart.ASKED: "Просят продлить",
    DeskPart.SPECIAL: "Особый контроль",
}


class ExecutorRow(Struct, frozen=True):
    """Who may be named as an executor: a person, a unit with its head, a post; with an absence that covers today.

    A group stands for its members, who are named in its stead; `left_out` are those who do not execute any more.
    """

    id: ExecutorId
    title: str
    detail: str
    absent_until: date | None = None
    deputy_id: ExecutorId | None = None
    deputy: str = ""
    members: list["ExecutorRow"] = []
    left_out: list[str] = []


class ResolutionTemplate(Struct, frozen=True):
    """One's own; a group names executors only. `left_out` are the named who do not execute or control any more."""

    id: ResolutionTemplateId
    title: str
    is_group: bool
    draft: ResolutionDraft
    executors: list[ExecutorRow]
    controller: str
    left_out: list[str] = []


class Absence(Struct, frozen=True):
    """A named executor who will not be there on the due date, and who could be named instead."""

    executor_id: ExecutorId
    title: str
    since: date
    until: date
    deputy: ExecutorRow | None


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
    deadline: Deadline
    status: Status
    controlled: bool
    urgent: bool
    overdue_days: int
    overdue_working_days: int = 0
    controller: str = ""
    moves: int = 0
    first_due: date | None = None
    point: str = ""
    special: bool = False
    asked: bool = False
    version: int = 0
    kind: str = ""
    reopened: bool = False
    returned: bool = False

    @property
    def state(self) -> list[str]:
        """In words: how it stands, what was finished before and has come back among that."""
        again = "На доработке" if self.returned else "Возобновлено" if self.reopened else ""
        status = again if again and self.status is Status.ISSUED else self.status.label
        return [status] + ["просят продлить"] * self.asked


class ExecutionReport(Struct, frozen=True):
    id: ReportId
    at: datetime
    author: str
    text: str
    final: bool
    accepted: bool | None
    answer: str
    files: list[Attachment]


class Step(Struct, frozen=True):
    """What has become of an assignment: moved, asked for, reassigned, recalled, reopened; who did it, when and why."""

    at: datetime
    action: Action
    person: str
    text: str
    old_due: date | None = None
    new_due: date | None = None
    basis: str = ""
    basis_id: DocumentId | None = None
    granted: bool | None = None  # of a request
    change: str = ""  # of executors


class AssignmentCard(Struct, frozen=True, kw_only=True):
    """`refusals` says of each action why the reader may not take it; empty words, that he may."""

    row: AssignmentRow
    version: int
    issued_at: datetime
    first_due: date
    draft: ResolutionDraft
    parent_id: AssignmentId | None = None
    drafted_by: str = ""
    accepted_at: datetime | None = None
    done_on: date | None = None
    returns: int = 0
    reports: list[ExecutionReport] = []
    steps: list[Step] = []
    executors: list[ExecutorRow] = []  # the responsible one first
    refusals: dict[Action, str] = {}
    blocks: list[str] = []  # what stands in the way of release, branch by branch

    @property
    def deadline(self) -> Deadline:
        return self.row.deadline

    def may(self, action: Action) -> bool:
        return not self.refusals.get(action, "-")


class TermOffer(Struct, frozen=True):
    """The term with which a resolution begins, if there is one; the norms of that area fit the document best.

    The controller is that of the document's newest assignment on control; the usual one, who controls most of what
    the caller has given, else the only person of his unit or of the city who may.
    """

    rule: DeadlineRule | None
    area: Area = Area.ASSIGNMENTS
    norm: str = ""  # by which the kind of the document counts
    controller_id: PersonId | None = None
    controller: str = ""
    usual_controller_id: PersonId | None = None
    usual_controller: str = ""


class FolderCount(Struct, frozen=True):
    folder: Folder
    count: int
    overdue: int


class DeskCount(Struct, frozen=True):
    part: DeskPart
    count: int
