"""Office files as people bring them, made on the spot."""

import io
import zipfile
from email.message import EmailMessage

from docx import Document
from openpyxl import Workbook
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import resources

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
ODF = (
    f'<o:document-content xmlns:o="{OASIS}:office:1.0" xmlns:text="{OASIS}:text:1.0"><o:body><o:text>{{0}}</o:text>'
    "</o:body></o:document-content>"
)


def docx(*paragraphs: str, table: tuple[str, ...] = (), header: str = "") -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if table:
        cells = document.add_table(1, len(table)).rows[0].cells
        for cell, text in zip(cells, table, strict=True):
            cell.text = text
    if header:
        document.sections[0].header.paragraphs[0].text = header
    return _saved(document.save)


def odt(*paragraphs: str, encrypted: bool = False) -> bytes:
    body = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    content = ODF.format(body)
    lock = "<manifest:encryption-data/>" if encrypted else ""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", f"<manifest>{lock}</manifest>")
    return whole.getvalue()


def xlsx(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return _saved(book.save)


def rtf(text: str) -> bytes:
    coded = "".join(f"\\'{byte:02x}" if byte > 0x7F else chr(byte) for byte in text.encode("cp1251"))
    return ("{\\rtf1\\ansi\\ansicpg1251\\deff0 " + coded + "\\par}").encode("ascii")


def eml(subject: str, body: str, charset: str = "koi8-r") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ivanov@example.ru", "mail@example.ru", subject
    message.set_content(body, charset=charset)
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="Приложение.pdf")
    return message.as_bytes()


def pdf(text: str) -> bytes:
    pdfmetrics.registerFont(TTFont("Written", str(resources.path("fonts", "LiberationSerif-Regular.ttf"))))
    whole = io.BytesIO()
    canvas = Canvas(whole, initialFontName="Written")
    canvas.setFont("Written", 12)
    canvas.drawString(72, 700, text)
    canvas.save()
    return whole.getvalue()


def _saved(save: object) -> bytes:
    whole = io.BytesIO()
    save(whole)
    return whole.getvalue()
