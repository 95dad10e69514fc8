"""The bench as a clerk uses it: pages come, are divided and put right by keys, and go to their cards."""

from datetime import UTC, datetime

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage

from client.scanning.bench_model import PageRow
from client.scanning.bench_window import BenchWindow
from client.scanning.bind_dialog import BindDialog
from client.scanning.devices import ScanSettings
from common.jobs import JobRow, JobState
from common.kernel.ids import BatchId, BatchPageId, DocumentId, JobId, PlaceId
from common.kernel.paging import Page
from common.rpc.errors import Invalid, Stale
from common.scanning.arranging import Arrangement, Aside, Paper, Seen, laid_down, replaced
from common.scanning.batches import Batch, BatchPage, BatchRow, BatchState, Look, Trouble, TroubleKind
from tests.factories.workplace import twin
from tests.gui.typing_keys import press, type_text

BATCH = BatchId(5)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


class StackOnServer:
    """The batch as the server keeps it, laid down by the same rules."""

    def __init__(self, server):
        self.pages, self.arrangement, self.version = [], Arrangement(), 1
        self.state, self.troubles, self.documents, self.brought = BatchState.OPEN, [], [], []
        self.rows: list[BatchRow] = []
        self.unseen = 0  # pages that nobody has looked over yet
        server.answers["batches.open"] = self.open
        server.answers["batches.describe"] = lambda _id, _draft: None
        server.answers["batches.batches"] = lambda: list(self.rows)
        server.answers["batches.add"] = self.add
        server.answers["batches.batch"] = lambda _id: self.batch()
        server.answers["batches.arrange"] = self.arrange
        server.answers["batches.let_pass"] = self.let_pass
        server.answers["batches.release"] = self.release
        done = JobRow(JobId(9), "Передача партии", JobState.DONE, 1, 1, "", NOW, 1)
        server.answers["jobs.job"] = lambda _id: done

    def open(self, draft):
        self.draft = draft
        return BATCH

    def add(self, _id, brought):
        for each in brought:
            self.brought.append(each)
            number = len(self.pages) + 1
            page = BatchPage(
                id=BatchPageId(100 + number), number=number, look=Look.SEEN, reason="", preview_id=each.file_id
            )
            self.pages.append(page)
            if each.instead_of:
                self.arrangement = replaced(self.arrangement, each.instead_of, page.id)
            else:
                seen = Seen(page_id=page.id, begins=each.begins)
                self.arrangement = laid_down(self.arrangement, seen)

    def batch(self):
        unseen = [
            BatchPage(id=BatchPageId(900 + number), number=number, look=Look.WAITING, reason="", preview_id=None)
            for number in range(self.unseen)
        ]
        return Batch(
            id=BATCH, title="", source="Файл", place_id=PlaceId(1), sheets=None, keep_blank=False, state=self.state,
            version=self.version, created=NOW, pages=[*self.pages, *unseen],
            arrangement=self.arrangement, cards=[], troubles=list(self.troubles), documents=list(self.documents),
        )  # fmt: skip

    def arrange(self, _id, version, arrangement):
        if version != self.version:
            raise Stale("Партию уже разложил другой сотрудник.")
        self.arrangement, self.version = arrangement, version + 1
        return self.version

    def let_pass(self, _id, keys):
        self.troubles = [each for each in self.troubles if each.key not in keys]

    def release(self, _id, _version):
        self.state, self.documents = BatchState.RELEASED, [DocumentId(42)]
        return JobId(9)

    def papers(self):
        numbers = {page.id: page.number for page in self.pages}
        return [[numbers[page_id] for page_id in paper.ids] for paper in self.arrangement.papers]


def picture(folder, name, shade=200):
    folder.mkdir(exist_ok=True)
    Image.new("L", (210, 297), shade).save(folder / name)
    return folder / name


@pytest.fixture
def stack(server):
    return StackOnServer(server)


@pytest.fixture
def window(qtbot, work, stack, tmp_path, monkeypatch):
    monkeypatch.setattr(BenchWindow, "_look", lambda _self: None)  # no search of the machine's own scanners
    window = BenchWindow(work, tmp_path / "table")
    qtbot.addWidget(window)
    window.resize(1150, 640)
    window.show()
    return window


@pytest.fixture
def laid(window, stack, tmp_path, qtbot):
    """Four pages of one paper on the bench."""
    window.add_files([picture(tmp_path, f"{n}.png", 40 * n) for n in (1, 2, 3, 4)])
    qtbot.waitUntil(lambda: len(rows(window)) == 4)
    assert stack.papers() == [[1, 2, 3, 4]]
    return window


def rows(window):
    return [row for row in window.view.bench.rows if isinstance(row, PageRow)]


