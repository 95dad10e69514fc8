"""The mark of receipt: a stamp drawn on a copy of the first page, and a label to be stuck on the paper."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.renderPDF import draw as draw_shape
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from common.registry.numbers import numbered
from common.registry.practice import MARK
from server.reports import typeface

WIDTH, HEIGHT = 76 * mm, 28 * mm
MARGIN = 8 * mm
RULE = 15.9 * mm  # of a stamp, between the heading and the number
SIZES, LEADING, DESCENT = (9.5, 8.5, 7.5, 6.5), 1.13, 2.0
CODE = 22 * mm  # with its quiet zone; a code under 18 mm is not read off a worn copy
LABEL = (58 * mm, 40 * mm)
STAMP_INK = Color(0.11, 0.17, 0.47)
BLACK = Color(0, 0, 0)
MEASURE_DPI = 60
CLEAR = 0.002


class Place(Enum):
    """Four places down the left side of the page and four down the right."""

    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    L4 = "L4"
    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"


PREFERRED = (Place.R4, Place.L4, Place.R3, Place.R1, Place.L3, Place.L1, Place.R2, Place.L2)


@dataclass(frozen=True)
class Stamp:
    """`payload` is what the code says to a scanner, «EDMS1|…»."""

    organisation: str
    sign: str  # «Вх. №»
    number: str
    date: date
    sheets: int
    appendix_sheets: int
    payload: str
    practice: bool = False

    @property
    def heading(self) -> str:
        """Whose registration it says; on what is for practice nobody's."""
        return f"{MARK} ДОКУМЕНТ" if self.practice else self.organisation


def draw_on_copy(pdf: Path, out: Path, stamp: Stamp, place: Place | None = None) -> Place:
    """Writes a stamped copy and tells where the stamp stands: by default where it covers nothing."""
    place = place or free_place(pdf)
    with pikepdf.open(pdf) as copy, pikepdf.open(BytesIO(_overlay(stamp))) as overlay:
        page = copy.pages[0]
        page.add_overlay(overlay.pages[0], _on_paper(page, place))
        copy.save(out)
    return place


def free_place(pdf: Path) -> Place:
    """The first of the preferred places without ink, or the one with the least."""
    document = pdfium.PdfDocument(pdf)
    try:
        bitmap = document[0].render(scale=MEASURE_DPI / 72, grayscale=True)
        pixels = bitmap.to_numpy().reshape(bitmap.height, -1)
    finally:
        document.close()
    height, width = pixels.shape
    inks: dict[Place, float] = {}
    for place in PREFERRED:
        left, bottom, right, top = (
            round(edge * MEASURE_DPI / 72) for edge in _seen(place, width * 72 / MEASURE_DPI, height * 72 / MEASURE_DPI)
        )
        part = pixels[max(0, height - top) : height - bottom, max(0, left) : right]
        inks[place] = float((part < 170).mean()) if part.size else 1.0
        if inks[place] < CLEAR:
            return place
    return min(inks, key=lambda place: inks[place])


