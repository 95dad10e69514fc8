"""On a registered document the menu offers what the server would let be done, and nothing else."""

import msgspec
import pytest

from client.registry.document_window import DocumentWindow
from common.kernel.rights import Right
from common.registry.classes import DocumentClass, DocumentState
from common.registry.rules import Action, Part, Standing, refusals
from tests.factories.workplace import CLERK, FULL, LETTER, answer_for_a_letter, card, workplace

READS = frozenset({Right.READ_DOCUMENTS})


@pytest.mark.parametrize("of_class", list(DocumentClass))
@pytest.mark.parametrize(
    ("parts", "rights"),
    [
        (frozenset({Part.READER}), READS),
        (frozenset({Part.READER}), READS | {Right.DRAFT}),
        (frozenset({Part.READER, Part.EXECUTOR}), READS | {Right.DRAFT}),
        (CLERK, frozenset(Right)),
    ],
)
def test_what_is_enabled_is_what_the_rules_allow(
    qtbot, transport, calls, asked, server, tmp_path, of_class, parts, rights
):
    refused = refusals(of_class, DocumentState.REGISTERED, Standing(parts, rights))
    shown = card(msgspec.structs.replace(FULL, document_class=of_class), number="01-26/7")
    answer_for_a_letter(server, msgspec.structs.replace(shown, refusals=refused))
    window = DocumentWindow(workplace(transport, calls, asked, tmp_path, *rights), LETTER)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.card.registration.card is not None)
    allowed = {command: not refused[action] for action, command in window.steps.actions.items()}
    allowed |= {
        window.steps.actions[Action.LIFT]: False,  # nothing is restricted
        window.follow_action: Right.DRAFT in rights,
        window.why_action: True,
        window.favourite.action: True,
        window.code_action: True,
        window.card.offers.action: True,
        window.label_action: True,
        window.print_action: True,
        window.save_action: not refused[Action.CORRECT],
        window.file_action: not refused[Action.CORRECT],
        window.next_action: not refused[Action.CORRECT],
        window.earlier.tie_action: False,  # the letter says nothing of what it answers
        window.register_action: False,
        window.number_action: False,
        window.sight.fold_action: window.sight.fold_action.isEnabled(),
    }
    offered = {command.text(): command.isEnabled() for command in {*window.steps.menu.actions(), *window.actions()}
               if command.text()}  # fmt: skip
    assert offered == {command.text(): may for command, may in allowed.items()}
