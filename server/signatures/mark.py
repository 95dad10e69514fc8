"""The mark of an electronic signature (ГОСТ Р 7.0.97-2025, requisite 23), drawn on a copy where nothing stands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from server.registry.stamp import on_paper, seen_size
from server.reports.typeface import BOLD, REGULAR, broken, load

WIDTH, HEIGHT = 72 * mm, 30 * mm  # at most so high: the frame closes round its lines
LEFT, RIGHT, LOW, HIGH = 20 * mm, 10 * mm, 20 * mm, 20 * mm  # the margins of a document (ГОСТ Р 7.0.97)
REACH = 45 * mm  # what is further off stands no longer in the place of the signature
HEAD, FOOT, LEADING = 10.5 * mm, 1.8 * mm, 1.2
SIZES, SMALLEST = (8.0, 7.0), 5.0
WORD_GAP = 10  # points
AIR = 1.5 * mm  # around the mark
DPI = 72  # of the look for free room: one pixel a point
DARK = 200
INK = Color(0.11, 0.17, 0.47)
HEADLINE, SIMPLE = ("ДОКУМЕНТ ПОДПИСАН", "ЭЛЕКТРОННОЙ ПОДПИСЬЮ"), ("ДОКУМЕНТ ПОДПИСАН", "ПРОСТОЙ ЭЛЕКТРОННОЙ ПОДПИСЬЮ")

Box = tuple[float, float, float, float]  # left, bottom, right, top as a reader sees the page, in points
Ink = np.ndarray[tuple[int, int], np.dtype[np.bool_]]
Columns = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Mark:
    """`surname` is what the signature's line in the text ends with: the mark looks for room beside it."""

    headline: tuple[str, str]
    lines: tuple[str, ...]
    surname: str


@dataclass(frozen=True)
class Shape:
    """The lines of a mark in one size of type, and how high the frame round them is."""

    size: float
    lines: tuple[str, ...]
    height: float


@dataclass(frozen=True)
class Placed:
    page: int
    box: Box
    shape: Shape


@dataclass(frozen=True)
class Line:
    """The line of the signature: where between post and name the mark belongs."""

    page: int
    x: float
    y: float


def draw_marks(pdf: Path, out: Path, marks: Sequence[Mark]) -> list[Placed]:
    """Writes a copy with the marks; the ones for which there is no room stand on a page of their own at the end."""
    load()
    placed: list[Placed] = []
    with pikepdf.open(pdf) as copy:
        sight = Sight(pdf)
        try:
            for mark in marks:
                place = sight.room_for(mark)
                if place is None:
                    copy.add_blank_page(page_size=(210 * mm, 297 * mm))
                    place = sight.add_page(mark)
                placed.append(place)
                page = copy.pages[place.page]
                with pikepdf.open(BytesIO(_drawn(mark, place.shape))) as overlay:
                    page.add_overlay(overlay.pages[0], on_paper(page, _within(place.box, page)))
        finally:
            sight.close()
        copy.save(out)
    return placed


