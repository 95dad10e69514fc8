"""Letters as they reach the scanner: office scans, coarse ones, bad copies, faxes, columns, tables, margin notes."""

import random
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

import cv2
import numpy as np
from PIL import Image

from server.sample.correspondence import Letter, Table
from server.sample.ink import margin_note
from server.sample.paper import Setting
from server.sample.type_area import HEIGHT, INK, WIDTH, mm
from server.sample.wear import worn

FAX = (1728, 2292)  # «fine»: 204 × 196 dots an inch over A4
FAX_INK = 150
LOST_LINES = 6
GAP = 10  # mm between columns
TABLE = Table(
    ("Адрес", "Площадь, кв. м", "Срок работ"),
    (
        ("ул. Гагарина, 14", "1 204,5", "до 15.08.2026"),
        ("пр. Мира, 120", "986,0", "до 01.09.2026"),
        ("ул. Лесная, 3 корп. 2", "377,2", "до 20.09.2026"),
        ("наб. Речная, 8", "1 240,0", "до 01.10.2026"),
    ),
)


class Way(Enum):
    OFFICE = "office scan"
    COARSE = "150 dots an inch"
    BAD_COPY = "bad copy"
    FAX = "fax"
    TWO_COLUMNS = "two columns"
    TABLE = "table"
    MARGIN = "handwriting in the margin"

    @property
    def readable(self) -> bool:
        """Whether the targets hold for it: a readable letter at 300 dpi."""
        return self not in {Way.COARSE, Way.BAD_COPY, Way.FAX}


def scanned(way: Way, letter: Letter, seed: int) -> tuple[Letter, list[Image.Image]]:
    """The letter as it is true of these sheets, and the sheets."""
    written, sheets = printed(way, letter, seed)
    level = 2 if way is Way.BAD_COPY else 1
    seen = [worn(sheet, random.Random(f"{seed}/{number}"), level) for number, sheet in enumerate(sheets)]
    draw = random.Random(f"{seed}/{way.value}")
    if way is Way.COARSE:
        seen = [coarse(each) for each in seen]
    return written, [faxed(each, draw) for each in seen] if way is Way.FAX else seen


def printed(way: Way, letter: Letter, seed: int) -> tuple[Letter, list[Image.Image]]:
    """The letter as it is true of these sheets, and the sheets as they lie in the tray."""
    written = replace(letter, table=TABLE) if way is Way.TABLE else letter
    setting = TwoColumns(written) if way is Way.TWO_COLUMNS else Setting(written)
    setting.sign(random.Random(f"{seed}/ink"))
    sheets = setting.area.sheets
    draw = random.Random(f"{seed}/{way.value}")
    if way is Way.MARGIN:
        for sheet in sheets:
            for x, y in ((11, 60), (12, 150), (202, 110)):
                margin_note(sheet, mm(x), mm(y + draw.uniform(-15, 15)), draw)
    return replace(written, sheets=len(sheets)), sheets


def coarse(sheet: Image.Image) -> Image.Image:
    """Scanned at 150 dots an inch, brought to 300 by the reader."""
    small = sheet.resize((sheet.width // 2, sheet.height // 2), Image.Resampling.BILINEAR)
    return small.resize(sheet.size, Image.Resampling.BICUBIC)


def faxed(sheet: Image.Image, draw: random.Random) -> Image.Image:
    """Black and white in the dots of a fax, with lines lost on the way, brought to 300 dpi."""
    small = np.asarray(sheet.convert("L").resize(FAX, Image.Resampling.BILINEAR), dtype=np.uint8)
    light = cv2.divide(small, cv2.GaussianBlur(small, (0, 0), 40), scale=225)
    black = np.where(np.asarray(light) < FAX_INK, 0, 255).astype(np.uint8)
    for _ in range(LOST_LINES):
        row = draw.randrange(1, FAX[1])
        black[row] = black[row - 1]
    return Image.fromarray(black).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)


class TwoColumns(Setting):
    """The text of the letter in two columns, as information letters and bulletins have it."""

    def _text(self) -> None:
        area = self.area
        area.line(self.letter.addressee.salutation, area.left, area.right, align="centre")
        area.y += mm(3)
        width = (area.right - area.left - mm(GAP)) // 2
        lines = [line for paragraph in self.letter.body for line in area.wrapped(paragraph, width, mm(5))]
        while lines:
            room = max(1, (area.bottom - mm(65) - area.y) // area.step())
            rows = min(room, (len(lines) + 1) // 2)
            for column in (0, 1):
                self._column(lines[column * rows : (column + 1) * rows], area.left + column * (width + mm(GAP)))
            lines = lines[2 * rows :]
            area.y += rows * area.step()
            if lines:
                area.turn_over()

    def _column(self, lines: Sequence[Sequence[str]], left: int) -> None:
        area = self.area
        for number, words in enumerate(lines):
            place = (left, area.y + number * area.step())
            area.pen.text(place, " ".join(words), font=area.face(), fill=INK)
