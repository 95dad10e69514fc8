"""The lists of assignments that managers and controllers sign, each with the columns of its form."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from common.assignments.rules import OPEN, Status
from common.kernel.wording import day
from common.registry.classes import DocumentClass
from server.assignments.execution import Asked, AssignmentList
from server.assignments.models import Assignment
from server.core.service import Context
from server.registry.models import Document
from server.reports.report import Cell, Column, Line, Row

Above = aliased(Assignment)
SPECIAL = "Д/К"
NUMBER = Column("№ п/п", 12, right_aligned=True)
ALL_OPEN = ("due_since", "due_until", "unit", "executor", "author", "controller")


class ExecutionOfIncoming(AssignmentList):
    code = "assignments.execution_of_incoming"
    title = "Отчёт по исполнению входящих документов"
    fields: ClassVar[tuple[str, ...]] = (
        "registered_since", "registered_until", "due_since", "due_until", "controller", "correspondent", "topic",
        "unit", "state", "timing",
    )  # fmt: skip
    classes: ClassVar[tuple[DocumentClass, ...]] = (DocumentClass.INCOMING,)
    by_unit = of_month = True
    columns = (
        NUMBER,
        Column("№ и дата документа", 39),
        Column("Корреспондент, номер и дата ВхД", 46),
        Column("Краткое содержание", 58),
        Column("Срок исполнения резолюции (план)", 24),
        Column("Резолюция", 46),
        Column("Доп. контроль (Д/К)", 19),
        Column("Исполнитель", 34),
        Column("Исполнено", 25),
    )

    def cells(self, row: Any) -> Sequence[Cell]:
        return (
            f"№ {row.number}\nот {day(row.registered)}", self.whose(row), row.summary, row.due, row.text,
            SPECIAL if row.special else "", row.responsible, _executed(row),
        )  # fmt: skip

    def whose(self, row: Any) -> str:
        theirs = [
            f"№ {row.their_number}" if row.their_number else "",
            f"от {day(row.their_date)}" * bool(row.their_date),
        ]
        return "\n".join(part for part in (row.name, " ".join(filter(None, theirs))) if part)


class ExecutionOfOurs(ExecutionOfIncoming):
    code = "assignments.execution_of_ours"
    title = "Отчёт по исполнению внутренних и распорядительных документов"
    fields = tuple(name for name in ExecutionOfIncoming.fields if name not in {"correspondent", "topic"})
    classes = (DocumentClass.INTERNAL, DocumentClass.ACT)
    columns = (*ExecutionOfIncoming.columns[:2], Column("Подписант", 36), *ExecutionOfIncoming.columns[3:])

    def whose(self, row: Any) -> str:
        return row.signatory or ""


class OnControl(AssignmentList):
    """Base of the lists of what is controlled and not executed."""

    covered = "поручения на контроле"
    fields: ClassVar[tuple[str, ...]] = ALL_OPEN

    def conditions(self, context: Context) -> list[ColumnElement[bool]]:
        return [Assignment.controlled.is_(True), Assignment.status.in_(OPEN)]


class TasksOnControl(OnControl):
    code = "assignments.on_control"
    title = "Перечень заданий, стоящих на контроле"
    columns = (
        NUMBER,
        Column("Вид документа, дата, номер", 36),
        Column("Корреспондент/автор", 44),
        Column("Краткое содержание", 62),
        Column("Резолюция/поручение", 54),
        Column("Срок исполнения", 22),
        Column("Состояние исполнения", 36),
    )

    def cells(self, row: Any) -> Sequence[Cell]:
        return (*document_cells(row), row.text, row.due, _state(row))


class DocumentsUnexecuted(OnControl):
    code = "assignments.documents_unexecuted"
    title = "Перечень документов с неисполненными контрольными резолюциями"
    columns = (*TasksOnControl.columns[:5], Column("Срок исп-ия", 22), Column("Отв. исполнители", 40))

    def cells(self, row: Any) -> Sequence[Cell]:
        return (*document_cells(row), row.text, row.due, row.responsible)


class Unexecuted(OnControl):
    code = "assignments.unexecuted"
    title = "Сводка неисполненных контрольных поручений"
    columns = (
        NUMBER,
        Column("Номер", 34),
        Column("Дата", 21),
        Column("Краткое содержание документа", 72),
        Column("Поручение", 62),
        Column("Срок исп-ия", 21),
        Column("Исполнители", 44),
    )

    def cells(self, row: Any) -> Sequence[Cell]:
        return (row.number, row.registered, row.summary, row.text, row.due, _executors(row))


class Overdue(Unexecuted):
    code = "assignments.overdue"
    title = "Перечень просроченных контрольных поручений"
    fields = ("author", "unit", "executor")

    def conditions(self, context: Context) -> list[ColumnElement[bool]]:
        return [*super().conditions(context), Assignment.due < context.clock.today()]


class ControlledIncoming(OnControl):
    """Resolutions of the first two levels stand beside their document, which stands once."""

    code = "assignments.controlled_incoming"
    title = "Перечень контрольных входящих на исполнении"
    covered = "документы на контроле"
    classes = (DocumentClass.INCOMING,)
    columns = (
        NUMBER,
        Column("Вид документа, дата, номер", 36),
        Column("Корреспондент", 44),
        Column("Контрольный срок документа", 25),
        Column("Краткое содержание", 62),
        Column("Резолюция", 48),
        Column("Срок исполнения", 23),
        Column("Исполнители", 40),
    )

    def conditions(self, context: Context) -> list[ColumnElement[bool]]:
        second = select(Above.id).where(Above.id == Assignment.parent_id, Above.parent_id.is_(None)).exists()
        return [*super().conditions(context), or_(Assignment.parent_id.is_(None), second)]

    def order(self) -> tuple[Any, ...]:
        return (Document.control_due.nulls_last(), Document.id, Assignment.due, Assignment.id)

    def rows(self, context: Context, parameters: Asked) -> Iterator[Line]:
        number, before = 0, None
        for row in self.found(context, parameters):
            cells: list[Cell] = [None] * 5
            if row.document_id != before:
                number, before = number + 1, row.document_id
                kind, correspondent, summary = document_cells(row)
                cells = [number, kind, correspondent, row.control_due or "", summary]
            yield Row([*cells, row.text, row.due, _executors(row)], row.document_id)


def _executors(row: Any) -> str:
    return ", ".join(part for part in (row.responsible, row.co_executors) if part)


def document_cells(row: Any) -> tuple[Cell, ...]:
    named = [row.kind, day(row.registered), f"№ {row.number}"]
    return "\n".join(part for part in named if part), row.name or row.signatory or "", row.summary


def _executed(row: Any) -> str:
    if row.status is not Status.DONE:
        return "не исполнено"
    return f"{day(row.done_on)}{chr(10) + 'с нарушением срока' if row.done_on > row.due else ''}"


def _state(row: Any) -> str:
    late = int(row.working_days_late)
    overdue = f"просрочено на {late} раб. дн." if late else ""
    asked = f"просят продлить до {day(row.asked_due)}" if row.asked_due else ""
    return "\n".join(part for part in (row.status.label, overdue, asked) if part)


LISTS = (
    ExecutionOfIncoming, ExecutionOfOurs, TasksOnControl, DocumentsUnexecuted, Unexecuted, ControlledIncoming, Overdue,
)  # fmt: skip
