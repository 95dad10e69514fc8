"""Page images out of the files that scanners, cameras and correspondents produce."""

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
from PIL import Image, ImageOps, UnidentifiedImageError

Grey = npt.NDArray[np.uint8]

DPI = 300
MM_PER_INCH = 25.4
MAX_PAGE_PIXELS = 60_000_000  # A2 at 300 dpi with room to spare; larger sheets are rendered coarser
MAX_IMAGE_PIXELS = 160_000_000  # what an image may unpack to: A0 at 300 dpi
MOST_OF_PAGE = 0.6
TEXT_OF_STAMP = 0.02  # the share of the page that its words take; two lines of a letter
FINE_ENOUGH = 145  # dots an inch: what is called 150 may be a little less
LEAST_DPI = 100  # below it a resolution is a camera's or a program's guess
A4_LONG_MM = 297
IMAGE_FORMATS = ("TIFF", "JPEG", "PNG", "PPM", "BMP")


class Unreadable(Exception):
    """The file or the page gives no image; the message is for the clerk."""


EMPTY = "Файл пустой (0 байт). Отсканируйте документ ещё раз или загрузите файл повторно."
LOCKED = "PDF защищён паролем. Попросите отправителя прислать файл без пароля или отсканируйте бумажный документ."
BROKEN_PDF = "PDF повреждён и не открывается. Загрузите файл ещё раз или запросите его у отправителя повторно."
BROKEN_PAGE = "Страница {number} повреждена и не читается. Отсканируйте её заново или запросите файл повторно."
BROKEN_IMAGE = (
    "Изображение повреждено или передано не полностью. Отсканируйте страницу заново или загрузите файл повторно."
)
UNKNOWN = "Формат файла не распознан. Подходят PDF, TIFF, JPEG и PNG: сохраните документ в одном из них."
OFFICE = "Это офисный документ, а не скан. Если нужен образ страниц, сохраните его в PDF и загрузите ещё раз."
TOO_LARGE = "Изображение слишком велико ({width} × {height} точек). Отсканируйте страницу с разрешением 300 dpi."
NO_SUCH_PAGE = "Страницы {number} в файле нет: в нём страниц {count}. Обновите карточку и выберите страницу снова."

OFFICE_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
PASSWORD_ERROR = pdfium_raw.FPDF_ERR_PASSWORD


@dataclass(frozen=True)
class PageImage:
    """A page in shades of grey as it lies in the file; `dpi` is true for the pixels given here.

    `scanned_at` is how many dots an inch it was scanned with.
    """

    number: int
    pixels: Grey
    dpi: int = DPI
    scanned_at: int = DPI

    @property
    def is_coarse(self) -> bool:
        """Small codes are not to be seen on it, and letters are hard to read."""
        return self.scanned_at < FINE_ENOUGH


def page_count(path: Path) -> int:
    if is_pdf(path):
        document = _open_pdf(path)
        try:
            return len(document)
        finally:
            document.close()
    with _open_image(path) as image:
        return _frames(image)


def read_page(path: Path, number: int) -> PageImage:
    """One page, counted from 1. pdfium is not thread-safe: call from one thread of a process at a time."""
    return _read_pdf_page(path, number) if is_pdf(path) else _read_frame(path, number)


def pages(path: Path) -> Iterator[PageImage]:
    """All pages in order, one in memory at a time."""
    for number in range(1, page_count(path) + 1):
        yield read_page(path, number)


def is_pdf(path: Path) -> bool:
    """Raises Unreadable for a file that is empty or of an office program."""
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise Unreadable(EMPTY)
    if head.startswith(OFFICE_MARKS):
        raise Unreadable(OFFICE)
    return b"%PDF-" in head


