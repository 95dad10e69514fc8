"""A mark put on after the registration: the card offers to put it to the number too."""

from msgspec.structs import replace

from client.registry.document_window import DocumentWindow
from client.registry.number_dialogs import RenumberDialog
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.registry.classes import DocumentClass
from common.registry.document import DocumentDraft, Registered
from common.registry.rules import Action, Standing, refusals
from tests.factories.desk import NOW
from tests.factories.workplace import CLERK, LETTER, answer_for_a_letter, card
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


def test_the_mark_of_an_internal_copy_is_shown_and_not_offered_for_a_change(qtbot, work, server):
    marked = DocumentDraft(document_class=DocumentClass.INTERNAL, kind="internal_copy", restriction=SECRET.restriction)
    shown = card(marked, number="Исх-7")
    standing = Standing(CLERK, frozenset(Right), "Исх-7")
    refused = refusals(marked.document_class, shown.state, standing)
    answer_for_a_letter(server, replace(shown, copy_of="Исх-7", refusals=refused))
    window = DocumentWindow(work, LETTER)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.card.registration.card is not None)
    field = window.card.form.fields["restriction"]
    assert not field.isEnabled()
    assert "исходящего № Исх-7" in field.toolTip()
    lift = window.steps.actions[Action.LIFT]
    assert lift.isVisible()
    assert not lift.isEnabled()
    assert lift.toolTip() == "Гриф внутренней копии следует за исходящим № Исх-7: снимите его там."


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
