"""The files of a document at the desk: order, the main one, versions, what may not be done and why."""

import hashlib
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from client.registry.files_tab import FilesTab
from client.registry.revision_dialog import RevisionDialog
from client.registry.versions_dialog import VersionsDialog
from common.kernel.changes import Change, Kind
from common.kernel.ids import AttachmentId, FileId
from common.registry.attachments import DocumentFiles, FileRow, FileVersion
from common.registry.card import FileRole
from common.registry.rules import Action
from tests.factories.speaking_server import Said
from tests.factories.workplace import LETTER

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MAY = {Action.ATTACH: "", Action.REVISE: ""}
REFUSED = {Action.ATTACH: "", Action.REVISE: "Файлы зарегистрированного документа не заменяют."}


def file(number: int, name: str, role: FileRole = FileRole.ATTACHMENT, versions: int = 1) -> FileRow:
    return FileRow(
        AttachmentId(number), FileId(number), name, role, 2048, "text/plain", hashlib.sha256(name.encode()).hexdigest(),
        number == 1, versions, versions, NOW, "Петрова А. И.",
    )  # fmt: skip


def version(number: int, *, current: bool = False) -> FileVersion:
    return FileVersion(
        number, FileId(number), f"Ответ-{number}.txt", 2048, "text/plain", "0" * 64, NOW, "Громов К. Л.", "срок", False,
        current,
    )  # fmt: skip


@pytest.fixture
def files(qtbot, work, server):
    server.answers["attachments.files"] = lambda _id: DocumentFiles(
        [file(1, "Ответ.txt", versions=2), file(2, "Приложение.txt"), file(3, "Скан.pdf", FileRole.ORIGINAL)], MAY
    )
    server.answers["attachments.versions"] = lambda _id: [version(2, current=True), version(1)]
    tab = FilesTab(work, LETTER)
    qtbot.addWidget(tab)
    tab.resize(760, 400)
    tab.show()
    tab.activateWindow()
    qtbot.waitUntil(lambda: tab.model.rowCount() == 3)
    return tab


def dialog(qtbot, parent, kind):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in parent.findChildren(kind)))
    return next(each for each in parent.findChildren(kind) if each.isVisible())


def shown(tab, row):
    return [tab.model.index(row, column).data() for column in range(tab.model.columnCount())]


def test_the_list_tells_the_main_file_its_version_and_who_changed_it(files):
    name, what, number, changed, size = shown(files, 0)
    assert (name, what, number, size) == ("Ответ.txt", "Главный документ", "2", "2 КБ")
    assert changed.endswith("Петрова А. И.")
    assert shown(files, 2)[1] == "Подлинный образ"


def test_alt_and_an_arrow_move_a_file_and_it_stays_chosen(qtbot, files, server):
    order = [1, 2, 3]

    def move(attachment_id, up):
        place = order.index(attachment_id)
        order[place - 1], order[place] = order[place], order[place - 1]
        server.answers["attachments.files"] = lambda _id: DocumentFiles([file(n, f"{n}.txt") for n in order], MAY)
        return Said(None, [Change(Kind.DOCUMENT, LETTER)])

    server.answers["attachments.move"] = move
    files.view.selectRow(1)
    files.view.setFocus()
    QTest.keyClick(files.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: shown(files, 0)[0] == "2.txt")
    assert files.current().id == 2
    assert server.calls_of("attachments.move")[0].arguments.up


def test_what_may_not_be_changed_says_why_in_its_hint(qtbot, files, server, calls):
    server.answers["attachments.files"] = lambda _id: DocumentFiles([file(1, "Ответ.txt")], REFUSED)
    calls.changed.emit([Change(Kind.DOCUMENT, LETTER)])
    qtbot.waitUntil(lambda: files.model.rowCount() == 1)
    assert not files.commands.revise.isEnabled()
    assert "не заменяют" in files.commands.main.toolTip()
    assert files.commands.add.isEnabled()


def test_the_image_of_a_paper_takes_no_version(files):
    files.view.selectRow(2)
    assert not files.commands.revise.isEnabled()
    assert "образ бумаги" in files.commands.revise.toolTip()


def test_a_new_version_is_brought_with_its_remark(qtbot, files, server, tmp_path):
    server.answers["attachments.add_version"] = lambda *_: 3
    fresh = tmp_path / "Ответ-3.txt"
    fresh.write_text("Третья версия", encoding="utf-8")
    files.commands.revise.trigger()
    asked = dialog(qtbot, files, RevisionDialog)
    asked.save()
    assert "Выберите файл" in asked.notice.text.text()
    asked.take(str(fresh))
    qtbot.waitUntil(lambda: asked.remark.editor.hasFocus())
    asked.remark.show_value("Уточнён срок")
    asked.save()
    qtbot.waitUntil(lambda: len(server.calls_of("attachments.add_version")) == 1)
    sent = server.calls_of("attachments.add_version")[0].arguments
    assert (sent.attachment_id, sent.seen, sent.remark) == (1, 2, "Уточнён срок")
    assert server.shelf.stored[sent.file_id] == fresh.read_bytes()


def test_an_earlier_version_is_brought_back_after_a_question(qtbot, files, server):
    server.answers["attachments.restore"] = lambda *_: 3
    files.commands.versions.trigger()
    listed = dialog(qtbot, files, VersionsDialog)
    qtbot.waitUntil(lambda: listed.model.rowCount() == 2)
    assert not listed.restore_button.isEnabled()
    listed.view.selectRow(1)
    listed.restore_button.click()
    assert "Версия 1 станет текущей" in listed.notice.text.text()
    listed.notice.first.emit()
    qtbot.waitUntil(lambda: len(server.calls_of("attachments.restore")) == 1)
    assert server.calls_of("attachments.restore")[0].arguments.number == 1


def test_files_dropped_on_the_tab_are_added(qtbot, files, server, tmp_path):
    server.answers["registry.attach"] = lambda *_: 4
    dropped = tmp_path / "Справка.txt"
    dropped.write_text("Справка", encoding="utf-8")
    brought = QMimeData()
    brought.setUrls([QUrl.fromLocalFile(str(dropped))])
    files.dropEvent(
        QDropEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, brought, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    qtbot.waitUntil(lambda: len(server.calls_of("registry.attach")) == 1)
    assert list(server.shelf.names.values()) == ["Справка.txt"]
