"""A folder of assignments: narrowed, ordered, taken away, and worked through without opening its documents."""

import msgspec
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.assignments.register import AssignmentRegister, overdue_in_words
from client.assignments.report_form import ExecutionReportForm
from client.shell.bulk_account import BulkAccount
from client.shell.list_export import ListExport
from client.widgets.reason_dialog import ReasonDialog
from common.assignments.cards import Folder
from common.assignments.rules import Action, Status
from common.assignments.selection import AssignmentFilter, AssignmentMark, FolderTaken, Order
from common.kernel.paging import Page
from common.registry.bulk import BulkOutcome
from common.reports import Format
from tests.factories.assignments import CONTROLLER, EXECUTOR, assignment
from tests.factories.workplace import LETTER, TODAY


@pytest.fixture
def folder(qtbot, work, server):
    def opened(which, *cards):
        server.answers["assignments.of_document"] = lambda _id: list(cards)
        server.answers["assignments.desk"] = list
        server.answers["assignments.folder"] = lambda _folder, offset, limit, _chosen: Page(
            len(cards), [card.row for card in cards][offset : offset + limit]
        )
        page = AssignmentRegister(which, work)
        qtbot.addWidget(page)
        page.resize(1150, 500)
        page.show()
        qtbot.waitUntil(lambda: page.model.total == len(cards))
        if cards:
            qtbot.waitUntil(lambda: page.row_bar.hand.current() is not None)
        return page

    return opened


def narrowed(server) -> AssignmentFilter:
    return server.calls_of("assignments.folder")[-1].arguments.chosen


@pytest.mark.parametrize("which", Folder)
def test_hovering_over_a_due_date_tells_how_it_was_counted_moved_and_missed(folder, which):
    late = assignment(late=4)
    row = replace(late.row, moves=1, first_due=TODAY, overdue_working_days=2)
    page = folder(which, replace(late, row=row))
    titles = [column.title for column in page.model.columns]
    for title in ("Срок", "Просрочено"):
        said = page.model.index(0, titles.index(title)).data(Qt.ItemDataRole.ToolTipRole)
        assert row.deadline.explanation() in said
        assert "Переносов срока: 1, первоначально" in said
        assert "Просрочено на 4 календарных дня (2 рабочих дня)" in said


def test_what_is_read_has_the_room_of_a_small_screen(folder):
    given = assignment()
    row = replace(given.row, point="2.1", document="№ 04-26/000077 от 13.10.2026", co_executors="Рогова Е. Б.")
    page = folder(Folder.ON_CONTROL, replace(given, row=row))
    page.resize(1155, 500)  # what the tree of folders leaves of 1366
    at = {column.title: number for number, column in enumerate(page.model.columns)}
    shown = {title: page.model.index(0, number).data() for title, number in at.items()}
    assert shown["Поручение"] == "п. 2.1 · Подготовить сведения"
    assert shown["Исполнители"] == "Абакумов В. П., Рогова Е. Б."
    assert shown["Документ"] == "04-26/000077 от 13.10.2026"
    assert page.view.fontMetrics().horizontalAdvance(shown["Документ"]) + 12 < page.view.columnWidth(at["Документ"])
    assert page.view.columnWidth(at["Поручение"]) >= 200
    assert page.view.columnWidth(at["Содержание"]) >= 190
    assert page.view.horizontalHeader().length() <= page.view.viewport().width()


def test_what_may_not_be_done_with_the_row_says_why(folder):
    page = folder(Folder.ON_CONTROL, assignment(parts=CONTROLLER))
    buttons = page.row_bar.commands.buttons
    assert not buttons["release"].isEnabled()
    assert "отчёта ещё нет" in buttons["release"].toolTip()
    assert "это делает автор поручения" in buttons["move"].toolTip()
    assert buttons["watch"].isEnabled()


def test_the_buttons_follow_the_row(folder, qtbot):
    page = folder(
        Folder.ON_CONTROL, assignment(1, parts=CONTROLLER), assignment(2, status=Status.REPORTED, parts=CONTROLLER)
    )
    release = page.row_bar.commands.buttons["release"]
    assert not release.isEnabled()
    QTest.keyClick(page.view, Qt.Key.Key_Down)
    qtbot.waitUntil(release.isEnabled)
    assert page.row_bar.commands.buttons["send_back"].isEnabled()


def test_an_assignment_is_released_from_its_row(folder, server, qtbot):
    server.answers["assignments.release"] = lambda _id, _version, _note: None
    page = folder(Folder.ON_CONTROL, assignment(7, status=Status.REPORTED, parts=CONTROLLER))
    page.row_bar.commands.buttons["release"].click()
    dialog = page.findChild(ReasonDialog)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(server.calls_of("assignments.release")))
    asked = server.calls_of("assignments.release")[0].arguments
    assert (asked.assignment_id, asked.version) == (7, 3)


def test_a_report_is_written_from_the_folder_by_its_key(folder):
    page = folder(Folder.TO_EXECUTE, assignment(parts=EXECUTOR))
    report = page.row_bar.commands.actions["report"]
    assert (report.shortcut().toString(), report.isEnabled()) == ("F7", True)
    report.trigger()
    assert page.findChild(ExecutionReportForm) is not None


def test_the_menu_of_a_row_holds_every_action_of_an_assignment(folder):
    page = folder(Folder.TO_EXECUTE, assignment(parts=EXECUTOR))
    said = {action.text(): action.toolTip() for action in page.row_bar.commands.menu.actions()}
    assert len(said) >= len(Action) - 2
    assert "это делает автор" in said["Отозвать…"]


