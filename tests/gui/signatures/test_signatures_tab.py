"""The tab «Подписи» and its windows: what is said of each signature, what may be done and why not."""

from datetime import UTC, datetime

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from client.signatures.bring_dialog import BringDialog
from client.signatures.powers import PowersForm, PowersPage
from client.signatures.protocol_dialog import ProtocolDialog
from client.signatures.signatures_tab import SignaturesTab
from client.widgets.lookup import person_suggestion
from common.kernel.ids import AttachmentId, FileId, SignatureId
from common.signatures import (
    CertificateCard,
    CheckRow,
    DocumentSignatures,
    FileToSign,
    Finding,
    Method,
    PowersDraft,
    PowersPaper,
    PowersRead,
    SignatureRole,
    SignatureRow,
    Verdict,
)
from tests.factories.workplace import DIRECTOR, LETTER

BESIDE_THE_TEXT = 686  # pixels, at 1366
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CERTIFICATE = CertificateCard(
    owner="Костров Дмитрий Павлович", organisation="Прокуратура", post="Прокурор", issuer="УЦ ФК", serial="0A1B",
    thumbprint="", since=NOW, until=NOW, algorithm="ГОСТ Р 34.10-2012 (256 бит)",
)  # fmt: skip
FOREIGN = SignatureRow(
    id=SignatureId(1), attachment_id=AttachmentId(1), number=1, file_id=FileId(1), file="Письмо.pdf",
    method=Method.CRYPTOGRAPHIC, role=SignatureRole.APPROVING, format="CAdES-BES", signer=CERTIFICATE.owner,
    acting_for="", certificate=CERTIFICATE, powers="", claimed_at=NOW, trusted_at=NOW, stamped=False, foreign=True,
    withdrawn_at=None, verdict=Verdict.UNTRUSTED, checked_at=NOW,
)  # fmt: skip
SIMPLE = msgspec.structs.replace(
    FOREIGN, id=SignatureId(2), method=Method.SIMPLE, certificate=None, foreign=False,
    signer="Шелест С. Н., Мэр города", acting_for="Щукина Ж. Ё.", verdict=Verdict.VALID, number=2,
)  # fmt: skip
FILES = [
    FileToSign(AttachmentId(1), 1, FileId(1), "Письмо.pdf", 10, "0" * 64, True),
    FileToSign(AttachmentId(2), 1, FileId(2), "Приложение.pdf", 10, "1" * 64, False),
]
CHECKS = [
    CheckRow(NOW, "Сервер", Verdict.UNTRUSTED,
             [Finding(True, "Файл — тот, который подписан."), Finding(False, "Издатель не входит в доверенные."),
              Finding(None, "Отзыв не проверен.")], "OpenSSL"),
    CheckRow(NOW, "Петрова А. И.", Verdict.VALID, [Finding(True, "Файл — тот, который подписан.")], "OpenSSL"),
]  # fmt: skip


@pytest.fixture
def tab(qtbot, work, server):
    server.answers["signatures.of_document"] = lambda _id: DocumentSignatures([FOREIGN, SIMPLE], FILES, "", "Не вы.")
    server.answers["signatures.checks"] = lambda _id: CHECKS
    shown = SignaturesTab(work, LETTER)
    qtbot.addWidget(shown)
    shown.resize(1000, 400)
    shown.show()
    qtbot.waitUntil(lambda: shown.model.rowCount() == 2)
    return shown


def row(tab, number):
    return [tab.model.index(number, column).data() for column in range(5)]


def test_each_signature_says_result_signer_file_means_and_moment(tab):
    assert row(tab, 0) == [
        "Нет доверия к издателю", "Костров Дмитрий Павлович, Прокуратура", "Письмо.pdf", "сертификат",
        "23.11.2026 09:30",
    ]  # fmt: skip
    assert row(tab, 1)[1:] == [
        "Шелест С. Н., Мэр города (за Щукина Ж. Ё.)", "Письмо.pdf, версия 2", "простая", "23.11.2026 09:30",
    ]  # fmt: skip


def test_what_matters_of_a_signature_fits_beside_the_text_of_the_document(tab):
    titles = [column.title for column in tab.model.columns]
    assert sum(tab.view.columnWidth(number) for number in range(titles.index("Подписано") + 1)) <= BESIDE_THE_TEXT


def test_what_may_not_be_done_says_why(tab):
    assert not tab.endorse.isEnabled()
    assert tab.endorse.toolTip() == "Не вы."
    assert tab.save.isEnabled()
    tab.view.selectRow(1)
    assert not tab.save.isEnabled()
    assert "нет файла" in tab.save.toolTip()


