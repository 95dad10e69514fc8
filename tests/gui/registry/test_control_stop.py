"""What is asked before an act goes on with points that nobody controls."""

from datetime import date

import msgspec
import pytest

from client.registry.control_stop import ControlStop
from client.registry.document_window import DocumentWindow
from client.widgets.lookup import person_suggestion
from common.kernel.rights import Right
from common.registry.classes import DocumentClass, DocumentState, RecordForm
from common.registry.document import Point
from common.registry.rules import Action, Part, Standing, refusals
from tests.factories.workplace import CLERK, DIRECTOR, FULL, LEADER, LETTER, answer_for_a_letter, card

ACT = msgspec.structs.replace(
    FULL, document_class=DocumentClass.ACT, kind="resolution", signatory_id=LEADER.id, executor_id=DIRECTOR.id,
    case_file="01-13", unit_id=1, form=RecordForm.PAPER, form_basis="Регламент", paper_place="Шкаф 3",
    points=[Point(number="1", text="Провести сход", executor_id=DIRECTOR.id, due=date(2026, 12, 11)),
            Point(number="2", text="Настоящее распоряжение опубликовать")],
)  # fmt: skip


@pytest.fixture
def act(qtbot, work, server):
    answers = refusals(DocumentClass.ACT, DocumentState.PROJECT, Standing(CLERK | {Part.EXECUTOR}, frozenset(Right)))
    shown = msgspec.structs.replace(
        card(ACT), state=DocumentState.PROJECT, refusals={**answers, Action.REGISTER: "", Action.SEND_FOR_SIGNING: ""}
    )
    answer_for_a_letter(server, shown)
    server.answers["registry.save"] = lambda *_: 2
    server.answers["registry.pass_on"] = lambda *_: 3
    window = DocumentWindow(work, LETTER)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.card.may_register())
    return window


@pytest.fixture
def stop(qtbot, act):
    act.register_action.trigger()
    [dialog] = act.findChildren(ControlStop)
    assert dialog.isVisible()
    return dialog


def registered(server):
    return [call.arguments.draft for call in server.calls_of("registry.register")]


def test_an_act_with_terms_and_no_control_stops_and_takes_the_controller(qtbot, stop, server):
    stop.name_button.click()
    assert "«Без контроля»" in stop.form.note("controller_id")
    stop.controller.show_value(person_suggestion(LEADER))
    stop.name_button.click()
    qtbot.waitUntil(lambda: len(registered(server)) == 1)
    assert registered(server)[0].controller_id == LEADER.id


def test_whoever_wants_no_control_says_so(qtbot, stop, server):
    assert registered(server) == []
    stop.leave_button.click()
    qtbot.waitUntil(lambda: len(registered(server)) == 1)
    assert registered(server)[0].controller_id is None


def test_the_controller_may_be_named_before_the_signature_too(qtbot, act, server):
    act.steps.actions[Action.SEND_FOR_SIGNING].trigger()
    [dialog] = act.findChildren(ControlStop)
    dialog.controller.show_value(person_suggestion(LEADER))
    dialog.name_button.click()
    qtbot.waitUntil(lambda: len(server.calls_of("registry.pass_on")) == 1)
    [saved] = server.calls_of("registry.save")
    assert saved.arguments.draft.controller_id == LEADER.id


def test_the_stop_leads_back(stop, server):
    stop.back_button.click()
    assert registered(server) == []
