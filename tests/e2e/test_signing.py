"""A leader signs at the desk: by password, by a certificate of this computer, several at once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client.registry.document_window import DocumentWindow
from client.shell.bulk_account import BulkAccount
from client.signatures.key_dialog import KeyDialog
from client.signatures.protocol_dialog import ProtocolDialog
from client.signatures.sign_dialog import SignDialog
from client.signatures.signatures_tab import SignaturesTab
from common.registry.classes import DocumentState
from common.registry.rules import Action
from common.signatures import Method, Verdict
from server.core.settings import Settings
from server.sample.city import PASSWORD
from server.signatures.trust import trust_certificate
from tests.city import City
from tests.e2e.desk import Desk, until
from tests.factories.authority import PIN, Authority
from tests.factories.signing import LETTER, awaiting_signature

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(\)")
MAYOR = ("Шелест", "Сергей Николаевич")


def ask(desk: Desk, window: DocumentWindow) -> SignDialog:
    """The step «Подписать» with its dialog."""
    until(lambda: window.steps.actions[Action.SIGN].isEnabled(), "the step")
    window.steps.actions[Action.SIGN].trigger()
    return readied(desk)


def readied(desk: Desk) -> SignDialog:
    """The dialog once the remarks of the approval have been read."""
    dialog = desk.dialog(SignDialog)
    until(dialog.save_button.isEnabled, "the remarks")
    return dialog


def signed(window: DocumentWindow) -> bool:
    return window.card.registration.card.state is DocumentState.AWAITING


def tab_of(window: DocumentWindow) -> SignaturesTab:
    [found] = window.findChildren(SignaturesTab)
    window.tabs.setCurrentWidget(found)
    until(lambda: found.model.rowCount(), "the signatures")
    return found


def test_a_leader_signs_by_password_and_sees_the_signature(desk_of: Callable[[str], Desk], city: City) -> None:
    document_id = awaiting_signature(city.sign_in("executor"), city.sign_in("registrar").place)
    desk = desk_of("mayor")
    window = desk.open(document_id)
    dialog = ask(desk, window)
    assert dialog.method.value() is Method.SIMPLE
    assert dialog.model.rowCount() == 1
    dialog.save()
    assert "пароль" in dialog.form.note("secret")
    dialog.secret.show_value("не тот пароль")
    dialog.save()
    until(lambda: "Неверный" in dialog.form.note("secret"), "the refusal beside the password")
    dialog.secret.show_value(PASSWORD)
    dialog.save()
    until(lambda: signed(window), "the signature")
    tab = tab_of(window)
    assert tab.model.index(0, 0).data() == Verdict.VALID.label
    tab.show_protocol()
    protocol = desk.dialog(ProtocolDialog)
    until(lambda: protocol.model.rowCount(), "the protocol")
    protocol.reject()


def test_a_leader_signs_by_a_certificate_of_this_computer(
    desk_of: Callable[[str], Desk], city: City, settings: Settings, tmp_path: Path
) -> None:
    authority = Authority()
    trust_certificate(settings, authority.pem)
    container = tmp_path / "key.pfx"
    container.write_bytes(authority.issue(*MAYOR).container())
    document_id = awaiting_signature(city.sign_in("executor"), city.sign_in("registrar").place, LETTER + b"certificate")
    desk = desk_of("mayor")
    window = desk.open(document_id)
    dialog = ask(desk, window)
    dialog.method.show_value(Method.CRYPTOGRAPHIC)
    dialog.pane.add()
    adding = desk.dialog(KeyDialog)
    adding.path.show_value(str(container))
    adding.pin.show_value("чужой")
    adding.add()
    until(lambda: "Неверный PIN" in adding.form.note("pin"), "the refusal beside the PIN")
    adding.pin.show_value(PIN)
    adding.add()
    until(lambda: dialog.certificate.card(), "the certificate")
    dialog.secret.show_value("чужой")
    dialog.save()
    until(lambda: "Неверный PIN" in dialog.form.note("secret"), "the refusal beside the PIN")
    dialog.secret.show_value(PIN)
    dialog.save()
    until(lambda: signed(window), "the signature")
    tab = tab_of(window)
    tab.check_again()
    until(lambda: not tab.notice.isHidden(), "the check")
    assert "Все верны" in tab.notice.text.text()


def test_several_are_signed_from_the_folder_with_one_password(desk_of: Callable[[str], Desk], city: City) -> None:
    author, place = city.sign_in("executor"), city.sign_in("registrar").place
    waiting = {awaiting_signature(author, place, LETTER + bytes([49 + number])) for number in range(2)}
    desk = desk_of("mayor")
    desk.window.open_folder("approvals.signature")
    page = desk.window.desk.current_page
    until(lambda: page.model.total >= 2, "the folder")
    page.view.selectRow(0)
    for _ in range(page.model.total - 1):
        QTest.keyClick(page.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    until(lambda: waiting <= set(page.view.chosen().ids), "the chosen")
    page.act_button.click()
    dialog = readied(desk)
    dialog.secret.show_value(PASSWORD)
    dialog.save()
    account = desk.dialog(BulkAccount)
    assert "Не сделано: 0" in account.verdict.text()
    account.reject()
    mayor = city.sign_in("mayor")
    assert {mayor.api.registry.card(each).state for each in waiting} == {DocumentState.AWAITING}
