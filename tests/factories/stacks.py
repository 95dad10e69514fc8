"""Realistic stacks as a scanner sees them: letters of every kind, separators, labels, blank sides, foreign codes."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image
from zxingcpp import BarcodeFormat

from server.registry.stamping import MARK
from server.sample.letters import letter
from server.sample.wear import worn
from server.scanning.raster import Grey, read_page
from server.scanning.separator import code_image, separator_sheets
from tests.factories.ways_to_scan import Way, faxed, printed

FORMS = (BarcodeFormat.QRCode, BarcodeFormat.QRCode, BarcodeFormat.DataMatrix, BarcodeFormat.Code128)
FOREIGN = ("https://example.org/pay?id=55", "ST00012|Name=МУП", "460708800001", "SEP", "EDMS2|44")
LABEL = (283, 283)  # 24 mm at 300 dpi
LINE = (900, 180)  # a Code 128 of 0.38 mm a module
POOL = range(701, 725)
WAYS = (Way.OFFICE, Way.OFFICE, Way.TABLE, Way.TWO_COLUMNS, Way.MARGIN, Way.FAX)
BAD_COPIES = 0.2
AT_HAND = 40  # letters kept printed

SAME_PRINT = {Way.FAX: Way.OFFICE, Way.MARGIN: Way.OFFICE}  # for who looks whether a sheet came before

Printed = tuple[int, Way, int]


@dataclass
class Truth:
    """What the pipeline does not see: the pages of each paper by their place in the stack, and its card."""

    papers: list[list[int]] = field(default_factory=list)
    cards: list[int | None] = field(default_factory=list)
    separators: list[int] = field(default_factory=list)
    blanks: list[int] = field(default_factory=list)


@dataclass
class Sheet:
    pixels: Grey
    level: int
    way: Way
    carries: str
    printed: Printed | None = None  # the letter, how it came and its sheet; for what is no letter nothing


def stack(seed: int, pages: int, truth: Truth) -> Iterator[Sheet]:
    """About so many pages; `truth` fills as they come."""
    draw = random.Random(seed)
    number = 0
    while number < pages:
        form = draw.choice(FORMS)
        labelled = draw.random() < 0.35
        card = draw.randrange(1, 3_000_000) if labelled else None
        if not labelled or draw.random() < 0.3 or not truth.papers:
            for _ in range(draw.choice((1, 1, 1, 2))):
                number += 1
                truth.separators.append(number)
                yield _scanned(_separator(), draw, "separator")
        duplex = draw.random() < 0.3
        paper: list[int] = []
        seed_of_letter, way = draw.choice(POOL), draw.choice(WAYS)
        for place, sheet in enumerate(_letter(seed_of_letter, way)):
            of_letter = (seed_of_letter, SAME_PRINT.get(way, way), place)
            number += 1
            paper.append(number)
            if place == 0 and card is not None:
                yield _scanned(_labelled(sheet, f"{MARK}{card}", form, draw), draw, f"card {form.name}", way, of_letter)
            elif draw.random() < 0.1:
                foreign = draw.choice(FOREIGN)
                yield _scanned(_labelled(sheet, foreign, BarcodeFormat.QRCode, draw), draw, "foreign", way, of_letter)
            else:
                yield _scanned(sheet, draw, "page", way, of_letter)
            if duplex:
                number += 1
                truth.blanks.append(number)
                yield _scanned(Image.new("L", sheet.size, 255), draw, "blank")
        truth.papers.append(paper)
        truth.cards.append(card)


def _scanned(
    sheet: Image.Image, draw: random.Random, carries: str, way: Way = Way.OFFICE, of_letter: Printed | None = None
) -> Sheet:
    level = 2 if draw.random() < BAD_COPIES else 1
    seen = worn(sheet, draw, level)
    if way is Way.FAX:
        seen = faxed(seen, draw)
    if draw.random() < 0.15:
        seen = seen.rotate(180)
    if draw.random() < 0.3:  # scanned at 200 dpi, brought to 300 by the reader
        small = seen.resize((seen.width * 2 // 3, seen.height * 2 // 3), Image.Resampling.BILINEAR)
        seen = small.resize(seen.size, Image.Resampling.BICUBIC)
    return Sheet(np.asarray(seen.convert("L"), dtype=np.uint8), level, way, carries, of_letter)


def _labelled(sheet: Image.Image, text: str, form: BarcodeFormat, draw: random.Random) -> Image.Image:
    """A label stuck where a clerk sticks it: at the top or the bottom, to the right, over what is there."""
    labelled = sheet.convert("L")
    size = LINE if form == BarcodeFormat.Code128 else LABEL
    code = code_image(text, form).resize(size, Image.Resampling.BILINEAR)
    at = (labelled.width - size[0] - draw.randrange(60, 400), draw.choice((80, labelled.height - size[1] - 120)))
    around = Image.new("L", (size[0] + 40, size[1] + 40), 255)
    around.paste(code, (20, 20))
    labelled.paste(around, at)
    return labelled


@lru_cache(AT_HAND)
def _letter(seed: int, way: Way) -> tuple[Image.Image, ...]:
    return tuple(sheet.convert("L") for sheet in printed(way, letter(seed), seed)[1])


@cache
def _separator() -> Image.Image:
    with TemporaryDirectory() as folder:
        file = Path(folder, "separator.pdf")
        file.write_bytes(separator_sheets(1))
        return Image.fromarray(read_page(file, 1).pixels)
