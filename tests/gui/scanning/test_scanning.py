import io
import os
import shutil
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, QProcess, Qt, QUrl
from PySide6.QtGui import QDropEvent

from client.scanning.devices import ScanSettings, Trouble
from client.scanning.scan_window import ScanWindow
from client.scanning.scanlib_source import stopped_by
from client.scanning.scanner import Scanner
from client.scanning.stack import Stack
from common.kernel.ids import DocumentId
from common.rpc.errors import Invalid
from tests.gui.typing_keys import press


def picture(folder: Path, name: str, shade: int = 200) -> Path:
    folder.mkdir(exist_ok=True)
    Image.new("L", (210, 297), shade).save(folder / name)
    return folder / name


@pytest.fixture
def tray(tmp_path):
    """Three sheets in the feeder of a scanner that is a folder."""
    for number in (1, 2, 3):
        picture(tmp_path / "tray", f"{number}-page.png", 60 * number)
    return tmp_path / "tray"


@pytest.fixture
def scanner(qapp):
    scanner = Scanner()
    yield scanner
    scanner.abandon()
    for process in qapp.findChildren(QProcess):
        process.waitForFinished()


@pytest.fixture
def window(qtbot, work, tmp_path, monkeypatch):
    monkeypatch.setattr(ScanWindow, "_look", lambda _self: None)  # no search of the machine's own scanners
    window = ScanWindow(work, tmp_path / "table")
    qtbot.addWidget(window)
    window.resize(1150, 640)
    window.show()
    return window


def scanned(qtbot, scanner, folder, device):
    with qtbot.waitSignal(scanner.ended, timeout=30_000) as ended:
        scanner.scan(ScanSettings(device=device), folder)
    return ended.args[0]


def test_pages_lie_on_the_disk_as_they_come(qtbot, scanner, tray, tmp_path):
    pages = []
    scanner.page_scanned.connect(pages.append)
    ended = scanned(qtbot, scanner, tmp_path / "out", f"images:{tray}")
    assert (ended.pages, ended.trouble) == (3, None)
    for page in pages:
        with Image.open(page) as image:
            assert image.info["dpi"] == (300, 300)


@pytest.mark.parametrize("trouble", list(Trouble))
def test_stop_names_its_cause_and_keeps_the_pages(qtbot, scanner, tray, tmp_path, trouble):
    (tray / f"2-{trouble}").touch()
    (tray / "2-page.png").unlink()
    ended = scanned(qtbot, scanner, tmp_path / "out", f"images:{tray}")
    assert (ended.pages, ended.trouble) == (1, trouble)
    assert ended.trouble.words.endswith(".")


def test_empty_feeder_says_so(qtbot, scanner, tmp_path):
    (tmp_path / "tray").mkdir()
    assert scanned(qtbot, scanner, tmp_path / "out", f"images:{tmp_path / 'tray'}").trouble is Trouble.EMPTY


def test_scanner_that_is_not_there_is_offline(qtbot, scanner, tmp_path):
    assert scanned(qtbot, scanner, tmp_path / "out", "images:/nowhere").trouble is not None


def test_hung_driver_is_killed_and_the_pages_stay(qtbot, scanner, tray, tmp_path):
    os.mkfifo(tray / "2-stuck.png")  # opening it never ends
    with qtbot.waitSignal(scanner.page_scanned, timeout=30_000):
        scanner.scan(ScanSettings(device=f"images:{tray}"), tmp_path / "out")
    with qtbot.waitSignal(scanner.ended) as ended:
        scanner.cancel()
    assert ended.args[0].pages >= 1
    assert ended.args[0].trouble is None
    assert list((tmp_path / "out").glob("*.jpg"))


@pytest.mark.skipif(
    not shutil.which("scanimage") or not list(Path("/usr/lib").glob("*/sane/libsane-test.so*")),
    reason="the SANE test backend is not installed",
)
def test_feeder_of_a_real_sane_driver(qtbot, scanner, tmp_path, monkeypatch):
    (tmp_path / "dll.conf").write_text("test\n")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
    assert scanned(qtbot, scanner, tmp_path / "out", "test:0").pages == 10
    (tmp_path / "test.conf").write_text('read-status-code "SANE_STATUS_JAMMED"\n')
    assert scanned(qtbot, scanner, tmp_path / "out", "test:0").trouble is Trouble.JAM


def test_words_of_drivers_are_understood_through_the_chain_of_causes():
    error = RuntimeError("Scan cancelled by device")
    error.__cause__ = RuntimeError("SANE error: jammed")
    assert stopped_by(error).trouble is Trouble.JAM
    assert stopped_by(RuntimeError("??")).trouble is Trouble.OTHER


