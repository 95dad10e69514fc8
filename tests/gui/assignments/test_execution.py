from functools import partial

import msgspec
import pytest
from PySide6.QtWidgets import QLineEdit, QTabWidget

from client.assignments.dialogs import DecisionDialog, RecallDialog, ReplaceDialog, TermDialog
from client.assignments.execution_tab import ExecutionTab
from client.assignments.points_dialog import PointsDialog
from client.assignments.register import AssignmentRegister
from client.assignments.report_form import ExecutionReportForm
from client.assignments.resolution_form import ResolutionForm
from client.widgets.lookup import person_suggestion
from client.widgets.reason_dialog import ReasonDialog
from common.assignments.cards import (
    DeskCount,
    DeskPart,
    Folder,
    PointRow,
)
from common.assignments.rules import Status
from common.kernel.changes import Change, Kind
from common.kernel.ids import AssignmentId, DocumentId, ExecutorId, ReportId
from common.kernel.paging import Page
from tests.factories.assignments import AUTHOR, CONTROLLER, DEADLINE, MONTH, assignment
from tests.factories.workplace import DIRECTOR, LEADER, LETTER
from tests.gui.typing_keys import type_text


@pytest.fixture
def tab(qtbot, work, server):
    def opened(*cards, points=()):
        server.answers["assignments.of_document"] = lambda _id: list(cards)
        server.answers["assignments.points"] = lambda _id: list(points)
        tab = ExecutionTab(work, LETTER)
        qtbot.addWidget(tab)
        tab.resize(660, 560)
        tab.show()
        qtbot.waitUntil(lambda: len(tab.tree.cards()) == len(cards) and tab.acts.has_points == bool(points))
        return tab

    return opened


def test_tree_shows_children_below_parents_and_explains_the_due_date(tab):
    opened = tab(assignment(1), assignment(2, AssignmentId(1), late=4))
    item = opened.tree.topLevelItem(0)
    assert item.childCount() == 1
    assert "норма 30 календарных дней" in item.toolTip(1)
    assert "просрочено 4 дн." in item.child(0).text(2)


def test_the_tree_says_what_nobody_controls(tab):
    watched, lone = assignment(1), assignment(2)
    lone = msgspec.structs.replace(lone, row=msgspec.structs.replace(lone.row, controlled=False))
    opened = tab(watched, lone)
    said = ["без контроля" in opened.tree.topLevelItem(place).text(1) for place in range(2)]
    assert said == [not watched.row.controlled, True]


@pytest.mark.parametrize(
    ("card", "offered"),
    [
        (assignment(), {"accept", "report", "hand_down", "forward", "ask"}),
        (assignment(parts=AUTHOR), {"hand_down", "forward", "move", "cancel"}),
        (assignment(parts=AUTHOR, asked=True), {"hand_down", "forward", "move", "cancel", "decide"}),
        (assignment(status=Status.REPORTED, parts=AUTHOR), {"release", "send_back", "cancel"}),
        (assignment(status=Status.REPORTED, parts=CONTROLLER), {"release", "send_back"}),
        (assignment(status=Status.APPROVAL, parts=AUTHOR), {"approve", "return_draft", "edit"}),
        (assignment(status=Status.DONE), set()),
        (assignment(status=Status.DONE, parts=CONTROLLER), {"reopen"}),
    ],
)
def test_only_what_may_be_done_is_offered(tab, card, offered):
    opened = tab(card)
    shown = {name for name, button in opened.acts.buttons.items() if button.isVisible()}
    assert shown - {"resolve", "prepare"} == offered


def test_what_may_not_be_done_stays_in_the_menu_with_the_reason(tab):
    opened = tab(assignment())
    move = opened.acts.actions["move"]
    assert (move.isEnabled(), "это делает автор поручения" in move.toolTip()) == (False, True)
    assert move in opened.acts.menu.actions()


def test_what_blocks_release_is_told_on_its_button(tab):
    opened = tab(assignment(status=Status.REPORTED, parts=AUTHOR, children=1))
    button = opened.acts.buttons["release"]
    assert (button.isVisible(), button.isEnabled()) == (True, False)
    assert button.toolTip() == "Не исполнено подпоручение: Абакумов В. П."


