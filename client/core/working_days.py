"""The working days that dates are counted by while they are typed: the calendar of the last, this and the next year."""

from collections.abc import Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject

from client.core.calls import Calls
from common.calendars import CalendarDay, CalendarsApi
from common.kernel.changes import Change, Kind
from common.kernel.deadlines import Marked, ProductionCalendar
from common.rpc.errors import CallError

KEPT = "working_days"
AROUND = (-1, 0, 1)


class WorkingDays(QObject):
    """Reads the calendar at the beginning and whenever it has been changed."""

    def __init__(self, calls: Calls, api: CalendarsApi, today: date, parent: QObject) -> None:
        super().__init__(parent)
        self._calls, self._api, self._years = calls, api, [today.year + each for each in AROUND]
        self._days: dict[int, list[CalendarDay]] = {}
        calls.changed.connect(self._hear)
        self._read()

    def _read(self) -> None:
        for year in self._years:
            self._calls(self, self._api.year, year).then(partial(self._keep, year)).fails(_let_be)

    def _keep(self, year: int, days: list[CalendarDay]) -> None:
        self._days[year] = days
        if len(self._days) == len(self._years):
            keep({each.day: Marked(each.kind, each.title) for of in self._days.values() for each in of})

    def _hear(self, changes: list[Change]) -> None:
        if any(change.kind is Kind.CALENDAR for change in changes):
            self._read()


def keep(days: Mapping[date, Marked]) -> None:
    """The calendar holds for the whole program, as the zone of the city does."""
    program = QCoreApplication.instance()
    assert program is not None
    program.setProperty(KEPT, ProductionCalendar(days))


def after(day: date, days: int) -> date:
    """The working day so many after a day, or before it; raises ValueError as long as the calendar is not known."""
    program = QCoreApplication.instance()
    calendar: ProductionCalendar | None = program.property(KEPT) if program is not None else None
    if calendar is None:
        raise ValueError("the calendar is not known yet")
    return calendar.working_days(day, days)


def _let_be(_error: CallError) -> None:
    """Without the calendar a term in working days is not read; dates are."""
