from datetime import UTC, date, datetime

import msgspec
import pytest
from PySide6.QtCore import Qt

from client.approvals.course_tree import DUE
from client.approvals.send_dialog import SendDialog
from client.approvals.tab import ApprovalTab
from client.approvals.visa_dialogs import AdditionDialog, AnswerDialog, StagesDialog, VisaDialog
from client.widgets.lookup import person_suggestion
from common.approvals.api import ApprovalCard, ApprovalState, Offer, OfferedRoute, SeenFile, Stage, VisaRow
from common.approvals.course import Order, Restart, Visa
from common.kernel.changes import Change, Kind
from common.kernel.deadlines import Count, DeadlineRule, ProductionCalendar
from common.kernel.ids import ApprovalId, AttachmentId, DocumentId, PersonId, RouteId, VisaId
from common.registry.bulk import BulkOutcome
from tests.factories.workplace import DIRECTOR, LEADER, LETTER
from tests.gui.typing_keys import type_text

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def row(number=1, **changes):
    blank = VisaRow(
        id=VisaId(number), cycle=1, stage=number, stage_title=f"Стадия {number}", order=Order.IN_TURN, days=2,
        person_id=PersonId(number), person=f"Сотрудник {number}", post="начальник", added_by="", arrived=None, due=None,
        visa=None, decided=None, by="", text="", taken=None, answer="", answered=None, answered_by="", files=[],
        waits=False, overdue_days=0, absent="", may_visa=False, may_add=False, may_answer=False,
    )  # fmt: skip
    return msgspec.structs.replace(blank, **changes)


MINE = row(2, waits=True, may_visa=True, may_add=True, arrived=AT, due=date(2026, 11, 24))
REFUSED = row(
    1, visa=Visa.REFUSED, text="Нет расчёта", decided=AT, arrived=AT, by="Сотрудник 1", may_answer=True,
    files=[SeenFile(AttachmentId(1), 2, "Записка.docx", "ab" * 32)],
)  # fmt: skip


def approval(*visas, **changes):
    blank = ApprovalCard(
        id=ApprovalId(4), version=1, state=ApprovalState.RUNNING, type="Последовательный", initiator="Петрова А. И.",
        route="Письма", restart=Restart.WHOLE, cycle=1, started=AT, ended=None, reason="", due=None,
        visas=list(visas), may_change=False, may_resend=False, changed_since=False,
    )  # fmt: skip
    return msgspec.structs.replace(blank, **changes)


@pytest.fixture
def tab(qtbot, work, server):
    def opened(*cards):
        server.answers["approvals.of_document"] = lambda _id: list(cards)
        tab = ApprovalTab(work, LETTER)
        qtbot.addWidget(tab)
        tab.resize(900, 560)
        tab.show()
        qtbot.waitUntil(lambda: len(tab.tree.rows()) == sum(len(card.visas) for card in cards))
        return tab

    return opened


def test_the_present_step_is_read_at_a_glance(tab):
    opened = tab(approval(row(1, visa=Visa.AGREED, decided=AT), msgspec.structs.replace(MINE, may_visa=False)))
    assert opened.headline.text() == "Ждём визу: Сотрудник 2"
    assert "этап 2 из 2 · срок 24.11.2026" in opened.state.text()


def test_the_term_of_a_visa_says_how_it_came_about(tab):
    three = DeadlineRule(title="Срок согласования", count=Count.WORKING, amount=3)
    deadline = ProductionCalendar({}).deadline(three, AT.date())
    opened = tab(approval(msgspec.structs.replace(MINE, due=deadline.due, deadline=deadline)))
    item = opened.tree.currentItem()
    assert item.text(DUE) == "25.11.2026"
    assert "норма 3 рабочих дня" in item.toolTip(DUE)
    assert "21.11 — суббота" in item.toolTip(DUE)
    assert opened.state.toolTip() == item.toolTip(DUE)


def test_my_visa_is_called_mine_and_how_late_it_is(tab):
    mine = msgspec.structs.replace(MINE, person_id=PersonId(9), overdue_days=3)  # the clerk's own
    opened = tab(approval(mine))
    assert opened.headline.text() == "Ваша виза — просрочена на 3 дн."


def test_the_visa_of_somebody_absent_is_called_his(tab):
    opened = tab(approval(MINE))
    assert opened.headline.text() == "Ваша виза за отсутствующего: Сотрудник 2"


@pytest.mark.parametrize(
    ("card", "offered"),
    [
        (approval(MINE), {"visa", "add", "sheet"}),
        (approval(REFUSED, state=ApprovalState.RETURNED, may_resend=True), {"send", "answer", "sheet", "remarks"}),
        (approval(row(), may_change=True), {"stages", "sheet"}),
    ],
)
def test_only_what_may_be_done_is_offered(tab, card, offered):
    opened = tab(card)
    names = ("visa", "send", "answer", "add", "stages", "sheet", "remarks")
    assert {name for name in names if getattr(opened, f"{name}_button").isVisible()} == offered


CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize("key", [Qt.Key.Key_T, Qt.Key.Key_U, Qt.Key.Key_J])
def test_a_key_of_a_document_that_was_never_sent_says_why_nothing_comes(tab, qtbot, key):
    opened = tab()
    qtbot.waitUntil(opened.empty.isVisible)
    opened.activateWindow()
    opened.setFocus()
    qtbot.waitUntil(opened.empty.title.hasFocus)
    qtbot.keyClick(opened.empty.title, key, CONTROL_SHIFT)
    assert opened.notice.isVisible()
    assert "на согласование не отправляли" in opened.notice.text.text()


@pytest.mark.parametrize(("key", "said"), [(Qt.Key.Key_U, "инициатор"), (Qt.Key.Key_J, "чья виза сейчас ждётся")])
def test_a_key_says_whose_act_it_is(tab, qtbot, key, said):
    opened = tab(approval(row(1, waits=True)))
    opened.activateWindow()
    opened.setFocus()
    qtbot.waitUntil(opened.tree.hasFocus)
    qtbot.keyClick(opened.tree, key, CONTROL_SHIFT)
    assert said in opened.notice.text.text()


def test_a_visa_shows_its_remark_its_decision_and_the_versions_it_saw(tab):
    opened = tab(approval(msgspec.structs.replace(REFUSED, taken=False, answer="Расчёт не нужен", answered_by="Я")))
    said = opened.details.text()
    assert "Не согласовано: Нет расчёта" in said
    assert "Отклонено, Я: Расчёт не нужен" in said
    assert "Записка.docx (версия 2, SHA-256 abababababab…)" in said


def test_earlier_cycles_and_approvals_stay_folded_below(tab):
    again = msgspec.structs.replace(REFUSED, id=VisaId(3), cycle=2, visa=None, decided=None, text="", waits=True)
    opened = tab(approval(REFUSED, again, cycle=2), approval(row(9), id=ApprovalId(2), state=ApprovalState.STOPPED))
    tops = [opened.tree.topLevelItem(place) for place in range(opened.tree.topLevelItemCount())]
    assert [top.isExpanded() for top in tops] == [True, False, False]
    assert "круг 1: возвращён на доработку" in tops[1].text(0)
    assert "Процесс № 2" in tops[2].text(0)
    assert "согласование прекращено" in tops[2].text(0)


def test_a_refusal_asks_for_words_then_goes(tab, server, qtbot):
    server.answers["approvals.put_visa"] = lambda _id, _draft: None
    opened = tab(approval(MINE))
    opened.visa_button.click()
    dialog = opened.window().findChild(VisaDialog)
    dialog.refuse_button.click()
    assert "Замечания" in dialog.form.note("text")
    type_text(dialog.text.text, "Нет расчёта")
    with qtbot.waitSignal(opened.stepped):
        dialog.refuse_button.click()
    draft = server.calls_of("approvals.put_visa")[0].arguments.draft
    assert (draft.visa, draft.text, draft.visa_id) == (Visa.REFUSED, "Нет расчёта", MINE.id)


