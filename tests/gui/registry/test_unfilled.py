"""A failed F9 says over the card what is not filled when it cannot all be seen at once."""

import pytest
from PySide6.QtCore import Qt

from client.registry.document_window import DocumentWindow
from client.registry.registration import Phase
from common.registry.document import DocumentDraft
from tests.factories.workplace import LETTER, PLACE, answer_for_a_letter, card
from tests.gui.typing_keys import press, type_text


@pytest.fixture
def window(qtbot, work, server):
    answer_for_a_letter(server, card(DocumentDraft(place_id=PLACE.id)))
    window = DocumentWindow(work, LETTER)
    qtbot.addWidget(window)
    window.resize(1150, 400)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(lambda: window.card.registration.phase is Phase.EDITING)
    return window


def test_what_is_not_filled_stands_in_one_line_and_leads_to_its_field(qtbot, window):
    window.register_action.trigger()
    line = window.card.unfilled
    qtbot.waitUntil(line.isVisible)
    assert line.words.text().startswith('Не заполнено: <a href="correspondent_id">Корреспондент</a>')
    assert line.words.focusPolicy() & Qt.FocusPolicy.TabFocus
    last = window.card.form.wrong()[-1]
    line.words.linkActivated.emit(last)
    field = window.card.form.fields[last]
    assert field.editor.hasFocus()
    assert not field.visibleRegion().isEmpty()


def test_what_is_filled_meanwhile_leaves_the_line(qtbot, window):
    window.register_action.trigger()
    line = window.card.unfilled
    qtbot.waitUntil(line.isVisible)
    assert "summary" in line.words.text()
    type_text(window.card.form.fields["summary"].editor, "О школах")
    assert "summary" not in line.words.text()


def test_what_can_all_be_seen_needs_no_line(qtbot, window):
    window.resize(1150, 1400)
    window.register_action.trigger()
    qtbot.waitUntil(lambda: bool(window.card.form.wrong()))
    press(window.card.form.fields["summary"].editor, Qt.Key.Key_End)
    assert not window.card.unfilled.isVisible()
