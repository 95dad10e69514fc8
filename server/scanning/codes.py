"""Our own codes on paper: separators between papers, and codes that name a card; foreign ones mean nothing."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import cv2
import numpy as np
import zxingcpp
from zxingcpp import BarcodeFormat, BarcodeFormats

from common.kernel.ids import DocumentId
from server.registry.stamping import LETTERS, MARK
from server.scanning.lookalikes import is_hatching, is_lettered, without_large_letters
from server.scanning.patterns import Place, code_places, inked
from server.scanning.raster import Grey

SEPARATOR = f"{MARK}SEP"
COVER = "|T"  # ends the code of a cover sheet
OF_CARD = re.compile(rf"{re.escape(MARK)}([A-Z]{{{LETTERS}}})?(\d{{1,18}})({re.escape(COVER)})?")
ELSEWHERE = "Гриф другой организации"
SCALES = (0.5, 1 / 3)  # thin bars, what is grainy; full size costs ten times as much and reads no more
READ_AT_MOST = 12  # places that look like codes; a page with more is no page of large letters
OURS = BarcodeFormats([BarcodeFormat.QRCode, BarcodeFormat.DataMatrix, BarcodeFormat.Code128])
SQUARE = BarcodeFormats([BarcodeFormat.QRCode])


class Found(NamedTuple):
    text: str
    valid: bool
    orientation: int
    place: Place
    make: str


@dataclass(frozen=True)
class Codes:
    """`damaged`: a code is there and cannot be read; `turned` is how to turn the page upright, clockwise.

    `foreign` names the makes of codes that are not ours, or that another installation printed them; makes other than
    ours are looked for only where one is seen.
    `cover`: the sheet names the card of the pages after it and is none of them.
    """

    separator: bool = False
    cover: bool = False
    cards: list[DocumentId] = field(default_factory=list)
    damaged: bool = False
    turned: int = 0
    foreign: list[str] = field(default_factory=list)


def codes_on(pixels: Grey, installation: str) -> Codes:
    """What our codes on a page at 300 dpi say; those printed before installations had a mark are taken for ours."""
    calm = np.asarray(cv2.medianBlur(pixels, 5), dtype=np.uint8)
    found = [each for scale in SCALES for each in _read(calm, scale)]
    known = OfInstallation(installation, found)
    ours = [each for each in found if each.valid and known.is_ours(each.text)]
    cards = dict.fromkeys(card for each in ours for card in _card(each.text))
    left, others = _unread(calm, found) if not ours else ([], [])
    foreign = [
        ELSEWHERE if each.text.startswith(MARK) else each.make
        for each in (*found, *others) if each.valid and not known.is_ours(each.text)
    ]  # fmt: skip
    return Codes(
        separator=any(each.text == SEPARATOR for each in ours),
        cover=any(each.text.endswith(COVER) and any(_card(each.text)) for each in ours),
        cards=list(cards),
        damaged=not ours and (any(not each.valid for each in found) or bool(left)),
        turned=_upright(ours[0].orientation) if ours else 0,
        foreign=list(dict.fromkeys(foreign)),
    )


def _read(calm: Grey, scale: float) -> list[Found]:
    small = cv2.resize(calm, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    whole = zxingcpp.read_barcodes(small, formats=OURS)
    found = whole or zxingcpp.read_barcodes(small, formats=SQUARE, return_errors=True)
    return [_found(each, scale) for each in found]


def _found(code: zxingcpp.Barcode, scale: float) -> Found:
    at = code.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    across, down = ([round(getattr(each, side) / scale) for each in corners] for side in ("x", "y"))
    place = Place(min(across), min(down), max(across), max(down))
    return Found(code.text, code.valid, code.orientation, place, str(code.format))


def _unread(calm: Grey, found: list[Found]) -> tuple[list[Place], list[Found]]:
    """Where something looks like a code and is none that can be read, and foreign codes of whatever make."""
    known, ink = [each for each in found if each.valid], inked(calm)
    if not any(code_places(ink)):
        return [], []
    places = code_places(without_large_letters(ink))
    left = [place for place in places if not any(place.meets(each.place) for each in known)]
    left = [place for place in left if not is_hatching(calm, place)]
    if not left:
        return [], []
    small = cv2.resize(calm, None, fx=SCALES[0], fy=SCALES[0], interpolation=cv2.INTER_AREA)
    foreign = [_found(each, SCALES[0]) for each in zxingcpp.read_barcodes(small)]
    left = [place for place in left if not any(place.meets(each.place) for each in foreign)]
    unread = left if len(left) > READ_AT_MOST else [place for place in left if not is_lettered(calm, place)]
    return unread, foreign


class OfInstallation:
    """Bars have no room for the mark: beside a square code of another installation those of its card are foreign."""

    def __init__(self, mark: str, found: Iterable[Found]) -> None:
        cards = [card for each in found if (card := OF_CARD.fullmatch(each.text))]
        self._mark = mark
        self._elsewhere = {card[2] for card in cards if card[1] not in {None, mark}}

    def is_ours(self, text: str) -> bool:
        card = OF_CARD.fullmatch(text)
        if card is None:
            return text.startswith(MARK)
        return card[1] == self._mark if card[1] else card[2] not in self._elsewhere


def _card(text: str) -> Iterator[DocumentId]:
    if card := OF_CARD.fullmatch(text):
        yield DocumentId(int(card[2]))


def _upright(orientation: int) -> int:
    """The reader tells how far the code is turned; a scan lies straight or on a side."""
    return int(np.round(-orientation / 90)) % 4 * 90
