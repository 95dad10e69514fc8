"""Cover sheets and labels of cards: a square code and a line of bars that name the same card, and words for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from zxingcpp import BarcodeFormat

from common.scanning.codes import LABELS_ON_SHEET, CodeForm
from server.reports import typeface
from server.scanning.separator import code_image

LABEL = (58 * mm, 40 * mm)
CELL, ACROSS = (70 * mm, 37 * mm), 3
TOP = (A4[1] - LABELS_ON_SHEET // ACROSS * CELL[1]) / 2
LINE = 2.8 * mm
HINTS = (
    "Лист кладётся перед документом. Страницы до следующего кода попадут в эту карточку.",
    "Сам лист в образ не войдёт.",
)


@dataclass(frozen=True)
class Coded:
    """What is printed of a card; no summary where access to it is restricted.

    `bars` are for a label, on which longer ones would be too fine to be read.
    """

    code: str
    title: str  # «Вх. № 01-26/000345» or «Без номера»
    date: str
    kind: str
    summary: str
    card: str  # «карточка 1234»
    bars: str


def drawn(form: CodeForm, cards: Sequence[Coded], first: int) -> bytes:
    typeface.load()
    buffer = BytesIO()
    size = LABEL if form is CodeForm.LABEL else A4
    canvas = Canvas(buffer, pagesize=size, initialFontName=typeface.REGULAR)  # type: ignore[arg-type]
    canvas.setTitle("Штрихкоды карточек")
    if form is CodeForm.SHEET:
        _sheets(canvas, cards, first)
    for card in cards if form is not CodeForm.SHEET else ():
        if form is CodeForm.COVER:
            _cover(canvas, card)
        else:
            _label(canvas, card, 0, 0, *LABEL)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _sheets(canvas: Canvas, cards: Sequence[Coded], first: int) -> None:
    for place, card in enumerate(cards, start=first - 1):
        cell = place % LABELS_ON_SHEET
        if cell == 0 and place > first - 1:
            canvas.showPage()
        left, bottom = cell % ACROSS * CELL[0], A4[1] - TOP - (cell // ACROSS + 1) * CELL[1]
        _label(canvas, card, left, bottom, *CELL)
    canvas.showPage()


def _label(canvas: Canvas, card: Coded, left: float, bottom: float, width: float, height: float) -> None:
    """Within margins of 3 mm: no printer of sheets is truer."""
    margin, square, bars = 3 * mm, 20 * mm, 8 * mm
    right, top = left + width - margin, bottom + height - margin
    room = width - 2 * margin - square - 1 * mm
    _code(canvas, card.code, BarcodeFormat.QRCode, right - square, top - square, square, square)
    y = top - 4 * mm
    _fitted(canvas, typeface.BOLD, card.title, left + margin, y, 11, room)
    for line in (card.date, *typeface.broken(card.kind, typeface.REGULAR, 8.5, room)[:2]):
        if line:
            y -= 3.7 * mm
            _fitted(canvas, typeface.REGULAR, line, left + margin, y, 8.5, room)
    lines = typeface.broken(card.summary, typeface.REGULAR, 7, room)
    most = int((y - bottom - margin - bars - 2.2 * mm) / LINE)
    for line in typeface.at_most(most, lines):
        y -= LINE
        _fitted(canvas, typeface.REGULAR, line, left + margin, y, 7, room)
    _code(canvas, card.bars, BarcodeFormat.Code128, left + margin, bottom + margin, width - 2 * margin, bars)
    canvas.setFont(typeface.REGULAR, 6)
    canvas.drawCentredString(left + width / 2, bottom + 1.2 * mm, card.card)


def _cover(canvas: Canvas, card: Coded) -> None:
    width, height = A4
    margin, square = 25 * mm, 70 * mm
    room = width - 2 * margin
    _centred(canvas, typeface.BOLD, card.title, height - 50 * mm, 30, room)
    _centred(canvas, typeface.REGULAR, " ".join(each for each in (card.kind, card.date) if each), height - 63 * mm, 16,
             room)  # fmt: skip
    y = height - 76 * mm
    for line in typeface.at_most(5, typeface.broken(card.summary, typeface.REGULAR, 14, room)):
        _centred(canvas, typeface.REGULAR, line, y, 14, room)
        y -= 6.4 * mm
    _code(canvas, card.code, BarcodeFormat.QRCode, (width - square) / 2, 95 * mm, square, square)
    _code(canvas, card.code, BarcodeFormat.Code128, (width - 120 * mm) / 2, 62 * mm, 120 * mm, 24 * mm)
    _centred(canvas, typeface.REGULAR, card.card, 55 * mm, 11, room)
    for number, hint in enumerate(HINTS):
        _centred(canvas, typeface.REGULAR, hint, (32 - 6 * number) * mm, 11, room)


def _code(canvas: Canvas, text: str, form: BarcodeFormat, x: float, y: float, width: float, height: float) -> None:
    canvas.drawImage(ImageReader(code_image(text, form)), x, y, width, height)


def _fitted(canvas: Canvas, font: str, text: str, x: float, y: float, size: float, room: float) -> None:
    canvas.setFont(font, _fitting(text, font, size, room))
    canvas.drawString(x, y, text)


def _centred(canvas: Canvas, font: str, text: str, y: float, size: float, room: float) -> None:
    canvas.setFont(font, _fitting(text, font, size, room))
    canvas.drawCentredString(A4[0] / 2, y, text)


def _fitting(text: str, font: str, size: float, room: float) -> float:
    return min(size, size * room / max(1.0, typeface.width_of(text, font, size)))
