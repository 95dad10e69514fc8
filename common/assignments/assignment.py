"""Assignments (поручения) as people write and read them: resolutions, reports, requests, cards."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from common.assignments.rules import Action, Status
from common.kernel.deadlines import Deadline, DeadlineRule
from common.kernel.ids import AssignmentId, DocumentId, FileId, PersonId, ReportId
from common.kernel.validation import Problem, require, sensible_date
from common.registry.card import Attachment


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
    special: bool = False

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


class DueChange(Struct, frozen=True, kw_only=True):
    """Another deadline, by whoever gave the assignment; `basis` is the document on which the change rests."""

    assignment_id: AssignmentId
    version: int
    rule: DeadlineRule | None = None
    reason: Text = ""
    basis: Text = ""

    def problems(self) -> Iterator[Problem]:
        yield from require("rule", self.rule, "Новый срок")
        yield from require("reason", self.reason.strip(), "Причина переноса")
        if self.rule:
            yield from sensible_date("rule", self.rule.fixed)


class ExtensionDraft(Struct, frozen=True, kw_only=True):
    """An executor's request for a later deadline."""

    assignment_id: AssignmentId
    version: int
    until: date | None = None
    reason: Text = ""

    def problems(self) -> Iterator[Problem]:
        yield from require("until", self.until, "Новый срок")
        yield from require("reason", self.reason.strip(), "Обоснование")
        yield from sensible_date("until", self.until)


class Reassignment(Struct, frozen=True, kw_only=True):
    """Other executors of the same assignment."""

    assignment_id: AssignmentId
    version: int
    responsible_id: PersonId | None = None
    co_executor_ids: Annotated[list[PersonId], Meta(max_length=100)] = []
    reason: Text = ""

    def problems(self) -> Iterator[Problem]:
        yield from require("responsible_id", self.responsible_id, "Ответственный исполнитель")
        yield from require("reason", self.reason.strip(), "Причина")
        if self.responsible_id in self.co_executor_ids:
            yield Problem("co_executor_ids", "Ответственный исполнитель назван и соисполнителем.")


class Postponement(Struct, frozen=True):
    """A deadline that was changed: who, when, from what to what, why."""

    at: datetime
    author: str
    before: date
    after: date
    reason: str
    basis: str


class Extension(Struct, frozen=True):
    """A request for a later deadline and what was decided on it; `granted` is nothing while it waits."""

    id: int
    at: datetime
    author: str
    until: date
    reason: str
    granted: bool | None
    answer: str


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
    postponements: int = 0
    special: bool = False
    controller: str = ""


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
    """`refusals` says of every action why the person may not take it now; an empty text means that it may be taken."""

    row: AssignmentRow
    version: int
    issued_at: datetime
    parent_id: AssignmentId | None
    controller: str
    deadline: Deadline
    first_due: date
    done_on: date | None
    reports: list[ExecutionReport]
    blocks_release: str
    refusals: dict[Action, str]
    executor_ids: list[PersonId] = []  # the responsible one first
    taken_at: datetime | None = None
    returns: int = 0
    overdue_working_days: int = 0
    postponements: list[Postponement] = []
    extensions: list[Extension] = []

    def may(self, action: Action) -> bool:
        return not self.refusals.get(action, "нет")

    @property
    def asked(self) -> Extension | None:
        """The request that waits for a decision."""
        return next((each for each in self.extensions if each.granted is None), None)


class FolderCount(Struct, frozen=True):
    folder: Folder
    count: int
    overdue: int
