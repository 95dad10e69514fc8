"""The year at a glance: walked and changed by the keyboard, saved only after what moves has been seen."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from client.calendars.change_dialog import ChangeDialog
from client.calendars.year_page import YearPage
from common.calendars import CalendarDay, Moved, YearChange, YearDraft
from common.kernel.deadlines import DayKind
from common.rpc.errors import Invalid
from tests.factories.workplace import LETTER, TODAY

HOLIDAY = CalendarDay(date(2026, 11, 4), DayKind.OFF, "День народного единства")
MOVED = Moved(
    LETTER, "№ 01-26/7 от 01.11.2026", "Поручение: Ответить", date(2026, 12, 1), date(2026, 12, 2), "Ким А. Б."
)


@pytest.fixture
def page(qtbot, work, server):
    server.answers["calendars.to_edit"] = lambda year: YearDraft(
        year=year, days=[HOLIDAY] if year == 2026 else [], mark="seen"
    )
    server.answers["calendars.preview"] = lambda _draft: YearChange(1, [MOVED])
    server.answers["calendars.put_year"] = lambda _draft: YearChange(1, [MOVED])
    made = YearPage(work)
    qtbot.addWidget(made)
    made.resize(1150, 640)
    made.show()
    qtbot.waitUntil(lambda: made.view.current == TODAY)
    return made


def dialog(page) -> ChangeDialog | None:
    return next((each for each in page.findChildren(ChangeDialog) if each.isVisible()), None)


def test_a_day_is_turned_by_the_keyboard_and_the_working_days_follow(page):
    before = page.view.worked
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert page.view.worked == before - 1
    assert page.kind.value() is DayKind.OFF
    assert page.save_button.isEnabled()
    for _ in range(2):
        QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert page.view.worked == before
    assert not page.save_button.isEnabled()


def test_nothing_is_saved_before_what_moves_has_been_seen(page, server, qtbot):
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    page.save()
    qtbot.waitUntil(lambda: dialog(page) is not None)
    assert "Открытых сроков, которые переедут: 1" in dialog(page).verdict.text()
    assert not server.calls_of("calendars.put_year")
    assert [each.text() for each in dialog(page).findChildren(QPushButton) if each.isDefault()] == ["&Применить"]
    dialog(page).view.setFocus()
    QTest.keySequence(dialog(page).view, QKeySequence.StandardKey.Copy)
    head, line = QApplication.clipboard().text().splitlines()
    assert head.split("\t") == ["Документ", "Срок", "Кто", "Был", "Станет"]
    assert line.split("\t") == [MOVED.document, MOVED.what, "Ким А. Б.", "01.12.2026", "02.12.2026"]
    dialog(page).apply_button.click()
    qtbot.waitUntil(lambda: "Перенесено сроков: 1" in page.notice.text.text())
    draft = server.calls_of("calendars.put_year")[0].arguments.draft
    assert [each.day for each in draft.days] == [HOLIDAY.day, TODAY]


def test_an_unsaved_year_is_not_left_by_a_slip(page, qtbot):
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    page.show_next()
    assert "не сохранены" in page.notice.text.text()
    assert page.heading.text() == "2026"
    page.notice.hide()
    assert not page.close()
    assert "не сохранены" in page.notice.text.text()
    page.refresh()
    qtbot.waitUntil(lambda: not page.save_button.isEnabled())
    page.show_next()
    qtbot.waitUntil(lambda: page.heading.text() == "2027")
    assert "ещё не введён" in page.notice.text.text()


def test_a_file_is_compared_with_what_stands_before_it_is_saved(page, server, qtbot, tmp_path):
    read = YearDraft(year=2026, days=[HOLIDAY, CalendarDay(date(2026, 12, 31), DayKind.OFF)], mark="seen")
    server.answers["calendars.read_file"] = lambda _text: read
    file = tmp_path / "calendar.xml"
    file.write_text("<calendar/>", encoding="utf-8")
    page.read_file(str(file))
    qtbot.waitUntil(lambda: "отличий от введённого: 1" in page.notice.text.text())
    assert page.save_button.isEnabled()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 400_000])
def test_a_file_that_is_no_calendar_is_refused_in_words(page, tmp_path, content):
    file = tmp_path / "calendar.xml"
    file.write_bytes(content)
    page.read_file(str(file))
    assert "Файл" in page.notice.text.text()


def test_what_the_server_refuses_is_said_over_the_year(page, server, qtbot):
    def refuse(_draft):
        raise Invalid("Календарь ведётся за 2023–2027 годы.")

    server.answers["calendars.preview"] = refuse
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    page.save()
    qtbot.waitUntil(lambda: "2023–2027" in page.notice.text.text())
    assert QApplication.activeModalWidget() is None
