"""Figures on the screen: what lies behind one is a key away, taken as a file they stay what they were."""

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.reports.centre import ReportCentre
from client.shell.glance import Glance
from common.jobs import JobState
from common.kernel.ids import AssignmentId, DocumentId, FileId, JobId, ReportRunId
from common.kernel.paging import Page
from common.reports import (
    Behind,
    BehindRow,
    Format,
    LineRole,
    Parameter,
    ParameterKind,
    PastRun,
    ReportForm,
    ReportLine,
    ReportRun,
    ReportTable,
    ShownBar,
    ShownChart,
    ShownColumn,
)
from common.rpc.errors import Invalid, NotAllowed
from tests.gui.typing_keys import type_text

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
FORM = ReportForm(
    "discipline", "Анализ", "Исполнение", [Parameter("since", "С", ParameterKind.DATE, "2026-11-01")],
    [Format.SCREEN, Format.PDF, Format.XLSX],
)  # fmt: skip
TABLE = ReportTable(
    "Анализ", ["за период с 01.11.2026"], AT,
    [ShownColumn("№ п/п", 10, right_aligned=True), ShownColumn("Исполнитель", 40),
     ShownColumn("С нарушением срока", 20, "Исполнено", right_aligned=True)], ["Сосчитаны контрольные."],
    chart=ShownChart("Просрочено, %", ["Не исполнено", "Просрочено"], [2, 2],
                     [ShownBar("Аппарат", 2, [9.5, 31.6]), ShownBar("Совет", 5, [0, 12.5])]),
)  # fmt: skip
LINES = [
    ReportLine(0, LineRole.SECTION, ["Аппарат"]),
    ReportLine(1, LineRole.ROW, ["1", "Лось Е. Г.", "2"], [2], DocumentId(7)),
    ReportLine(2, LineRole.TOTAL, ["", "ИТОГО", "2"], [2]),
]
ROW = BehindRow(5, DocumentId(7), "Письмо № 12", "О ремонте", AssignmentId(5), "Доложить", "Лось Е. Г.",
                date(2026, 11, 5), "Исполнено")  # fmt: skip


def made(file_id=None, name=""):
    return ReportRun(ReportRunId(1), "discipline", "Анализ", JobId(3), JobState.DONE, 0, 0, "", AT, file_id, name)


@pytest.fixture
def centre(qtbot, work, server):
    server.answers["reports.centre"] = lambda: [FORM]
    server.answers["reports.run"] = lambda *_: ReportRunId(1)
    server.answers["reports.made"] = lambda _id: made()
    server.answers["reports.table"] = lambda _id: TABLE
    server.answers["reports.lines"] = lambda *_: Page(len(LINES), LINES)
    server.answers["reports.behind"] = lambda *_: Behind(1, [ROW], hidden=1)
    server.answers["reports.history"] = lambda *_: Page(
        1, [PastRun(ReportRunId(9), "discipline", "Анализ", AT, "за октябрь", True, [Format.PDF])]
    )
    centre = ReportCentre(work)
    qtbot.addWidget(centre)
    centre.resize(1100, 600)
    centre.show()
    qtbot.waitUntil(lambda: centre.title.text() == "Анализ")
    return centre


@pytest.fixture
def shown(centre, qtbot):
    """The centre with its figures read."""
    qtbot.keyClick(centre, Qt.Key.Key_F9)
    grid = centre.preview.grid
    qtbot.waitUntil(lambda: grid.model.total == len(LINES))
    qtbot.waitUntil(lambda: grid.view.columnSpan(0, 0) == 3)
    return centre


def stand_on(grid, row, column):
    grid.view.setCurrentIndex(grid.model.index(row, column))