def stand_on(window, *numbers):
    """The pages with these numbers chosen, the last one in hand."""
    ids = [row.page.id for row in rows(window) if row.page.number in numbers]
    window.view.clearSelection()
    model = window.view.selectionModel()
    for page_id in ids:
        index = window.view.bench.index(window.view.bench.row_of(page_id))
        model.select(index, model.SelectionFlag.Select)
        model.setCurrentIndex(index, model.SelectionFlag.NoUpdate)


def test_files_are_taken_or_refused_in_words(window, stack, tmp_path, qtbot):
    empty = tmp_path / "пусто.pdf"
    empty.touch()
    program = tmp_path / "письмо.exe"
    program.write_bytes(b"MZ")
    window.add_files([picture(tmp_path, "письмо.png"), empty, program])
    assert "пуст (0 байт)" in window.notice.text.text()
    assert "«письмо.exe»: принимаются только" in window.notice.text.text()
    qtbot.waitUntil(lambda: window.foot.count.text() == "Документов: 1, страниц: 1")
    assert window.stack.pages == ()
    assert (stack.draft.place_id, stack.draft.source) == (window.bar.place.value(), "Файл")


def test_files_can_be_dropped(window, stack, tmp_path, qtbot):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture(tmp_path, "письмо.png")))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none))
    qtbot.waitUntil(lambda: len(stack.pages) == 1)


def test_a_picture_is_taken_from_the_clipboard(window, stack, qtbot):
    image = QImage(100, 140, QImage.Format.Format_Grayscale8)
    image.fill(255)
    QGuiApplication.clipboard().setImage(image)
    window.paste()
    qtbot.waitUntil(lambda: len(stack.pages) == 1)
    QGuiApplication.clipboard().clear()
    window.paste()
    assert "ни файлов, ни изображения" in window.notice.text.text()


def test_a_file_of_several_pages_begins_a_paper_and_pictures_go_on(window, stack, tmp_path, qtbot):
    Image.new("L", (100, 140), 255).save(tmp_path / "письмо.tif")
    window.add_files([picture(tmp_path, "1.png", 10), tmp_path / "письмо.tif", picture(tmp_path, "2.png", 20)])
    qtbot.waitUntil(lambda: len(stack.pages) == 3)
    assert stack.papers() == [[1], [2, 3]]


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


def test_pages_chosen_together_stay_together(laid, stack, qtbot):
    stand_on(laid, 1, 2)
    press(laid.view, Qt.Key.Key_Right, ALT)
    qtbot.waitUntil(lambda: stack.papers() == [[3, 1, 2, 4]])
    laid.view.dropped.emit([row.page.id for row in rows(laid) if row.page.number == 4], rows(laid)[0])
    qtbot.waitUntil(lambda: stack.papers() == [[4, 3, 1, 2]])


def test_faces_and_backs_scanned_one_after_another_are_collated(laid, stack, qtbot):
    stand_on(laid, 1)
    laid.commands.collate_button.click()
    qtbot.waitUntil(lambda: stack.papers() == [[1, 4, 2, 3]])


def test_a_page_scanned_again_takes_the_place_of_the_bad_one(laid, stack, tmp_path, qtbot):
    picture(tmp_path / "tray", "1-page.png", 7)
    stand_on(laid, 2)
    laid._again = rows(laid)[1].page.id
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


def test_a_trouble_leads_to_its_page_and_may_be_let_pass(laid, stack, qtbot):
    stack.troubles = [
        Trouble(key="twin:103:", kind=TroubleKind.TWIN, words="Страница 3: такая же уже сканировалась.",
                page_id=BatchPageId(103)),
        Trouble(key="unknown:101:", kind=TroubleKind.UNKNOWN_CARD, words="Такой карточки нет.",
                page_id=BatchPageId(101)),
    ]  # fmt: skip
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.troubles.list.count() == 2)
    press(laid.troubles, Qt.Key.Key_Return)
    assert laid.view.current_row().page.number == 3
    laid.troubles.pass_button.click()
    qtbot.waitUntil(lambda: len(stack.troubles) == 1)
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.troubles.list.count() == 1)
    assert not laid.troubles.pass_button.isEnabled()


def test_a_batch_let_go_opens_its_only_document_and_clears_the_bench(laid, work, qtbot):
    with qtbot.waitSignal(work.navigator.document_wanted) as wanted:
        laid.release()
        qtbot.waitUntil(lambda: laid.table.batch_id is None)
    assert wanted.args == [42]
    assert laid.foot.count.text() == "Стол пуст"
    assert "передана: документов — 1" in laid.notice.text.text()


def test_pages_nobody_looks_at_any_more_are_looked_over_again(laid, stack, server, qtbot):
    stack.unseen = 1
    laid.table.refresh()
    qtbot.waitUntil(lambda: laid.foot.rest.text() == "просматривается: 1")
    server.answers["batches.look_again"] = lambda _id: True
    laid.release()
    qtbot.waitUntil(lambda: "начат заново" in laid.notice.text.text())
    server.answers["batches.look_again"] = lambda _id: False
    laid.release()
    qtbot.waitUntil(lambda: "ещё просматриваются" in laid.notice.text.text())
    assert server.calls_of("batches.release") == []


