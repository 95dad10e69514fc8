"""A day by the keyboard alone: a key goes where the focus is, no widget is told anything, no mouse is touched."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from client.registry.bulk import BulkDialog
from client.registry.card_pane import CardPane
from client.registry.document_register import DocumentRegister
from client.registry.document_window import DocumentWindow
from client.reports.centre import ReportCentre
from client.search.window import SearchWindow
from client.widgets.paged_model import PagedState
from common.registry.document import DocumentCard
from tests.e2e.desk import Desk, closed, until
from tests.e2e.hands import Hands
from tests.serving import Served

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(\)")
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
SUMMARY = "О мерах по уборке снега у школы"


class Mouse(QObject):
    """Lies untouched."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        assert event.type() != QEvent.Type.MouseButtonPress
        return False


@pytest.fixture
def clerk(desk_of: Callable[[str], Desk], served: Served) -> Iterator[Desk]:
    served.start_worker()
    mouse = Mouse()
    QApplication.instance().installEventFilter(mouse)
    yield desk_of("registrar")
    QApplication.instance().removeEventFilter(mouse)


def test_a_day_from_the_first_letter_to_the_journal_without_a_mouse(clerk: Desk) -> None:
    hands = Hands(clerk)
    number = register_letter(clerk, hands)
    file_elsewhere(clerk, hands)
    hands.control(Qt.Key.Key_W)
    until(lambda: not isinstance(clerk.window.desk.current_page, DocumentWindow), "the page of the day")
    found = find(clerk, hands, number)
    assert (found.number, found.draft.case_file, found.draft.summary) == (number, "01-12", SUMMARY)
    assert number in last_of_journal(clerk, hands)
    walk_through_the_register(clerk, hands)


def register_letter(clerk: Desk, hands: Hands) -> str:
    hands.control(Qt.Key.Key_N)
    card = card_of(clerk)
    hands.pick("Корреспондент", "прокуратура")
    hands.fill("Номер документа", "07-02/815")
    hands.fill("Дата документа", "вчера")
    hands.fill("Подпись", "прокурор Костров Д.П.")
    hands.pick("Адресаты", "шел")
    hands.fill("Краткое содержание", SUMMARY)
    hands.fill("Способ получения", "Поч")
    hands.fill("Кол-во листов", "2")
    hands.pick("Дело", "01-13")
    hands.press(Qt.Key.Key_F9)
    return until(lambda: card.registration.card.number, "the number")


def file_elsewhere(clerk: Desk, hands: Hands) -> None:
    card = card_of(clerk)
    hands.control(Qt.Key.Key_K, SHIFT)
    dialog = clerk.dialog(BulkDialog)
    until(lambda: dialog.isAncestorOf(hands.focus()), "the keyboard in the dialog")
    hands.pick("Дело", "01-12")
    hands.control(Qt.Key.Key_Return)
    until(closed(dialog), "the dialog to close")
    until(lambda: card.registration.card.draft.case_file == "01-12", "the card to show its file")


def find(clerk: Desk, hands: Hands, number: str) -> DocumentCard:
    hands.control(Qt.Key.Key_F)
    page = clerk.page(SearchWindow)
    hands.tab_to("Что найти")
    hands.type(number)
    hands.press(Qt.Key.Key_Return)
    until(lambda: page.hits.rowCount() == 1, "the letter among the hits")
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    return card_of(clerk).registration.card


def last_of_journal(clerk: Desk, hands: Hands) -> str:
    """The first cells of the last row of the journal of incoming letters on the screen."""
    hands.control(Qt.Key.Key_R, SHIFT)
    page = clerk.page(ReportCentre)
    until(lambda: page.list.topLevelItemCount() > 1, "the reports")
    hands.type("Журнал регистрации вх")
    until(lambda: page.parameters is not None and page.parameters.isEnabled(), "the form of the report")
    hands.press(Qt.Key.Key_F9)
    grid = page.preview.grid
    until(lambda: grid.model.rowCount() and grid.view.hasFocus(), "the journal")
    hands.control(Qt.Key.Key_End)
    line = until(lambda: grid.model.row(grid.view.currentIndex()), "the last row")
    return " ".join(line.cells)


def walk_through_the_register(clerk: Desk, hands: Hands) -> None:
    """Opens the second row of the incoming letters, goes back to the first and to the list."""
    hands.press(Qt.Key.Key_1, ALT)
    hands.tab_to("Папки")
    hands.type("входящие")
    hands.press(Qt.Key.Key_Return)
    page = clerk.page(DocumentRegister)
    until(lambda: page.model.state is PagedState.READY and page.view.hasFocus(), "the register")
    first = page.model.row(page.model.index(0, 0)).number
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    until(lambda: card_of(clerk).registration.card.number not in {None, first}, "the second letter")
    hands.press(Qt.Key.Key_PageUp, ALT)
    until(lambda: card_of(clerk).registration.card.number == first, "the first letter")
    hands.control(Qt.Key.Key_W)
    until(page.view.hasFocus, "the list again")


def card_of(clerk: Desk) -> CardPane:
    card = clerk.page(DocumentWindow).card
    until(lambda: card.registration.card, "the card")
    return card
