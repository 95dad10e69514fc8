"""How many keys the acts of the day take at the real client, beside the text itself; no mouse is touched."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from client.assignments.execution_tab import ExecutionTab
from client.assignments.resolution_form import ResolutionForm
from client.registry.document_window import DocumentWindow
from common.kernel.ids import DocumentId
from common.registry.document import DocumentDraft
from server.core.clock import Clock
from tests.city import City, Signed
from tests.e2e.desk import Desk, until
from tests.e2e.hands import Hands

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(\)")


def test_a_resolution_to_two_executors_takes_eleven_keys_beside_its_text(city: City, desk_of: Callable) -> None:
    mayor, executor = city.sign_in("mayor"), city.sign_in("executor")
    document_id = city.sign_in("registrar").register()
    desk = desk_of("mayor")
    desk.client.window.workplace.settings.keep_text(
        "assignments/controller", f"{city.sign_in('controller').me.id} Контролёр"
    )
    window = desk.open(document_id)
    hands = Hands(desk)
    until(lambda: resolve_of(window).isEnabled(), "the document to be known")
    hands.press(Qt.Key.Key_F3)
    form = desk.dialog(ResolutionForm)
    until(lambda: form.rule.value() and form.due_line.deadline, "the term")
    hands.write("Подготовить ответ заявителю")
    hands.press(Qt.Key.Key_Return)
    choose(hands, form.responsible.line, executor.me.name[:3])
    choose(hands, form.co_executors.line, "щук")
    hands.control(Qt.Key.Key_Return)
    [card] = until(lambda: mayor.api.assignments.of_document(document_id), "the resolution")
    assert (len(card.executors), hands.keys) == (2, 11)
    until(lambda: isinstance(window.tabs.currentWidget(), ExecutionTab), "the resolution is shown")


def resolve_of(window: DocumentWindow) -> QAction:
    return next(action for action in window.actions() if action.shortcut() == QKeySequence("F3"))


def choose(hands: Hands, line: QWidget, letters: str) -> None:
    """Three letters and Enter take the first who is proposed."""
    until(line.hasFocus, "the field")
    hands.type(letters)
    until(line.is_open, "somebody to choose")
    hands.press(Qt.Key.Key_Return)


def test_an_answer_to_a_letter_takes_ten_keys_beside_its_text(city: City, desk_of: Callable) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register()
    desk = desk_of("registrar")
    desk.open(document_id)
    hands = Hands(desk)
    hands.control(Qt.Key.Key_R)
    answer = until(lambda: another(desk, document_id), "the card of the answer")
    sheets = answer.card.form.fields["sheets"]
    until(lambda: sheets.editor.hasFocus(), "the first field that is not filled")
    hands.type("1")
    hands.control(Qt.Key.Key_S)
    saved = until(lambda: said(clerk, answer._document_id), "the answer to be kept")
    assert (saved.summary, list(saved.problems(Clock().today()))) == (clerk.letter().summary, [])
    assert hands.keys <= 10


def another(desk: Desk, document_id: DocumentId) -> DocumentWindow | None:
    page = desk.window.desk.current_page
    is_other = isinstance(page, DocumentWindow) and page._document_id != document_id
    return page if is_other and page.card.registration.card else None


def said(clerk: Signed, document_id: DocumentId) -> DocumentDraft | None:
    draft = clerk.api.registry.card(document_id).draft
    return draft if draft.sheets == 1 else None
