"""The page of the day: what waits, whose term is near, what has changed; everything one key away."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from client.shell.manifest import Badge
from client.today.page import day_before, week_end
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId, NotificationId
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.notifications import Happening, NotificationRow
from common.rpc.errors import Failed
from tests.factories.desk import assignment


def told(number: int, at: datetime) -> NotificationRow:
    return NotificationRow(
        id=NotificationId(number), happening=Happening.ASSIGNED, at=at, read=False, document_id=DocumentId(40 + number),
        assignment_id=None, document=f"Вх-{number}", summary="О кровле", due=None, by="Громов К. Л.", absent="",
        counts={},
    )  # fmt: skip


@pytest.fixture
def today(open_desk, desk_server, qtbot):
    news = [told(2, datetime(2026, 11, 23, 4, tzinfo=UTC)), told(1, datetime(2026, 11, 10, 4, tzinfo=UTC))]
    desk_server.answers["notifications.register"] = lambda _unread, _offset: Page(2, news)
    window = open_desk()
    page = window.desk.current_page
    qtbot.waitUntil(lambda: page.terms.model.rowCount() > 0)
    qtbot.waitUntil(lambda: page.news.model.rowCount() > 0)
    qtbot.waitUntil(lambda: page.waiting.model.rowCount() > 2)
    return page


def cells(panel, column: int) -> list[str]:
    return [panel.model.index(row, column).data() for row in range(panel.model.rowCount())]


def test_the_day_begins_with_what_waits_and_enter_opens_the_folder(today, qtbot):
    assert today.window().desk.tabText(0) == "Сегодня"
    assert "На исполнении" in cells(today.waiting, 0)
    at = cells(today.waiting, 0).index("На исполнении")
    assert (cells(today.waiting, 1)[at], cells(today.waiting, 2)[at]) == ("3", "23")
    today.waiting.view.selectRow(at)
    QTest.keyClick(today.waiting.view, Qt.Key.Key_Return)
    assert today.window().desk.tabText(0) == "На исполнении"


def test_terms_of_the_week_are_asked_for_and_lead_to_their_assignment(today, desk_server, qtbot):
    asked = desk_server.calls_of("assignments.folder")[-1].arguments
    assert asked.chosen.until == week_end(today._today)
    assert cells(today.terms, 0) == ["просрочено 3 дн.", "сегодня"]
    assert today.terms.title.text().endswith("2 поручения")
    with qtbot.waitSignal(today.window().workplace.navigator.assignment_wanted) as wanted:
        QTest.keyClick(today.terms.view, Qt.Key.Key_Return)
    assert wanted.args == [101, 1]


def test_only_what_is_new_since_the_working_day_before_is_told(today, desk_server, qtbot):
    desk_server.answers["notifications.mark_read"] = lambda _ids: None
    assert cells(today.news, 2) == ["Вх-2 · О кровле"]
    with qtbot.waitSignal(today.window().workplace.navigator.document_wanted) as wanted:
        QTest.keyClick(today.news.view, Qt.Key.Key_Return)
    assert wanted.args == [42]
    qtbot.waitUntil(lambda: desk_server.calls_of("notifications.mark_read") != [])
    assert desk_server.calls_of("notifications.mark_read")[0].arguments.ids == [2]


def test_a_change_of_the_day_is_read_while_one_looks(today, desk_server, qtbot):
    desk_server.answers["assignments.folder"] = lambda *_: Page(1, [assignment(7)])
    today.window().workplace.calls.changed.emit([Change(Kind.ASSIGNMENT, 7)])
    qtbot.waitUntil(lambda: today.terms.model.rowCount() == 1)


def test_a_page_left_open_over_midnight_turns_to_the_new_day_by_itself(today, desk_server, qtbot, monkeypatch):
    work = today.window().workplace
    asked = len(desk_server.calls_of("assignments.folder"))
    tomorrow = work.today() + timedelta(days=1)
    monkeypatch.setattr(today, "_work", replace(work, today=lambda: tomorrow))
    today._minutely.timeout.emit()
    qtbot.waitUntil(lambda: len(desk_server.calls_of("assignments.folder")) > asked)
    assert f"{tomorrow.day} " in today.heading.text()


def test_what_cannot_be_read_says_why_and_the_rest_stands(today, desk_server, qtbot):
    def refuse(*_):
        raise Failed("Сервер не смог прочитать поручения.")

    desk_server.answers["assignments.folder"] = refuse
    QTest.keySequence(today, QKeySequence("F5"))
    qtbot.waitUntil(lambda: "не смог" in today.terms.nothing.text())
    assert today.news.model.rowCount() == 1


def test_who_reads_no_assignments_sees_no_terms(open_desk):
    page = open_desk(Right.READ_DOCUMENTS, Right.SIGNED_IN).desk.current_page
    assert page.terms.isHidden()


@pytest.mark.parametrize(
    ("today", "end", "before"),
    [
        (date(2026, 11, 23), date(2026, 11, 29), date(2026, 11, 20)),  # Monday
        (date(2026, 11, 25), date(2026, 11, 29), date(2026, 11, 24)),
        (date(2026, 11, 28), date(2026, 12, 6), date(2026, 11, 27)),  # Saturday
        (date(2026, 11, 29), date(2026, 12, 6), date(2026, 11, 27)),
    ],
)
def test_the_week_and_the_day_before_pass_over_days_off(today: date, end: date, before: date) -> None:
    assert (week_end(today), day_before(today)) == (end, before)


def test_the_first_folder_is_the_current_one_whatever_was_counted_first(open_desk):
    window = open_desk()
    panel = window.desk.current_page.waiting
    later, first = [(each, Badge(2)) for each in window._folders.values()][1::-1]
    panel.show_folders([later])
    panel.show_folders([first, later])
    assert panel.view.currentIndex().row() == 0
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    panel.show_folders([(first[0], Badge(3)), later])
    assert panel.view.currentIndex().row() == 1
