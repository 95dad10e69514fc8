"""Files and messages dropped on a document's window are attached, and a message proposes what it says."""

import shutil
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from client.registry.document_window import DocumentWindow
from client.registry.files_tab import FilesTab
from client.registry.mail import unpacked
from client.shell.manifest import TabSpec
from common.correspondents import CorrespondentKind, DirectoryRow
from common.kernel.changes import Change, Kind
from common.kernel.ids import CorrespondentId
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.registry.attachments import DocumentFiles
from common.registry.rules import Action
from tests.factories.workplace import card

SENDER = DirectoryRow(
    CorrespondentId(7), CorrespondentKind.ORGANISATION, "Прокуратура города", "Прокуратура", "", "",
    "Mail@prokuratura.example", "", "", 12, None, True,
)  # fmt: skip


def message(**heads: str) -> EmailMessage:
    letter = EmailMessage()
    said = {"Subject": "FW: Re: О ремонте кровли", "From": "Отдел писем <mail@prokuratura.example>",
            "Date": "Tue, 24 Nov 2026 22:30:00 +0300"}  # fmt: skip
    for name, value in {**said, **heads}.items():
        letter[name] = value
    letter.set_content("Просим сообщить о сроках.")
    letter.add_attachment(b"%PDF-1.4 letter", "application", "pdf", filename="Письмо.pdf")
    letter.add_attachment(b"%PDF-1.4 plan", "application", "pdf", filename="C:\\tmp\\План.pdf")
    return letter


@pytest.fixture
def saved(tmp_path_factory):
    letters = tmp_path_factory.mktemp("letters")

    def save(letter: EmailMessage, name: str = "Письмо.eml") -> Path:
        file = letters / name
        file.write_bytes(letter.as_bytes())
        return file

    return save


@pytest.fixture
def window(qtbot, work, server):
    server.answers["registry.attach"] = lambda *_: 1
    server.answers["correspondents.directory"] = lambda *_: Page(1, [SENDER])
    opened = DocumentWindow(work, card().id)
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(lambda: opened.card.registration.card is not None)
    qtbot.waitUntil(opened.card.form.isEnabled)
    return opened


def drop(widget, *files: Path, mime: QMimeData | None = None) -> bool:
    """As the window system does it: whether the drop was taken."""
    brought = mime or QMimeData()
    if files:
        brought.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        brought.setText("\n".join(map(str, files)))
    button, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enters = QDragEnterEvent(widget.rect().center(), Qt.DropAction.CopyAction, brought, button, plain)
    enters.ignore()
    QApplication.sendEvent(widget, enters)
    if enters.isAccepted():
        at = QPointF(widget.rect().center())
        QApplication.sendEvent(widget, QDropEvent(at, Qt.DropAction.CopyAction, brought, button, plain))
    return enters.isAccepted()


def test_files_are_attached_in_their_order(qtbot, window, server, tmp_path):
    files = [tmp_path / f"Справка {number}.txt" for number in (2, 1, 3)]
    for file in files:
        file.write_text(file.stem, encoding="utf-8")
    assert drop(window, *files)
    qtbot.waitUntil(lambda: len(server.calls_of("registry.attach")) == 3)
    assert list(server.shelf.names.values()) == [file.name for file in files]


def test_a_message_comes_with_its_files_and_proposes_what_it_says(qtbot, window, server, saved, work):
    shutil.rmtree(work.transfers.cache.room())  # nothing was kept on this computer before
    assert drop(window, saved(message()))
    qtbot.waitUntil(lambda: len(server.calls_of("registry.attach")) == 3)
    assert list(server.shelf.names.values()) == ["Письмо.eml", "Письмо.pdf", "План.pdf"]
    form = window.card.form
    qtbot.waitUntil(lambda: "correspondent_id" in form.unconfirmed())
    draft = form.draft()
    assert draft.summary == "О ремонте кровли"
    assert draft.correspondent_id == SENDER.id
    assert (draft.their_date, draft.delivery) == (date(2026, 11, 24), "email")
    assert "письму электронной почты" in form.fields["summary"].editor.toolTip()
    qtbot.waitUntil(lambda: list(work.transfers.cache.room().iterdir()) == [])


def test_what_a_message_says_stays_when_its_files_have_changed_the_card(qtbot, window, server, saved, work):
    drop(window, saved(message()))
    form = window.card.form
    qtbot.waitUntil(lambda: "correspondent_id" in form.unconfirmed())
    server.answers["registry.card"] = lambda _id: card(version=2)
    work.calls.changed.emit([Change(Kind.DOCUMENT, window.card.registration.card.id)])
    qtbot.waitUntil(lambda: window.card.registration.version == 2)
    assert {"summary", "their_date", "correspondent_id"} <= set(form.unconfirmed())
    assert form.draft().correspondent_id == SENDER.id


