"""A manager begins the day with charts of execution, of which each bar opens its rows."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from client.today.boards import MOST_BARS, highest
from client.widgets.bar_chart import fitted
from common.boards import Board
from common.kernel.changes import Change, Kind
from common.kernel.ids import ReportRunId
from common.kernel.rights import Right
from common.reports import ShownBar, ShownChart

MORNING = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
AGES = ShownChart(
    "Просроченные поручения по давности", ["Просрочено"], [2], [ShownBar("1–7 дней", 4, [12]), ShownBar("8–14", 9, [3])]
)
BOARD = Board("assignments.overdue_ageing", "Просроченные по давности", ReportRunId(5), MORNING, ["всё"], AGES)
EMPTY = Board("approvals.bottlenecks", "Узкие места согласования", ReportRunId(6), MORNING, nothing="Строк нет.")


@pytest.fixture
def page(open_desk, desk_server, qtbot):
    desk_server.answers["boards.boards"] = lambda: [BOARD, EMPTY]
    page = open_desk().desk.current_page
    qtbot.waitUntil(lambda: len(page.boards.panels) == 2)
    return page


def test_charts_stand_with_their_moment_and_a_bar_opens_its_rows(page, qtbot):
    panel, empty = page.boards.panels
    assert panel.title.text() == AGES.title
    assert "23.11.2026" in panel.moment.text()
    assert (empty.chart.isHidden(), empty.words.text()) == (True, "Строк нет.")
    with qtbot.waitSignal(page.window().workplace.navigator.figure_wanted) as wanted:
        QTest.keyClick(panel.chart, Qt.Key.Key_Down)
        QTest.keyClick(panel.chart, Qt.Key.Key_Return)
    glance = wanted.args[0]
    assert (glance.run.id, glance.line, glance.column) == (5, 9, 2)
    assert page.window().desk.tabText(0) == "Центр отчётов"


def test_newer_figures_leave_the_keyboard_on_its_bar(page, desk_server, qtbot):
    chart = page.boards.panels[0].chart
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert chart.current.line == 9
    newer = replace(AGES, bars=[ShownBar("более месяца", 2, [1]), *AGES.bars[1:]])
    desk_server.answers["boards.boards"] = lambda: [replace(BOARD, chart=newer), EMPTY]
    page.boards._look_again()
    qtbot.waitUntil(lambda: chart._chart == newer)
    assert chart.current.line == 9
    gone = replace(AGES, bars=AGES.bars[:1])
    desk_server.answers["boards.boards"] = lambda: [replace(BOARD, chart=gone), EMPTY]
    page.boards._look_again()
    qtbot.waitUntil(lambda: chart._chart == gone)
    assert chart.current.line == 4


def test_the_whole_report_is_one_button_away(page, qtbot):
    with qtbot.waitSignal(page.window().workplace.navigator.figure_wanted) as wanted:
        page.boards.panels[0].whole.click()
    assert (wanted.args[0].run.id, wanted.args[0].line) == (5, None)


def test_figures_of_an_earlier_day_are_shown_and_ordered_anew_once(open_desk, desk_server, qtbot):
    boards = [replace(BOARD, stale=True)]
    desk_server.answers["boards.boards"] = lambda: boards

    def renew() -> None:
        boards[:] = [replace(BOARD, stale=True, making=True)]

    desk_server.answers["boards.renew"] = renew
    page = open_desk().desk.current_page
    qtbot.waitUntil(lambda: any("обновляется" in panel.moment.text() for panel in page.boards.panels))
    assert page.boards.panels[0].chart.isVisible()
    assert not page.boards.renewing.isEnabled()
    boards[:] = [replace(BOARD, as_of=datetime(2026, 11, 23, 4, tzinfo=UTC))]
    page.window().workplace.calls.changed.emit([Change(Kind.REPORT, 5)])
    qtbot.waitUntil(page.boards.renewing.isEnabled)
    assert len(desk_server.calls_of("boards.renew")) == 1


def test_a_run_that_fails_sets_the_button_free_and_says_why(open_desk, desk_server, qtbot):
    boards = [replace(BOARD, making=True)]
    desk_server.answers["boards.boards"] = lambda: boards
    page = open_desk().desk.current_page
    qtbot.waitUntil(lambda: desk_server.calls_of("boards.boards") != [] and not page.boards.renewing.isEnabled())
    boards[:] = [replace(BOARD, trouble="Показатели не обновлены: сбой")]
    page.window().workplace.calls.changed.emit([Change(Kind.JOB, 7)])
    qtbot.waitUntil(page.boards.renewing.isEnabled)


def test_the_side_where_one_looked_last_is_remembered(page, open_desk, qtbot):
    page.sides.setCurrentIndex(0)
    assert page.terms.isVisible()
    again = open_desk().desk.current_page
    assert again.terms.isVisible()
    assert not again.boards.isVisible()


def test_a_clerk_has_the_page_as_it_was(open_desk):
    page = open_desk(Right.READ_ASSIGNMENTS, Right.RUN_REPORTS, Right.REGISTER).desk.current_page
    assert page.boards is None
    assert page.sides.isHidden()
    assert page.terms.isVisible()


def test_of_many_units_the_worst_are_shown():
    many = replace(AGES, bars=[ShownBar(f"Отдел {number}", number, [number % 7, 0]) for number in range(20)])
    shown = highest(many, MOST_BARS).bars
    assert [max(bar.values) for bar in shown] == [6, 6, 5, 5, 5, 4]


def test_a_bar_of_nothing_says_so_and_opens_nothing(page, desk_server, qtbot):
    panel = page.boards.panels[0]
    none = replace(AGES, bars=[ShownBar("1–7 дней", 4, [0]), *AGES.bars[1:]])
    desk_server.answers["boards.boards"] = lambda: [replace(BOARD, chart=none), EMPTY]
    page.boards._look_again()
    qtbot.waitUntil(lambda: panel.chart._chart == none)
    with qtbot.assertNotEmitted(page.window().workplace.navigator.figure_wanted):
        QTest.keyClick(panel.chart, Qt.Key.Key_Return)
    assert panel.words.text() == "1–7 дней — просрочено: 0. Таких нет."


def test_long_names_are_wrapped_and_told_whole_where_one_points(page, qtbot):
    chart = page.boards.panels[0].chart
    name = "Департамент архитектуры и градостроительства администрации города"
    long = ShownChart("Доли", ["Не исполнено, % от общего", "% просроченных от исполненных"], [1, 2],
                      [ShownBar(name, 4, [71.4, 12])])  # fmt: skip
    chart.show_chart(long)
    room = chart._room(0)
    shown = fitted(name, chart.fontMetrics(), room.size())
    assert len(shown) > len(chart.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room.width()))
    assert chart._words_at(room.center(), None) == name
    assert chart._words_at(QPoint(20, 5), None) == "\n".join(long.series)
    assert chart.current.words.endswith("71,4")