def test_the_first_key_shows_figures_with_their_moment_and_what_was_counted(shown):
    grid = shown.preview.grid
    assert grid.heading.text().startswith("Данные на 23.11.2026")
    assert grid.heading.text().endswith("за период с 01.11.2026")
    assert grid.notes.text() == "Сосчитаны контрольные."
    assert grid.model.index(2, 1).data(Qt.ItemDataRole.FontRole).bold()
    assert grid.model.index(1, 1).data(Qt.ItemDataRole.FontRole) is None


def test_enter_on_a_figure_opens_its_rows_and_says_how_many_are_hidden(shown, server, qtbot, work):
    grid = shown.preview.grid
    stand_on(grid, 1, 2)
    qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.preview.behind is not None and shown.preview.behind.register.model.total == 1)
    asked = server.calls_of("reports.behind")[0].arguments
    assert (asked.line, asked.column) == (1, 2)
    qtbot.waitUntil(shown.preview.behind.hidden.isVisible)
    assert "1" in shown.preview.behind.hidden.text()
    view = shown.preview.behind.register.view
    view.setCurrentIndex(view.paged.index(0, 0))
    with qtbot.waitSignal(work.navigator.assignment_wanted) as wanted:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert wanted.args == [DocumentId(7), AssignmentId(5)]
    shown.preview.behind.left.emit()
    assert shown.preview.behind is None
    assert grid.isVisible()


def test_behind_a_nought_there_is_nothing_and_it_is_not_called_hidden(shown, server, qtbot):
    server.answers["reports.behind"] = lambda *_: Behind(0, [], hidden=0)
    grid = shown.preview.grid
    stand_on(grid, 1, 2)
    qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.preview.behind is not None)
    empty = shown.preview.behind.register.empty
    qtbot.waitUntil(lambda: empty.isVisible() and empty.title.text() == "Таких нет")
    assert "не доступна" not in empty.text.text()


def test_enter_beside_a_figure_opens_the_document_of_the_row(shown, qtbot, work):
    grid = shown.preview.grid
    stand_on(grid, 1, 1)
    with qtbot.waitSignal(work.navigator.document_wanted) as wanted:
        qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    assert wanted.args == [DocumentId(7)]


def test_what_is_shown_is_taken_as_a_file_with_the_same_figures(shown, server, qtbot):
    server.shelf.put(b"PK table", "анализ.xlsx")
    server.answers["reports.again"] = lambda *_: ReportRunId(2)
    server.answers["reports.made"] = lambda _id: made(FileId(1), "анализ.xlsx")
    shown.order_xlsx()
    qtbot.waitUntil(shown.preview._table.isVisible)
    asked = server.calls_of("reports.again")[0].arguments
    assert (asked.run_id, asked.format) == (ReportRunId(1), Format.XLSX)
    assert len(server.calls_of("reports.run")) == 1


def test_other_parameters_are_counted_anew(shown, server, qtbot):
    shown.parameters.fields["since"].show_value("2026-10-01")
    shown.order_pdf()
    qtbot.waitUntil(lambda: len(server.calls_of("reports.run")) == 2)
    assert not server.calls_of("reports.again")


def test_what_was_made_at_once_as_a_file_may_be_handed_over(centre, server, qtbot):
    server.shelf.put(b"PK table", "анализ.xlsx")
    server.answers["reports.made"] = lambda _id: made(FileId(1), "анализ.xlsx")
    centre.order_xlsx()
    qtbot.waitUntil(centre.hand_button.isEnabled)
    server.answers["reports.again"] = lambda *_: ReportRunId(2)
    centre.order_pdf()
    qtbot.waitUntil(lambda: server.calls_of("reports.again") != [])
    assert server.calls_of("reports.again")[0].arguments.run_id == 1, "the same figures, not gathered anew"


