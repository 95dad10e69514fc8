"""How pages come to the bench: from files, the clipboard, a folder and a scanner, and how none is lost on the way."""

from pathlib import Path
from threading import Event

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from shiboken6 import delete

from client.scanning.bench_window import BenchWindow
from client.scanning.devices import ScanSettings
from client.scanning.leaving import Leaving
from client.scanning.stack import Stack
from client.scanning.watched_folder import PATIENCE
from common.kernel.ids import BatchId
from common.rpc.errors import Invalid, Unavailable
from tests.factories.stack_on_server import BATCH, picture


def test_files_are_taken_or_refused_in_words(window, stack, tmp_path, qtbot):
    empty = tmp_path / "пусто.pdf"
    empty.touch()
    program = tmp_path / "письмо.exe"
    program.write_bytes(b"MZ")
    window.add_files([picture(tmp_path, "письмо.png"), empty, program])
    qtbot.waitUntil(lambda: "пуст (0 байт)" in window.notice.text.text())
    assert "«письмо.exe»: принимаются только" in window.notice.text.text()
    qtbot.waitUntil(lambda: window.foot.count.text() == "Документов: 1, страниц: 1")
    assert window.stack.pages == ()
    assert window.notice.isVisible(), "the batch that was begun for the good ones hides nothing"
    assert (stack.draft.place_id, stack.draft.source) == (window.bar.place.value(), "Файл")


def test_an_e_mail_is_told_where_it_goes(window, tmp_path, qtbot):
    mail = tmp_path / "Обращение.eml"
    mail.write_bytes(b"From: a@b.ru")
    window.add_files([mail])
    qtbot.waitUntil(window.notice.isVisible)
    assert "«Обращение.eml» — электронное письмо" in window.notice.text.text()
    assert "Перетащите его на открытую карточку" in window.notice.text.text()


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


def test_files_still_being_copied_hold_the_batch_up(window, stack, server, tmp_path, qtbot):
    window.add_files([picture(tmp_path, f"{number}.png", 10 * number) for number in range(1, 6)])
    assert window.feeding.left == 5
    assert "поступают" in window.view.empty_words()
    window.release()
    assert "ещё поступают" in window.notice.text.text()
    qtbot.waitUntil(lambda: len(stack.pages) == 5 and window.feeding.left == 0)
    assert server.calls_of("batches.release") == []


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
    qtbot.waitUntil(lambda: len(stack.pages) == 5 and laid.stack.pages == ())
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


def test_a_page_whose_laying_was_not_heard_of_is_laid_under_the_same_key_when_the_bench_opens_again(
    work, stack, server, tmp_path, qtbot, monkeypatch
):
    monkeypatch.setattr(BenchWindow, "_look", lambda _self: None)
    laid, gone = Event(), Event()

    def lay_and_be_slow_to_say_so(batch_id, brought):
        stack.add(batch_id, brought)
        laid.set()
        gone.wait(20)

    server.answers["batches.add"] = lay_and_be_slow_to_say_so
    window = BenchWindow(work, tmp_path / "table")
    window.add_files([picture(tmp_path, "1.png")])
    qtbot.waitUntil(laid.is_set)
    window.close()
    delete(window)
    gone.set()
    again = BenchWindow(work, tmp_path / "table")
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: again.stack.pages == ())
    first, second = server.calls_of("batches.add")
    assert (first.key, first.arguments) == (second.key, second.arguments)


def test_a_page_whose_laying_was_lost_with_the_line_is_laid_under_the_same_key(window, stack, server, tmp_path, qtbot):
    def refuse(_id, _brought):
        raise Unavailable("База данных сейчас недоступна.")

    server.answers["batches.add"] = refuse
    window.add_files([picture(tmp_path, f"{number}.png") for number in (1, 2)])
    qtbot.waitUntil(lambda: "недоступна" in window.notice.text.text())
    server.answers["batches.add"] = stack.add
    window.feeding.go_on()
    qtbot.waitUntil(lambda: window.feeding.left == 0)
    *tried, again, other = server.calls_of("batches.add")
    assert {heard.key for heard in tried} == {again.key} != {other.key}


def test_closing_waits_for_files_still_being_copied_and_none_is_lost(window, stack, server, work, tmp_path, qtbot):
    def refuse(_id, _brought):
        raise Invalid("Место регистрации закрыто.")

    server.answers["batches.add"] = refuse
    window.add_files([picture(tmp_path, f"{number}.png", 10 * number) for number in range(1, 9)])
    assert window.close()
    assert len(window.stack.pages) == 8
    server.answers["batches.add"] = stack.add
    again = BenchWindow(work, tmp_path / "table")
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: len(stack.pages) == 8)