def label(stamp: Stamp) -> bytes:
    """A PDF of one label, 58 × 40 mm."""
    buffer = BytesIO()
    width, height = LABEL
    typeface.load()
    canvas = Canvas(buffer, pagesize=LABEL, initialFontName=typeface.REGULAR)  # type: ignore[arg-type]
    canvas.setTitle(numbered(stamp.sign, stamp.number, ""))
    canvas.setFillColor(BLACK)
    code = 24 * mm
    _code(canvas, stamp.payload, width - code - 1 * mm, 2 * mm, code)
    y = height - 2.5 * mm
    size, lines = _heading(stamp.heading, width - 6 * mm, 10.5 * mm)
    canvas.setFont(typeface.REGULAR, size)
    for line in lines:
        y -= size * LEADING
        canvas.drawString(3 * mm, y, line)
    room = width - code - 4 * mm
    _fitted(canvas, numbered(stamp.sign, stamp.number, ""), 3 * mm, 21 * mm, 14, room)
    _fitted(canvas, f"от {stamp.date:%d.%m.%Y}", 3 * mm, 15.5 * mm, 12, room)
    _fitted(canvas, f"Листов: {stamp.sheets}", 3 * mm, 9.5 * mm, 9.5, room)
    _fitted(canvas, f"Приложение: {stamp.appendix_sheets} л.", 3 * mm, 5.2 * mm, 9.5, room)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _overlay(stamp: Stamp) -> bytes:
    """The stamp alone on a page of its size."""
    buffer = BytesIO()
    typeface.load()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), initialFontName=typeface.REGULAR)  # type: ignore[arg-type]
    canvas.setStrokeColor(STAMP_INK)
    canvas.setFillColor(Color(1, 1, 1, alpha=0.82))
    canvas.setLineWidth(1.4)
    canvas.roundRect(0.8, 0.8, WIDTH - 1.6, HEIGHT - 1.6, 5, stroke=1, fill=1)
    canvas.setLineWidth(0.4)
    canvas.roundRect(3, 3, WIDTH - 6, HEIGHT - 6, 3.5, stroke=1, fill=0)
    canvas.setFillColor(STAMP_INK)
    room = WIDTH - CODE - 6.5 * mm
    centre = 3.5 * mm + room / 2
    size, lines = _heading(stamp.heading, room, HEIGHT - RULE - 3.5 * mm)
    y = (HEIGHT - 1.5 * mm + RULE + len(lines) * size * LEADING) / 2
    for line in lines:
        y -= size * LEADING
        _centred(canvas, line, centre, y + DESCENT, size, room)
    canvas.line(3.5 * mm, RULE, 3.5 * mm + room, RULE)
    _centred(canvas, numbered(stamp.sign, stamp.number, ""), centre, 11.2 * mm, 14, room)
    _centred(canvas, f"{stamp.date:%d.%m.%Y}", centre, 6.8 * mm, 11, room)
    _centred(canvas, f"листов {stamp.sheets}, приложение {stamp.appendix_sheets} л.", centre, 3 * mm, 8.5, room)
    _code(canvas, stamp.payload, WIDTH - CODE - 2.2 * mm, (HEIGHT - CODE) / 2, CODE)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _on_paper(page: pikepdf.Page, place: Place) -> pikepdf.Rectangle:
    return on_paper(page, _seen(place, *seen_size(page)))


def seen_size(page: pikepdf.Page) -> tuple[float, float]:
    """Width and height of the page as it is shown."""
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    return (top - bottom, right - left) if turned else (right - left, top - bottom)


def on_paper(page: pikepdf.Page, seen: tuple[float, float, float, float]) -> pikepdf.Rectangle:
    """A place as a reader sees it (left, bottom, right, top) in the page's own coordinates."""
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    turn = int(page.obj.get("/Rotate", 0)) % 360
    width, height = right - left, top - bottom
    x0, y0, x1, y1 = seen
    own = {
        0: (x0, y0, x1, y1),
        90: (width - y1, x0, width - y0, x1),
        180: (width - x1, height - y1, width - x0, height - y0),
        270: (y0, height - x1, y1, height - x0),
    }[turn]
    return pikepdf.Rectangle(left + own[0], bottom + own[1], left + own[2], bottom + own[3])


def _seen(place: Place, width: float, height: float) -> tuple[float, float, float, float]:
    """The place as a reader sees the page: left, bottom, right, top in points; on a small page it shrinks."""
    scale = min(1.0, (width - 2 * MARGIN) / (2 * WIDTH + 4 * mm), (height - 2 * MARGIN) / (4 * HEIGHT))
    across, down = WIDTH * scale, HEIGHT * scale
    row = int(place.value[1]) - 1
    left = MARGIN if place.value[0] == "L" else width - MARGIN - across
    top = height - MARGIN - (height - 2 * MARGIN - down) * row / 3
    return left, top - down, left + across, top


def _code(canvas: Canvas, payload: str, x: float, y: float, size: float) -> None:
    widget = QrCodeWidget(payload, barLevel="M", barWidth=size, barHeight=size, barBorder=2)
    widget.barFillColor = BLACK
    drawing = Drawing(size, size)
    drawing.add(widget)
    draw_shape(drawing, canvas, x, y)


def _centred(canvas: Canvas, text: str, x: float, y: float, size: float, room: float) -> None:
    canvas.setFont(typeface.REGULAR, _fitting(text, size, room))
    canvas.drawCentredString(x, y, text)


def _fitted(canvas: Canvas, text: str, x: float, y: float, size: float, room: float) -> None:
    canvas.setFont(typeface.REGULAR, _fitting(text, size, room))
    canvas.drawString(x, y, text)


def _fitting(text: str, size: float, room: float) -> float:
    return min(size, size * room / max(1.0, pdfmetrics.stringWidth(text, typeface.REGULAR, size)))


def _heading(text: str, room: float, high: float) -> tuple[float, list[str]]:
    """The size in which the whole of it has room, and its lines; what no size has room for is cut short."""
    for size in SIZES:
        lines = typeface.broken(text, typeface.REGULAR, size, room)
        if len(lines) * size * LEADING <= high:
            return size, lines
    return SIZES[-1], typeface.at_most(int(high // (SIZES[-1] * LEADING)), lines)
