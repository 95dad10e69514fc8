"""The production calendar as data, and deadlines counted on it."""

from datetime import date

import msgspec
from sqlalchemy import func, select

from common.calendars import CalendarDay, CalendarsApi, Norm
from common.kernel.deadlines import Deadline, DeadlineRule, Marked, ProductionCalendar
from common.kernel.validation import Problem
from common.rpc.errors import Invalid
from server.calendars.models import CalendarDayRow, DeadlineNorm
from server.core.service import Service


class CalendarService(Service, CalendarsApi):
    def year(self, year: int) -> list[CalendarDay]:
        rows = self.session.scalars(
            select(CalendarDayRow)
            .where(CalendarDayRow.day.between(date(year, 1, 1), date(year, 12, 31))).order_by(CalendarDayRow.day)
        )  # fmt: skip
        return [CalendarDay(row.day, row.kind, row.title, row.moved_from) for row in rows]

    def norms(self) -> list[Norm]:
        rows = self.session.scalars(select(DeadlineNorm).order_by(DeadlineNorm.position))
        return [Norm(row.key, msgspec.convert(row.rule, DeadlineRule)) for row in rows]

    def deadline(self, rule: DeadlineRule, base: date) -> Deadline:
        """Raises Invalid where the calendar has no data: a guess would be worse than a refusal."""
        first, last = self.session.execute(
            select(func.min(CalendarDayRow.day), func.max(CalendarDayRow.day))
        ).one()  # fmt: skip
        years = range(first.year, last.year + 1) if first else range(0)
        if base.year not in years or (rule.fixed and rule.fixed.year not in years):
            self._outside(rule.fixed or base)
        days = self.session.execute(
            select(CalendarDayRow.day, CalendarDayRow.kind, CalendarDayRow.title)
            .where(CalendarDayRow.day >= date(base.year, 1, 1))
        )  # fmt: skip
        calendar = ProductionCalendar({day: Marked(kind, title) for day, kind, title in days})
        deadline = calendar.deadline(rule, base)
        if deadline.due.year not in years:
            self._outside(deadline.due)
        return deadline

    def _outside(self, day: date) -> None:
        text = (
            f"В производственном календаре нет {day.year} года. Проверьте дату или попросите администратора его ввести."
        )
        raise Invalid(text, [Problem("rule", text)])