def test_a_bench_that_is_closed_tells_first_what_could_not_be_taken(window, tmp_path):
    told = []

    def read_and_stay():
        box = window.findChild(Leaving)
        if window.feeding.intake.left:
            QTimer.singleShot(10, read_and_stay)
        else:
            told.append(box.text())
            box.stay_button.click()

    (tmp_path / "пусто.pdf").touch()
    window.add_files([tmp_path / "пусто.pdf"])
    QTimer.singleShot(0, read_and_stay)
    assert not window.close()
    assert "пуст (0 байт)" in told[0]


def test_a_file_that_fails_in_an_unheard_of_way_is_told_and_the_rest_goes_on(
    window, stack, tmp_path, monkeypatch, qtbot
):
    copied = Stack.copied

    def fail_once(stack, file):
        if file.name == "1.png":
            raise RuntimeError("имя не из этой кодировки")
        return copied(stack, file)

    monkeypatch.setattr(Stack, "copied", fail_once)
    window.add_files([picture(tmp_path, f"{number}.png") for number in (1, 2, 3)])
    qtbot.waitUntil(lambda: "«1.png» не читается: имя не из этой кодировки." in window.notice.text.text())
    qtbot.waitUntil(lambda: len(stack.pages) == 2 and window.feeding.left == 0)


def test_a_picture_pasted_while_files_are_copied_leaves_them_one_at_a_time(window, slow_share, tmp_path, qtbot):
    window.add_files([picture(tmp_path, f"{number}.png") for number in (1, 2, 3)])
    slow_share.passing.add("Из буфера обмена.png")
    image = QImage(100, 140, QImage.Format.Format_Grayscale8)
    image.fill(255)
    QGuiApplication.clipboard().setImage(image)
    window.paste()
    QGuiApplication.clipboard().clear()
    assert [page.title for page in window.stack.pages] == ["Из буфера обмена.png"]
    assert window.feeding.intake.left == 3
    slow_share.moves.set()
    qtbot.waitUntil(lambda: window.feeding.left == 0)
    assert slow_share.most_at_once == 1


class SlowShare:
    """Copying stands still until it moves; counts how many files are copied at once."""

    def __init__(self, copied):
        self.moves, self.passing, self.most_at_once = Event(), set(), 0
        self._copied, self._under_way = copied, []

    def copy(self, stack, file):
        if file.name not in self.passing:
            self._under_way.append(file)
            self.most_at_once = max(self.most_at_once, len(self._under_way))
            self.moves.wait(20)
            self._under_way.remove(file)
        return self._copied(stack, file)


@pytest.fixture
def slow_share(monkeypatch):
    share = SlowShare(Stack.copied)
    monkeypatch.setattr(Stack, "copied", lambda stack, file: share.copy(stack, file))
    yield share
    share.moves.set()


def test_whoever_will_not_wait_for_a_slow_share_is_told_what_is_lost(window, slow_share, tmp_path):
    said = []

    def close_at_once():
        box = window.findChild(Leaving)
        said.append(f"{box.text()} {box.informativeText()}")
        box.leave_button.click()

    window.add_files([picture(tmp_path, f"{number}.png") for number in (1, 2, 3)])
    QTimer.singleShot(0, close_at_once)
    assert window.close()
    assert "осталось: 3. Стол закроется сам" in said[0]
    assert "придётся добавить заново" in said[0]


def test_a_jam_tells_to_compare_the_count(window, tmp_path, qtbot):
    for number in (1, 2):
        picture(tmp_path / "tray", f"{number}-page.png", 60 * number)
    (tmp_path / "tray" / "3-jam").touch()
    with qtbot.waitSignal(window.scanner.ended, timeout=30_000):
        window.scan(ScanSettings(device=f"images:{tmp_path / 'tray'}"))
    assert "Бумага застряла" in window.notice.text.text()
    assert "Отсканировано страниц: 2" in window.notice.text.text()
    qtbot.waitUntil(lambda: window.feeding.left == 0)


def look(window, qtbot):
    """Once more into the folder that is watched, when nothing is being taken out of it."""
    qtbot.waitUntil(lambda: window.watched.ready)
    with qtbot.waitSignal(window.watched.looked):
        window.watched.look()


def watch(window, folder, qtbot):
    with qtbot.waitSignal(window.watched.looked):
        window.panel.watch(str(folder))


