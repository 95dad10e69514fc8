"""What people enter about assignments: resolutions, reports, other terms, other executors."""

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

from msgspec import Meta, Struct

from common.kernel.deadlines import DeadlineRule
from common.kernel.ids import AssignmentId, DocumentId, ExecutorId, FileId, PersonId
from common.kernel.validation import Problem, require, sensible_date

Text = Annotated[str, Meta(max_length=2000)]
Line = Annotated[str, Meta(max_length=60)]
Executors = Annotated[list[ExecutorId], Meta(max_length=100)]

UPWARD = "Вышестоящему поручений не дают ({0}): назовите другого исполнителя или обратитесь служебной запиской."


class Executing(Struct, frozen=True, kw_only=True):
    """Who executes: people, and units for whom their head answers, whoever that is on the day."""

    responsible_id: ExecutorId | None = None
    co_executor_ids: Executors = []

    def problems(self) -> Iterator[Problem]:
        yield from require("responsible_id", self.responsible_id, "Ответственный исполнитель")
        yield from _named_once(self.responsible_id, self.co_executor_ids)


class ResolutionDraft(Struct, frozen=True, kw_only=True):
    """A resolution as the leader writes it, or an assistant for him; the due date follows from the rule."""

    document_id: DocumentId
    parent_id: AssignmentId | None = None
    author_id: PersonId | None = None  # of a draft that is written for somebody else
    text: Text = ""
    point: Line = ""
    act_point: int | None = None  # the position of the point of a legal act that it carries out
    comment: Text = ""
    responsible_id: ExecutorId | None = None
    co_executor_ids: Executors = []
    rule: DeadlineRule | None = None
    controlled: bool = True
    controller_id: PersonId | None = None
    urgent: bool = False
    special: bool = False

    def problems(self) -> Iterator[Problem]:
        yield from require("text", self.text.strip(), "Текст резолюции")
        yield from require("responsible_id", self.responsible_id, "Ответственный исполнитель")
        yield from require("rule", self.rule, "Срок")
        yield from _named_once(self.responsible_id, self.co_executor_ids)
        if self.controlled and self.controller_id is None:
            yield Problem("controller_id", "Поручение на контроле: выберите контролёра.")
        executors = {int(each) for each in (self.responsible_id, *self.co_executor_ids) if each}
        if self.controlled and self.controller_id and int(self.controller_id) in executors:
            yield Problem("controller_id", "Исполнитель не контролирует сам себя: выберите другого контролёра.")
        if self.special and not self.controlled:
            yield Problem("special", "Особый контроль возможен только у поручения на контроле.")
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


class TermDraft(Struct, frozen=True, kw_only=True):
    """Another term, wanted or given: «Указать новый срок, Причина переноса, Документ-основание»."""

    rule: DeadlineRule | None = None
    reason: Text = ""
    basis_id: DocumentId | None = None

    def problems(self) -> Iterator[Problem]:
        yield from require("rule", self.rule, "Новый срок")
        yield from require("reason", self.reason.strip(), "Причина")
        if self.rule:
            yield from sensible_date("rule", self.rule.fixed)


def directed_up(
    responsible: ExecutorId | None, others: Collection[ExecutorId], above: Mapping[ExecutorId, str]
) -> Iterator[Problem]:
    """What is wrong with executors some of whom stand above the author; `above` has their titles."""
    for field, named in (("responsible_id", [responsible]), ("co_executor_ids", others)):
        if superiors := [above[each] for each in named if each and each in above]:
            yield Problem(field, UPWARD.format(", ".join(superiors)))


def _named_once(responsible: ExecutorId | None, others: Collection[ExecutorId]) -> Iterator[Problem]:
    if responsible is not None and responsible in others:
        yield Problem(
            "co_executor_ids", "Ответственный исполнитель назван и соисполнителем: уберите его из списка."
        )  # fmt: skip
