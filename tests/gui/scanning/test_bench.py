"""The bench as a clerk uses it: pages come, are divided and put right by keys, and go to their cards."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from client.scanning.bench_model import PageRow, TrayLine
from client.scanning.bench_window import BenchWindow
from client.scanning.bind_dialog import BindDialog
from client.scanning.devices import ScanSettings
from common.jobs import JobRow, JobState
from common.kernel.changes import Change, Kind
from common.kernel.ids import BatchId, BatchPageId, DocumentId, JobId
from common.kernel.paging import Page
from common.rpc.errors import Invalid, Unavailable
from common.scanning.arranging import Arrangement, Aside, Laid, Paper, Placed, Seen, laid_down, split
from common.scanning.batches import BatchRow, BatchState
from tests.factories.stack_on_server import BATCH, NOW, picture, rows, stand_on
from tests.factories.workplace import twin
from tests.gui.typing_keys import press, type_text

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_a_paper_is_divided_joined_and_undone_by_keys(laid, stack, qtbot):
    stand_on(laid, 3)
    press(laid.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2], [3, 4]])
    press(laid.view, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2, 3, 4]])
    laid.commands.undo_button.click()
    laid.commands.undo_button.click()
    assert not laid.commands.undo_button.isEnabled()
    laid.commands.redo_button.click()
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2], [3, 4]])
    assert laid.foot.count.text() == "Документов: 2, страниц: 4"


def test_papers_of_one_page_flow_side_by_side_under_one_line_and_each_names_its_document(laid, stack, qtbot):
    for number in (2, 3, 4):
        stand_on(laid, number)
        press(laid.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stack.papers() == [[1], [2], [3], [4]])
    line, *pages = laid.view.bench.rows
    assert (laid.view.title_of(line), [laid.view.foot_of(page) for page in pages]) == (
        "Документы 1–4", ["док. 1 · 1", "док. 2 · 2", "док. 3 · 3", "док. 4 · 4"],
    )  # fmt: skip
    tops = {laid.view.visualRect(laid.view.bench.index(row)).top() for row in (1, 2)}
    assert len(tops) == 1
    stand_on(laid, 2)
    press(laid.view, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2], [3], [4]])
    assert [laid.view.title_of(row) for row in laid.view.bench.rows if not isinstance(row, PageRow)] == [
        "Документ 1", "Документ 2", "Документ 3",
    ]  # fmt: skip


def test_pages_are_moved_turned_and_laid_aside_by_keys(laid, stack, qtbot):
    stand_on(laid, 3)
    press(laid.view, Qt.Key.Key_Left, ALT)
    qtbot.waitUntil(lambda: stack.papers() == [[1, 3, 2, 4]])
    press(laid.view, Qt.Key.Key_R, SHIFT)
    qtbot.waitUntil(lambda: [page.turned for page in stack.arrangement.papers[0].pages] == [0, 270, 0, 0])
    press(laid.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2, 4]])
    assert laid.foot.rest.text() == "отложено: 1"
    assert [each.why for each in stack.arrangement.tray] == [Aside.TAKEN_OUT]
    stand_on(laid, 3)
    press(laid.view, Qt.Key.Key_Insert)
    qtbot.waitUntil(lambda: stack.papers() == [[1, 2, 3, 4]])


def test_the_clerk_begins_with_a_page_and_not_with_the_separator_before_it(laid, stack, qtbot):
    stack.arrangement = Arrangement()
    for page in stack.pages:
        seen = Seen(page_id=page.id, separator=page.number == 1)
        stack.arrangement = laid_down(stack.arrangement, seen)
    stack.version += 1
    laid.table.refresh()
    qtbot.waitUntil(lambda: stack.papers() == [[2, 3, 4]] and laid.view.current_row().page.number == 2)
    assert laid.view.chosen() == [stack.pages[1].id]


def test_separators_lie_in_the_tray_under_a_line_of_their_own_below_what_is_worth_a_look(laid, stack, qtbot):
    whys = {1: Aside.SEPARATOR, 2: Aside.BLANK, 3: Aside.SEPARATOR}
    placed = {number: Placed(BatchPageId(100 + number)) for number in (1, 2, 3, 4)}
    stack.arrangement = Arrangement(
        papers=[Paper(pages=[placed[4]])], tray=[Laid(placed[number], why) for number, why in whys.items()]
    )
    laid.table.refresh()
    qtbot.waitUntil(lambda: [row.page.number for row in rows(laid)] == [4, 2, 1, 3])
    lines = [row for row in laid.view.bench.rows if isinstance(row, TrayLine)]
    assert [laid.view.title_of(line) for line in lines] == ["Отложено: 1", "Разделители: 2"]
    stand_on(laid, 1)
    press(laid.view, Qt.Key.Key_Insert)
    qtbot.waitUntil(lambda: [row.page.number for row in rows(laid)] == [1, 4, 2, 3])


def test_pages_chosen_together_stay_together(laid, stack, qtbot):
    stand_on(laid, 1, 2)
    press(laid.view, Qt.Key.Key_Right, ALT)
    qtbot.waitUntil(lambda: stack.papers() == [[3, 1, 2, 4]])
    laid.view.dropped.emit([row.page.id for row in rows(laid) if row.page.number == 4], rows(laid)[0])
    qtbot.waitUntil(lambda: stack.papers() == [[4, 3, 1, 2]])


def test_the_batch_in_hand_says_in_the_list_how_many_pages_it_has(laid, stack, qtbot):
    stack.rows = [
        BatchRow(id=BATCH, title="", place="Канцелярия", person="Петрова А. И.", state=BatchState.OPEN, pages=0,
                 papers=0, created=NOW),
    ]  # fmt: skip
    laid.bar.refresh()
    qtbot.waitUntil(lambda: laid.bar.which.combo.count() == 2)
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.bar.which.combo.currentText() == "№ 5: страниц 4, Петрова А. И.")
    laid.bar.show_rows(list(stack.rows))  # a list that was asked for before the pages came
    assert laid.bar.which.combo.currentText() == "№ 5: страниц 4, Петрова А. И."


def test_a_long_title_is_shortened_in_the_list_and_whole_in_its_tooltip(laid, stack, qtbot):
    title = "Почта министерств и ведомств за последнюю неделю ноября с приложениями"
    stack.rows = [BatchRow(id=BATCH, title=title, place="Канцелярия", person="Петрова А. И.", state=BatchState.OPEN,
                           pages=4, papers=1, created=NOW)]  # fmt: skip
    laid.bar.refresh()
    named = "№ 5 «Почта министерств и ведомств за…»: страниц 4, Петрова А. И."
    qtbot.waitUntil(lambda: laid.bar.which.combo.itemText(1) == named)
    assert laid.bar.which.combo.itemData(1, Qt.ItemDataRole.ToolTipRole) == title


def test_the_size_of_the_pictures_is_the_one_chosen_last(laid, work, tmp_path, qtbot):
    laid.view.zoom(-1)
    again = BenchWindow(work, tmp_path / "other table")
    qtbot.addWidget(again)
    assert again.view.itemDelegate().size == laid.view.itemDelegate().size


def test_faces_and_backs_scanned_one_after_another_are_collated(laid, stack, qtbot):
    stand_on(laid, 1)
    laid.commands.collate_button.click()
    qtbot.waitUntil(lambda: stack.papers() == [[1, 4, 2, 3]])


def test_a_page_scanned_again_takes_the_place_of_the_bad_one(laid, stack, tmp_path, qtbot):
    picture(tmp_path / "tray", "1-page.png", 7)
    stand_on(laid, 2)
    laid.stack.replace_next(rows(laid)[1].page.id)
    with qtbot.waitSignal(laid.scanner.ended, timeout=30_000):
        laid.scan(ScanSettings(device=f"images:{tmp_path / 'tray'}"))
    qtbot.waitUntil(lambda: stack.papers() == [[1, 5, 3, 4]])
    assert stack.arrangement.tray[0].why is Aside.RESCANNED


def test_what_another_clerk_has_laid_is_shown_with_the_reason(laid, stack, qtbot):
    stack.version = 9
    stand_on(laid, 2)
    press(laid.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "другой сотрудник" in laid.notice.text.text())
    qtbot.waitUntil(lambda: laid.table.arrangement == stack.arrangement)
    assert not laid.commands.undo_button.isEnabled()


def test_whoever_lays_pages_aside_goes_on_with_the_next(laid, stack, qtbot):
    for aside, next_one in ((2, 3), (4, 3), (3, 1)):
        stand_on(laid, aside)
        press(laid.view, Qt.Key.Key_Delete)
        qtbot.waitUntil(lambda: laid.table.settled)
        assert laid.view.current_row().page.number == next_one
    assert stack.papers() == [[1]]


def test_that_the_server_is_silent_stands_above_the_pages_only_until_it_answers(laid, work):
    laid.notice.refuse(Unavailable("Сервер не отвечает."))
    work.calls.note_online(online=False)
    assert laid.notice.isVisible()
    work.calls.note_online(online=True)
    assert laid.notice.isHidden()


def test_a_batch_of_a_colleague_comes_into_the_list_by_itself(laid, stack, work, qtbot):
    stack.rows = [
        BatchRow(id=BatchId(77), title="Суды", place="Канцелярия", person="Петрова А. И.", state=BatchState.OPEN,
                 pages=9, papers=1, created=NOW),
    ]  # fmt: skip
    work.calls.changed.emit([Change(Kind.BATCH, 77)])
    qtbot.waitUntil(lambda: "Суды" in laid.bar.which.combo.itemText(1))


def test_what_another_clerk_has_done_in_between_is_not_undone_with_ones_own(laid, stack, work, qtbot):
    stand_on(laid, 2)
    press(laid.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: stack.papers() == [[1], [2, 3, 4]] and laid.table.settled)
    assert laid.commands.undo_button.isEnabled()
    stack.arrangement = split(stack.arrangement, stack.pages[3].id)
    work.calls.changed.emit([Change(Kind.BATCH, BATCH)])
    qtbot.waitUntil(lambda: len(laid.table.arrangement.papers) == 3)
    assert not laid.commands.undo_button.isEnabled()


def test_the_clipboard_is_taken_by_its_usual_key_but_not_out_of_a_field(laid, qtbot):
    laid.show()
    qtbot.waitExposed(laid)
    QApplication.clipboard().setText("2026")
    laid.view.setFocus()
    press(laid.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "В буфере обмена нет ни файлов" in laid.notice.text.text()
    laid.notice.hide()
    press(laid.bar.title.editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert laid.notice.isHidden()
    assert laid.bar.title.value() == "2026"


def test_an_alarm_is_over_when_the_clerk_goes_on(laid, qtbot):
    laid.notice.say("Страница не читается.", alarm=True)
    stand_on(laid, 2)
    press(laid.view, Qt.Key.Key_Return)
    assert laid.notice.isHidden()


def test_a_batch_let_go_opens_its_only_document_and_clears_the_bench(laid, work, qtbot):
    with qtbot.waitSignal(work.navigator.document_wanted) as wanted:
        laid.release()
        qtbot.waitUntil(lambda: laid.table.batch_id is None)
    assert wanted.args == [42]
    assert laid.foot.count.text() == "Стол пуст"
    assert "передана: документов — 1" in laid.notice.text.text()


def test_after_many_documents_a_key_leads_to_the_first_new_card_or_to_the_queue(laid, work, stack, qtbot):
    stack.documents, stack.fresh = [DocumentId(41), DocumentId(42), DocumentId(43)], [DocumentId(42), DocumentId(43)]
    with qtbot.assertNotEmitted(work.navigator.document_wanted):
        laid.release()
        qtbot.waitUntil(lambda: "документов — 3 (новых — 2" in laid.notice.text.text())
    with qtbot.waitSignal(work.navigator.document_wanted) as wanted:
        laid.notice.first.emit()
    assert wanted.args == [42]
    with qtbot.waitSignal(work.navigator.folder_wanted) as folder:
        laid.notice.second.emit()
    assert folder.args == ["registry.unregistered"]


def test_a_released_batch_is_read_printed_and_takes_no_pages(laid, work, stack, server, tmp_path, qtbot):
    stack.state = BatchState.RELEASED
    stack.arrangement = Arrangement(papers=[Paper(pages=stack.arrangement.papers[0].pages, document_id=DocumentId(42))])
    stack.rows = [
        BatchRow(id=BATCH, title="Утро", place="Канцелярия", person="Петрова А. И.", state=BatchState.RELEASED,
                 pages=4, papers=1, created=NOW),
    ]  # fmt: skip
    laid.bar.refresh()
    qtbot.waitUntil(lambda: laid.bar.which.combo.count() == 2)
    laid.bar.which.combo.setCurrentIndex(1)
    laid.bar.which.combo.activated.emit(1)
    qtbot.waitUntil(lambda: laid.foot.rest.text() == "передана")
    released = "№ 5 «Утро»: передана, документов 1, Петрова А. И."
    qtbot.waitUntil(lambda: laid.bar.which.combo.currentText() == released)
    assert laid.foot.protocol_button.isEnabled()
    assert not laid.foot.release_button.isEnabled()
    assert not laid.bar.title.line.isEnabled() or laid.bar.title.line.isReadOnly()
    stand_on(laid, 2)
    with qtbot.waitSignal(work.navigator.document_wanted) as wanted:
        press(laid.view, Qt.Key.Key_Return)
    assert wanted.args == [42]
    server.answers["batches.open"] = lambda _draft: BatchId(6)
    laid.add_files([picture(tmp_path, "5.png", 77)])
    qtbot.waitUntil(lambda: laid.table.batch_id == 6)


def test_what_another_clerk_has_done_with_the_batch_is_told_to_whoever_has_it_open(laid, stack, qtbot):
    stack.state, stack.documents = BatchState.RELEASED, [DocumentId(42), DocumentId(43)]
    stack.fresh = [DocumentId(43)]
    laid.table.refresh()
    qtbot.waitUntil(lambda: "Передал другой делопроизводитель" in laid.notice.text.text())
    told = "документов — 2 (новых — 1, они в папке «На регистрацию»; добавлено к прежним карточкам — 1)"
    assert told in laid.notice.text.text()
    laid.notice.hide()
    laid.table.refresh()
    qtbot.wait(50)
    assert laid.notice.isHidden(), "once"


def test_a_batch_refused_says_why_and_stays(laid, server, qtbot):
    def refuse(_id, _version):
        raise Invalid("Партию передать рано. Страница 2 не читается.")

    server.answers["batches.release"] = refuse
    laid.release()
    qtbot.waitUntil(lambda: "рано" in laid.notice.text.text())
    assert len(rows(laid)) == 4


def test_a_release_that_fails_in_the_background_says_why(laid, stack, server, qtbot):
    failed = JobRow(JobId(9), "Передача партии", JobState.FAILED, 0, 0, "Документ 1: карточка закрыта.", NOW, 1)
    server.answers["jobs.job"] = lambda _id: failed
    server.answers["batches.release"] = lambda _id, _version: 9
    laid.release()
    qtbot.waitUntil(lambda: "карточка закрыта" in laid.notice.text.text())
    assert len(rows(laid)) == 4


def test_a_paper_is_bound_to_a_card_found_by_its_number_and_freed_again(laid, stack, server, qtbot):
    server.answers["registry.documents"] = lambda *_: Page(1, [twin()])
    stand_on(laid, 1)
    laid.commands.bind_button.click()
    dialog = laid.findChild(BindDialog)
    type_text(dialog.document.line, "4001")
    qtbot.waitUntil(dialog.document.takes_enter)
    press(dialog.document.line, Qt.Key.Key_Down)
    press(dialog.document.line, Qt.Key.Key_Return)
    assert dialog.document.value() == 3
    dialog.save()
    qtbot.waitUntil(lambda: stack.arrangement.papers[0].document_id == 3)
    qtbot.waitUntil(lambda: laid.table.settled)
    laid.commands.bind_button.click()
    again = next(each for each in laid.findChildren(BindDialog) if each.isVisible())
    again.document.show_value(None)
    again.save()
    qtbot.waitUntil(lambda: stack.arrangement.papers[0].document_id is None)