class Sight:
    """What is dark on the pages, and what has been put there since."""

    def __init__(self, pdf: Path) -> None:
        self._document = pdfium.PdfDocument(pdf)
        self._inks: dict[int, Ink] = {}
        self._added = 0

    def close(self) -> None:
        self._document.close()

    def room_for(self, mark: Mark) -> Placed | None:
        """In the place of the signature, else low on the right of the last page; nothing when it is full."""
        shapes = [_shaped(mark, size) for size in SIZES]
        line = self._signature_line(mark.surname)
        placed = self._on_line(line, shapes) if line else None
        if placed is None:
            last = len(self._document) - 1
            width = self._ink(last).shape[1]
            box = self._free(last, (width - RIGHT - WIDTH / 2, LOW + shapes[0].height / 2), shapes[0].height)
            placed = Placed(last, box, shapes[0]) if box else None
        if placed is not None:
            self._fill(placed.page, placed.box)
        return placed

    def _on_line(self, line: Line, shapes: Sequence[Shape]) -> Placed | None:
        """On the very line in the largest size in which it fits there, else as near to it as there is room."""
        found = [(shape, self._free(line.page, (line.x, line.y), shape.height)) for shape in shapes]
        tried = [Placed(line.page, box, shape) for shape, box in found if box is not None]
        on_it = [each for each in tried if each.box[1] <= line.y <= each.box[3]]
        near = [each for each in tried if _distance(each.box, line) <= REACH]
        return next(iter([*on_it, *near]), None)

    def add_page(self, mark: Mark) -> Placed:
        """A page more at the end, with the mark at its head."""
        page = len(self._document) + self._added
        self._added += 1
        shape, top = _shaped(mark, SIZES[0]), 297 * mm - HIGH
        return Placed(page, (LEFT, top - shape.height, LEFT + WIDTH, top), shape)

    def _signature_line(self, surname: str) -> Line | None:
        """The last place where the surname stands; pages from the end, for a name stands in the heading too."""
        for number in range(len(self._document) - 1, -1, -1):
            text = self._document[number].get_textpage()
            found = None
            searcher = text.search(surname, match_case=False) if surname else None
            while searcher is not None and (hit := searcher.get_next()) is not None:
                found = hit
            if found is None:
                continue
            text.count_rects(*found)
            _, bottom, _, top = text.get_rect(0)
            name = self._name_begins(number, text.get_rect(0)[0], bottom, top)
            post = self._post_ends(number, name, bottom, top)
            x = (post + name) / 2 if post is not None else name - WIDTH / 2 - AIR
            return Line(number, x, (bottom + top) / 2)
        return None

    def _post_ends(self, page: int, name: float, bottom: float, top: float) -> float | None:
        dark = self._dark_columns(page, bottom, top)
        before = np.nonzero(dark[: max(0, round(name) - 1)])[0]
        return float(before[-1]) if before.size else None

    def _name_begins(self, page: int, surname: float, bottom: float, top: float) -> float:
        """Initials stand before the surname: to the left until a gap wider than one between words."""
        dark = self._dark_columns(page, bottom, top)
        begin = round(surname)
        for column in range(begin, -1, -1):
            if begin - column > WORD_GAP:
                break
            if column < dark.size and dark[column]:
                begin = column
        return float(begin)

    def _dark_columns(self, page: int, bottom: float, top: float) -> Columns:
        ink = self._ink(page)
        return np.asarray(ink[max(0, ink.shape[0] - round(top)) : ink.shape[0] - round(bottom)].any(axis=0))

    def _free(self, page: int, near: tuple[float, float], height: float) -> Box | None:
        """The free place of that height within the margins that is nearest to the wanted one."""
        ink = self._ink(page)
        tall, wide = ink.shape
        across, down = round(WIDTH + 2 * AIR), round(height + 2 * AIR)
        left, right, low, high = (round(edge - AIR) for edge in (LEFT, RIGHT, LOW, HIGH))
        if tall < down + low + high or wide < across + left + right:
            return None
        sums = np.zeros((tall + 1, wide + 1), dtype=np.int32)
        sums[1:, 1:] = ink.cumsum(0).cumsum(1)
        dark = sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across] + sums[:-down, :-across]
        rows, columns = np.nonzero(dark[high : tall - down - low + 1, left : wide - across - right + 1] == 0)
        if not rows.size:
            return None
        middle_x, middle_y = columns + left + across / 2, tall - (rows + high + down / 2)
        best = int(np.argmin((middle_x - near[0]) ** 2 + (middle_y - near[1]) ** 2))
        x, y = float(middle_x[best]), float(middle_y[best])
        return x - WIDTH / 2, y - height / 2, x + WIDTH / 2, y + height / 2

    def _fill(self, page: int, box: Box) -> None:
        ink = self._ink(page)
        left, bottom, right, top = (round(edge) for edge in box)
        ink[ink.shape[0] - top : ink.shape[0] - bottom, left:right] = True

    def _ink(self, page: int) -> Ink:
        if page not in self._inks:
            bitmap = self._document[page].render(scale=DPI / 72, grayscale=True)
            self._inks[page] = bitmap.to_numpy().reshape(bitmap.height, -1)[:, : bitmap.width] < DARK
        return self._inks[page]


def _within(box: Box, page: pikepdf.Page) -> Box:
    """Rendering rounds the page up to whole pixels."""
    width, height = seen_size(page)
    left, bottom, right, top = box
    over_x, over_y = max(0.0, right - width), max(0.0, top - height)
    return left - over_x, bottom - over_y, right - over_x, top - over_y


def _distance(box: Box, line: Line) -> float:
    return math.hypot((box[0] + box[2]) / 2 - line.x, (box[1] + box[3]) / 2 - line.y)


def _shaped(mark: Mark, largest: float) -> Shape:
    """The largest size at which all of it stands in the highest frame; a long line is broken, never cut."""
    size = largest
    while True:
        lines = tuple(part for line in mark.lines for part in broken(line, REGULAR, size, WIDTH - 5 * mm))
        height = HEAD + len(lines) * size * LEADING + FOOT
        if height <= HEIGHT or size <= SMALLEST:
            return Shape(size, lines, height)
        size -= 0.5


def _drawn(mark: Mark, shape: Shape) -> bytes:
    """The mark alone on a page of its size: a frame, the phrase, then who, by what and when."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, shape.height), initialFontName=REGULAR)  # type: ignore[arg-type]
    canvas.setStrokeColor(INK)
    canvas.setFillColor(INK)
    canvas.setLineWidth(1)
    canvas.roundRect(0.8, 0.8, WIDTH - 1.6, shape.height - 1.6, 6, stroke=1, fill=0)
    y = shape.height - 4.6 * mm
    for line in mark.headline:
        canvas.setFont(BOLD, 8.5)
        canvas.drawCentredString(WIDTH / 2, y, line)
        y -= 3.5 * mm
    canvas.setLineWidth(0.4)
    canvas.line(2.5 * mm, y + 1.9 * mm, WIDTH - 2.5 * mm, y + 1.9 * mm)
    y = shape.height - HEAD - shape.size
    canvas.setFont(REGULAR, shape.size)
    for line in shape.lines:
        canvas.drawString(2.5 * mm, y + shape.size * (LEADING - 1), line)
        y -= shape.size * LEADING
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
