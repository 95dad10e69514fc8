from datetime import UTC, date, datetime

import pytest

from client.assignments.dialogs import DecisionDialog, RecallDialog, ReplaceDialog, TermDialog
from client.assignments.execution_tab import ExecutionTab
from client.assignments.many import ManyForm
from client.assignments.register import AssignmentRegister
from client.assignments.report_form import ExecutionReportForm
from client.assignments.resolution_form import ResolutionForm
from client.assignments.series_form import SeriesForm
from client.assignments.template_line import KeepDialog
from client.widgets.lookup import person_suggestion
from client.widgets.reason_dialog import ReasonDialog
from common.assignments.cards import (
    Absence,
    AssignmentCard,
    AssignmentRow,
    DeskCount,
    DeskPart,
    ExecutionReport,
    ExecutorRow,
    Folder,
    ResolutionTemplate,
    Step,
)
from common.assignments.orders import ResolutionDraft
from common.assignments.rules import Action, Part, Situation, Standing, Status, refusals
from common.assignments.series import Pattern
from common.calendars import Norm
from common.kernel.changes import Change, Kind
from common.kernel.deadlines import Count, DeadlineRule, ProductionCalendar
from common.kernel.ids import AssignmentId, DocumentId, ReportId
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.registry.bulk import BulkOutcome
from tests.factories.workplace import DIRECTOR, LEADER, LETTER, TODAY
from tests.gui.typing_keys import type_text

MONTH = DeadlineRule(title="30 календарных дней", count=Count.CALENDAR, amount=30, source="59-ФЗ, ст. 12")
DEADLINE = ProductionCalendar({}).deadline(MONTH, TODAY)


AUTHOR, EXECUTOR, CONTROLLER = (frozenset({part}) for part in (Part.AUTHOR, Part.RESPONSIBLE, Part.CONTROLLER))


def assignment(number=1, parent=None, status=Status.ISSUED, *, parts=EXECUTOR, children=0, late=0, asked=False):
    row = AssignmentRow(
        AssignmentId(number), LETTER, "Вх-1", "", "Подготовить сведения", "Петрова А. И.", "Абакумов В. П.", "",
        DEADLINE.due, status, True, False, late,
    )  # fmt: skip
    at = datetime(2026, 11, 22, 10, tzinfo=UTC)
    reports = [ExecutionReport(ReportId(1), at, "Абакумов В. П.", "Сделано.", True, False, "Нет перечня.", [])]
    situation = Situation(status, children, late > 0, asked)
    said = refusals(situation, Standing(parts, frozenset(Right)))
    return AssignmentCard(
        row=row, version=3, issued_at=at, parent_id=parent, deadline=DEADLINE, first_due=DEADLINE.due,
        draft=ResolutionDraft(document_id=LETTER, text=row.text, responsible_id=DIRECTOR.id, rule=MONTH),
        reports=reports, refusals=said, blocks=["Не исполнено подпоручение: Абакумов В. П."] * children,
        executors=[ExecutorRow(DIRECTOR.id, DIRECTOR.name, DIRECTOR.post)],
        steps=[Step(at, Action.ASK, DIRECTOR.name, "Ждём ответа", DEADLINE.due, date(2027, 1, 11))] if asked else [],
    )  # fmt: skip


@pytest.fixture
def resolution(qtbot, work, server):
    server.answers["calendars.norms"] = lambda: [Norm("month", MONTH)]
    server.answers["calendars.deadline"] = lambda rule, base: ProductionCalendar({}).deadline(rule, base)
    server.answers["assignments.resolve"] = lambda _draft: AssignmentId(5)
    server.answers["assignments.absences"] = lambda _ids, _on: []
    server.answers["resolutions.templates"] = lambda: [KEPT, GROUP]
    form = ResolutionForm(work, ResolutionDraft(document_id=LETTER))
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
    qtbot.waitUntil(lambda: resolution.due_line.due.text() == "23.12.2026, среда")
    assert "норма 30 календарных дней" in resolution.due_line.reasons.text()
    assert "59-ФЗ" in resolution.due_line.due.toolTip()


def test_deadline_may_be_a_date_of_its_own(resolution, qtbot):
    resolution.rule.show_value(DeadlineRule(title="", count=Count.DATE, fixed=date(2026, 12, 1)))
    qtbot.waitUntil(lambda: resolution.due_line.due.text().startswith("01.12.2026"))
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
    shown = {name for name, button in opened.commands.buttons.items() if button.isVisible()}
    assert shown - {"resolve", "prepare"} == offered