def test_the_protocol_shows_each_check_line_by_line(qtbot, tab):
    tab.view.selectRow(0)
    QTest.keyClick(tab.view, Qt.Key.Key_Return)
    [protocol] = tab.findChildren(ProtocolDialog)
    qtbot.waitUntil(lambda: protocol.model.rowCount() == 3)
    assert [protocol.model.index(number, 0).data() for number in range(3)] == ["✓", "✗", "?"]
    assert "центром, которому система не доверяет" in protocol.verdict.text()
    protocol.check.show_value(1)
    assert protocol.model.rowCount() == 1


def test_a_simple_signature_is_not_said_to_have_a_certificate(qtbot, tab):
    assert "сертификат действовал" not in tab.model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    tab.view.selectRow(1)
    QTest.keyClick(tab.view, Qt.Key.Key_Return)
    [protocol] = tab.findChildren(ProtocolDialog)
    qtbot.waitUntil(lambda: protocol.model.rowCount() == 3)
    protocol.check.show_value(1)
    assert "подтвердил себя своим паролем" in protocol.verdict.text()
    assert "сертификат действовал" not in protocol.verdict.text()


def test_a_new_check_tells_how_many_are_at_fault(qtbot, tab, server):
    server.answers["signatures.check_again"] = lambda _id: [FOREIGN, SIMPLE]
    tab.check.trigger()
    qtbot.waitUntil(lambda: not tab.notice.isHidden())
    assert tab.notice.text.text().startswith("Проверено подписей: 2, с замечаниями: 1")


def test_a_signature_is_brought_to_the_file_of_its_name(qtbot, tab, server, tmp_path):
    server.answers["signatures.bring"] = lambda _signature: SignatureId(3)
    (tmp_path / "Приложение.pdf.sig").write_bytes(b"signature")
    tab.bring_file(str(tmp_path / "Приложение.pdf.sig"))
    [dialog] = tab.findChildren(BringDialog)
    assert dialog.file.value() == AttachmentId(2)
    dialog.save()
    qtbot.waitUntil(lambda: len(server.calls_of("signatures.bring")) == 1)
    sent = server.calls_of("signatures.bring")[0].arguments.signature
    assert (sent.attachment_id, sent.cms) == (AttachmentId(2), b"signature")


def test_an_empty_file_of_a_signature_is_not_sent(tab, server, tmp_path):
    (tmp_path / "empty.sig").write_bytes(b"")
    tab.bring_file(str(tmp_path / "empty.sig"))
    [dialog] = tab.findChildren(BringDialog)
    dialog.save()
    assert "пуст" in dialog.form.note("attachment_id")
    assert server.calls_of("signatures.bring") == []


def test_a_signature_is_saved_beside_its_file(qtbot, tab, server, tmp_path):
    server.answers["signatures.content"] = lambda _id: b"signature"
    tab.view.selectRow(0)
    tab.save.trigger()
    qtbot.waitUntil(lambda: bool(tab.findChildren(QFileDialog)))
    [dialog] = tab.findChildren(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("Письмо.pdf.sig")
    dialog.fileSelected.emit(str(tmp_path / "Письмо.pdf.sig"))
    qtbot.waitUntil((tmp_path / "Письмо.pdf.sig").exists)
    assert (tmp_path / "Письмо.pdf.sig").read_bytes() == b"signature"
    dialog.close()


def test_powers_are_read_from_a_file_and_kept_for_an_employee(qtbot, work, server, tmp_path):
    read = PowersDraft(guid="0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", principal="Администрация", powers="Письма",
                       since=NOW.date(), until=NOW.date())  # fmt: skip
    server.answers["powers.register"] = list
    found = PowersRead(read, Verdict.VALID, [Finding(True, "Подпись сделана ключом этого сертификата.")])
    server.answers["powers.read_xml"] = lambda _xml, cms: found if cms else PowersRead(read)
    server.answers["powers.put"] = lambda _id, _version, _draft, _paper: 1
    page = PowersPage(work)
    qtbot.addWidget(page)
    page.show()
    page.add()
    [form] = page.findChildren(PowersForm)
    (tmp_path / "mchd.xml").write_text("<x/>")
    form.read_file(str(tmp_path / "mchd.xml"))
    qtbot.waitUntil(lambda: form.guid.value() == read.guid)
    assert "подпись доверителя не проверена" in form.notice.text.text()
    (tmp_path / "mchd.xml.sig").write_bytes(b"signature")
    form.read_file(str(tmp_path / "mchd.xml"))
    qtbot.waitUntil(lambda: "Подпись доверителя: верна." in form.notice.text.text())
    form.save()
    assert "Представитель" in form.form.note("person_id")
    form.person.show_value(person_suggestion(DIRECTOR))
    form.save()
    qtbot.waitUntil(lambda: len(server.calls_of("powers.put")) == 1)
    kept = server.calls_of("powers.put")[0].arguments
    assert kept.draft.person_id == DIRECTOR.id
    assert kept.paper == PowersPaper(b"<x/>", b"signature")
