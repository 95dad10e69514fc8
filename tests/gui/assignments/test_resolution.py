"""Resolutions as they are written, with their terms; and those that are kept."""

from datetime import date

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.assignments.deadline_field import named
from client.assignments.resolution_form import LAST_CONTROLLER, ResolutionForm
from client.assignments.template_line import KeepDialog
from client.widgets.lookup import Suggestion, person_suggestion
from common.assignments.cards import ExecutorRow, TermOffer
from common.assignments.orders import ResolutionDraft
from common.assignments.rules import Status
from common.calendars import Norm
from common.kernel.deadlines import Area, Count, DeadlineRule, ProductionCalendar, Shift, Since
from common.kernel.ids import AssignmentId, ExecutorId
from common.rpc.errors import Invalid
from common.scanning.learning import Guess
from common.scanning.recognition import ProposedField
from tests.factories.assignments import GROUP, KEPT, MONTH, assignment
from tests.factories.workplace import DIRECTOR, LEADER, LETTER
from tests.gui.typing_keys import type_text

USUAL = Guess(
    executor_id=ExecutorId(DIRECTOR.id), title=DIRECTOR.name, detail="ДГХ", cases=14, alike=16,
    words=["катка", "ледового"], confidence=0.72,
)  # fmt: skip


@pytest.fixture
def resolution(qtbot, work, server):
    server.answers["calendars.norms"] = lambda: [Norm("month", MONTH, Area.ASSIGNMENTS)]
    server.answers["calendars.deadline"] = lambda rule, base: ProductionCalendar({}).deadline(rule, base)
    server.answers["assignments.resolve"] = lambda _draft: AssignmentId(5)
    server.answers["terms.offer"] = lambda _document, _parent: TermOffer(None)
    server.answers["assignments.absences"] = lambda _ids, _on: []
    server.answers["resolutions.templates"] = lambda: [KEPT, GROUP]
    form = ResolutionForm(work, ResolutionDraft(document_id=LETTER))
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(lambda: form.rule.combo.count() == 3)
    return form


def test_due_date_stands_on_the_form_with_its_reasons(resolution, qtbot):
    resolution.rule.show_value(MONTH)
    qtbot.waitUntil(lambda: resolution.due_line.due.text() == "23.12.2026, среда")
    assert "норма 30 календарных дней" in resolution.due_line.reasons.text()
    assert "59-ФЗ" in resolution.due_line.due.toolTip()


def test_the_day_of_the_rule_before_is_faint_until_the_new_one_is_counted(resolution, qtbot):
    resolution.rule.show_value(MONTH)
    qtbot.waitUntil(lambda: resolution.due_line.due.text() == "23.12.2026, среда")
    assert resolution.due_line.due.isEnabled()
    resolution.rule.show_value(DeadlineRule(title="", count=Count.DATE, fixed=date(2026, 12, 1)))
    assert not resolution.due_line.due.isEnabled()
    qtbot.waitUntil(lambda: resolution.due_line.due.text() == "01.12.2026, вторник")
    assert resolution.due_line.due.isEnabled()


def test_who_stands_above_the_author_is_said_to_be_none_of_his_executors(resolution, work, server, qtbot):
    mayor = ExecutorRow(ExecutorId(LEADER.id), LEADER.name, LEADER.post)
    server.answers["assignments.above"] = lambda _document, _author=None: [mayor]
    form = ResolutionForm(work, ResolutionDraft(document_id=LETTER))
    qtbot.addWidget(form)
    form.responsible.show_value(person_suggestion(LEADER))
    qtbot.waitUntil(lambda: LEADER.name in form.form.note("responsible_id"))
    form.save()
    assert "Вышестоящему поручений не дают" in form.form.note("responsible_id")
    assert not server.calls_of("assignments.resolve")
    form.responsible.show_value(person_suggestion(DIRECTOR))
    assert form.form.note("responsible_id") == ""


