from datetime import UTC, date, datetime

import pytest

from client.assignments.execution_tab import ExecutionTab
from client.assignments.report_form import ExecutionReportForm
from client.assignments.resolution_form import ResolutionForm
from client.widgets.lookup import person_suggestion
from client.widgets.reason_dialog import ReasonDialog
from common.assignments import OPEN, AssignmentCard, AssignmentRow, ExecutionReport, Status
from common.calendars import Norm
from common.kernel.changes import Change, Kind
from common.kernel.deadlines import Count, DeadlineRule, ProductionCalendar
from common.kernel.ids import AssignmentId, ReportId
from tests.factories.workplace import DIRECTOR, LETTER, TODAY
from tests.gui.typing_keys import type_text

MONTH = DeadlineRule(title="30 календарных дней", count=Count.CALENDAR, amount=30, source="59-ФЗ, ст. 12")
DEADLINE = ProductionCalendar({}).deadline(MONTH, TODAY)


def assignment(number=1, parent=None, status=Status.ISSUED, *, report=True, release=False, blocks="", late=0):
    row = AssignmentRow(
        AssignmentId(number), LETTER, "Вх-1", "", "Подготовить сведения", "Петрова А. И.", "Абакумов В. П.", "",
        DEADLINE.due, status, True, False, late,
    )  # fmt: skip
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    reports = [ExecutionReport(ReportId(1), at, "Абакумов В. П.", "Сделано.", True, False, "Нет перечня.", [])]
    return AssignmentCard(
        row,
        3,
        at,
        parent,
        "Щукина Ж. Ё.",
        DEADLINE,
        DEADLINE.due,
        None,
        reports,
        report,
        release,
        report,
        status in OPEN,
        blocks,
    )


@pytest.fixture
def resolution(qtbot, work, server):
    server.answers["calendars.norms"] = lambda: [Norm("month", MONTH)]
    server.answers["calendars.deadline"] = lambda rule, base: ProductionCalendar({}).deadline(rule, base)
    server.answers["assignments.resolve"] = lambda _draft: AssignmentId(5)
    form = ResolutionForm(work, LETTER)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(lambda: form.rule.combo.count() == 2)
    return form


@pytest.fixture
def tab(qtbot, work, server):
    def opened(*cards):
        server.answers["assignments.of_document"] = lambda _id: list(cards)
        tab = ExecutionTab(work, LETTER)
        qtbot.addWidget(tab)
        tab.resize(660, 560)
        tab.show()
        qtbot.waitUntil(
            lambda: len(tab.tree.cards()) == len(cards) and bool(server.calls_of("assignments.of_document"))
        )
        return tab

    return opened


def test_due_date_stands_on_the_form_with_its_reasons(resolution, qtbot):
    resolution.rule.show_value(MONTH)
    qtbot.waitUntil(lambda: resolution.due.text() == "23.12.2026, среда")
    assert "норма 30 календарных дней" in resolution.reasons.text()
    assert "59-ФЗ" in resolution.due.toolTip()


def test_deadline_may_be_a_date_of_its_own(resolution, qtbot):
    resolution.rule.show_value(DeadlineRule(title="", count=Count.DATE, fixed=date(2026, 12, 1)))
    qtbot.waitUntil(lambda: resolution.due.text().startswith("01.12.2026"))
    assert resolution.draft().rule.fixed == date(2026, 12, 1)


def test_resolution_without_an_executor_is_refused_beside_the_field(resolution, server):
    type_text(resolution.text.text, "Подготовить ответ")
    resolution.save_button.click()
    assert "Ответственный исполнитель" in resolution.form.note("responsible_id")
    assert "контролёра" in resolution.form.note("controller_id")
    assert not server.calls_of("assignments.resolve")


def test_resolution_is_issued(resolution, server, qtbot):
    type_text(resolution.text.text, "Подготовить ответ")
    resolution.responsible.show_value(person_suggestion(DIRECTOR))
    resolution.rule.show_value(MONTH)
    resolution.controlled.show_value(False)
    with qtbot.waitSignal(resolution.saved) as saved:
        resolution.save_button.click()
    assert saved.args == [5]
    draft = server.calls_of("assignments.resolve")[0].arguments.draft
    assert (draft.text, draft.responsible_id, draft.controller_id) == ("Подготовить ответ", DIRECTOR.id, None)


def test_typed_resolution_is_not_thrown_away_by_one_escape(resolution):
    type_text(resolution.text.text, "Ответить")
    resolution.reject()
    assert resolution.isVisible()
    assert "не сохранено" in resolution.notice.text.text()
    resolution.reject()
    assert not resolution.isVisible()


def test_tree_shows_children_below_parents_and_explains_the_due_date(tab):
    opened = tab(assignment(1), assignment(2, AssignmentId(1), late=4))
    item = opened.tree.topLevelItem(0)
    assert item.childCount() == 1
    assert "норма 30 календарных дней" in item.toolTip(1)
    assert "просрочено 4 дн." in item.child(0).text(2)


@pytest.mark.parametrize(
    ("card", "offered"),
    [
        (assignment(), {"report", "hand_down", "cancel"}),
        (assignment(status=Status.REPORTED, report=False, release=True), {"release", "send_back", "cancel"}),
        (assignment(status=Status.DONE, report=False), set()),
    ],
)
def test_only_what_may_be_done_is_offered(tab, card, offered):
    opened = tab(card)
    names = ("report", "hand_down", "release", "send_back", "cancel")
    assert {name for name in names if getattr(opened, f"{name}_button").isVisible()} == offered


def test_what_blocks_release_is_told_on_its_button(tab):
    opened = tab(assignment(status=Status.REPORTED, release=True, blocks="Не исполнены подпоручения."))
    assert not opened.release_button.isEnabled()
    assert opened.release_button.toolTip() == "Не исполнены подпоручения."


def test_report_is_returned_with_a_reason(tab, server, qtbot):
    server.answers["assignments.send_back"] = lambda *_arguments: None
    opened = tab(assignment(status=Status.REPORTED, release=True))
    opened.send_back_button.click()
    dialog = opened.findChild(ReasonDialog)
    dialog.save_button.click()
    assert "Заполните поле «Причина»" in dialog.form.note("reason")
    type_text(dialog.reason.text, "Нет перечня")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(server.calls_of("assignments.of_document")) == 2)
    assert server.calls_of("assignments.send_back")[0].arguments.reason == "Нет перечня"


def test_change_of_an_assignment_is_read_at_once(tab, server, calls, qtbot):
    tab_open = tab(assignment())
    server.answers["assignments.of_document"] = lambda _id: [assignment(status=Status.DONE, report=False)]
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