def test_stack_survives_a_crash_with_a_page_it_has_not_noted(tmp_path):
    stack = Stack(tmp_path / "table")
    stack.add_copy(picture(tmp_path, "письмо.png"))
    stack.add_copy(picture(tmp_path, "приложение.png"))
    stack.arrange(list(reversed(stack.pages)))
    picture(tmp_path / "table", "scanned-last.jpg")
    again = Stack(tmp_path / "table")
    assert [page.title for page in again.pages] == ["приложение.png", "письмо.png", "scanned-last"]
    assert again.name == "письмо"


def test_unreadable_index_loses_no_page(tmp_path):
    stack = Stack(tmp_path / "table")
    stack.add_copy(picture(tmp_path, "письмо.png"))
    (tmp_path / "table" / "stack.json").write_text("{")
    assert len(Stack(tmp_path / "table").pages) == 1


def test_files_are_taken_or_refused_in_words(window, tmp_path):
    empty = tmp_path / "пусто.pdf"
    empty.touch()
    program = tmp_path / "письмо.exe"
    program.write_bytes(b"MZ")
    window.add_files([picture(tmp_path, "письмо.png"), empty, program])
    assert len(window.stack.pages) == 1
    assert "пуст (0 байт)" in window.notice.text.text()
    assert "«письмо.exe»: принимаются только" in window.notice.text.text()
    assert window.count.text() == "Страниц: 1"


def test_pages_of_a_tiff_are_counted(window, tmp_path):
    first, second = Image.new("L", (100, 140), 255), Image.new("L", (100, 140), 0)
    first.save(tmp_path / "двое.tif", save_all=True, append_images=[second])
    window.add_files([tmp_path / "двое.tif"])
    assert window.count.text() == "Страниц: 2"


def test_files_can_be_dropped(window, tmp_path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture(tmp_path, "письмо.png")))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none))
    assert len(window.stack.pages) == 1


def test_pages_are_put_in_order_and_thrown_out_by_keys(window, tmp_path):
    window.add_files([picture(tmp_path, f"{n}.png") for n in (1, 2, 3)])
    window.pages.setCurrentRow(2)
    press(window.pages, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [page.title for page in window.stack.pages] == ["1.png", "3.png", "2.png"]
    press(window.pages, Qt.Key.Key_Delete)
    assert len(window.stack.pages) == 2
    assert len(list(window.stack.folder.glob("*.png"))) == 2


def test_scanned_stack_is_sent_and_its_draft_opens(window, server, tray, qtbot, work):
    server.answers["scanning.accept"] = lambda _stack: DocumentId(42)
    with qtbot.waitSignal(window.scanner.ended, timeout=30_000):
        window.scan(ScanSettings(device=f"images:{tray}"))
    assert "Отсканировано страниц: 3" in window.notice.text.text()
    with qtbot.waitSignal(work.navigator.document_wanted) as wanted:
        window.send_button.click()
    assert wanted.args == [42]
    stack = server.calls_of("scanning.accept")[0].arguments.stack
    assert len(stack.file_ids) == 3
    assert stack.source == "Сканер"
    assert window.stack.pages == ()


def test_files_are_sent_also_while_scanners_are_looked_for(window, server, tmp_path, qtbot):
    server.answers["scanning.accept"] = lambda _stack: DocumentId(42)
    window.add_files([picture(tmp_path, "письмо.png")])
    window.scanner.look()
    with qtbot.waitSignal(window.sending.done):
        window.send_button.click()


def test_files_that_have_arrived_are_not_sent_again(window, server, tmp_path, qtbot):
    def refuse(_stack):
        raise Invalid("Место регистрации закрыто.")

    server.answers["scanning.accept"] = refuse
    window.add_files([picture(tmp_path, "1.png"), picture(tmp_path, "2.png", 9)])
    window.send()
    qtbot.waitUntil(lambda: "Место регистрации закрыто." in window.notice.text.text())
    server.answers["scanning.accept"] = lambda _stack: DocumentId(1)
    with qtbot.waitSignal(window.sending.done):
        window.send()
    assert len(server.calls_of("files.begin")) == 2


def test_jam_tells_to_compare_the_count(window, tray, qtbot):
    (tray / "3-jam").touch()
    (tray / "3-page.png").unlink()
    with qtbot.waitSignal(window.scanner.ended, timeout=30_000):
        window.scan(ScanSettings(device=f"images:{tray}"))
    assert "Бумага застряла" in window.notice.text.text()
    assert "Отсканировано страниц: 2" in window.notice.text.text()


def test_broken_image_does_not_stop_the_table(window, tmp_path, qtbot):
    broken = tmp_path / "плохой.jpg"
    broken.write_bytes(io.BytesIO(b"no image").getvalue())
    window.add_files([broken])
    assert window.count.text() == "Страниц: 1"