def test_who_has_an_open_assignment_on_the_document_is_told_before_he_gets_a_second(resolution, work, server, qtbot):
    server.answers["assignments.of_document"] = lambda _document: [
        assignment(), assignment(2, status=Status.DONE), assignment(3, status=Status.REPORTED)
    ]  # fmt: skip
    form = ResolutionForm(work, ResolutionDraft(document_id=LETTER))
    qtbot.addWidget(form)
    form.show()
    form.co_executors.show_value([person_suggestion(LEADER)])
    qtbot.waitUntil(lambda: server.calls_of("assignments.of_document") != [])
    assert form.held.isHidden()
    form.responsible.show_value(person_suggestion(DIRECTOR))
    qtbot.waitUntil(form.held.isVisible)
    told = f"Уже поручено: {DIRECTOR.name} — «Подготовить сведения», срок 23.12.2026 (Петрова А. И.)."
    assert form.held.text().splitlines() == [told, told]
    form.responsible.show_value(None)
    assert form.held.isHidden()


def test_who_usually_executes_is_said_and_taken_over_by_one_key_only(resolution, work, server, qtbot):
    server.answers["learning.executor"] = lambda _document, _author=None: USUAL
    form = ResolutionForm(work, ResolutionDraft(document_id=LETTER))
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(form.usual.isVisible)
    assert form.usual.told.text() == f"Обычно исполняет: {DIRECTOR.name}, ДГХ — как в 14 похожих"
    assert "катка, ледового" in form.usual.told.toolTip()
    assert "Сбывается: 72 %" in form.usual.told.toolTip()
    assert form.responsible.value() is None
    QTest.keyClick(form.text.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert form.responsible.value() == DIRECTOR.id
    assert form.draft().responsible_id == DIRECTOR.id
    assert form.text.value() == ""


def test_who_usually_executes_is_switched_off_at_its_stars(resolution, work, server, qtbot):
    declined = []
    server.answers["learning.executor"] = lambda _document, _author=None: USUAL
    server.answers["offers.decline"] = declined.append
    form = ResolutionForm(work, ResolutionDraft(document_id=LETTER))
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(form.usual.isVisible)
    form.usual.decline_action.trigger()
    qtbot.waitUntil(lambda: "больше не предлагается" in form.usual.told.text())
    assert declined == [ProposedField.EXECUTOR]
    assert not form.usual.take_button.isVisible()
    QTest.keyClick(form.text.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert form.responsible.value() is None


def test_where_the_past_is_not_sure_the_field_says_why_to_whoever_misses_a_proposal(resolution, work, server, qtbot):
    assert resolution.usual.isHidden()
    server.answers["learning.executor"] = lambda _document, _author=None: "похожих документов поручено ещё мало"
    resolution.usual.ask(LETTER, None)
    editor = resolution.responsible.editor
    qtbot.waitUntil(lambda: editor.toolTip() == "Не предложено: похожих документов поручено ещё мало.")
    assert resolution.usual.isHidden()
    server.answers["learning.executor"] = lambda _document, _author=None: USUAL
    resolution.usual.ask(LETTER, None)
    qtbot.waitUntil(resolution.usual.isVisible)
    assert editor.toolTip() == ""
    resolution.usual.take()
    server.answers["learning.executor"] = lambda _document, _author=None: "похожих документов поручено ещё мало"
    resolution.usual.ask(LETTER, None)
    qtbot.waitUntil(resolution.usual.isHidden)
    assert "Не предложено" not in editor.toolTip(), "whoever has named one misses no proposal"


def test_deadline_may_be_a_date_of_its_own(resolution, qtbot):
    resolution.rule.show_value(DeadlineRule(title="", count=Count.DATE, fixed=date(2026, 12, 1)))
    qtbot.waitUntil(lambda: resolution.due_line.due.text().startswith("01.12.2026"))
    assert resolution.draft().rule.fixed == date(2026, 12, 1)


def test_a_date_on_a_day_off_warns_and_gives_way_at_one_key(resolution, qtbot):
    sunday = DeadlineRule(title="", count=Count.DATE, shift=Shift.NONE, fixed=date(2026, 12, 13))
    resolution.rule.show_value(sunday)
    line = resolution.due_line.day_off
    qtbot.waitUntil(line.isVisible)
    assert line.text.text() == "13.12.2026 — выходной (воскресенье); ближайший рабочий день 11.12.2026."
    assert resolution.draft().rule.fixed == date(2026, 12, 13)  # it is not forbidden
    resolution.activateWindow()
    qtbot.keyClick(resolution.rule.date.line, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: resolution.draft().rule.fixed == date(2026, 12, 11))
    qtbot.waitUntil(line.isHidden)


def norm(key: str, title: str, area: Area, **rest: object) -> Norm:
    return Norm(key, DeadlineRule(**{"title": title, "count": Count.CALENDAR, "amount": 10, "norm": key, **rest}), area)


PROTEST = norm("protest", "Протест", Area.PROSECUTOR)
APPEAL = norm("appeal", "Обращение", Area.APPEALS, amount=30)
EXTENSION = norm("more", "Продление", Area.APPEALS, since=Since.TERM)


@pytest.fixture
def offered(qtbot, work, server, resolution):
    """A resolution on a paper of the prosecutor."""
    server.answers["calendars.norms"] = lambda: [
        Norm("month", MONTH, Area.ASSIGNMENTS), APPEAL, EXTENSION, PROTEST,
    ]  # fmt: skip
    server.answers["terms.offer"] = lambda _document, _parent: TermOffer(PROTEST.rule, Area.PROSECUTOR, "protest")
    form = ResolutionForm(work, ResolutionDraft(document_id=LETTER))
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(lambda: form.due_line.due.text() != "")
    return form


def test_the_term_does_not_begin_empty_and_says_why(offered):
    assert offered.draft().rule == PROTEST.rule
    assert offered.due_line.due.text() == "03.12.2026, четверг"
    assert "Основание: Протест" in offered.due_line.reasons.text()


def test_terms_of_assignments_come_first_then_those_of_the_document_and_no_extensions(offered):
    combo = offered.rule.combo
    assert [combo.itemText(place) for place in range(combo.count())] == [
        MONTH.title, "дата…", "число дней…", "Прокуратура", "Протест — 10 дней", "Обращения граждан",
        "Обращение — 30 дней",
    ]  # fmt: skip
    assert not combo.model().item(3).isEnabled()


@pytest.mark.parametrize(
    ("title", "count", "amount", "said"),
    [
        ("«Срочно»", Count.CALENDAR, 3, "«Срочно» — 3 дня"),
        ("«Срочно»: 3 рабочих дня", Count.WORKING, 3, "«Срочно»: 3 рабочих дня"),
        ("Протест", Count.WORKING, 10, "Протест — 10 рабочих дней"),
        ("Срок не указан", Count.MONTHS, 1, "Срок не указан — 1 месяц"),
        ("До соответствующего числа следующего месяца", Count.MONTHS, 1, "До соответствующего числа следующего месяца"),
        ("«Ежемесячно»", Count.NEXT_MONTH, 5, "«Ежемесячно»"),
    ],
)
def test_a_norm_says_how_long_it_is_unless_its_title_does(title, count, amount, said):
    assert named(DeadlineRule(title=title, count=count, amount=amount)) == said


def test_the_longest_norm_is_read_whole_in_the_closed_box(offered):
    long = norm("month", "Срок не указан: до соответствующего числа следующего месяца", Area.ASSIGNMENTS)
    offered.rule.show_norms([long])
    offered.rule.show_value(long.rule)
    combo = offered.rule.combo
    assert combo.fontMetrics().horizontalAdvance(combo.currentText()) < combo.width() - 30


def test_a_term_may_be_so_many_days(offered, qtbot):
    offered.rule.combo.setCurrentIndex(2)
    offered.rule.combo.activated.emit(2)
    assert offered.draft().rule is None
    QTest.keyClicks(offered.rule.days.line, "12")
    rule = offered.draft().rule
    assert (rule.count, rule.amount, rule.source) == (Count.WORKING, 12, "")
    qtbot.waitUntil(lambda: "норма 12 рабочих дней" in offered.due_line.reasons.text())


def test_a_norm_that_is_gone_is_accounted_for(offered, server, qtbot):
    def gone(_rule, _base):
        raise Invalid("Нормы срока «Порядок мэра» больше нет. Выберите другой срок.")

    server.answers["calendars.deadline"] = gone
    kept = DeadlineRule(title="Порядок мэра", count=Count.CALENDAR, amount=3, norm="gone")
    offered.rule.show_value(kept)
    qtbot.waitUntil(lambda: "«Порядок мэра» больше нет" in offered.due_line.reasons.text())
    assert offered.draft().rule == kept


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


def test_a_typed_group_gives_way_to_its_members(resolution, server, qtbot):
    members = [ExecutorRow(ExecutorId(each.id), each.name, each.post) for each in (DIRECTOR, LEADER)]
    group = ExecutorRow(ExecutorId(-7), "Комиссия", "группа", members=members, left_out=["Ветров А. А."])
    server.answers["assignments.executors"] = lambda _text, _limit=20, groups=False: [group] if groups else []
    resolution.co_executors.show_value([Suggestion(LEADER.id, LEADER.name)])
    resolution.activateWindow()
    resolution.co_executors.line.setFocus()
    qtbot.waitUntil(resolution.co_executors.line.hasFocus)
    type_text(resolution.co_executors.line, "комис")
    qtbot.waitUntil(resolution.co_executors.takes_enter)
    QTest.keyClick(resolution.co_executors.line, Qt.Key.Key_Return)
    assert resolution.draft().co_executor_ids == [LEADER.id, DIRECTOR.id]
    assert [each.title for each in resolution.co_executors.people()] == [LEADER.name, DIRECTOR.name]
    assert "Больше не исполняют и не взяты: Ветров А. А." in resolution.co_executors.note()


def test_whom_a_template_names_no_longer_is_told(resolution, qtbot):
    qtbot.waitUntil(lambda: resolution.templates.combo.count() == 3)
    resolution.templates.chosen.emit(msgspec.structs.replace(KEPT, left_out=["Ветров А. А.", "Архив"]))
    assert "не взяты: Ветров А. А., Архив" in resolution.co_executors.note()


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


def test_enter_goes_on_from_the_days_of_a_term(offered, server):
    offered.rule.combo.setCurrentIndex(2)
    offered.rule.combo.activated.emit(2)
    QTest.keyClicks(offered.rule.days.line, "5")
    for part in (offered.rule.days.line, offered.rule.unit):
        part.setFocus()
        QTest.keyClick(part, Qt.Key.Key_Return)
        assert not part.hasFocus()
    assert not server.calls_of("assignments.resolve")


def test_the_controller_named_last_is_proposed_for_the_next_resolution(resolution, work, qtbot):
    resolution.text.show_value("Подготовить ответ")
    resolution.responsible.show_value(person_suggestion(DIRECTOR))
    resolution.rule.show_value(MONTH)
    resolution.controlled.show_value(True)
    resolution.controller.show_value(person_suggestion(LEADER))
    with qtbot.waitSignal(resolution.saved):
        resolution.save()
    following = ResolutionForm(work, ResolutionDraft(document_id=LETTER))
    qtbot.addWidget(following)
    assert following.controller.value() == LEADER.id


def test_the_controller_of_the_document_goes_before_the_one_named_last(resolution, work, server, qtbot):
    offer = TermOffer(MONTH, controller_id=LEADER.id, controller=LEADER.name)
    server.answers["terms.offer"] = lambda _document, _parent: offer
    following = ResolutionForm(work, ResolutionDraft(document_id=LETTER))
    qtbot.addWidget(following)
    qtbot.waitUntil(lambda: following.controller.value() == LEADER.id)


def test_who_has_named_nobody_yet_is_offered_the_usual_controller(work, server, qtbot):
    offer = TermOffer(MONTH, usual_controller_id=LEADER.id, usual_controller=LEADER.name)
    server.answers["terms.offer"] = lambda _document, _parent: offer
    form = ResolutionForm(work, ResolutionDraft(document_id=LETTER))
    qtbot.addWidget(form)
    qtbot.waitUntil(lambda: form.controller.value() == LEADER.id)
    assert form.controller.line.text() == LEADER.name
    assert "обычно контролирует" in form.controller.editor.toolTip()


def test_the_controller_named_last_goes_before_the_usual_one(resolution, work, server, qtbot):
    work.settings.keep_text(LAST_CONTROLLER, f"{DIRECTOR.id} {DIRECTOR.name}")
    offer = TermOffer(MONTH, usual_controller_id=LEADER.id, usual_controller=LEADER.name)
    server.answers["terms.offer"] = lambda _document, _parent: offer
    form = ResolutionForm(work, ResolutionDraft(document_id=LETTER))
    qtbot.addWidget(form)
    qtbot.waitUntil(lambda: form.rule.value() == MONTH)
    assert form.controller.value() == DIRECTOR.id
