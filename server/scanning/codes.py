"""Our own codes on paper: separators between papers, and codes that name a card; foreign ones mean nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import zxingcpp
from zxingcpp import BarcodeFormat, BarcodeFormats

from common.kernel.ids import DocumentId
from server.registry.stamping import MARK
from server.scanning.raster import Grey

SEPARATOR = f"{MARK}SEP"
COVER = "|T"  # ends the code of a cover sheet
SCALES = (0.5, 1 / 3)  # thin bars, what is grainy; full size costs ten times as much and reads no more


@dataclass(frozen=True)
class Codes:
    """`damaged`: a square code is there and cannot be read; `turned` is how to turn the page upright, clockwise.

    `cover`: the sheet names the card of the pages after it and is none of them.
    """

    separator: bool = False
    cover: bool = False
    cards: list[DocumentId] = field(default_factory=list)
    damaged: bool = False
    turned: int = 0


def codes_on(pixels: Grey) -> Codes:
    """What our codes on a page at 300 dpi say."""
    calm = np.asarray(cv2.medianBlur(pixels, 5), dtype=np.uint8)
    found = [each for scale in SCALES for each in _read(calm, scale)]
    ours = [each for each in found if each.valid and each.text.startswith(MARK)]
    cards = dict.fromkeys(card for each in ours for card in _card(each.text))
    square = [each for each in found if each.format == BarcodeFormat.QRCode]
    return Codes(
        separator=any(each.text == SEPARATOR for each in ours),
        cover=any(each.text.endswith(COVER) and any(_card(each.text)) for each in ours),
        cards=list(cards),
        damaged=bool(square) and not any(each.valid for each in square),
        turned=_upright(ours[0].orientation) if ours else 0,
    )


def _read(calm: Grey, scale: float) -> list[zxingcpp.Barcode]:
    small = cv2.resize(calm, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ours = BarcodeFormats([BarcodeFormat.QRCode, BarcodeFormat.DataMatrix, BarcodeFormat.Code128])
    whole = zxingcpp.read_barcodes(small, formats=ours)
    if whole:
        return list(whole)
    return list(zxingcpp.read_barcodes(small, formats=BarcodeFormats([BarcodeFormat.QRCode]), return_errors=True))


def _card(text: str) -> Iterator[DocumentId]:
    number = text.removeprefix(MARK).removesuffix(COVER)
    if number.isdecimal() and len(number) <= 18:
        yield DocumentId(int(number))


def _upright(orientation: int) -> int:
    """The reader tells how far the code is turned; a scan lies straight or on a side."""
    return int(np.round(-orientation / 90)) % 4 * 90
