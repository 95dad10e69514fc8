"""The pages of a paper bound into one PDF: pixels exactly as they were scanned, turned by a mark on the page."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pikepdf
from msgspec import Struct
from PIL import Image, ImageOps, ImageSequence

from server.scanning.raster import BROKEN_PAGE, DPI, LEAST_DPI, Unreadable, is_pdf

ORIENTATION = 0x0112  # of a camera, in EXIF
MODES = {"L": pikepdf.Name.DeviceGray, "RGB": pikepdf.Name.DeviceRGB}


class Sheet(Struct, frozen=True):
    """A page to be bound: where it lies, and how far it is turned clockwise, in degrees."""

    path: Path
    in_file: int
    turned: int


def bind(sheets: Sequence[Sheet], out: Path) -> None:
    """Raises Unreadable for a page that has no pixels."""
    with ExitStack() as stack:
        pdf = stack.enter_context(pikepdf.new())
        sources: dict[Path, pikepdf.Pdf] = {}
        for sheet in sheets:
            if is_pdf(sheet.path):
                if sheet.path not in sources:
                    sources[sheet.path] = stack.enter_context(pikepdf.open(sheet.path))
                pdf.pages.append(sources[sheet.path].pages[sheet.in_file - 1])
            else:
                _add_picture(pdf, sheet)
            if sheet.turned:
                pdf.pages[-1].rotate(sheet.turned, relative=True)
        pdf.save(out)


def _add_picture(pdf: pikepdf.Pdf, sheet: Sheet) -> None:
    with Image.open(sheet.path) as image:
        try:
            frame = next(frame for number, frame in enumerate(ImageSequence.Iterator(image), start=1)
                         if number == sheet.in_file)  # fmt: skip
            whole = _shown_as_it_is(frame)
            seen = frame if whole else _upright(frame)
            stream = _scanned(pdf, sheet.path, seen) if whole else _pixels(pdf, seen)
        except (OSError, SyntaxError, ValueError, EOFError, StopIteration) as error:
            raise Unreadable(BROKEN_PAGE.format(number=sheet.in_file)) from error
        across, down = _resolution(seen)
        size = (seen.width / across * 72, seen.height / down * 72)
    page = pdf.add_blank_page(page_size=size)
    name = page.add_resource(stream, pikepdf.Name.XObject)
    page.contents_add(f"q {size[0]:.4f} 0 0 {size[1]:.4f} 0 0 cm {name} Do Q".encode())


def _shown_as_it_is(image: Image.Image) -> bool:
    """Whether a PDF shows the very bytes of the scanner."""
    return image.format == "JPEG" and image.mode in MODES and image.getexif().get(ORIENTATION, 1) == 1


def _upright(image: Image.Image) -> Image.Image:
    """As a camera meant it, on white paper."""
    turned = ImageOps.exif_transpose(image)
    if not turned.has_transparency_data:
        return turned
    layered = turned.convert("RGBA")
    whole = Image.alpha_composite(Image.new("RGBA", layered.size, "white"), layered).convert("RGB")
    whole.info = image.info
    return whole


def _scanned(pdf: pikepdf.Pdf, path: Path, image: Image.Image) -> pikepdf.Stream:
    return _stream(pdf, path.read_bytes(), image, Filter=pikepdf.Name.DCTDecode)


def _pixels(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    plain = image if image.mode in MODES else image.convert("L" if image.mode in {"1", "I;16", "I", "F"} else "RGB")
    return _stream(pdf, plain.tobytes(), plain)


def _stream(pdf: pikepdf.Pdf, content: bytes, image: Image.Image, **more: object) -> pikepdf.Stream:
    return pikepdf.Stream(
        pdf, content, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=image.width, Height=image.height,
        ColorSpace=MODES[image.mode], BitsPerComponent=8, **more,
    )  # fmt: skip


def _resolution(image: Image.Image) -> tuple[float, float]:
    across, down = (float(value) for value in image.info.get("dpi", (0, 0))[:2])
    return (across, down) if min(across, down) >= LEAST_DPI * 0.9 else (DPI, DPI)