def _open_pdf(path: Path) -> pdfium.PdfDocument:
    """Refuses a file cut off in transfer too, which pdfium would show with blank pages."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise Unreadable(LOCKED if error.err_code == PASSWORD_ERROR else BROKEN_PDF) from error
    if len(document) == 0 or not _has_end(path):
        document.close()
        raise Unreadable(BROKEN_PDF)
    return document


def _has_end(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 65536))
        return b"%%EOF" in file.read()


def _read_pdf_page(path: Path, number: int) -> PageImage:
    document = _open_pdf(path)
    try:
        _require(number, len(document))
        page = document[number - 1]
        dpi = _affordable_dpi(*page.get_size())
        for picture in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE]):
            _refuse_bomb(*picture.get_px_size(), limit=MAX_IMAGE_PIXELS)
        scanned_at = _scanned_at(page)
        bitmap = page.render(scale=dpi / 72, grayscale=True)
        pixels = np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(bitmap.height, -1)
        return PageImage(number, pixels, dpi, scanned_at)
    except pdfium.PdfiumError as error:
        raise Unreadable(BROKEN_PAGE.format(number=number)) from error
    finally:
        document.close()


def _scanned_at(page: pdfium.PdfPage) -> int:
    """The resolution that most of the page has at least, in one picture, in strips, or in a layer of its text.

    A page that is drawn or set in type is as fine as one likes.
    """
    width, height = page.get_size()
    if _is_set_in_type(page):
        return DPI
    pictures = []
    for picture in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE]):
        if area := _area(picture):
            across, down = picture.get_px_size()
            pictures.append((math.sqrt(across * down / area) * 72, area))
    covered = 0.0
    for dpi, area in sorted(pictures, reverse=True):
        covered += area
        if covered > MOST_OF_PAGE * width * height:
            return round(dpi)
    return DPI


def _is_set_in_type(page: pdfium.PdfPage) -> bool:
    """Recognised words lie unseen over a scan; a number or a stamp may be set on it."""
    width, height = page.get_size()
    seen = (
        _area(words) for words in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_TEXT])
        if pdfium_raw.FPDFTextObj_GetTextRenderMode(words) != pdfium_raw.FPDF_TEXTRENDERMODE_INVISIBLE
    )  # fmt: skip
    return bool(sum(seen) > TEXT_OF_STAMP * width * height)


def _area(drawn: pdfium.PdfObject) -> float:
    left, bottom, right, top = drawn.get_bounds()
    return float((right - left) * (top - bottom))


def _affordable_dpi(width_points: float, height_points: float) -> int:
    """The usual resolution, or less for a sheet so large that it would not fit in memory."""
    square_inches = max(width_points * height_points / 72**2, 1e-6)
    dpi = min(DPI, int(math.sqrt(MAX_PAGE_PIXELS / square_inches)))
    if dpi < LEAST_DPI:
        width, height = (round(points / 72 * DPI) for points in (width_points, height_points))
        raise Unreadable(TOO_LARGE.format(width=width, height=height))
    return dpi


def _open_image(path: Path) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(path, formats=IMAGE_FORMATS)
    except UnidentifiedImageError as error:
        raise Unreadable(UNKNOWN) from error
    except Image.DecompressionBombError as error:
        raise Unreadable(TOO_LARGE.format(width="более 10 000", height="10 000")) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise Unreadable(BROKEN_IMAGE) from error
    _refuse_bomb(*image.size, limit=MAX_IMAGE_PIXELS)
    return image


def _frames(image: Image.Image) -> int:
    """Only TIFF holds pages; a camera's JPEG may carry thumbnails as further frames."""
    if image.format != "TIFF":
        return 1
    try:
        return int(getattr(image, "n_frames", 1))
    except (OSError, SyntaxError, ValueError, TypeError, KeyError) as error:
        raise Unreadable(BROKEN_IMAGE) from error


def _read_frame(path: Path, number: int) -> PageImage:
    with _open_image(path) as image:
        _require(number, _frames(image))
        try:
            if number > 1:
                image.seek(number - 1)
            _refuse_bomb(*image.size, limit=MAX_IMAGE_PIXELS)
            across, down = _resolution(image)
            upright = ImageOps.exif_transpose(image)
            if upright.size != image.size:
                across, down = down, across
            pixels = np.array(_flattened(upright), dtype=np.uint8)
        except (OSError, SyntaxError, ValueError, TypeError, EOFError, Image.DecompressionBombError) as error:
            raise Unreadable(BROKEN_PAGE.format(number=number)) from error
    return _at_usual_resolution(pixels, number, across, down)


def _flattened(image: Image.Image) -> Image.Image:
    """Shades of grey on white paper, whatever the colours, depth and transparency."""
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        values = np.asarray(image, dtype=np.float32)
        top = 65535.0 if values.max() > 255 else 255.0
        return Image.fromarray((values * (255.0 / top)).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("L")
    return image.convert("L")


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Dots per inch across and down; a missing or absurd figure means that the long side is that of A4."""
    across, down = (float(value) for value in image.info.get("dpi", (0, 0))[:2])
    if min(across, down) < LEAST_DPI * 0.9 or max(across, down) > 2400:
        across = down = max(image.size) / A4_LONG_MM * MM_PER_INCH
    return across, down


def _at_usual_resolution(pixels: Grey, number: int, across: float, down: float) -> PageImage:
    """Scaled to 300 dpi: fax pages become square, coarse ones larger, fine ones as small as reading needs."""
    height, width = pixels.shape
    inches = (width / across, height / down)
    dpi = _affordable_dpi(inches[0] * 72, inches[1] * 72)
    size = (max(1, round(inches[0] * dpi)), max(1, round(inches[1] * dpi)))
    if abs(size[0] - width) > 0.02 * width or abs(size[1] - height) > 0.02 * height:
        shrinks = size[0] < width
        pixels = np.asarray(
            cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC), dtype=np.uint8
        )
    return PageImage(number, pixels, dpi, round(min(across, down)))


def _refuse_bomb(width: int, height: int, *, limit: int) -> None:
    if width * height > limit:
        raise Unreadable(TOO_LARGE.format(width=width, height=height))


def _require(number: int, count: int) -> None:
    if not 1 <= number <= count:
        raise Unreadable(NO_SUCH_PAGE.format(number=number, count=count))