def test_what_may_not_be_done_stays_in_the_menu_with_the_reason(tab):
    opened = tab(assignment())
    move = opened.commands.actions["move"]
    assert (move.isEnabled(), "это делает автор поручения" in move.toolTip()) == (False, True)
    assert move in opened.commands.menu.actions()


def test_what_blocks_release_is_told_on_its_button(tab):
    opened = tab(assignment(status=Status.REPORTED, parts=AUTHOR, children=1))
    button = opened.commands.buttons["release"]
    assert (button.isVisible(), button.isEnabled()) == (True, False)
    assert button.toolTip() == "Не исполнено подпоручение: Абакумов В. П."


def test_report_is_returned_with_a_reason(tab, server, qtbot):
    server.answers["assignments.send_back"] = lambda *_arguments: None
    opened = tab(assignment(status=Status.REPORTED, parts=CONTROLLER))
    opened.commands.buttons["send_back"].click()
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


@pytest.fixture
def letters_of_executors(server):
    server.answers["calendars.norms"] = lambda: [Norm("month", MONTH)]
    server.answers["calendars.deadline"] = lambda rule, base: ProductionCalendar({}).deadline(rule, base)
    server.answers["resolutions.templates"] = list
    server.answers["assignments.absences"] = lambda ids, _on: [ABSENT] if DIRECTOR.id in ids else []


DEPUTY = ExecutorRow(LEADER.id, "Ершова И. К.", "заместитель директора")
LEADING = ExecutorRow(LEADER.id, LEADER.name, LEADER.post)
DIRECTING = ExecutorRow(DIRECTOR.id, DIRECTOR.name, DIRECTOR.post)
KEPT = ResolutionTemplate(
    1, "Обычная", False,
    ResolutionDraft(document_id=LETTER, text="Рассмотреть", responsible_id=DIRECTOR.id, rule=MONTH), [DIRECTING], "",
)  # fmt: skip
GROUP = ResolutionTemplate(
    2, "Группа", True, ResolutionDraft(document_id=LETTER, co_executor_ids=[LEADER.id, DIRECTOR.id]),
    [LEADING, DIRECTING], "",
)  # fmt: skip
ABSENT = Absence(DIRECTOR.id, DIRECTOR.name, date(2026, 12, 20), date(2027, 1, 10), DEPUTY)


def test_who_will_be_away_on_the_due_date_is_told_and_the_deputy_named_by_one_press(
    resolution, letters_of_executors, qtbot
):
    resolution.rule.show_value(MONTH)
    resolution.responsible.show_value(person_suggestion(DIRECTOR))
    qtbot.waitUntil(lambda: "в день срока отсутствует (с 20.12.2026 по 10.01.2027)" in resolution.absences.text())
    resolution.absences.buttons[0].click()
    assert resolution.draft().responsible_id == LEADER.id
    qtbot.waitUntil(lambda: not resolution.absences.isVisible())


def test_a_kept_resolution_fills_the_form_and_a_group_joins_it(resolution, qtbot):
    qtbot.waitUntil(lambda: resolution.templates.combo.count() == 3)
    resolution.templates.combo.setCurrentIndex(1)
    resolution.templates.combo.activated.emit(1)
    draft = resolution.draft()
    assert (draft.text, draft.responsible_id, draft.rule) == ("Рассмотреть", DIRECTOR.id, MONTH)
    resolution.templates.combo.activated.emit(2)
    assert resolution.draft().co_executor_ids == [LEADER.id]
    assert resolution.draft().text == "Рассмотреть"


def test_a_resolution_is_kept_under_a_name(resolution, server, qtbot):
    server.answers["resolutions.keep_template"] = lambda *_arguments: 5
    type_text(resolution.text.text, "Прошу рассмотреть")
    resolution.templates.keep_button.click()
    dialog = resolution.findChild(KeepDialog)
    dialog.save_button.click()
    assert "Название" in dialog.form.note("title")
    type_text(dialog.name.line, "Обычная")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(server.calls_of("resolutions.templates")) == 2)
    kept = server.calls_of("resolutions.keep_template")[0].arguments
    assert (kept.title, kept.draft.text, kept.is_group) == ("Обычная", "Прошу рассмотреть", False)


def test_one_resolution_goes_to_all_chosen_documents(qtbot, work, server, letters_of_executors):
    server.answers["resolutions.templates"] = list
    server.answers["resolutions.resolve_all"] = lambda ids, _draft: [
        BulkOutcome(each, f"№ {each}", "резолюция вынесена", "") for each in ids
    ]
    form = ManyForm(work, [LETTER, DocumentId(8)])
    qtbot.addWidget(form)
    form.show()
    type_text(form.text.text, "Подготовить ответ")
    form.responsible.show_value(person_suggestion(DIRECTOR))
    qtbot.waitUntil(lambda: form.rule.combo.count() == 2)
    form.rule.show_value(MONTH)
    form.controlled.show_value(False)
    with qtbot.waitSignal(form.saved) as saved:
        form.save_button.click()
    assert [each.document_id for each in saved.args[0]] == [LETTER, 8]


