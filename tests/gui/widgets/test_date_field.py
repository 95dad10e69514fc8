from datetime import date

import pytest
from PySide6.QtCore import Qt

from client.widgets.date_field import DateField, read_date
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
        ("", None),
    ],
)
def test_date_is_read_as_clerks_type_it(typed, meant):
    assert read_date(typed, TODAY) == meant


@pytest.mark.parametrize("nonsense", ["35.13", "31.02.2026", "вчера", "1.2.3.4", "0", "12.", "99999999"])
def test_nonsense_is_no_date(nonsense):
    if nonsense == "12.":
        assert read_date(nonsense, TODAY) == date(2026, 11, 12)
    else:
        with pytest.raises(ValueError):
            read_date(nonsense, TODAY)


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