def test_several_are_released_at_once_with_an_account(folder, server, qtbot):
    done, not_done = BulkOutcome(LETTER, "Вх-1", "снято с контроля", ""), BulkOutcome(LETTER, "Вх-2", "", "Нет отчёта.")
    server.answers["assignments.release_all"] = lambda _marks, _note: [done, not_done]
    page = folder(Folder.ON_CONTROL, *(assignment(number, parts=CONTROLLER) for number in (1, 2, 3)))
    assert not page.row_bar.many.isVisible()
    rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    page.view.selectionModel().select(page.model.index(2, 0), rows)
    assert "(2)" in page.row_bar.many.text()
    assert not page.row_bar.commands.buttons["watch"].isEnabled()
    page.row_bar.many.click()
    assert "Без отчёта: 2" in page.findChild(ReasonDialog).notice.text.text()
    page.findChild(ReasonDialog).save_button.click()
    qtbot.waitUntil(lambda: page.findChild(BulkAccount) is not None)
    assert server.calls_of("assignments.release_all")[0].arguments.assignments == [
        AssignmentMark(1, 3), AssignmentMark(3, 3),
    ]  # fmt: skip
    account = page.findChild(BulkAccount)
    assert account.verdict.text() == "Сделано: 1. Не сделано: 1."
    account.view.setFocus()
    QTest.keySequence(account.view, QKeySequence.StandardKey.Copy)
    head, *lines = QApplication.clipboard().text().splitlines()
    assert (head.split("\t"), len(lines)) == (["Документ", "Итог", "Почему"], 2)


def test_what_is_typed_in_the_line_narrows_the_folder(folder, server, qtbot):
    page = folder(Folder.ON_CONTROL, assignment(parts=CONTROLLER))
    page.filter.executor.setText("Абакумов")
    page.filter.special.click()
    qtbot.waitUntil(lambda: narrowed(server).executor == "Абакумов")
    assert narrowed(server).special
    QTest.keyClick(page.filter.executor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: narrowed(server) == AssignmentFilter())


def test_a_folder_shows_only_the_fields_that_have_sense_there(folder):
    page = folder(Folder.TO_EXECUTE)
    assert page.filter.author.isVisible()
    assert not page.filter.executor.isVisible()
    assert "Нет поручений на исполнении" in page.empty.title.text()


def test_nothing_found_is_not_nothing_to_do(folder, qtbot):
    page = folder(Folder.TO_EXECUTE)
    page.filter.text.setText("мост")
    qtbot.waitUntil(lambda: page.empty.title.text() == "Ничего не найдено")


def test_a_heading_puts_the_folder_in_order_and_once_more_turns_it_round(folder, server, qtbot):
    page = folder(Folder.ISSUED_BY_ME, assignment())
    page.view.filters.sectionClicked.emit(6)
    qtbot.waitUntil(lambda: narrowed(server).order is Order.CONTROLLER)
    page.view.filters.sectionClicked.emit(6)
    qtbot.waitUntil(lambda: narrowed(server).falling)


@pytest.mark.parametrize("printed", [False, True])
def test_what_is_narrowed_is_what_is_taken_away(folder, server, qtbot, printed):
    server.answers["reports.run"] = lambda _code, _parameters, _form: 1
    page = folder(Folder.ON_CONTROL, assignment(parts=CONTROLLER))
    page.filter.text.setText("мост")
    if printed:
        page.print_button.click()
    else:
        page.export_button.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: len(server.calls_of("reports.run")) == 1)
    order = server.calls_of("reports.run")[0].arguments
    taken = msgspec.json.decode(order.parameters["chosen"], type=FolderTaken)
    assert (order.code, order.format) == ("assignments.taken", Format.PDF if printed else Format.XLSX)
    assert taken == FolderTaken(folder=Folder.ON_CONTROL, chosen=AssignmentFilter(text="мост"))
    for dialog in page.window().findChildren(ListExport):
        dialog.reject()


def test_what_is_narrowed_becomes_a_report(folder, work, qtbot):
    page = folder(Folder.ON_CONTROL, assignment(parts=CONTROLLER))
    page.filter.text.setText("мост")
    with qtbot.waitSignal(work.navigator.building_wanted) as wanted:
        page.export_button.menu().actions()[-1].trigger()
    building = wanted.args[0]
    taken = msgspec.json.decode(building.parameters["chosen"], type=FolderTaken)
    assert (building.code, building.title) == ("assignments.built", "На контроле")
    assert taken == FolderTaken(folder=Folder.ON_CONTROL, chosen=AssignmentFilter(text="мост"))
    assert ("unit", "Подразделение исполнителя") in building.groups


def test_the_line_of_filters_is_reached_from_the_rows_and_left_by_the_keyboard(folder, qtbot):
    page = folder(Folder.ON_CONTROL, assignment(parts=CONTROLLER))
    page.activateWindow()
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(page.filter.text.hasFocus)
    QTest.keyClick(page.filter.text, Qt.Key.Key_Down)
    qtbot.waitUntil(page.view.hasFocus)


@pytest.mark.parametrize(
    ("days", "working", "said"),
    [
        (1, 1, "Просрочено на 1 календарный день (1 рабочий день)"),
        (653, 452, "Просрочено на 653 календарных дня (452 рабочих дня)"),
        (15, 11, "Просрочено на 15 календарных дней (11 рабочих дней)"),
    ],
)
def test_a_delay_is_said_in_the_forms_of_the_language(days, working, said):
    row = msgspec.structs.replace(assignment().row, overdue_days=days, overdue_working_days=working)
    assert overdue_in_words(row) == said
