"""Working days are counted by the years of the city's calendar that are known, and by nothing else."""

from datetime import date

import pytest

from client.core.apis import apis
from client.core.working_days import Uncounted, WorkingDays, after
from common.calendars import CalendarDay
from common.kernel.changes import Change, Kind
from common.kernel.deadlines import DayKind
from common.rpc.errors import Invalid

TODAY = date(2026, 12, 25)  # a Friday
ENTERED = range(2025, 2028)


def year(number: int) -> list[CalendarDay]:
    return [CalendarDay(date(number, 1, 1), DayKind.OFF, "Новый год")] if number in ENTERED else []


@pytest.fixture
def days(server, transport, calls, owner):
    server.answers["calendars.year"] = year
    return WorkingDays(calls, apis(transport).calendars, TODAY, owner)


def counted(day: date, number: int) -> date | None:
    try:
        return after(day, number)
    except Uncounted:
        return None


def test_until_the_calendar_has_come_nothing_is_counted(days, qtbot):
    with pytest.raises(Uncounted, match="ещё не получен"):
        after(TODAY, 5)
    qtbot.waitUntil(lambda: counted(TODAY, 5) == date(2027, 1, 4))  # the 1st is a day off


def test_a_year_that_was_not_entered_is_named(days, qtbot):
    qtbot.waitUntil(lambda: counted(TODAY, 5) is not None)
    assert counted(TODAY, 900) is None  # the years beyond are asked for now

    def said() -> str:
        with pytest.raises(Uncounted) as refused:
            after(TODAY, 900)
        return str(refused.value)

    qtbot.waitUntil(lambda: "календарь на 2028 год не заведён" in said())


def test_a_read_that_failed_is_repeated_when_somebody_counts(server, days, qtbot):
    def refuse(_year: int) -> list[CalendarDay]:
        raise Invalid("Сервер занят.")

    server.answers["calendars.year"] = refuse
    qtbot.waitUntil(lambda: len(server.calls_of("calendars.year")) >= 3)
    server.answers["calendars.year"] = year
    qtbot.waitUntil(lambda: counted(TODAY, 5) == date(2027, 1, 4))


def test_a_changed_calendar_is_read_anew(server, days, calls, qtbot):
    qtbot.waitUntil(lambda: counted(TODAY, 5) == date(2027, 1, 4))
    moved = CalendarDay(date(2026, 12, 31), DayKind.OFF, "Перенос")
    server.answers["calendars.year"] = lambda number: [*year(number), *([moved] if number == 2026 else [])]
    calls.changed.emit([Change(Kind.CALENDAR, 2026)])
    qtbot.waitUntil(lambda: counted(TODAY, 5) == date(2027, 1, 5))