def test_what_the_clerk_has_typed_is_not_overwritten_by_a_message(qtbot, window, server, saved):
    form = window.card.form
    form.fields["summary"].show_value("О кровле школы")
    drop(window, saved(message()))
    qtbot.waitUntil(lambda: len(server.calls_of("registry.attach")) == 3)
    assert form.draft().summary == "О кровле школы"


def test_a_sender_whose_address_nobody_has_is_not_guessed(qtbot, window, server, saved):
    drop(window, saved(message(From="Кто-то <other@prokuratura.example>")))
    qtbot.waitUntil(lambda: server.calls_of("correspondents.directory") != [])
    qtbot.waitUntil(lambda: len(server.calls_of("registry.attach")) == 3)
    assert "correspondent_id" not in window.card.form.unconfirmed()


def test_a_file_over_a_field_goes_to_the_document_and_not_into_the_text(qtbot, window, server, tmp_path):
    file = tmp_path / "Справка.txt"
    file.write_text("Справка", encoding="utf-8")
    fields = window.card.form.fields
    summary = fields["summary"].editor
    for attached, widget in enumerate((summary, summary.viewport(), fields["their_number"].editor), start=1):
        assert drop(widget, file)
        qtbot.waitUntil(lambda so_far=attached: len(server.calls_of("registry.attach")) == so_far)
    assert (window.card.form.draft().summary, window.card.form.draft().their_number) == ("", "")


def test_a_program_and_an_empty_file_are_refused_by_name_and_the_rest_is_taken(qtbot, window, server, tmp_path):
    program, good = tmp_path / "setup.exe", tmp_path / "Справка.txt"
    program.write_bytes(b"MZ")
    good.write_text("Справка", encoding="utf-8")
    drop(window, program, good)
    qtbot.waitUntil(lambda: len(server.calls_of("registry.attach")) == 1)
    assert "Файлы .exe не принимаются" in window.bringing.notice.text.text()


def test_every_refusal_of_one_drop_stands_until_the_next(qtbot, window, server, tmp_path):
    program, script, good = tmp_path / "setup.exe", tmp_path / "run.bat", tmp_path / "Справка.txt"
    for file in (program, script, good):
        file.write_bytes(b"MZ")
    drop(window, program, script, good)
    qtbot.waitUntil(lambda: len(server.calls_of("registry.attach")) == 1)
    told = window.bringing.notice.text.text().split("\n")
    assert [(".exe" in line, ".bat" in line) for line in told] == [(True, False), (False, True)]
    qtbot.waitUntil(lambda: window.bringing.is_idle)
    drop(window, script)
    assert ".exe" not in window.bringing.notice.text.text()


def test_a_window_does_not_close_while_files_are_on_their_way(qtbot, window, server, tmp_path):
    file = tmp_path / "Справка.txt"
    file.write_text("Справка", encoding="utf-8")
    drop(window, file)
    assert not window.close()
    assert "ещё передаются" in window.bringing.notice.text.text()
    qtbot.waitUntil(lambda: window.bringing.is_idle)
    assert server.calls_of("registry.abandon") == []
    assert window.close()


def test_what_is_on_its_way_is_broken_off_to_close_the_window(qtbot, window, server, tmp_path):
    file = tmp_path / "Справка.txt"
    file.write_text("Справка", encoding="utf-8")
    drop(window, file, file)
    assert not window.close()
    window.bringing.notice.first.emit()
    assert window.bringing.is_idle
    assert window.close()
    assert server.calls_of("registry.attach") == []


def test_a_message_being_unpacked_is_broken_off_too(qtbot, window, server, saved):
    drop(window, saved(message()))
    window.bringing.cancelled.emit()
    qtbot.waitUntil(lambda: window.bringing.is_idle)
    assert server.calls_of("registry.attach") == []
    assert window.card.form.unconfirmed() == []


def test_a_message_with_an_absurd_date_is_taken_without_it(qtbot, window, server, saved):
    drop(window, saved(message(Date="Fri, 31 Dec 9999 23:00:00 -1000")))
    qtbot.waitUntil(lambda: len(server.calls_of("registry.attach")) == 3)
    assert window.card.form.draft().their_date is None
    assert window.card.form.draft().summary == "О ремонте кровли"


def test_a_refusal_is_seen_on_the_tab_of_files_too(qtbot, window, server, tmp_path):
    program = tmp_path / "setup.exe"
    program.write_bytes(b"MZ")
    window.bringing.take([program])
    assert window.bringing.notice.isVisible()
    window.bringing.notice.first.emit()
    assert not window.bringing.notice.isVisible()


