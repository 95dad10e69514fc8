"""The files of a document at the desk: order, the main one, versions, what may not be done and why."""

import hashlib
from datetime import UTC, datetime

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox

from client.core.city_time import moment, now
from client.registry.counters import InHandCounter
from client.registry.file_columns import Standing
from client.registry.files_tab import FilesTab
from client.registry.in_hand import InHandPage
from client.registry.return_dialog import ReturnDialog
from client.registry.revision_dialog import RevisionDialog
from client.registry.versions_dialog import VersionsDialog
from client.shell.manifest import Badge
from client.widgets.reason_dialog import ReasonDialog
from common.kernel.changes import Change, Kind
from common.kernel.ids import AttachmentId, CheckoutId, FileId, PersonId, SignatureId
from common.registry.attachments import DocumentFiles, FileRow, FileVersion, Holder
from common.registry.card import FileRole
from common.registry.checkouts import Ended, MyCheckout, Returned, Taken
from common.registry.rules import Action
from common.signatures import DocumentSignatures, Method, SignatureRole, SignatureRow, Verdict
from tests.e2e.desk import closed
from tests.factories.speaking_server import Said
from tests.factories.workplace import LETTER

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SIGNATURE, CHANGED = 3, 4  # the columns
MAY = {Action.ATTACH: "", Action.REVISE: "", Action.RELEASE_FILE: ""}
REFUSED = {**MAY, Action.REVISE: "Файлы зарегистрированного документа не заменяют."}


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
    name, what, number, _, changed, size = shown(files, 0)
    assert (name, what, number, size) == ("Ответ.txt", "Главный документ", "2", "2 КБ")
    assert changed.endswith("Петрова А. И.")
    assert shown(files, 2)[1] == "Подлинный образ"


def signature(number: int, version: int = 1, **changes) -> SignatureRow:
    row = SignatureRow(
        id=SignatureId(number), attachment_id=AttachmentId(number), number=version, file_id=FileId(number), file="",
        method=Method.SIMPLE, role=SignatureRole.APPROVING, format="", signer="Шелест С. Н., Мэр города", acting_for="",
        certificate=None, powers="", claimed_at=None, trusted_at=NOW, stamped=False, foreign=False, withdrawn_at=None,
        verdict=Verdict.VALID, checked_at=NOW,
    )  # fmt: skip
    return msgspec.structs.replace(row, **changes)


@pytest.fixture
def signed(qtbot, files, server):
    def of(*rows):
        server.answers["signatures.of_document"] = lambda _id: DocumentSignatures(list(rows), [])
        files.load()
        qtbot.waitUntil(lambda: any(shown(files, number)[SIGNATURE] for number in range(3)))
        return [shown(files, number)[SIGNATURE] for number in range(3)]

    return of


def test_the_list_tells_which_version_is_signed_and_what_came_after_the_signing(files, signed):
    assert signed(signature(1, version=2)) == ["подписан 23.11.2026", *["добавлен после подписания"] * 2]
    told = files.model.index(0, SIGNATURE).data(Qt.ItemDataRole.ToolTipRole)
    assert told.startswith(f"Утверждающая подпись: Шелест С. Н., Мэр города, {moment(signature(1).trusted_at)}")
    assert "не подписан" in files.model.index(1, SIGNATURE).data(Qt.ItemDataRole.ToolTipRole)


def test_a_version_after_the_signed_one_is_not_taken_for_signed(signed):
    assert signed(signature(1))[0] == "подписана версия 1, эта — нет"


def test_a_signature_that_does_not_hold_is_no_mark_of_a_signed_file(signed):
    assert signed(signature(1, version=2, verdict=Verdict.ALTERED))[0] == "файл изменён"


def test_a_senders_signature_over_one_file_says_nothing_of_the_others(signed):
    assert signed(signature(1, version=2, foreign=True))[1:] == ["", ""]


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
    asked.file.take(str(fresh))
    qtbot.waitUntil(lambda: asked.file.stored is not None)
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