def test_a_batch_opened_with_pages_unseen_has_them_looked_over(laid, stack, server, qtbot):
    stack.unseen = 1
    server.answers["batches.look_again"] = lambda _id: True
    laid.table.take(BATCH)
    qtbot.waitUntil(lambda: len(server.calls_of("batches.look_again")) == 1)


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
    assert laid.bar.which.combo.currentText() == "№ 5 «Утро»: передана, документов 1, Петрова А. И."
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


def test_a_batch_refused_says_why_and_stays(laid, server, qtbot):
    def refuse(_id, _version):
        raise Invalid("Партию передать рано. Страница 2 не читается.")

    server.answers["batches.release"] = refuse
    laid.release()
    qtbot.waitUntil(lambda: "рано" in laid.notice.text.text())
    assert len(rows(laid)) == 4


def test_pages_for_a_batch_that_a_colleague_has_closed_begin_a_new_one(laid, stack, server, tmp_path, qtbot):
    taken = stack.add

    def refuse_the_old(batch_id, brought):
        if batch_id == BATCH:
            raise Invalid("Партия уже передана или снята.")
        taken(batch_id, brought)

    server.answers["batches.add"] = refuse_the_old
    server.answers["batches.open"] = lambda _draft: BatchId(6)
    laid.add_files([picture(tmp_path, "5.png", 77)])
    qtbot.waitUntil(lambda: "уже передана" in laid.notice.text.text())
    qtbot.waitUntil(lambda: len(stack.pages) == 5)
    assert laid.stack.pages == ()
    assert laid.table.batch_id == 6


def test_a_page_that_no_batch_takes_waits_and_is_sent_when_the_window_opens_again(
    window, stack, server, work, tmp_path, qtbot
):
    def refuse(_id, _brought):
        raise Invalid("Место регистрации закрыто.")

    server.answers["batches.add"] = refuse
    window.add_files([picture(tmp_path, "1.png")])
    qtbot.waitUntil(lambda: "закрыто" in window.notice.text.text())
    qtbot.waitUntil(lambda: len(server.calls_of("batches.add")) == 1)
    assert len(window.stack.pages) == 1
    window.close()
    server.answers["batches.add"] = stack.add
    again = BenchWindow(work, tmp_path / "table")
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: len(stack.pages) == 1)


def test_a_release_that_fails_in_the_background_says_why(laid, stack, server, qtbot):
    failed = JobRow(JobId(9), "Передача партии", JobState.FAILED, 0, 0, "Документ 1: карточка закрыта.", NOW, 1)
    server.answers["jobs.job"] = lambda _id: failed
    server.answers["batches.release"] = lambda _id, _version: 9
    laid.release()
    qtbot.waitUntil(lambda: "карточка закрыта" in laid.notice.text.text())
    assert len(rows(laid)) == 4


def test_a_jam_tells_to_compare_the_count(window, tmp_path, qtbot):
    for number in (1, 2):
        picture(tmp_path / "tray", f"{number}-page.png", 60 * number)
    (tmp_path / "tray" / "3-jam").touch()
    with qtbot.waitSignal(window.scanner.ended, timeout=30_000):
        window.scan(ScanSettings(device=f"images:{tmp_path / 'tray'}"))
    assert "Бумага застряла" in window.notice.text.text()
    assert "Отсканировано страниц: 2" in window.notice.text.text()
    qtbot.waitUntil(lambda: window.feeding.left == 0)


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


def test_a_machine_that_scans_into_a_folder_is_followed_and_nothing_is_deleted(window, stack, tmp_path, qtbot):
    folder = tmp_path / "сетевая папка"
    picture(folder, "0001.png", 33)
    window.panel.watch(str(folder))
    assert stack.pages == []  # the machine may still be writing
    window.watched.look()
    qtbot.waitUntil(lambda: len(stack.pages) == 1)
    picture(folder, "0001.png", 44)
    (folder / "0002.png").touch()
    for _ in range(3):
        window.watched.look()
    qtbot.waitUntil(lambda: len(stack.pages) == 2)
    assert sorted(file.name for file in (folder / "Принято").iterdir()) == ["0001 (1).png", "0001.png"]
    assert (folder / "0002.png").exists()  # empty: not yet written


def test_a_folder_that_goes_away_is_told_and_followed_no_longer(window, tmp_path):
    folder = tmp_path / "сетевая папка"
    folder.mkdir()
    window.panel.watch(str(folder))
    folder.rmdir()
    window.watched.look()
    assert "За папкой больше не следим" in window.notice.text.text()
    assert not window.panel.watch_button.isChecked()
