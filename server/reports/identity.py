"""Which report a sheet of paper is: its number, under which its figures are kept, its moment, and both as a QR code."""

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.renderPDF import draw
from reportlab.graphics.shapes import Drawing
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from server.reports.report import Heading

BEGINS = "GRIF:REPORT"  # no mark of ours: the scan bench takes nothing but cards and separators
QR = 14 * mm
FLOOR = 5 * mm  # from the edge of the sheet, where every printer prints
FOOT = 10 * mm  # the line below the text
PAGE_NUMBER = 12 * mm  # in the middle, from the upper edge, on every page but the first


def payload(heading: Heading) -> str:
    """In the signs that a QR code packs best; the moment is the city's."""
    return f"{BEGINS}:{heading.number}:{heading.as_of:%Y%m%dT%H%M}"


def foot(heading: Heading) -> str:
    made = f"{heading.as_of:%d.%m.%Y %H:%M}, «Гриф»"
    return f"Отчёт № {heading.number} · сформирован {made}" if heading.number else f"Сформировано {made}"


def draw_code(canvas: Canvas, heading: Heading, right: float) -> None:
    """In the lower right corner of the first sheet (ГОСТ Р 7.0.97-2025, requisite 31), below the text."""
    if heading.number:
        widget = QrCodeWidget(payload(heading), barLevel="M", barWidth=QR, barHeight=QR, barBorder=0)
        drawing = Drawing(QR, QR)
        drawing.add(widget)
        draw(drawing, canvas, right - QR, FLOOR)
