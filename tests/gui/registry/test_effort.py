"""What a card took is measured from its opening to its number, without rests and without other tabs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.registry.document_window import DocumentWindow
from client.registry.registration import Phase
from common.registry.document import DocumentDraft
from common.rpc.errors import Failed
from common.scanning.recognition import ProposedField, Spent
from tests.factories.workplace import FULL, LETTER, card, proposal, recognition
from tests.gui.registry.test_incoming_letter import PROPOSALS, registers


class Hours:
    """Clocks that a test sets."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def hours(monkeypatch):
    hours = Hours()
    monkeypatch.setattr("client.registry.effort.time.monotonic", hours)
    return hours


@pytest.fixture
def window(qtbot, work, server, hours):
    server.answers["registry.card"] = lambda _id: card(FULL)
    return opened(qtbot, work, server)


def opened(qtbot, work, server):
    registers(server)
    window = DocumentWindow(work, LETTER)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: window.card.registration.phase is Phase.EDITING)
    return window


def press(window, hours, after, key=Qt.Key.Key_Home, modifiers=Qt.KeyboardModifier.NoModifier):
    hours.now += after
    QTest.keyClick(window.windowHandle(), key, modifiers)


def spent(server, qtbot, count=1):
    qtbot.waitUntil(lambda: len(server.calls_of("scanning.spent")) == count)
    asked = server.calls_of("scanning.spent")[-1].arguments
    assert asked.document_id == LETTER
    return asked.spent


def test_seconds_and_keys_go_to_the_server_with_the_number(window, server, hours, qtbot):
    for _ in range(3):
        press(window, hours, 2)
    press(window, hours, 4, Qt.Key.Key_F9)
    assert spent(server, qtbot) == Spent(seconds=10, keys=4), "the key of the registration is one of them"


def test_of_a_rest_over_a_minute_a_minute_counts(window, server, hours, qtbot):
    press(window, hours, 5)
    press(window, hours, 3000)
    press(window, hours, 5, Qt.Key.Key_F9)
    assert spent(server, qtbot) == Spent(seconds=70, keys=3)


def test_a_shift_alone_is_no_key(window, server, hours, qtbot):
    press(window, hours, 1, Qt.Key.Key_Shift)
    press(window, hours, 1, Qt.Key.Key_F9)
    assert spent(server, qtbot) == Spent(seconds=2, keys=1)


def test_a_measure_that_cannot_be_delivered_disturbs_nobody(window, server, hours, qtbot):
    def falls(_id, _spent):
        raise Failed("Сбой.")

    server.answers["scanning.spent"] = falls
    press(window, hours, 1, Qt.Key.Key_F9)
    spent(server, qtbot)
    qtbot.waitUntil(lambda: window.card.registration.is_registered)
    assert "Зарегистрировано" in window.card.notice.text.text()


def test_a_refused_registration_is_measured_on_to_the_number(qtbot, server, window, hours):
    window.card.form.fields["summary"].show_value("")
    press(window, hours, 2, Qt.Key.Key_F9)
    assert window.card.form.note("summary"), "nothing is sent yet"
    window.card.form.fields["summary"].show_value("О школах")
    press(window, hours, 3, Qt.Key.Key_F9)
    assert spent(server, qtbot) == Spent(seconds=5, keys=2)


def test_a_letter_of_which_everything_is_proposed_takes_two_keys(qtbot, work, server, hours):
    """The targets allow eight: what is not proposed, as here the file, is typed in three and Enter."""
    server.answers["registry.card"] = lambda _id: card(DocumentDraft(place_id=FULL.place_id, received=FULL.received))
    read = [*PROPOSALS, proposal(ProposedField.CASE_FILE, "05-03"), proposal(ProposedField.DELIVERY, "post")]
    server.answers["scanning.recognition"] = lambda _id: recognition(*read)
    window = opened(qtbot, work, server)
    qtbot.waitUntil(lambda: len(window.card.form.unconfirmed()) == len(read))
    qtbot.waitUntil(lambda: window.card.form.fields["delivery"].value() == "post" and window.card.is_complete())
    press(window, hours, 2, Qt.Key.Key_F9)
    assert "Проверьте предложенное" in window.card.notice.text.text()
    press(window, hours, 2, Qt.Key.Key_F9)
    assert spent(server, qtbot).keys == 2
