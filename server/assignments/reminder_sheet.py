"""«Справка-напоминание»: to each executor, of which terms on control are about to end; a page of its own for each."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar

from sqlalchemy import ColumnElement

from common.assignments.rules import Status
from common.kernel.wording import counted, day
from common.reports import Parameter, ParameterKind
from server.assignments.execution import Asked
from server.assignments.lists import NUMBER, OnControl, document_cells
from server.assignments.models import Assignment, AssignmentExecutor
from server.core.service import Context
from server.identity.models import Unit
from server.reports.report import Column, Line, Row, Section

AHEAD = ("10", "5", "3", "1")  # days, as control reminds of terms


class EndingSoon(Asked, frozen=True):
    """Terms that end within so many days from today on."""

    ahead: str = AHEAD[0]

    def last(self, today: date) -> date:
        return today + timedelta(days=int(self.ahead))


class ReminderSheet(OnControl):
    code = "assignments.reminder_sheet"
    title = "Справка-напоминание"
    parameters = EndingSoon
    fields: ClassVar[tuple[str, ...]] = ("unit", "executor", "author", "controller")
    apart = angular = True
    columns = (
        NUMBER,
        Column("№ и дата документа", 40),
        Column("Корреспондент/автор", 46),
        Column("Краткое содержание", 62),
        Column("Текст поручения", 54),
        Column("Срок исполнения", 23),
        Column("Осталось дней", 20, right_aligned=True),
        Column("Отметка об исполнении", 36),
    )

    def form(self, context: Context) -> list[Parameter]:
        choices = [(days, f"{days} {counted(int(days), 'день', 'дня', 'дней')}") for days in AHEAD]
        ahead = Parameter("ahead", "Срок истекает за", ParameterKind.CHOICE, AHEAD[0], choices)
        return [ahead, *super().form(context)]

    def lines(self, context: Context, parameters: Any) -> list[str]:
        today = context.clock.today()
        ends = f"с {day(today)} по {day(parameters.last(today))}"
        narrowed = [] if self._is_whole(parameters) else super().lines(context, parameters)
        return [f"Напоминаем, что {ends} истекает срок исполнения:", *narrowed]

    def _is_whole(self, parameters: Any) -> bool:
        return not any(getattr(parameters, field) for field in self.fields)

    def chosen(self, context: Context, parameters: Any) -> list[ColumnElement[bool]]:
        today = context.clock.today()
        return [Assignment.due.between(today, parameters.last(today))]

    def order(self) -> tuple[Any, ...]:
        return (Unit.code.nulls_last(), "responsible", AssignmentExecutor.executor_id, Assignment.due, Assignment.id)

    def rows(self, context: Context, parameters: Any) -> Iterator[Line]:
        today, addressee, number = context.clock.today(), None, 0
        for row in self.found(context, parameters):
            if row.executor_id != addressee:  # two of one name are two
                addressee, number = row.executor_id, 0
                yield Section(f"Кому: {', '.join(part for part in (row.responsible, row.post, row.unit) if part)}")
            number += 1
            _, whose, summary = document_cells(row)
            reported = "отчёт на рассмотрении" if row.status is Status.REPORTED else ""
            named = f"№ {row.number}\nот {day(row.registered)}"
            cells = [number, named, whose, summary, row.text, row.due, (row.due - today).days, reported]
            yield Row(cells, row.document_id)
