from datetime import date

import pytest
from PySide6.QtCore import Qt

from client.core import working_days
from client.core.working_days import CityCalendar
from client.widgets.date_field import DateField, Lean, read_date
from common.calendars import CalendarDay
from common.kernel.deadlines import DayKind
from tests.gui.typing_keys import press, type_text

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5", date(2026, 11, 5)),
        ("05.12", date(2026, 12, 5)),
        ("05.12.26", date(2026, 12, 5)),
        ("051226", date(2026, 12, 5)),
        ("05122026", date(2026, 12, 5)),
        ("5/12/2026", date(2026, 12, 5)),
        ("2026-12-05", date(2026, 12, 5)),
        ("17 ноября 2026 г.", date(2026, 11, 17)),
        ("«3» мая 2026 года", date(2026, 5, 3)),
        ("1.1.99", date(1999, 1, 1)),
        ("29.02.2028", date(2028, 2, 29)),
        ("завтра", date(2026, 11, 24)),
        ("Вчера", date(2026, 11, 22)),
        ("послезавтра", date(2026, 11, 25)),
        ("пт", date(2026, 11, 27)),
        ("понедельник", date(2026, 11, 30)),  # today is one: the next is meant
        ("+10", date(2026, 12, 3)),
        ("-3", date(2026, 11, 20)),
        ("+2 нед", date(2026, 12, 7)),
        ("+1м", date(2026, 12, 23)),
        ("", None),
    ],
)
def test_date_is_read_as_clerks_type_it(typed, meant):
    assert read_date(typed, TODAY) == meant


@pytest.mark.parametrize("nonsense", ["35.13", "31.02.2026", "+10х", "завтрак", "1.2.3.4", "0", "12.", "99999999"])
def test_nonsense_is_no_date(nonsense):
    if nonsense == "12.":
        assert read_date(nonsense, TODAY) == date(2026, 11, 12)
    else:
        with pytest.raises(ValueError):
            read_date(nonsense, TODAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("+10р", date(2026, 12, 8)), ("+1 р.д.", date(2026, 11, 24)), ("-1раб", date(2026, 11, 20))],
)
def test_working_days_are_counted_by_the_calendar_of_the_city(qapp, typed, meant):
    day_off = date(2026, 12, 1)
    calendar = CityCalendar(lambda _: None)
    calendar.years[2026] = [CalendarDay(day_off, DayKind.OFF, "День города")]
    working_days.keep(calendar)
    assert read_date(typed, TODAY) == meant


def test_the_field_says_why_it_cannot_count_working_days(qtbot):
    working_days.keep(None)
    field = DateField(TODAY)
    qtbot.addWidget(field)
    type_text(field.line, "+10р")
    press(field.line, Qt.Key.Key_Return)
    assert "Календарь рабочих дней ещё не получен" in field.note()
    assert field.value() is None


def test_short_date_is_shown_in_full_once_the_clerk_walks_on(qtbot):
    field = DateField(TODAY)
    qtbot.addWidget(field)
    type_text(field.line, "5.12")
    with qtbot.waitSignal(field.walked):
        press(field.line, Qt.Key.Key_Return)
    assert field.line.text() == "05.12.2026"
    assert field.value() == date(2026, 12, 5)


def test_impossible_date_is_refused_plainly_and_kept_as_typed(qtbot):
    field = DateField(TODAY)
    qtbot.addWidget(field)
    type_text(field.line, "35.13")
    press(field.line, Qt.Key.Key_Return)
    assert "Такой даты нет: «35.13»" in field.note()
    assert field.line.text() == "35.13"
    assert field.value() is None


def test_arrows_step_by_a_day(qtbot):
    field = DateField(TODAY)
    qtbot.addWidget(field)
    press(field.line, Qt.Key.Key_Up)
    assert field.value() == date(2026, 11, 24)
    press(field.line, Qt.Key.Key_Down)
    assert field.value() == TODAY


def test_calendar_gives_a_day(qtbot):
    field = DateField(TODAY)
    qtbot.addWidget(field)
    field.take(date(2026, 12, 1))
    assert field.value() == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("typed", "today", "ahead", "behind"),
    [
        ("5", date(2026, 11, 30), date(2026, 12, 5), date(2026, 11, 5)),
        ("30", date(2026, 11, 30), date(2026, 11, 30), date(2026, 11, 30)),
        ("31", date(2026, 11, 30), date(2026, 12, 31), date(2026, 10, 31)),
        ("05.01", date(2026, 11, 30), date(2027, 1, 5), date(2026, 1, 5)),
        ("28.12", date(2027, 1, 11), date(2027, 12, 28), date(2026, 12, 28)),
        ("29 фев", date(2026, 11, 30), date(2028, 2, 29), date(2024, 2, 29)),
        ("05.11.26", date(2026, 11, 30), date(2026, 11, 5), date(2026, 11, 5)),  # written out: as written
        ("пт", date(2026, 11, 30), date(2026, 12, 4), date(2026, 11, 27)),
        ("пн", date(2026, 11, 30), date(2026, 12, 7), date(2026, 11, 30)),
    ],
)
def test_a_term_lies_ahead_and_what_has_happened_behind(typed, today, ahead, behind):
    assert read_date(typed, today, Lean.AHEAD) == ahead
    assert read_date(typed, today, Lean.BEHIND) == behind


@pytest.mark.parametrize("nonsense", ["32", "30.02", "0", "5.13"])
def test_no_day_is_found_for_nonsense_in_either_direction(nonsense):
    for lean in (Lean.AHEAD, Lean.BEHIND):
        with pytest.raises(ValueError):
            read_date(nonsense, TODAY, lean)