def test_a_machine_that_scans_into_a_folder_is_followed_and_nothing_is_deleted(window, stack, tmp_path, qtbot):
    folder = tmp_path / "сетевая папка"
    picture(folder, "0001.png", 33)
    watch(window, folder, qtbot)
    assert stack.pages == []  # the machine may still be writing
    look(window, qtbot)
    qtbot.waitUntil(lambda: len(stack.pages) == 1)
    picture(folder, "0001.png", 44)
    (folder / "0002.png").touch()
    for _ in range(3):
        look(window, qtbot)
    qtbot.waitUntil(lambda: len(stack.pages) == 2)
    assert sorted(file.name for file in (folder / "Принято").iterdir()) == ["0001 (1).png", "0001.png"]
    assert (folder / "0002.png").exists()  # empty: not yet written


def test_files_of_a_watched_folder_are_copied_off_the_window_and_each_once(window, stack, slow_share, tmp_path, qtbot):
    folder = tmp_path / "сетевая папка"
    picture(folder, "0001.png", 33)
    watch(window, folder, qtbot)
    look(window, qtbot)
    assert window.feeding.intake.left == 1
    window.panel.watch(None)
    window.panel.watch(str(folder))
    for _ in range(3):
        window.watched.look()
    assert window.feeding.intake.left == 1
    slow_share.moves.set()
    qtbot.waitUntil(lambda: len(stack.pages) == 1 and window.feeding.left == 0)
    assert [file.name for file in (folder / "Принято").iterdir()] == ["0001.png"]
    assert stack.draft.source == "Папка"


def test_a_file_that_cannot_be_put_aside_is_not_taken_and_told_once(window, stack, tmp_path, qtbot):
    folder = tmp_path / "сетевая папка"
    picture(folder, "0001.png", 33)
    (folder / "Принято").touch()
    watch(window, folder, qtbot)
    look(window, qtbot)
    qtbot.waitUntil(lambda: "«0001.png» не принят: его не переложить в папку «Принято»" in window.notice.text.text())
    for _ in range(3):
        look(window, qtbot)
    assert window.feeding.left == 0
    assert stack.pages == []
    assert (folder / "0001.png").exists()


def test_a_folder_that_goes_away_is_told_and_followed_no_longer(window, tmp_path, qtbot):
    folder = tmp_path / "сетевая папка"
    folder.mkdir()
    watch(window, folder, qtbot)
    folder.rmdir()
    window.watched.look()
    words = f"Папка «{folder}» недоступна: её больше нет на этом месте. За ней больше не следим"
    qtbot.waitUntil(lambda: words in window.notice.text.text())
    assert not window.panel.watch_button.isChecked()


def test_a_share_that_hangs_stalls_no_window_and_is_told(window, stack, tmp_path, monkeypatch, qtbot):
    folder = tmp_path / "сетевая папка"
    picture(folder, "0001.png", 33)
    answers, listing, looks = Event(), Path.iterdir, []

    def hang(self):
        if self == folder:
            looks.append(self)
            answers.wait(20)
        return listing(self)

    monkeypatch.setattr(Path, "iterdir", hang)
    window.panel.watch(str(folder))
    for _ in range(PATIENCE):
        window.watched.look()
    assert "«" + str(folder) + "» не отвечает" in window.notice.text.text()
    for chosen in (None, str(folder), None, str(folder)):
        window.panel.watch(chosen)
    with qtbot.waitSignal(window.watched.looked):
        answers.set()
    assert len(looks) == 1, "a folder that hangs holds one thread, however often it is chosen"
    look(window, qtbot)
    qtbot.waitUntil(lambda: len(stack.pages) == 1)


def test_a_file_renamed_in_the_midst_of_a_look_is_taken_at_the_next(window, stack, tmp_path, monkeypatch, qtbot):
    folder = tmp_path / "сетевая папка"
    gone, listing = folder / "0000.png", Path.iterdir
    picture(folder, "0001.png", 33)
    monkeypatch.setattr(Path, "iterdir", lambda self: [*listing(self), *([gone] if self == folder else [])])
    watch(window, folder, qtbot)
    look(window, qtbot)
    qtbot.waitUntil(lambda: len(stack.pages) == 1)
    assert window.panel.watch_button.isChecked()


def test_pages_tell_in_which_run_of_the_feeder_they_came(window, stack, tmp_path, qtbot):
    for number in (1, 2):
        picture(tmp_path / "tray", f"{number}-page.png", 60 * number)
    for pages in (2, 4):
        with qtbot.waitSignal(window.scanner.ended, timeout=30_000):
            window.scan(ScanSettings(device=f"images:{tmp_path / 'tray'}"))
        qtbot.waitUntil(lambda pages=pages: len(stack.pages) == pages)
    window.add_files([picture(tmp_path, "5.png", 9)])
    qtbot.waitUntil(lambda: len(stack.pages) == 5)
    first, again, second, its_back, file = (each.run for each in stack.brought)
    assert first == again
    assert second == its_back != first
    assert file == ""