def in_hand(row, holder):
    return msgspec.structs.replace(row, holder=holder)


HERS = Holder(PersonId(2), "Петрова А. И.", NOW, datetime.now(UTC), "WS-0412")


def test_everybody_sees_who_edits_and_the_second_cannot_begin(qtbot, files, server, calls):
    server.answers["attachments.files"] = lambda _id: DocumentFiles([in_hand(file(1, "Ответ.txt"), HERS)], MAY)
    calls.changed.emit([Change(Kind.DOCUMENT, LETTER)])
    qtbot.waitUntil(lambda: files.model.rowCount() == 1)
    assert shown(files, 0)[4].startswith("редактирует Петрова А. И. с ")
    assert not files.edits.edit.isEnabled()
    assert "Файл редактирует Петрова А. И." in files.edits.edit.toolTip()
    assert not files.commands.revise.isEnabled()
    assert files.edits.release.isEnabled()


def test_a_computer_not_heard_of_for_long_is_told(work):
    silent = msgspec.structs.replace(HERS, seen=NOW)
    assert "нет связи с" in Standing(PersonId(9), work.editing).words(in_hand(file(1, "Ответ.txt"), silent))


def test_releasing_asks_for_the_reason(qtbot, files, server, calls):
    server.answers["checkouts.release"] = lambda *_: None
    server.answers["attachments.files"] = lambda _id: DocumentFiles([in_hand(file(1, "Ответ.txt"), HERS)], MAY)
    calls.changed.emit([Change(Kind.DOCUMENT, LETTER)])
    qtbot.waitUntil(files.edits.release.isEnabled)
    files.edits.release.trigger()
    asked = dialog(qtbot, files, ReasonDialog)
    asked.save()
    assert server.calls_of("checkouts.release") == []
    asked.reason.show_value("Сотрудник в отпуске")
    asked.save()
    qtbot.waitUntil(lambda: len(server.calls_of("checkouts.release")) == 1)
    assert server.calls_of("checkouts.release")[0].arguments.reason == "Сотрудник в отпуске"


@pytest.fixture
def taken(server):
    stored = server.shelf.put(b"text", "Ответ.txt")
    found = Taken(CheckoutId(5), LETTER, AttachmentId(1), 2, stored.id, "Ответ.txt", stored.sha256, NOW)
    server.answers |= {
        "checkouts.take": lambda _id: found,
        "checkouts.beat": lambda _ids: [],
        "checkouts.mine": lambda _known: [MyCheckout(found, "Исходящее письмо: О мерах", "WS-0412")],
        "checkouts.give_up": lambda _id: None,
        "checkouts.bring_back": lambda *_: Returned(3, aside=False),
    }
    return found


def test_who_has_the_file_in_hand_is_read_whole(qtbot, files, server, calls):
    held = msgspec.structs.replace(
        file(1, "Ответ Министерству образования Омской области о подготовке школ к отопительному сезону.docx"),
        holder=Holder(PersonId(1), "Верхнеудинская-Преображенская О. К.", now(), now(), "WS-0412"),
    )
    server.answers["attachments.files"] = lambda _id: DocumentFiles([held], MAY)
    calls.changed.emit([Change(Kind.DOCUMENT, LETTER)])
    qtbot.waitUntil(lambda: files.current() is not None and files.current().holder is not None)
    files.resize(760, 400)
    words = files.model.index(0, CHANGED).data()
    assert words.startswith("редактирует Верхнеудинская-Преображенская О. К. с")
    shown = files.view.visualRect(files.model.index(0, CHANGED))
    assert files.view.viewport().rect().contains(shown)
    needed = files.view.sizeHintForIndex(files.model.index(0, CHANGED)).width()
    assert shown.width() >= needed


