import pytest

from client.registry.document_window import DocumentWindow
from client.registry.registration import Phase
from client.shell.workplace import Workplace
from tests.factories.workplace import LETTER, answer_for_a_letter, workplace


@pytest.fixture
def work(transport, calls, asked, server, tmp_path) -> Workplace:
    answer_for_a_letter(server)
    return workplace(transport, calls, asked, tmp_path)


@pytest.fixture
def opened(qtbot, work, server):
    """The window of a new letter, once all that it asks for has come."""

    def open_window():
        window = DocumentWindow(work, LETTER)
        qtbot.addWidget(window)
        window.resize(1150, 610)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(lambda: window.card.registration.phase is not Phase.OPENING)
        qtbot.waitUntil(lambda: window.card.form.fields["delivery"].combo.count() > 1)
        qtbot.waitUntil(lambda: server.calls_of("shelf.note_opened") != [])
        return window

    return open_window
