"""Scanners of Windows, as far as they can be tried elsewhere: a fake stands for WIA's own objects."""

import pytest
import scanlib
from scanlib import ColorMode, ScanArea, SourceInfo

from client.scanning.devices import ScanSettings, ScanStopped, Trouble
from client.scanning.scanlib_source import ScanlibSource, stopped_by
from common.scanning.profiles import Feed, SheetSize

FEEDER = scanlib.ScanSource.FEEDER
PAPER_EMPTY, PAPER_JAM, BUSY, OFFLINE, LOCKED = 0x80210003, 0x80210002, 0x80210006, 0x80210005, 0x8021000D
COVER_OPEN, COVER_OPEN_AS_PRINTED = 0x80210010, 0x80210016


class ComError(Exception):
    """As comtypes gives it: the number with its sign, the text in the language of that Windows."""

    def __init__(self, code):
        super().__init__("Сбой")
        self.hresult = code - 2**32


class Transfer:
    def __init__(self, tray):
        self._tray = tray

    def Download(self, _flags, callback):
        said = self._tray.pop(0)
        if isinstance(said, int):
            raise ComError(said)
        callback.append(said)


class Item:
    def __init__(self, tray):
        self._tray = tray

    def QueryInterface(self, interface):
        return Transfer(self._tray) if interface == "transfer" else self


class Windows:
    """Does with an item and its end what scanlib 1.3.2 does: any error after page one ends the stack."""

    backend, id, name = "wia", "{6BDD1FC6}\\0000", "Kyocera M2040"
    sources = (SourceInfo(FEEDER, [200, 300], [ColorMode.GRAY], ScanArea(0, 0, 2159, 2970)),)

    def __init__(self, *tray):
        self._backend_impl = self
        item = Item(list(tray))
        self._handles = {self.id: (None, {FEEDER: item}, item)}
        self.asked = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def __str__(self):
        return self.name

    def scan_pages(self, **asked):
        self.asked = asked
        pages = []
        transfer = self._handles[self.id][1][FEEDER].QueryInterface("transfer")
        while True:
            try:
                transfer.Download(0, pages)
            except ComError as error:
                if not pages:
                    raise scanlib.ScanError("Scan failed") from error
                break
        yield from pages


@pytest.fixture
def windows(monkeypatch):
    def plugged_in(*tray):
        scanner = Windows(*tray)
        monkeypatch.setattr(scanlib, "open_scanner", lambda _id: scanner)
        monkeypatch.setattr(scanlib, "list_scanners", lambda timeout: [scanner])
        return scanner

    return plugged_in


def page(number):
    return scanlib.ScannedPage(data=bytes([number]), width=1, height=1, color_mode=ColorMode.GRAY)


def scanned(**how):
    pages, trouble = [], None
    try:
        pages.extend(picture.pixels[0] for picture in ScanlibSource().pages(ScanSettings(device=Windows.id, **how)))
    except ScanStopped as stopped:
        trouble = stopped.trouble
    return pages, trouble


def test_scanners_are_listed_by_the_names_windows_gives_them(windows):
    windows()
    assert [(device.id, device.name) for device in ScanlibSource().devices()] == [(Windows.id, Windows.name)]


def test_a_profile_is_asked_of_the_device_as_it_can(windows):
    scanner = windows(page(1), PAPER_EMPTY)
    scanned(dpi=400, colour=True, paper=Feed.FEEDER, size=SheetSize.A4)
    assert (scanner.asked["dpi"], scanner.asked["color_mode"], scanner.asked["source"]) == (300, ColorMode.GRAY, FEEDER)
    assert (scanner.asked["scan_area"].width, scanner.asked["scan_area"].height) == (2100, 2970)


def test_pages_come_in_their_order_until_the_feeder_is_empty(windows):
    windows(page(1), page(2), page(3), PAPER_EMPTY)
    assert scanned() == ([1, 2, 3], None)


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (PAPER_JAM, Trouble.JAM),
        (COVER_OPEN, Trouble.COVER),
        (COVER_OPEN_AS_PRINTED, Trouble.COVER),
        (0x80210001, Trouble.OTHER),
    ],
)
def test_a_stop_between_two_pages_is_told_and_the_pages_before_it_stay(windows, code, trouble):
    windows(page(1), page(2), code)
    assert scanned() == ([1, 2], trouble)


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        (PAPER_EMPTY, Trouble.EMPTY),
        (PAPER_JAM, Trouble.JAM),
        (COVER_OPEN, Trouble.COVER),
        (BUSY, Trouble.BUSY),
        (LOCKED, Trouble.BUSY),
        (OFFLINE, Trouble.OFFLINE),
    ],
)
def test_what_wia_says_by_number_is_understood_in_whatever_language_its_words_are(windows, code, trouble):
    windows(code)
    assert scanned() == ([], trouble)


def test_a_number_of_something_else_is_no_number_of_wia():
    error = RuntimeError("Сбой")
    error.__cause__ = ComError(0x80004005)
    assert stopped_by(error).trouble is Trouble.OTHER
