"""A network scanner that stops says why in plain words; no page is lost unsaid, and the batch goes on."""

import pytest

from client.scanning.devices import ScanSettings, ScanStopped, Trouble
from client.scanning.scanlib_source import ScanlibSource
from common.scanning.profiles import SheetSize
from tests.factories.escl import Escl, serving


def scan(scanner):
    """How many pages came, and why no more."""
    pages = 0
    try:
        for _ in ScanlibSource().pages(ScanSettings(device=scanner.device)):
            pages += 1
    except ScanStopped as stopped:
        return pages, stopped.trouble
    return pages, None


def test_a_stack_comes_whole_from_the_feeder():
    with serving(Escl(5)) as scanner:
        assert scan(scanner) == (5, None)
        assert scanner.sources == ["Feeder"]


def test_both_sides_are_asked_of_a_scanner_that_can():
    with serving(Escl(2, duplex=True)) as scanner:
        pages = list(ScanlibSource().pages(ScanSettings(device=scanner.device, duplex=True)))
        assert [page.told for page in pages] == [(), ()]
        assert "Duplex>true<" in scanner.orders[0]


def test_a_profile_beyond_the_scanner_is_scanned_with_the_nearest_and_told():
    wanted = {"duplex": True, "dpi": 600, "colour": True, "size": SheetSize.A3}
    with serving(Escl(1)) as scanner:
        (page,) = ScanlibSource().pages(ScanSettings(device=scanner.device, **wanted))
        assert "Duplex>" not in scanner.orders[0]
        assert "Grayscale8" in scanner.orders[0]
    assert page.dpi == 300
    told = "\n".join(page.told)
    for words in (
        "не умеет 600 точек на дюйм: отсканировано с 300",
        "не умеет цвет",
        "не берёт обе стороны",
        "Лист А3",
    ):
        assert words in told


def test_a_sheet_of_a_size_is_drawn_in_that_size():
    with serving(Escl(1)) as scanner:
        (page,) = ScanlibSource().pages(ScanSettings(device=scanner.device, size=SheetSize.A5))
        assert page.told == ()
        assert "Height>2480</" in scanner.orders[0]


def test_an_empty_feeder_asks_for_paper():
    with serving(Escl(0)) as scanner:
        assert scan(scanner) == (0, Trouble.EMPTY)
    assert "нет бумаги" in Trouble.EMPTY.words


@pytest.mark.parametrize(
    ("state", "code", "trouble"),
    [
        ("", 503, Trouble.BUSY),
        ("ScannerAdfHatchOpen", 503, Trouble.COVER),
        ("ScannerAdfHatchOpen", 500, Trouble.COVER),
        ("ScannerAdfJam", 503, Trouble.JAM),
    ],
)
def test_an_order_is_refused_for_what_the_feeder_says(state, code, trouble, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _seconds: None)  # between the tries of the library
    with serving(Escl(3, state=state, refuses=code)) as scanner:
        assert scan(scanner) == (0, trouble)
        scanner.mended()
        assert scan(scanner) == (3, None), "the batch goes on"


@pytest.mark.parametrize(
    ("fault", "state", "takes", "trouble"),
    [
        (503, "ScannerAdfJam", 0, Trouble.JAM),
        (503, "", 0, Trouble.JAM),
        (503, "ScannerAdfHatchOpen", 0, Trouble.COVER),
        (0, "", 0, Trouble.OFFLINE),
        (0, "", 4, Trouble.OFFLINE),
        (500, "", 4, Trouble.OTHER),
    ],
    ids=["jam", "stopped", "hatch", "cut", "cut-at-the-last", "failed-at-the-last"],
)
def test_a_stack_broken_off_is_told_and_goes_on_where_it_stopped(fault, state, takes, trouble):
    with serving(Escl(6, fails_after=2, fault=fault, fault_state=state, takes=takes)) as scanner:
        assert scan(scanner) == (2, trouble)
        scanner.mended()
        scanner.loaded = 4  # the sheet that was drawn in is laid back
        assert scan(scanner) == (4, None)


def test_a_scanner_that_is_off_is_told():
    with serving(Escl(1)) as scanner:
        pass
    assert scan(scanner) == (0, Trouble.OFFLINE)
    assert "Сканер не отвечает" in Trouble.OFFLINE.words
