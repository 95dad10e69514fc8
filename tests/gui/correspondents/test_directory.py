"""The directory at the desk: narrowed while typing, edited, merged, told apart, undone, brought from a file."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from client.correspondents.directory import DirectoryRegister
from client.correspondents.documents import DocumentsDialog
from client.correspondents.entry_form import EntryForm
from client.correspondents.import_window import ImportWindow
from client.correspondents.likenesses import LikenessRegister
from client.correspondents.merger_dialog import MergerDialog
from client.correspondents.mergers import MergerRegister
from client.registry.card_fields import CardFields
from client.registry.document_form import DocumentForm
from client.shell.register_page import RegisterPage
from client.widgets.lookup import correspondent_suggestion
from client.widgets.paged_model import PagedState
from common.correspondents import (
    AccountRow,
    CorrespondentKind,
    DirectoryFilter,
    DirectoryOrder,
    ImportPreview,
    ImportRow,
    Outcome,
    Sheet,
    SheetColumn,
)
from common.files import StoredFile
from common.jobs import JobRow, JobState
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass
from common.rpc.errors import Invalid
from tests.factories.desk import NOW, letters
from tests.factories.workplace import TODAY, workplace
from tests.gui.correspondents.conftest import card, found
from tests.gui.typing_keys import type_text


@pytest.fixture
def shown(qtbot):
    def show(widget):
        qtbot.addWidget(widget)
        widget.resize(1150, 600)
        widget.show()
        qtbot.waitExposed(widget)
        widget.activateWindow()
        if isinstance(widget, RegisterPage):
            qtbot.waitUntil(lambda: widget.model.state is not PagedState.LOADING)
        return widget

    return show


def dialog(parent, kind):
    return next((each for each in parent.findChildren(kind) if each.isVisible()), None)


def comparison(page, work):
    merger = MergerDialog(work, 11, 12, page)  # destroys itself when it closes
    merger.open()
    return merger


def opened(qtbot, parent, kind):
    qtbot.waitUntil(lambda: dialog(parent, kind) is not None)
    return dialog(parent, kind)


def test_the_directory_narrows_while_one_types(qtbot, shown, work):
    page = shown(DirectoryRegister(work))
    assert page.count.text() == "Всего: 3"
    type_text(page.text, "водок")
    qtbot.waitUntil(lambda: page.model.total == 1)
    page.text.setText("нет такого")
    qtbot.waitUntil(page.empty.isVisible)
    assert page.empty.title.text() == "Ничего не найдено"


def test_a_click_on_a_heading_puts_the_directory_in_its_order_and_another_turns_it_round(qtbot, shown, work, server):
    page = shown(DirectoryRegister(work))
    for falling in (True, False):
        page.view.filters.sectionClicked.emit(6)
        sought = DirectoryFilter(order=DirectoryOrder.USED, falling=falling)
        qtbot.waitUntil(
            lambda sought=sought: server.calls_of("correspondents.directory")[-1].arguments.chosen == sought
        )
    page.view.filters.sectionClicked.emit(5)
    assert "не сортируется" in page.count.text()


def test_enter_opens_the_entry_and_save_sends_its_version(qtbot, shown, work, server):
    server.answers["correspondents.update"] = lambda _id, version, _draft: version + 1
    page = shown(DirectoryRegister(work))
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    form = opened(qtbot, page, EntryForm)
    assert form.name.value() == "Водоканал"
    assert "Горводоканал" in form.names.text()
    form.form.fields["address"].show_value("ул. Новая, 1")
    form.save()
    qtbot.waitUntil(lambda: len(server.calls_of("correspondents.update")) == 1)
    sent = server.calls_of("correspondents.update")[0].arguments
    assert (sent.correspondent_id, sent.version, sent.draft.address) == (11, 11, "ул. Новая, 1")


def test_a_fault_of_the_number_stands_beside_it(qtbot, shown, work, server):
    form = shown(EntryForm(work, card(11)))
    form.form.fields["tax_number"].show_value("7707083894")
    form.save()
    assert "опечатка" in form.form.note("tax_number")
    form.form.fields["tax_number"].show_value("7707083893")

    def refuse(*_):
        raise Invalid("Есть.", [Problem("name", "«Водоканал» уже есть в справочнике.")])

    server.answers["correspondents.update"] = refuse
    form.save()
    qtbot.waitUntil(lambda: "уже есть" in form.form.note("name"))


def test_each_kind_shows_its_own_fields(shown, work):
    form = shown(EntryForm(work, None))

    def visible():
        return {name for name, field in form.form.fields.items() if field.isVisible()}

    assert {"tax_number", "state_number"} <= visible()
    form.kind.show_value(CorrespondentKind.OFFICIAL)
    assert "post" in visible()
    assert "tax_number" not in visible()
    form.kind.show_value(CorrespondentKind.GROUP)
    assert visible() == {"kind", "name", "short_name", "note", "closed", "member_ids"}


def test_who_may_not_edit_only_reads(qtbot, shown, transport, calls, asked, work, tmp_path):
    reader = workplace(transport, calls, asked, tmp_path, Right.READ_DOCUMENTS)
    form = shown(EntryForm(reader, card(11)))
    assert not form.save_button.isVisible()
    assert form.name.line.isReadOnly()


def test_documents_of_an_entry_open_from_the_register(qtbot, shown, work, server):
    server.answers["registry.documents"] = letters
    page = shown(DirectoryRegister(work))
    page.view.setCurrentIndex(page.model.index(0, 0))
    page.view.selectRow(0)
    page.documents_button.click()
    listed = opened(qtbot, page, DocumentsDialog)
    qtbot.waitUntil(lambda: listed.register.model.state is PagedState.READY)
    assert server.calls_of("registry.documents")[-1].arguments.chosen.correspondent_id == 11
    with qtbot.waitSignal(work.navigator.document_wanted):
        QTest.keyClick(listed.register.view, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [((0, 1), ""), ((0,), "Отметьте две записи"), ((0, 2), "Группы не объединяют")],
)
def test_what_cannot_be_merged_says_so_before_the_entries_are_compared(shown, work, rows, refusal):
    page = shown(DirectoryRegister(work))
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    page.view.clearSelection()
    for row in rows:
        page.view.selectionModel().select(page.model.index(row, 0), flags)
    assert page.merge_button.isEnabled() == (not refusal)
    assert refusal in page.merge_button.toolTip()


def test_merging_takes_what_the_staying_entry_lacks(qtbot, shown, work, server):
    server.answers["mergers.merge"] = lambda _draft: 1
    page = shown(DirectoryRegister(work))
    merger = comparison(page, work)
    qtbot.waitUntil(lambda: "(7)" in merger.account.text())
    assert merger.stays[0].isChecked()
    assert {name: box.isChecked() for name, box in merger.taken.items()} == {
        "name": False, "note": False, "tax_number": False, "address": True,
    }  # fmt: skip
    merger.taken["name"].setChecked(True)
    merger.merge()
    qtbot.waitUntil(lambda: len(server.calls_of("mergers.merge")) == 1)
    draft = server.calls_of("mergers.merge")[0].arguments.draft
    assert (draft.stays_id, draft.goes_id, draft.stays_version, draft.goes_version) == (11, 12, 11, 12)
    assert sorted(draft.taken) == ["address", "name"]
    qtbot.waitUntil(lambda: dialog(page, QDialog) is None)


def test_the_other_entry_may_stay_instead(qtbot, shown, work):
    merger = comparison(shown(DirectoryRegister(work)), work)
    qtbot.waitUntil(lambda: bool(merger.taken))
    merger.stays[1].setChecked(True)
    assert (merger.draft().stays_id, sorted(merger.draft().taken)) == (12, ["note", "tax_number"])


def test_a_pair_is_told_apart_by_a_key(qtbot, shown, work, server):
    server.answers["mergers.tell_apart"] = lambda _id, _apart: None
    page = shown(LikenessRegister(work))
    assert page.model.index(0, 0).data() == "87 %"
    page.apart_button.click()
    qtbot.waitUntil(lambda: len(server.calls_of("mergers.tell_apart")) == 1)
    sent = server.calls_of("mergers.tell_apart")[0].arguments
    assert (sent.likeness_id, sent.apart) == (5, True)


def test_seeking_shows_how_far_it_is(qtbot, shown, work, server):
    states = iter([JobState.RUNNING, JobState.DONE])
    server.answers["mergers.seek"] = lambda: 4
    server.answers["jobs.job"] = lambda _id: JobRow(4, "", next(states), 1, 2, "Похожих пар: 1.", NOW, 1)
    page = shown(LikenessRegister(work))
    page.seek()
    qtbot.waitUntil(page.progress.isVisible)
    qtbot.waitUntil(lambda: page.notice.isVisible() and "Похожих пар: 1" in page.notice.text.text())
    assert not page.progress.isVisible()


def test_a_merger_is_undone_after_a_question(qtbot, shown, work, server):
    server.answers["mergers.undo"] = lambda _id: ["Адрес"]
    page = shown(MergerRegister(work))
    page.ask()
    assert "Восстановить запись" in page.question.text.text()
    page.question.first.emit()
    qtbot.waitUntil(lambda: "оставлены: Адрес" in page.question.text.text())


def test_a_file_is_tried_out_then_loaded(qtbot, shown, work, server):
    columns = [SheetColumn("Имя", "", ["АО «А»"]), SheetColumn("ИНН", "tax_number", ["7707083893"])]
    runs = {"trial": True}

    def ordered(draft):
        runs["trial"] = draft.trial
        return 2

    server.answers |= {
        "imports.preview": lambda _id, _sheet: ImportPreview(Sheet(encoding="cp1251", delimiter=";"), False, columns),
        "imports.order": ordered,
        "imports.one": lambda _id: ImportRow(2, 4, NOW, "Я", "а.csv", runs["trial"], True, 1, 0, 0, 0, 9),
        "imports.account": lambda *_: Page(0, []),
        "jobs.job": lambda _id: JobRow(4, "", JobState.DONE, 1, 1, "Добавлено 1.", NOW, 1),
    }
    window = shown(ImportWindow(work))
    window._take_file(StoredFile(8, "а.csv", 10, "0" * 64, "text/plain"))
    qtbot.waitUntil(lambda: len(window.columns.choices) == 2)
    window.try_out()
    assert "наименование" in window.notice.text.text()
    window.columns.choices[0].setCurrentIndex(1)
    window.try_out()
    qtbot.waitUntil(lambda: window.summary.text() == "Добавлено 1.")
    window.load()
    qtbot.waitUntil(lambda: [call.arguments.draft.trial for call in server.calls_of("imports.order")] == [True, False])
    assert server.calls_of("imports.order")[0].arguments.draft.fields == ["name", "tax_number"]
    qtbot.waitUntil(window.save_button.isEnabled)


def test_of_a_file_that_cannot_be_read_no_account_of_the_one_before_is_shown(qtbot, shown, work, server, tmp_path):
    columns = [SheetColumn("Имя", "name", ["АО «А»"])]
    server.answers |= {
        "imports.preview": lambda _id, _sheet: ImportPreview(Sheet(), True, columns),
        "imports.order": lambda _draft: 2,
        "imports.one": lambda _id: ImportRow(2, 4, NOW, "Я", "а.csv", True, True, 1, 0, 0, 0, 9),
        "imports.account": lambda *_: Page(1, [AccountRow(2, Outcome.ADDED, "АО «А»", "", "")]),
        "jobs.job": lambda _id: JobRow(4, "", JobState.DONE, 1, 1, "Добавлено 1.", NOW, 1),
    }
    window = shown(ImportWindow(work))
    window._take_file(StoredFile(8, "а.csv", 10, "0" * 64, "text/plain"))
    qtbot.waitUntil(lambda: len(window.columns.choices) == 1)
    window.try_out()
    qtbot.waitUntil(lambda: window.summary.text() == "Добавлено 1." and window.below.currentIndex() == 1)

    def refuse(_id, _sheet):
        raise Invalid("Файл «б.xlsx» не читается: книга повреждена.")

    server.answers["imports.preview"] = refuse
    broken = tmp_path / "б.xlsx"
    broken.write_bytes(b"PK broken")
    window.bring(str(broken))
    qtbot.waitUntil(lambda: "не читается" in window.notice.text.text())
    assert (window.title.text(), window.summary.text(), window.below.currentIndex()) == ("б.xlsx", "", 0)
    assert not window.columns.choices
    assert not window.save_button.isEnabled()
    assert not window.load_button.isEnabled()


def test_an_account_that_comes_late_is_not_shown_under_the_name_of_another_file(qtbot, shown, work, server, tmp_path):
    columns = [SheetColumn("Имя", "name", ["АО «А»"])]
    server.answers |= {
        "imports.preview": lambda _id, _sheet: ImportPreview(Sheet(), True, columns),
        "imports.order": lambda _draft: 2,
        "imports.one": lambda _id: ImportRow(2, 4, NOW, "Я", "а.csv", True, True, 1, 0, 0, 0, 9),
        "imports.account": lambda *_: Page(1, [AccountRow(2, Outcome.ADDED, "АО «А»", "", "")]),
        "jobs.job": lambda _id: JobRow(4, "", JobState.DONE, 1, 1, "Добавлено 1.", NOW, 1),
    }
    window = shown(ImportWindow(work))
    window._take_file(StoredFile(8, "а.csv", 10, "0" * 64, "text/plain"))
    qtbot.waitUntil(window.try_button.isEnabled)
    window.try_out()
    assert not window.choose_button.isEnabled(), "what is ordered is seen to its end"
    qtbot.waitUntil(lambda: window.summary.text() == "Добавлено 1.")
    other = tmp_path / "б.csv"
    other.write_bytes("Имя".encode())
    window.bring(str(other))
    qtbot.waitUntil(lambda: window.title.text() == "б.csv" and window.try_button.isEnabled())
    assert (window.run, window.summary.text(), window.below.currentIndex()) == (None, "", 0)


def test_a_group_among_recipients_opens_into_its_members(qtbot, shown, work, calls, asked):
    form = shown(DocumentForm(asked, calls, TODAY, DocumentClass.OUTGOING))
    recipients = form.known.recipients
    assert isinstance(form.known, CardFields)
    recipients.line.setFocus()
    type_text(recipients.line, "постав")
    qtbot.waitUntil(recipients.line.is_open)
    QTest.keyClick(recipients.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: recipients.value() == [found(11).id, found(12).id])


def test_a_group_leaves_out_whom_the_letter_is_to_in_the_first_place(qtbot, shown, work, calls, asked):
    form = shown(DocumentForm(asked, calls, TODAY, DocumentClass.OUTGOING))
    recipients = form.known.recipients
    form.correspondent.show_value(correspondent_suggestion(found(11)))
    recipients.line.setFocus()
    type_text(recipients.line, "постав")
    qtbot.waitUntil(recipients.line.is_open)
    QTest.keyClick(recipients.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: recipients.value() == [found(12).id])
