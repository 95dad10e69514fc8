"""The mark of an electronic signature (ГОСТ Р 7.0.97-2025, requisite 23), drawn on a copy where nothing stands."""

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

WIDTH, HEIGHT = 72 * mm, 30 * mm
EDGE = 10 * mm  # what a printer leaves white
AIR = 1.5 * mm  # around the mark
DPI = 72  # of the look for free room: one pixel a point
DARK = 200
INK = Color(0.11, 0.17, 0.47)
HEADLINE, SIMPLE = ("ДОКУМЕНТ ПОДПИСАН", "ЭЛЕКТРОННОЙ ПОДПИСЬЮ"), ("ДОКУМЕНТ ПОДПИСАН", "ПРОСТОЙ ЭЛЕКТРОННОЙ ПОДПИСЬЮ")

Box = tuple[float, float, float, float]  # left, bottom, right, top as a reader sees the page, in points
Ink = np.ndarray[tuple[int, int], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Mark:
    """`surname` is what the signature's line in the text ends with: the mark looks for room beside it."""

    headline: tuple[str, str]
    lines: tuple[str, ...]
    surname: str


@dataclass(frozen=True)
class Placed:
    page: int
    box: Box


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
                    place = sight.add_page()
                placed.append(place)
                page = copy.pages[place.page]
                with pikepdf.open(BytesIO(_drawn(mark))) as overlay:
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
        """Beside the name of the signatory, else low on the last page; nothing when both are full."""
        named = self._signature_line(mark.surname)
        last = len(self._document) - 1
        wanted = [named] if named else []
        wanted.append((last, (EDGE + WIDTH / 2, EDGE + HEIGHT)))
        for page, near in wanted:
            box = self._free(page, near)
            if box is not None:
                self._fill(page, box)
                return Placed(page, box)
        return None

    def add_page(self) -> Placed:
        """A page more at the end, with the mark at its head."""
        page = len(self._document) + self._added
        self._added += 1
        top = 297 * mm - 20 * mm
        return Placed(page, (20 * mm, top - HEIGHT, 20 * mm + WIDTH, top))

    def _signature_line(self, surname: str) -> tuple[int, tuple[float, float]] | None:
        """The last place where the surname stands; pages from the end, for a name stands in the heading too."""
        for number in range(len(self._document) - 1, -1, -1):
            page = self._document[number]
            text = page.get_textpage()
            found = None
            searcher = text.search(surname, match_case=False) if surname else None
            while searcher is not None and (hit := searcher.get_next()) is not None:
                found = hit
            if found is None:
                continue
            text.count_rects(*found)
            left, bottom, _, top = text.get_rect(0)
            return number, (left - WIDTH / 2, (bottom + top) / 2)
        return None

    def _free(self, page: int, near: tuple[float, float]) -> Box | None:
        """The free place that is nearest to the wanted one."""
        ink = self._ink(page)
        tall, wide = ink.shape
        across, down = round(WIDTH + 2 * AIR), round(HEIGHT + 2 * AIR)
        edge = round(EDGE - AIR)
        if tall < down + 2 * edge or wide < across + 2 * edge:
            return None
        sums = np.zeros((tall + 1, wide + 1), dtype=np.int32)
        sums[1:, 1:] = ink.cumsum(0).cumsum(1)
        dark = sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across] + sums[:-down, :-across]
        rows, columns = np.nonzero(dark[edge : tall - down - edge + 1, edge : wide - across - edge + 1] == 0)
        if not rows.size:
            return None
        middle_x, middle_y = columns + edge + across / 2, tall - (rows + edge + down / 2)
        best = int(np.argmin((middle_x - near[0]) ** 2 + (middle_y - near[1]) ** 2))
        x, y = float(middle_x[best]), float(middle_y[best])
        return x - WIDTH / 2, y - HEIGHT / 2, x + WIDTH / 2, y + HEIGHT / 2

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


def _drawn(mark: Mark) -> bytes:
    """The mark alone on a page of its size: a frame, the phrase, then who, by what and when."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), initialFontName=REGULAR)  # type: ignore[arg-type]
    canvas.setStrokeColor(INK)
    canvas.setFillColor(INK)
    canvas.setLineWidth(1)
    canvas.roundRect(0.8, 0.8, WIDTH - 1.6, HEIGHT - 1.6, 6, stroke=1, fill=0)
    y = HEIGHT - 4.6 * mm
    for line in mark.headline:
        canvas.setFont(BOLD, 8.5)
        canvas.drawCentredString(WIDTH / 2, y, line)
        y -= 3.5 * mm
    canvas.setLineWidth(0.4)
    canvas.line(2.5 * mm, y + 1.9 * mm, WIDTH - 2.5 * mm, y + 1.9 * mm)
    y -= 1.0 * mm
    for line, size in _fitted(mark.lines, WIDTH - 5 * mm, y - 1 * mm):
        canvas.setFont(REGULAR, size)
        canvas.drawString(2.5 * mm, y, line)
        y -= size * 1.2
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _fitted(lines: Sequence[str], room: float, height: float) -> list[tuple[str, float]]:
    """The largest size at which all of it stands in the frame; a long line is broken, never cut."""
    for size in (8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0):
        parts = [part for line in lines for part in broken(line, REGULAR, size, room)]
        if len(parts) * size * 1.2 <= height or size == 5.0:
            return [(part, size) for part in parts]
    return []