def test_f4_takes_the_file_and_shift_f4_brings_it_back(qtbot, files, work, server, taken):
    files.view.setFocus()
    QTest.keyClick(files.view, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: work.editing.place(taken).exists())
    qtbot.waitUntil(files.edits.bring_back.isEnabled)
    lock = work.editing.place(taken).with_name(".~lock.Ответ.txt#")
    lock.write_text("открыт")
    QTest.keyClick(files.view, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    asked = dialog(qtbot, files, ReturnDialog)
    asked.save()
    assert "ещё открыт" in asked.warning.text.text()
    lock.unlink()
    asked.remark.show_value("Готово")
    asked.save()
    qtbot.waitUntil(lambda: len(server.calls_of("checkouts.bring_back")) == 1)
    qtbot.waitUntil(closed(asked))
    assert server.calls_of("checkouts.bring_back")[0].arguments.remark == "Готово"


def test_the_folder_lists_what_is_taken_here_and_elsewhere(qtbot, work, server, taken):
    page = InHandPage(work)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    assert page.model.index(0, 4).data() == "на компьютере WS-0412"
    assert not page.return_button.isEnabled()
    work.editing.begin(AttachmentId(1), "Ответ.txt")
    qtbot.waitUntil(page.return_button.isEnabled)
    assert page.model.index(0, 4).data() == "без правок"
    page.give_up()
    qtbot.waitUntil(lambda: len(server.calls_of("checkouts.give_up")) == 1)


def test_the_folder_says_how_many_files_are_to_be_brought_back(qtbot, work, taken):
    counter = InHandCounter(work)
    with qtbot.waitSignal(counter.counted) as counted:
        counter.read()
    assert counted.args == [{"registry.in_hand": Badge(1)}]
    with qtbot.waitSignal(counter.counted):
        work.editing.changed.emit()


def test_a_released_file_says_by_whom_and_what_becomes_of_the_text(qtbot, work, server, taken):
    ended = Ended(taken.id, "Щукина Ж. Ё.", NOW, "Срок сегодня")
    listed = [MyCheckout(taken, "Исходящее письмо: О мерах", "WS-0412", ended)]
    server.answers["checkouts.mine"] = lambda _known: listed
    page = InHandPage(work)
    qtbot.addWidget(page)
    page.show()
    work.editing.begin(AttachmentId(1), "Ответ.txt")
    qtbot.waitUntil(lambda: work.editing.place(taken).exists() and page.return_button.isEnabled())
    work.editing.place(taken).write_bytes(b"typed")
    qtbot.waitUntil(lambda: work.editing.is_edited(taken), timeout=8000)
    page.bring_back()
    said = " ".join(each.text() for each in dialog(qtbot, page, ReturnDialog).findChildren(QLabel))
    assert "Щукина Ж. Ё." in said
    assert "Причина: Срок сегодня" in said
    assert "«отложена»" in said


def test_edits_are_not_dropped_without_a_question(qtbot, work, server, taken):
    page = InHandPage(work)
    qtbot.addWidget(page)
    page.show()
    work.editing.begin(AttachmentId(1), "Ответ.txt")
    qtbot.waitUntil(lambda: work.editing.place(taken).exists() and page.return_button.isEnabled())
    work.editing.place(taken).write_bytes(b"typed")
    qtbot.waitUntil(lambda: work.editing.is_edited(taken), timeout=8000)
    page.give_up()
    box = dialog(qtbot, page, QMessageBox)
    assert "будут потеряны" in box.text()
    box.defaultButton().click()
    assert server.calls_of("checkouts.give_up") == []


def test_a_file_that_may_not_be_added_says_why_where_files_would_be(qtbot, files, server, calls):
    reason = "Документ подписан: отзовите его."
    server.answers["attachments.files"] = lambda _id: DocumentFiles([], {**MAY, Action.ATTACH: reason})
    calls.changed.emit([Change(Kind.DOCUMENT, LETTER)])
    qtbot.waitUntil(lambda: files.model.rowCount() == 0)
    assert files._empty.text.text() == reason
    assert files.commands.add.toolTip() == reason