def test_a_file_never_carries_the_figures_of_other_parameters(shown, server, qtbot):
    server.shelf.put(b"PK table", "анализ.xlsx")
    shown.parameters.fields["since"].show_value("2020-10-01")

    def refuse(*_order):
        raise Invalid("Слишком много.")

    server.answers["reports.run"] = refuse
    shown.order_screen()
    qtbot.waitUntil(lambda: "Слишком много." in shown.notice.text.text())
    server.answers["reports.run"] = lambda *_: ReportRunId(8)
    shown.parameters.fields["since"].show_value("2026-11-01")
    server.answers["reports.again"] = lambda *_: ReportRunId(2)
    server.answers["reports.made"] = lambda _id: made(FileId(1), "анализ.xlsx")
    shown.order_xlsx()
    qtbot.waitUntil(lambda: server.calls_of("reports.again") != [])
    qtbot.waitUntil(lambda: shown.progress.isHidden())
    shown.parameters.fields["since"].show_value("2020-10-01")
    before = len(server.calls_of("reports.run"))
    shown.order_xlsx()
    qtbot.waitUntil(lambda: len(server.calls_of("reports.run")) == before + 1)


def test_runs_of_one_report_are_told_apart_by_number_day_and_what_was_asked(centre, server, qtbot):
    run = PastRun(ReportRunId(1047), "discipline", "Анализ", AT, "за октябрь\nУправление делами", True, [])
    server.answers["reports.history"] = lambda *_: Page(1, [run])
    centre.history.refresh()
    qtbot.waitUntil(lambda: centre.history.model.total == 1 and centre.history.model.index(0, 0).data() == "1047")
    assert centre.history.model.index(0, 2).data() == "Анализ · за октябрь · Управление делами"
    assert "\n" not in centre.history.model.index(0, 1).data()


def test_an_earlier_report_is_read_again_from_the_history(centre, server, qtbot):
    server.answers["reports.again"] = lambda *_: ReportRunId(2)
    past = PastRun(ReportRunId(9), "discipline", "Анализ за октябрь", AT, "за октябрь", True, [Format.PDF])
    centre.history.open_row(past)
    qtbot.waitUntil(lambda: centre.preview.grid.model.total == len(LINES))
    assert centre.title.text() == "Анализ за октябрь"
    assert not centre.buttons[Format.SCREEN].isVisible()
    assert centre.list.currentItem().isSelected()  # the list shows whose run it is
    centre.order_pdf()
    qtbot.waitUntil(lambda: bool(server.calls_of("reports.again")))
    assert server.calls_of("reports.again")[0].arguments.run_id == ReportRunId(9)


