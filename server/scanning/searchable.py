"""The searchable PDF: the upright page as a picture, every read word invisibly over its image."""

from collections.abc import Container, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import cv2
import pikepdf
from pikepdf import pdfa
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from common.scanning.recognition import PageText, Word
from server.reports import typeface
from server.scanning.raster import MM_PER_INCH, Grey

POINTS_PER_MM = 72 / MM_PER_INCH
PICTURE_DPI = 200  # sharp on screen and in print; the untouched original keeps the rest
JPEG_QUALITY = 70
PAPER_WHITE = 245  # lighter shades are grain, and cost a third of the file
INVISIBLE: Literal[3] = 3
OPEN_AT_ONCE = 200


@dataclass(frozen=True)
class Description:
    """What the joined PDF says about itself."""

    title: str
    producer: str = "Гриф"


def page_pdf(picture: Grey, text: PageText, out: Path) -> None:
    """One page; words may be selected, copied and found where they are seen."""
    width, height = text.width_mm * POINTS_PER_MM, text.height_mm * POINTS_PER_MM
    with pikepdf.open(BytesIO(_text_layer(text, width, height))) as pdf:
        page = pdf.pages[0]
        name = page.add_resource(_picture(pdf, picture, text.width_mm), pikepdf.Name.XObject)
        page.contents_add(f"q {width:.4f} 0 0 {height:.4f} 0 0 cm {name} Do Q".encode(), prepend=True)
        if "/Trans" in page:
            del page["/Trans"]
        pdf.save(out, compress_streams=True)


def join(pages: Sequence[Path], out: Path, description: Description) -> bool:
    """All pages in one file with its metadata; True when it passed as PDF/A-2b, else it is a plain PDF."""
    with TemporaryDirectory(dir=out.parent) as folder:
        parts = _in_parts(pages, Path(folder))
        with ExitStack() as stack:
            whole = stack.enter_context(pikepdf.new())
            for part in parts:
                whole.pages.extend(stack.enter_context(pikepdf.open(part)).pages)
            with whole.open_metadata(set_pikepdf_as_editor=False) as metadata:
                metadata["dc:title"] = description.title
                metadata["pdf:Producer"] = description.producer
            try:
                pdfa.save(whole, out, "2b")
            except pdfa.PdfaError:
                whole.save(out)
                return False
            return True


def _in_parts(pages: Sequence[Path], folder: Path) -> Sequence[Path]:
    """So many pages at once as a process may keep files open."""
    if len(pages) <= OPEN_AT_ONCE:
        return pages
    parts: list[Path] = []
    for start in range(0, len(pages), OPEN_AT_ONCE):
        parts.append(folder / f"{start:06}.pdf")
        with ExitStack() as stack:
            part = stack.enter_context(pikepdf.new())
            for path in pages[start : start + OPEN_AT_ONCE]:
                part.pages.extend(stack.enter_context(pikepdf.open(path)).pages)
            part.save(parts[-1])
    return parts


def _picture(pdf: pikepdf.Pdf, pixels: Grey, width_mm: float) -> pikepdf.Stream:
    share = PICTURE_DPI / (pixels.shape[1] / width_mm * MM_PER_INCH)
    if share < 1:
        pixels = cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    pixels = pixels.copy()
    pixels[pixels > PAPER_WHITE] = 255
    _, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return pikepdf.Stream(
        pdf,
        jpeg.tobytes(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=pixels.shape[1],
        Height=pixels.shape[0],
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )


def _text_layer(text: PageText, width: float, height: float) -> bytes:
    glyphs = _glyphs()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), initialFontName=typeface.REGULAR, pageCompression=1)  # type: ignore[arg-type]
    for line in text.lines():
        baseline, size = _line_measure(line, height)
        for word in line:
            written = "".join(char if ord(char) in glyphs else "?" for char in word.text)
            _write(canvas, written, word, width, baseline, size)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _glyphs() -> Container[int]:
    """What the font can write, by code point; PDF/A forbids anything else."""
    typeface.load()
    drawn: Container[int] = pdfmetrics.getFont(typeface.REGULAR).face.charToGlyph  # type: ignore[attr-defined]
    return drawn


def _line_measure(line: Sequence[Word], height: float) -> tuple[float, float]:
    """Baseline and size of type in points, judged by the whole line, so that a selection is even."""
    bottoms = sorted(word.box.bottom for word in line)
    heights = sorted(word.box.height for word in line)
    size = max(4.0, heights[len(heights) // 2] * height / 0.82)
    middle = bottoms[len(bottoms) // 2]
    return height * (1 - middle) + 0.14 * size, size


def _write(canvas: Canvas, written: str, word: Word, width: float, baseline: float, size: float) -> None:
    """The word stretched to the width of its image, with a space that copying keeps."""
    natural = pdfmetrics.stringWidth(written, typeface.REGULAR, size) or 1.0
    run = canvas.beginText(word.box.left * width, baseline)
    run.setFont(typeface.REGULAR, size)
    run.setTextRenderMode(INVISIBLE)
    run.setHorizScale(100 * word.box.width * width / natural)
    run.textOut(f"{written} ")
    canvas.drawText(run)
