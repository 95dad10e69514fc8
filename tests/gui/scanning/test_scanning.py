import os
import shutil
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QProcess

from client.scanning.devices import ScanSettings, Trouble
from client.scanning.scanlib_source import stopped_by
from client.scanning.scanner import Scanner
from client.scanning.stack import Stack
from common.kernel.ids import BatchId
from common.scanning.profiles import SheetSize


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


@pytest.mark.skipif(
    not shutil.which("scanimage") or not list(Path("/usr/lib").glob("*/sane/libsane-test.so*")),
    reason="the SANE test backend is not installed",
)
def test_what_a_real_sane_driver_cannot_do_is_told_and_the_nearest_is_used(qtbot, scanner, tmp_path, monkeypatch):
    (tmp_path / "dll.conf").write_text("test\n")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
    pages = []
    scanner.page_scanned.connect(pages.append)
    settings = ScanSettings(device="test:0", duplex=True, dpi=200, size=SheetSize.A3)
    with qtbot.waitSignal(scanner.ended, timeout=60_000) as ended:
        scanner.scan(settings, tmp_path / "out")
    told = "\n".join(ended.args[0].told)
    assert ended.args[0].pages == 10
    assert "не берёт обе стороны" in told
    assert "Лист А3 в этот сканер не входит" in told
    with Image.open(pages[0]) as image:
        assert image.info["dpi"] == (200, 200)


def test_words_of_drivers_are_understood_through_the_chain_of_causes():
    error = RuntimeError("Scan cancelled by device")
    error.__cause__ = RuntimeError("SANE error: jammed")
    assert stopped_by(error).trouble is Trouble.JAM
    assert stopped_by(RuntimeError("??")).trouble is Trouble.OTHER


def test_stack_survives_a_crash_with_a_page_it_has_not_noted(tmp_path):
    stack = Stack(tmp_path / "table")
    stack.belong_to(BatchId(7))
    stack.add_copy(picture(tmp_path, "письмо.png"))
    picture(tmp_path / "table", "scanned-last.jpg")
    again = Stack(tmp_path / "table")
    assert [page.title for page in again.pages] == ["письмо.png", "scanned-last"]
    assert again.batch_id == 7


def test_a_file_tells_how_many_pages_it_has_where_it_is_copied(tmp_path):
    page = Image.new("L", (100, 140), 255)
    for name in ("all.pdf", "all.tif"):
        page.save(tmp_path / name, save_all=True, append_images=[page, page])
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-")
    stack = Stack(tmp_path / "table")
    files = [tmp_path / "all.pdf", tmp_path / "all.tif", tmp_path / "damaged.pdf", picture(tmp_path, "письмо.png")]
    assert [stack.copied(file).pages for file in files] == [3, 3, 1, 1]


def test_unreadable_index_loses_no_page(tmp_path):
    stack = Stack(tmp_path / "table")
    stack.add_copy(picture(tmp_path, "письмо.png"))
    (tmp_path / "table" / "stack.json").write_text("{")
    assert len(Stack(tmp_path / "table").pages) == 1
