"""A mark put on after the registration: the card offers to put it to the number too."""

from msgspec.structs import replace

from client.registry.document_window import DocumentWindow
from client.registry.number_dialogs import RenumberDialog
from common.kernel.paging import Page
from common.registry.document import Registered
from common.registry.rules import Action
from tests.factories.desk import NOW
from tests.factories.workplace import LETTER, answer_for_a_letter, card
from tests.gui.registry.test_steps import SECRET


def test_the_card_offers_the_number_with_the_mark_and_the_reason_is_there_already(qtbot, work, server):
    answer_for_a_letter(server, replace(card(SECRET, number="01-26/7"), respelled="01-26/7-дсп"))
    server.answers["numbers.ledger"] = lambda *_: Page(0, [])
    server.answers["numbers.renumber"] = lambda *_: Registered(LETTER, "01-26/7-дсп", NOW, 3)
    window = DocumentWindow(work, LETTER)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: "01-26/7 → 01-26/7-дсп" in window.card.notice.text.text())
    window.card.notice.first.emit()
    qtbot.waitUntil(lambda: bool(window.findChildren(RenumberDialog)))
    [dialog] = window.findChildren(RenumberDialog)
    assert "01-26/7-дсп" in dialog.same_value.box.text()
    assert not dialog.number.isEnabled()
    dialog.save()
    qtbot.waitUntil(lambda: len(server.calls_of("numbers.renumber")) == 1)
    choice = server.calls_of("numbers.renumber")[0].arguments.choice
    assert (choice.same_value, choice.number, choice.reason) == (True, "", "поставлена пометка ДСП")


def test_a_number_that_says_what_the_card_says_is_left_alone(qtbot, work, server):
    answer_for_a_letter(server, card(SECRET, number="01-26/7-дсп"))
    server.answers["numbers.ledger"] = lambda *_: Page(0, [])
    window = DocumentWindow(work, LETTER)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.card.registration.card is not None)
    assert window.card.notice.isHidden()
    window.steps.actions[Action.RENUMBER].trigger()
    [dialog] = window.findChildren(RenumberDialog)
    assert dialog.same_value.isHidden()
    assert dialog.number.isEnabled()
