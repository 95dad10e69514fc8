"""What the card offers to do next, and what it asks first."""

import msgspec
import pytest

from client.registry.document_window import DocumentWindow
from client.widgets.reason_dialog import ReasonDialog
from common.registry.card import Restriction
from common.registry.rules import Action
from tests.factories.workplace import FULL, LETTER, answer_for_a_letter, card

SECRET = msgspec.structs.replace(FULL, restriction=Restriction.OFFICIAL)


@pytest.fixture
def opened(qtbot, work, server):
    def open_card(shown):
        answer_for_a_letter(server, shown)
        window = DocumentWindow(work, LETTER)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(lambda: window.card.registration.card is not None)
        return window

    return open_card


def test_a_restriction_is_lifted_with_a_reason(qtbot, opened, server):
    window = opened(card(SECRET, number="01-26/7-дсп"))
    server.answers["access.lift"] = lambda _id, _version, _reason: 3
    window.steps.actions[Action.LIFT].trigger()
    [dialog] = window.findChildren(ReasonDialog)
    dialog.save()
    assert server.calls_of("access.lift") == []
    dialog.reason.show_value("Сведения опубликованы")
    dialog.save()
    qtbot.waitUntil(lambda: len(server.calls_of("access.lift")) == 1)
    assert server.calls_of("access.lift")[0].arguments.reason == "Сведения опубликованы"


def test_what_is_not_restricted_offers_no_lifting(opened):
    window = opened(card(FULL, number="01-26/7"))
    assert not window.steps.actions[Action.LIFT].isVisible()