@pytest.mark.parametrize("by_key", [True, False], ids=["Enter", "click"])
def test_from_an_earlier_report_one_returns_to_the_one_that_is_current_already(centre, qtbot, by_key):
    centre.history.open_row(PastRun(ReportRunId(9), "discipline", "Анализ за октябрь", AT, "", True, []))
    qtbot.waitUntil(lambda: centre.title.text() == "Анализ за октябрь")
    if by_key:
        qtbot.keyClick(centre.list, Qt.Key.Key_Return)
    else:
        place = centre.list.visualItemRect(centre.list.currentItem()).center()
        qtbot.mouseClick(centre.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert centre.title.text() == "Анализ"
    assert centre.buttons[Format.SCREEN].isVisible()
    qtbot.waitUntil(centre.parameters.isVisible)


def test_a_run_of_a_report_that_one_may_not_run_any_more_marks_none(centre, qtbot):
    centre.history.open_row(PastRun(ReportRunId(9), "gone", "Прежний отчёт", AT, "", True, []))
    assert centre.list.currentItem() is None


def test_a_run_whose_figures_are_lost_says_so_instead_of_opening_nothing(centre, server):
    lost = PastRun(ReportRunId(9), "discipline", "Анализ", AT, "Данные больше не хранятся.", False, [])
    centre.history.open_row(lost)
    assert centre.notice.text.text() == "Данные этого отчёта больше не хранятся. Сформируйте его заново."
    assert not server.calls_of("reports.table")
    assert not server.calls_of("reports.made")


def test_a_number_is_seen_whole_beside_a_long_summary(centre, server, qtbot):
    columns = [ShownColumn("№ и дата", 10), ShownColumn("Содержание", 90), ShownColumn("Резолюция", 90)]
    cells = ["№ 01-26/000123-дсп\nот 12.11.2026", "О согласовании " * 20, "Прошу рассмотреть " * 20]
    server.answers["reports.table"] = lambda _id: ReportTable("Анализ", [], AT, columns)
    server.answers["reports.lines"] = lambda *_: Page(1, [ReportLine(0, LineRole.ROW, cells)])
    centre.order_screen()
    view = centre.preview.grid.view
    qtbot.waitUntil(lambda: view.model().rowCount() == 1 and view.model().index(0, 0).data() != "…")
    assert view.columnWidth(0) > view.fontMetrics().horizontalAdvance("№ 01-26/000123-дсп · от 12.11.2026")
    assert sum(map(view.columnWidth, range(3))) <= view.viewport().width()


def test_room_that_is_left_over_goes_to_the_words_and_not_to_the_last_figure(shown):
    view = shown.preview.grid.view
    assert view.columnWidth(2) < 150 < view.columnWidth(1)
    assert sum(map(view.columnWidth, range(3))) == view.viewport().width()


def test_a_bar_of_the_chart_opens_the_rows_behind_it_by_keys_and_by_mouse(shown, server, qtbot):
    chart = shown.preview.grid.chart
    shown.preview.grid.chart_button.click()
    qtbot.waitUntil(chart.isVisible)
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    assert chart.accessibleDescription() == "Аппарат — просрочено: 31,6"
    qtbot.keyClick(chart, Qt.Key.Key_Down)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.preview.behind is not None)
    qtbot.waitUntil(lambda: bool(server.calls_of("reports.behind")))
    asked = server.calls_of("reports.behind")[0].arguments
    assert (asked.line, asked.column) == (5, 2)
    shown.preview.behind.left.emit()
    assert chart.isVisible()
    with qtbot.waitSignal(chart.wanted) as wanted:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart._rect(0, 0).center())
    assert wanted.args[0].words == "Аппарат — не исполнено: 9,5"


def test_a_bar_of_the_start_page_stays_before_the_reader_when_the_list_comes(qtbot, centre, work, server):
    past = PastRun(ReportRunId(1), "discipline", "Анализ", AT, "", kept=True, formats=[])
    work.navigator.look_closer(Glance(past, 2, 2, "Аппарат — просрочено: 31,6"))
    centre.refresh()
    qtbot.waitUntil(lambda: centre.preview.behind is not None and centre.preview.behind.register.model.rowCount() == 1)
    qtbot.waitUntil(lambda: len(server.calls_of("reports.centre")) > 1)
    centre.preview.behind.left.emit()
    assert centre.preview.grid.isVisibleTo(centre.preview)
    assert centre.title.text() == "Анализ"


@pytest.mark.parametrize(
    "read", ["9", "№ 9", "GRIF:REPORT:9:20261123T0900", "ПКШАЖКУЗЩКЕЖ9Ж20261123Е0900"]
)  # fmt: skip
def test_a_sheet_in_hand_leads_to_its_figures(centre, server, qtbot, read):
    past = PastRun(ReportRunId(9), "discipline", "Анализ за октябрь", AT, "", True, [])
    server.answers["reports.numbered"] = lambda _id: past
    type_text(centre.history.number, read)
    QTest.keyClick(centre.history.number, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: centre.title.text() == "Анализ за октябрь")
    assert server.calls_of("reports.numbered")[0].arguments.run_id == 9


def test_a_sheet_of_somebody_else_says_whom_to_ask(centre, server, qtbot):
    def refuse(_id):
        raise NotAllowed("Отчёт № 9: сделал(а) Шелест В. А.")

    server.answers["reports.numbered"] = refuse
    type_text(centre.history.number, "9")
    QTest.keyClick(centre.history.number, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "сделал(а) Шелест" in centre.notice.text.text())
