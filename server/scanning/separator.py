"""The sheet laid between two papers of a stack: three codes that say the same, so that wear and skew leave one."""

from io import BytesIO

import zxingcpp
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from zxingcpp import BarcodeFormat

from server.reports import typeface
from server.scanning.codes import SEPARATOR

DOT = 12  # pixels of a module: sharp at any size
WORDS = ("Кладётся между документами перед сканированием.", "Лист не попадает ни в один из документов.")


def separator_sheets(count: int) -> bytes:
    """A PDF of so many sheets."""
    typeface.load()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, initialFontName=typeface.REGULAR)  # type: ignore[arg-type]
    canvas.setTitle("Разделитель документов")
    for _ in range(count):
        _draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas) -> None:
    width, height = A4
    canvas.setFont(typeface.REGULAR, 44)
    canvas.drawCentredString(width / 2, height - 45 * mm, "РАЗДЕЛИТЕЛЬ")
    _code(canvas, BarcodeFormat.QRCode, width / 2 - 45 * mm, height / 2 - 30 * mm, 90 * mm, 90 * mm)
    _code(canvas, BarcodeFormat.DataMatrix, 25 * mm, 25 * mm, 35 * mm, 35 * mm)
    _code(canvas, BarcodeFormat.Code128, 75 * mm, 25 * mm, 110 * mm, 30 * mm)
    canvas.setFont(typeface.REGULAR, 14)
    for line, words in enumerate(WORDS):
        canvas.drawCentredString(width / 2, height - (60 + 8 * line) * mm, words)


def _code(canvas: Canvas, form: BarcodeFormat, x: float, y: float, width: float, height: float) -> None:
    canvas.drawImage(ImageReader(code_image(SEPARATOR, form)), x, y, width, height)


def code_image(text: str, form: BarcodeFormat) -> Image.Image:
    """The code as an image with its quiet zone."""
    return Image.fromarray(zxingcpp.create_barcode(text, form).to_image(scale=DOT, add_quiet_zones=True))
