"""The working days that dates are counted by while they are typed: years of the city's calendar, read when needed."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject
from shiboken6 import isValid

from client.core.calls import Calls
from common.calendars import CalendarDay, CalendarsApi
from common.kernel.changes import Change, Kind
from common.kernel.deadlines import Marked, ProductionCalendar
from common.rpc.errors import CallError

KEPT = "working_days"
AROUND = (-1, 0, 1)


class Uncounted(ValueError):
    """Working days cannot be counted; the message says to a person why."""


class CityCalendar:
    """The years that are known; an empty one has not been entered. Wants others when a count reaches them."""

    def __init__(self, want: Callable[[int], None]) -> None:
        self.years: dict[int, list[CalendarDay]] = {}
        self._want = want

    def after(self, day: date, days: int) -> date:
        marked = {each.day: Marked(each.kind, each.title) for year in self.years.values() for each in year}
        found = ProductionCalendar(marked).working_days(day, days)
        first, last = sorted((day.year, found.year))
        passed = range(first, last + 1)
        if unread := [year for year in passed if year not in self.years]:
            for year in unread:
                self._want(year)
            raise Uncounted(_not_yet())
        if unentered := [year for year in passed if not self.years[year]]:
            raise Uncounted(_said("Рабочие дни не сосчитать: календарь на {0} год не заведён.").format(unentered[0]))
        return found


class WorkingDays(QObject):
    """Reads the years around today at the beginning, others when wanted, and all of them again when they have changed.

    A year that could not be read is asked for again when the line is back or somebody counts by it.
    """

    def __init__(self, calls: Calls, api: CalendarsApi, today: date, parent: QObject) -> None:
        super().__init__(parent)
        self._calls, self._api = calls, api
        self._needed = {today.year + each for each in AROUND}
        self._asked: set[int] = set()
        self._calendar = CityCalendar(self._want)
        calls.changed.connect(self._hear)
        calls.online_changed.connect(self._catch_up)
        keep(self._calendar)
        self._catch_up(True)

    def _want(self, year: int) -> None:
        self._needed.add(year)
        if year not in self._asked and isValid(self):  # the window that read it may be gone
            self._asked.add(year)
            self._calls(self, self._api.year, year).then(partial(self._put, year)).fails(partial(self._miss, year))

    def _put(self, year: int, days: list[CalendarDay]) -> None:
        self._asked.discard(year)
        self._calendar.years[year] = days

    def _miss(self, year: int, _error: CallError) -> None:
        self._asked.discard(year)

    def _catch_up(self, online: bool) -> None:
        for year in self._needed - self._calendar.years.keys() if online else ():
            self._want(year)

    def _hear(self, changes: list[Change]) -> None:
        if any(change.kind is Kind.CALENDAR for change in changes):
            self._calendar.years.clear()
            self._asked.clear()
            self._catch_up(True)


def keep(calendar: CityCalendar | None) -> None:
    """The calendar holds for the whole program, as the zone of the city does (decision 0029)."""
    program = QCoreApplication.instance()
    assert program is not None
    program.setProperty(KEPT, calendar)


def after(day: date, days: int) -> date:
    """The working day so many after a day, or before it; raises Uncounted where the calendar does not say."""
    program = QCoreApplication.instance()
    calendar: CityCalendar | None = program.property(KEPT) if program is not None else None
    if calendar is None:
        raise Uncounted(_not_yet())
    return calendar.after(day, days)


def _not_yet() -> str:
    return _said("Календарь рабочих дней ещё не получен: повторите или введите дату.")


def _said(words: str) -> str:
    return QCoreApplication.translate("WorkingDays", words)