def test_a_periodic_assignment_is_set_by_its_first_day_and_its_end(qtbot, work, server, letters_of_executors):
    server.answers["resolutions.templates"] = list
    server.answers["series.begin"] = lambda _draft: 3
    form = SeriesForm(work, LETTER)
    qtbot.addWidget(form)
    form.show()
    type_text(form.text.text, "Представить сводку")
    form.responsible.show_value(person_suggestion(DIRECTOR))
    form.controlled.show_value(False)
    form.save_button.click()
    assert "Первый срок" in form.form.note("first")
    form.first.show_value(date(2026, 12, 25))
    form.until.show_value(date(2027, 6, 25))
    with qtbot.waitSignal(form.saved):
        form.save_button.click()
    sent = server.calls_of("series.begin")[0].arguments.draft
    assert (sent.pattern, sent.first, sent.until, sent.ahead) == (
        Pattern.MONTHLY, date(2026, 12, 25), date(2027, 6, 25), 5,
    )  # fmt: skip
    assert sent.resolution.rule is None


def test_chosen_dates_are_typed_in_one_line(qtbot, work, server, letters_of_executors):
    server.answers["resolutions.templates"] = list
    form = SeriesForm(work, LETTER)
    qtbot.addWidget(form)
    form.show()
    form.pattern.show_value(Pattern.DATES)
    form.dates.show_value("01.02.2027, 1 марта 2027")
    assert form.series().dates == [date(2027, 2, 1), date(2027, 3, 1)]
    assert form.dates.misread() == ""
    form.dates.show_value("скоро")
    assert "через запятую" in form.dates.misread()
    assert form.dates.isVisible()
    assert not form.first.isVisible()


def test_the_controllers_desk_shows_a_part_at_a_time(qtbot, work, server):
    server.answers["assignments.desk"] = lambda: [DeskCount(part, 3) for part in DeskPart]
    server.answers["assignments.folder"] = lambda _folder, _offset, _limit, part: Page(0 if part is None else 1, [])
    page = AssignmentRegister(Folder.ON_CONTROL, work)
    qtbot.addWidget(page)
    page.show()
    overdue = page.desk.buttons[DeskPart.OVERDUE]
    qtbot.waitUntil(lambda: overdue.text() == "Просрочено  3")
    overdue.click()
    qtbot.waitUntil(lambda: server.calls_of("assignments.folder")[-1].arguments.part is DeskPart.OVERDUE)


def test_forwarding_leaves_only_the_executor_to_be_named(tab, letters_of_executors, qtbot):
    opened = tab(assignment())
    opened.commands.actions["forward"].trigger()
    form = opened.findChild(ResolutionForm)
    draft = form.draft()
    assert (draft.parent_id, draft.text, draft.rule.fixed) == (1, "Подготовить сведения", DEADLINE.due)
    assert (draft.responsible_id, draft.controller_id) == (None, opened._work.me.id)
    assert form.responsible.editor is form.focusWidget()


def test_a_request_for_more_time_is_answered_with_a_reason(tab, server, qtbot):
    server.answers["terms.decide"] = lambda *_arguments: None
    opened = tab(assignment(parts=AUTHOR, asked=True))
    opened.commands.buttons["decide"].click()
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
    opened.commands.buttons["move"].click()
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
    opened.commands.buttons["cancel"].click()
    dialog = opened.findChild(RecallDialog)
    dialog.branch.show_value(False)
    type_text(dialog.reason.text, "Письмо отозвано")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(server.calls_of("assignments.cancel")) == 1)
    assert server.calls_of("assignments.cancel")[0].arguments.branch is False


def test_executors_are_replaced_starting_from_those_of_today(tab, server, qtbot):
    server.answers["assignments.replace"] = lambda *_arguments: None
    opened = tab(assignment(parts=AUTHOR))
    opened.commands.actions["replace"].trigger()
    dialog = opened.findChild(ReplaceDialog)
    assert dialog.executing().responsible_id == DIRECTOR.id
    dialog.responsible.show_value(person_suggestion(LEADER))
    type_text(dialog.reason.text, "В отпуске")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: len(server.calls_of("assignments.replace")) == 1)
    assert server.calls_of("assignments.replace")[0].arguments.executing.responsible_id == LEADER.id