def test_a_message_chosen_with_ins_comes_with_its_files_too(qtbot, work, server, saved):
    server.answers["registry.attach"] = lambda *_: 1
    server.answers["correspondents.directory"] = lambda *_: Page(1, [SENDER])
    server.answers["attachments.files"] = lambda _id: DocumentFiles([], dict.fromkeys(Action, ""))
    tab = TabSpec("files", "Файлы", "paperclip", Right.READ_DOCUMENTS, FilesTab)
    opened = DocumentWindow(work, card().id, (tab,))
    qtbot.addWidget(opened)
    opened.show()
    qtbot.waitUntil(opened.card.form.isEnabled)
    commands = opened.tabs.widget(1).commands
    qtbot.waitUntil(commands.add.isEnabled)
    commands.add.trigger()
    chooser = opened.findChild(QFileDialog)
    chooser.filesSelected.emit([str(saved(message()))])
    qtbot.waitUntil(lambda: len(server.calls_of("registry.attach")) == 3)
    chooser.close()
    qtbot.waitUntil(lambda: "correspondent_id" in opened.card.form.unconfirmed())


def test_a_message_that_is_no_file_is_explained(window):
    promised = QMimeData()
    promised.setData('application/x-qt-windows-mime;value="FileGroupDescriptorW"', QByteArray(b"x"))
    assert not drop(window, mime=promised)
    assert "Сохраните его (.eml, .msg)" in window.bringing.notice.text.text()


def test_who_may_not_attach_is_told_so(qtbot, window, server, tmp_path):
    file = tmp_path / "Справка.txt"
    file.write_text("Справка", encoding="utf-8")
    refusal = {Action.ATTACH: "Файлы добавляет место регистрации."}
    window.card.registration.card = msgspec.structs.replace(card(), refusals=refusal)
    assert not drop(window, file)
    assert window.bringing.notice.text.text() == "Файлы добавляет место регистрации."


def test_a_broken_message_is_kept_as_it_is(saved, tmp_path):
    broken = tmp_path / "Битое.eml"
    broken.write_bytes(b"\xff\xfe\x00 not a message \x00" * 40)
    assert unpacked(broken, tmp_path).attached == ()
    undated = saved(message(Date="вчера вечером", From="=?utf-8?b?broken"), "Без даты.eml")
    folder = tmp_path / "out"
    folder.mkdir()
    read = unpacked(undated, folder)
    assert (read.sent, len(read.attached)) == (None, 2)


def test_a_message_within_a_message_and_two_files_of_one_name_are_kept(saved, tmp_path):
    outer = message()
    inner = EmailMessage()
    inner["Subject"] = "Исходное"
    inner.set_content("Текст")
    outer.add_attachment(inner)
    outer.add_attachment(b"%PDF-1.4 other", "application", "pdf", filename="Письмо.pdf")
    folder = tmp_path / "out"
    folder.mkdir()
    names = [file.name for file in unpacked(saved(outer), folder).attached]
    assert names == ["Письмо.pdf", "План.pdf", "Вложение.eml", "Письмо (2).pdf"]


def test_files_are_found_however_deep_a_mail_program_lays_them(tmp_path):
    apple = (
        b"Subject: =?utf-8?b?0JDQutGC?=\nFrom: a@b.example\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/signed; boundary=S\n\n"
        b"--S\nContent-Type: multipart/alternative; boundary=A\n\n"
        b"--A\nContent-Type: text/plain\n\ntext\n"
        b"--A\nContent-Type: multipart/mixed; boundary=M\n\n--M\nContent-Type: text/html\n\n<p>text</p>\n"
        b'--M\nContent-Type: application/pdf; name="Re: a.pdf"\nContent-Disposition: inline; filename="Re: a.pdf"\n\n'
        b"%PDF\n--M--\n--A--\n"
        b"--S\nContent-Type: application/pkcs7-signature; name=smime.p7s\n"
        b"Content-Transfer-Encoding: base64\n\nAAAA\n--S--\n"
    )
    file = tmp_path / "Apple.eml"
    file.write_bytes(apple)
    folder = tmp_path / "out"
    folder.mkdir()
    read = unpacked(file, folder)
    assert (read.subject, read.address) == ("Акт", "a@b.example")
    assert [each.name for each in read.attached] == ["Re_ a.pdf", "smime.p7s"], "as every system takes a name"


def test_a_body_that_is_a_file_and_a_text_of_unknown_letters_are_kept(tmp_path):
    whole = tmp_path / "Факс.eml"
    whole.write_bytes(b"Subject: fax\nMIME-Version: 1.0\nContent-Type: application/pdf\n\n%PDF")
    assert [each.suffix for each in unpacked(whole, tmp_path).attached] == [".pdf"]
    odd = tmp_path / "Буквы.eml"
    odd.write_bytes(
        b"Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=M\n\n"
        b"--M\nContent-Type: text/plain; charset=klingon; name=a.txt\n"
        b"Content-Disposition: attachment; filename=a.txt\n\nabc\n"
        b"--M\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=b.pdf\n\n%PDF\n--M--\n"
    )
    folder = tmp_path / "out"
    folder.mkdir()
    assert [each.name for each in unpacked(odd, folder).attached] == ["a.txt", "b.pdf"]


def test_the_date_is_that_of_the_city(saved, tmp_path):
    read = unpacked(saved(message()), tmp_path)
    assert read.sent == datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