def test_report_is_returned_with_a_reason(tab, server, qtbot):
    server.answers["assignments.send_back"] = lambda *_arguments: None
    opened = tab(assignment(status=Status.REPORTED, parts=CONTROLLER))
    opened.acts.buttons["send_back"].click()
    dialog = opened.findChild(ReasonDialog)
    dialog.save_button.click()
    assert "Заполните поле «Причина»" in dialog.form.note("reason")
    type_text(dialog.reason.text, "Нет перечня")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(server.calls_of("assignments.of_document")) == 2)
    assert server.calls_of("assignments.send_back")[0].arguments.reason == "Нет перечня"


def test_change_of_an_assignment_is_read_at_once(tab, server, calls, qtbot):
    tab_open = tab(assignment())
    server.answers["assignments.of_document"] = lambda _id: [assignment(status=Status.DONE)]
    calls.changed.emit([Change(Kind.ASSIGNMENT, 1)])
    qtbot.waitUntil(lambda: tab_open.tree.topLevelItem(0).text(2) == "Исполнено")


def test_report_goes_with_its_file(qtbot, work, server, tmp_path):
    server.answers["assignments.report"] = lambda _draft: ReportId(4)
    form = ExecutionReportForm(work, assignment())
    qtbot.addWidget(form)
    form.show()
    file = tmp_path / "ответ.pdf"
    file.write_bytes(b"%PDF-1.4 answer")
    form.add_file(str(file))
    type_text(form.text.text, "Ответ направлен")
    form.save_button.click()
    assert "Файл ещё передаётся" in form.form.note("")
    qtbot.waitUntil(lambda: form.draft().file_ids != [])
    with qtbot.waitSignal(form.saved):
        form.save_button.click()
    assert len(server.calls_of("assignments.report")[0].arguments.draft.file_ids) == 1


def test_file_that_is_a_program_is_refused_in_words(qtbot, work, tmp_path):
    form = ExecutionReportForm(work, assignment())
    qtbot.addWidget(form)
    form.show()
    file = tmp_path / "отчёт.exe"
    file.write_bytes(b"MZ")
    form.add_file(str(file))
    qtbot.waitUntil(lambda: "это программа" in form.notice.text.text())


def test_the_controllers_desk_shows_a_part_at_a_time(qtbot, work, server):
    server.answers["assignments.desk"] = lambda: [DeskCount(DeskPart.OVERDUE, 3)]
    server.answers["assignments.folder"] = lambda _folder, _offset, _limit, _chosen: Page(0, [])
    page = AssignmentRegister(Folder.ON_CONTROL, work)
    qtbot.addWidget(page)
    page.show()
    overdue = page.desk.buttons[DeskPart.OVERDUE]
    qtbot.waitUntil(lambda: overdue.text() == "Просрочено  3")
    assert page.desk.buttons[DeskPart.TODAY].text().endswith("  0")
    overdue.click()
    heard = partial(server.calls_of, "assignments.folder")
    qtbot.waitUntil(lambda: [each.arguments.chosen.part for each in heard()[-1:]] == [DeskPart.OVERDUE])


def test_forwarding_leaves_only_the_executor_to_be_named(tab, letters_of_executors, qtbot):
    opened = tab(assignment())
    opened.acts.actions["forward"].trigger()
    form = opened.findChild(ResolutionForm)
    draft = form.draft()
    assert (draft.parent_id, draft.text, draft.rule.fixed) == (1, "Подготовить сведения", DEADLINE.due)
    assert (draft.responsible_id, draft.controller_id) == (None, opened._work.me.id)
    assert form.responsible.editor is form.focusWidget()


def test_a_request_for_more_time_is_answered_with_a_reason(tab, server, qtbot):
    server.answers["terms.decide"] = lambda *_arguments: None
    opened = tab(assignment(parts=AUTHOR, asked=True))
    opened.acts.buttons["decide"].click()
    dialog = opened.findChild(DecisionDialog)
    dialog.granted.show_value(False)
    dialog.save_button.click()
    assert "Причина отказа" in dialog.form.note("answer")
    type_text(dialog.answer.text, "Срок установлен законом")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(server.calls_of("terms.decide")) == 1)
    asked = server.calls_of("terms.decide")[0].arguments
    assert (asked.granted, asked.answer, asked.version) == (False, "Срок установлен законом", 3)


