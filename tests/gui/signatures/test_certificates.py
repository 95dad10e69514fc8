"""Certificates at the desk: added and chosen at once, refused with the reason when they are of no use, taken off."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from client.signatures.certificate_field import CertificateField, CertificatePane
from client.signatures.certificates import Certificates
from client.signatures.key_dialog import KeyDialog
from common.signatures import CertificateCard
from tests.factories.authority import PIN, Authority

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CARD = CertificateCard(
    owner="Шелест Сергей Николаевич", organisation="", post="", issuer="УЦ ФК", serial="0A1B", thumbprint="", since=NOW,
    until=NOW + timedelta(days=365), algorithm="RSA",
)  # fmt: skip
STRANGER = "Сертификат принадлежит другому человеку: Абакумов Пётр Ильич. Выберите свой сертификат."


@pytest.fixture(scope="module")
def authority():
    return Authority()


@pytest.fixture
def container(authority, tmp_path):
    def made(name):
        (tmp_path / name).write_bytes(authority.issue("Шелест", "Сергей Николаевич").container())
        return tmp_path / name

    return made


@pytest.fixture
def pane(qtbot, work, server):
    server.answers["signatures.certificate"] = lambda _certificate: CARD
    certificates = Certificates(work, work.calls)
    field = CertificateField(certificates)
    shown = CertificatePane(field, certificates)
    for widget in (field, shown):
        qtbot.addWidget(widget)
        widget.show()
    shown.field, shown.certificates = field, certificates
    return shown


def add(qtbot, pane, path, pin=PIN):
    pane.add()
    dialog = next(each for each in pane.findChildren(KeyDialog) if each.isVisible())
    dialog.path.show_value(str(path))
    dialog.pin.show_value(pin)
    dialog.add()
    assert dialog.add_button.text() == "Читается ключ…"
    return dialog


def test_what_was_added_last_is_chosen(qtbot, pane, container):
    for number, name in enumerate(("first.pfx", "second.pfx"), start=1):
        add(qtbot, pane, container(name))
        qtbot.waitUntil(lambda number=number: pane.field.combo.count() == number)
        assert pane.field.value().path.endswith(name)


@pytest.mark.parametrize("refusal", [STRANGER, "Срок действия сертификата закончился 01.11.2026."])
def test_a_certificate_of_no_use_is_refused_when_it_is_added(qtbot, pane, container, server, refusal):
    server.answers["signatures.certificate"] = lambda _certificate: msgspec.structs.replace(CARD, refusal=refusal)
    dialog = add(qtbot, pane, container("key.pfx"))
    qtbot.waitUntil(lambda: bool(dialog.form.note("path")))
    assert dialog.form.note("path") == refusal
    assert dialog.add_button.text() == "&Добавить"
    assert pane.field.combo.count() == 0
    dialog.reject()


def test_a_missing_file_is_told_of_in_the_language_of_the_desk(qtbot, pane, tmp_path):
    dialog = add(qtbot, pane, tmp_path / "nothing.pfx")
    qtbot.waitUntil(lambda: bool(dialog.form.note("path")))
    assert dialog.form.note("path").startswith("Файл ключа не найден")
    assert "No such file" not in dialog.form.note("path")
    dialog.reject()


def test_a_certificate_is_taken_off_the_list_and_its_key_stays(qtbot, work, pane, container):
    path = container("key.pfx")
    add(qtbot, pane, path)
    qtbot.waitUntil(lambda: pane.field.combo.count() == 1)
    pane.drop_button.click()
    assert pane.field.combo.count() == 0
    assert not pane.drop_button.isEnabled()
    assert path.exists()
    assert Certificates(work, pane).places == []


def test_why_a_known_certificate_is_of_no_use_is_said_once(qtbot, pane, container, server):
    add(qtbot, pane, container("key.pfx"))
    qtbot.waitUntil(lambda: pane.field.card() is not None)
    place = pane.field.value()
    pane.certificates.add([(place, msgspec.structs.replace(CARD, refusal=STRANGER))])
    assert pane.field.note() == STRANGER
    assert STRANGER not in pane.words.text()