def test_agreement_takes_one_key(tab, server, qtbot):
    server.answers["approvals.put_visa"] = lambda _id, _draft: None
    opened = tab(approval(MINE))
    opened.ask_visa()
    dialog = opened.window().findChild(VisaDialog)
    with qtbot.waitSignal(opened.stepped):
        qtbot.keyClick(dialog.text.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert server.calls_of("approvals.put_visa")[0].arguments.draft.visa is Visa.AGREED


def test_a_declined_remark_needs_its_motives(tab, server, qtbot):
    server.answers["approvals.answer"] = lambda _draft: None
    opened = tab(approval(REFUSED, state=ApprovalState.RETURNED, may_resend=True))
    opened.answer_button.click()
    dialog = opened.window().findChild(AnswerDialog)
    dialog.decline_button.click()
    assert "Мотивы" in dialog.form.note("text")
    type_text(dialog.text.text, "Расчёт приложен")
    with qtbot.waitSignal(opened.stepped):
        dialog.decline_button.click()
    draft = server.calls_of("approvals.answer")[0].arguments.draft
    assert (draft.visa_id, draft.taken) == (REFUSED.id, False)


def test_one_more_approver_comes_before_or_after(tab, server, qtbot):
    server.answers["approvals.add_approver"] = lambda _draft: VisaId(8)
    opened = tab(approval(MINE))
    opened.add_button.click()
    dialog = opened.window().findChild(AdditionDialog)
    dialog.person.show_value(person_suggestion(DIRECTOR))
    dialog.before.show_value(False)
    with qtbot.waitSignal(opened.stepped):
        dialog.save_button.click()
    draft = server.calls_of("approvals.add_approver")[0].arguments.draft
    assert (draft.person_id, draft.before, draft.days) == (DIRECTOR.id, False, 2)


def test_stages_that_have_not_begun_are_changed(tab, server, qtbot):
    server.answers["approvals.change_stages"] = lambda _id, _version, _stages: None
    opened = tab(approval(msgspec.structs.replace(MINE, stage=1), row(3), row(4), may_change=True))
    opened.stages_button.click()
    dialog = opened.window().findChild(StagesDialog)
    assert [stage.title for stage in dialog.stages.value()] == ["Стадия 3", "Стадия 4"]
    dialog.stages.remove()
    with qtbot.waitSignal(opened.stepped):
        dialog.save_button.click()
    assert [stage.title for stage in server.calls_of("approvals.change_stages")[0].arguments.stages] == ["Стадия 4"]


def test_a_change_of_the_document_is_read_at_once(tab, server, calls, qtbot):
    opened = tab(approval(MINE))
    server.answers["approvals.of_document"] = lambda _id: [approval(row(), state=ApprovalState.AGREED)]
    calls.changed.emit([Change(Kind.DOCUMENT, LETTER)])
    qtbot.waitUntil(lambda: opened.headline.text() == "Согласован")


ROUTE = OfferedRoute(
    id=RouteId(3), title="Письма", restart=Restart.REFUSED_ONLY, mandatory=True,
    stages=[Stage(title="Отдел", person_ids=[LEADER.id], days=1), Stage(person_ids=[DIRECTOR.id])],
    passed_by=["Бюджет"], vacant=[],
)  # fmt: skip


@pytest.fixture
def sending(qtbot, work, server):
    def opened(*routes, returned=None):
        offer = Offer(
            routes=list(routes), people=[LEADER, DIRECTOR], deputies={}, returned=returned, unanswered=0
        )  # fmt: skip
        server.answers["approvals.offer"] = lambda _id: offer
        server.answers["approvals.send"] = lambda _id, _version, _draft: ApprovalId(5)
        server.answers["approvals.resend"] = lambda _id, _version: ApprovalId(5)
        dialog = SendDialog(work, LETTER, 6)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(dialog.form.isEnabled)
        return dialog

    return opened


def test_a_typical_route_fills_the_stages_and_says_what_is_passed_by(sending, server, qtbot):
    dialog = sending(ROUTE)
    assert dialog.route.combo.currentText() == "Письма (обязательный)"
    assert "пропущены: Бюджет" in dialog.passed_by.text()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    draft = server.calls_of("approvals.send")[0].arguments.draft
    assert (draft.route_id, draft.restart, draft.stages) == (RouteId(3), Restart.REFUSED_ONLY, ROUTE.stages)


def test_an_absent_approver_is_told_and_the_deputy_offered(sending, server, qtbot):
    deputy = msgspec.structs.replace(LEADER, id=PersonId(77), name="Ершова И. К.")
    server.answers["approvals.deputies"] = lambda _ids: {DIRECTOR.id: deputy}
    dialog = sending(ROUTE)
    assert "Абакумов В. П.: отсутствует до 01.12.2026" in dialog.away.text.text()
    dialog.away.first.emit()
    qtbot.waitUntil(lambda: dialog.stages.value()[1].person_ids == [deputy.id])
    assert dialog.away.isHidden()


def test_without_a_route_somebody_must_be_named(sending, server):
    dialog = sending()
    dialog.save_button.click()
    assert "кто согласует" in dialog.form.note("stages")
    assert not server.calls_of("approvals.send")


def test_a_returned_project_begins_its_next_cycle(sending, server, qtbot):
    dialog = sending(ROUTE, returned=approval(REFUSED, state=ApprovalState.RETURNED, may_resend=True))
    assert "круг 1" in dialog.returned.text.text()
    assert dialog.save_button.text() == "Отправить &повторно"
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert server.calls_of("approvals.resend")[0].arguments.version == 6


def test_a_returned_project_goes_another_way_only_when_that_is_asked_for(sending, server, qtbot):
    stranger = msgspec.structs.replace(REFUSED, person_id=PersonId(99))
    dialog = sending(ROUTE, returned=approval(stranger, state=ApprovalState.RETURNED, may_resend=True))
    assert dialog.form.isHidden()
    dialog.returned.first.emit()
    assert (dialog.form.isHidden(), dialog.save_button.text()) == (False, "&Начать заново")
    assert "Без тех, кто не согласовал: Сотрудник 1" in dialog.returned.text.text()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    assert len(server.calls_of("approvals.send")) == 1


def test_one_visa_on_several_projects(qtbot, work, server):
    outcomes = [BulkOutcome(DocumentId(1), "О ремонте", "согласовано", "")]
    server.answers["approvals.put_visas"] = lambda _ids, _draft: outcomes
    dialog = VisaDialog(work, [DocumentId(1), DocumentId(2)])
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.save_button.click()
    assert saved.args == [outcomes]
    assert server.calls_of("approvals.put_visas")[0].arguments.document_ids == [1, 2]