def test_a_term_is_moved_with_its_reason(tab, server, letters_of_executors, qtbot):
    server.answers["terms.move"] = lambda *_arguments: None
    opened = tab(assignment(parts=AUTHOR))
    opened.acts.buttons["move"].click()
    dialog = opened.findChild(TermDialog)
    qtbot.waitUntil(lambda: dialog.rule.combo.count() == 2)
    dialog.rule.show_value(MONTH)
    dialog.save_button.click()
    assert "Причина" in dialog.form.note("reason")
    type_text(dialog.reason.text, "Ждём ответа министерства")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(server.calls_of("terms.move")) == 1)
    assert server.calls_of("terms.move")[0].arguments.term.rule == MONTH


def test_a_recall_asks_about_what_was_handed_down(tab, server, qtbot):
    server.answers["assignments.cancel"] = lambda *_arguments: None
    opened = tab(assignment(1, parts=AUTHOR, children=1), assignment(2, AssignmentId(1)))
    opened.acts.buttons["cancel"].click()
    dialog = opened.findChild(RecallDialog)
    dialog.branch.show_value(False)
    type_text(dialog.reason.text, "Письмо отозвано")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(server.calls_of("assignments.cancel")) == 1)
    assert server.calls_of("assignments.cancel")[0].arguments.branch is False


def test_executors_are_replaced_starting_from_those_of_today(tab, server, qtbot):
    server.answers["assignments.replace"] = lambda *_arguments: None
    opened = tab(assignment(parts=AUTHOR))
    opened.acts.actions["replace"].trigger()
    dialog = opened.findChild(ReplaceDialog)
    assert dialog.executing().responsible_id == DIRECTOR.id
    dialog.responsible.show_value(person_suggestion(LEADER))
    type_text(dialog.reason.text, "В отпуске")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(server.calls_of("assignments.replace")) == 1)
    assert server.calls_of("assignments.replace")[0].arguments.executing.responsible_id == LEADER.id


def test_a_notice_brings_the_execution_forward_with_its_assignment_chosen(qtbot, work, server):
    server.answers["assignments.of_document"] = lambda _id: [assignment(1), assignment(2, AssignmentId(1))]
    window, card, execution = QTabWidget(), QLineEdit(), ExecutionTab(work, LETTER)
    qtbot.addWidget(window)
    window.addTab(card, "Карточка")
    window.addTab(execution, "Исполнение")
    window.show()
    work.navigator.open_assignment(DocumentId(LETTER + 1), AssignmentId(2))
    assert window.currentWidget() is card
    work.navigator.open_assignment(LETTER, AssignmentId(2))  # its assignments have not been read yet
    assert window.currentWidget() is execution
    qtbot.waitUntil(lambda: len(execution.tree.cards()) == 2)
    assert execution.tree.current().row.id == 2
    work.navigator.open_assignment(LETTER, AssignmentId(1))
    assert execution.tree.current().row.id == 1


POINT = PointRow(0, "1", "Утвердить план", None, "", DEADLINE.due, None, "Исполнитель не назван.")
GIVEN = PointRow(1, "2", "Обнародовать", ExecutorId(DIRECTOR.id), DIRECTOR.name, DEADLINE.due, Status.ISSUED)


def test_points_that_nobody_was_given_are_named_above_the_tree(tab):
    opened = tab(assignment(), points=[POINT, GIVEN])
    assert opened.notice.text.text() == "Пункты без поручения: 1"
    assert opened.acts.buttons["points"].isVisible()


def test_a_point_is_given_by_hand_with_the_words_of_the_act(qtbot, tab, server):
    opened = tab(assignment(), points=[POINT, GIVEN])
    opened.acts.points()
    dialog = opened.findChild(PointsDialog)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    assert dialog.give_button.isEnabled()
    dialog.give()
    form = dialog.findChild(ResolutionForm)
    draft = form.draft()
    assert (draft.text, draft.point, draft.act_point) == ("Утвердить план", "п. 1", 0)
    form.reject()
    dialog.view.selectRow(1)
    assert (dialog.give_button.isEnabled(), dialog.give_button.toolTip()) == (
        False, "По этому пункту поручение уже есть.",
    )  # fmt: skip
    dialog.reject()
