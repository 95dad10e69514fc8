"""A page set upright, cleaned and read: the one call a recognition job makes for each page."""

from collections.abc import Callable
from dataclasses import dataclass

from common.scanning.recognition import PageText
from server.scanning.cleanup import CleanPage, clean, quarter_turned
from server.scanning.columns import read_right_column_again
from server.scanning.doubts import read_doubts_again
from server.scanning.emptiness import is_blank
from server.scanning.figures import read_figures_again
from server.scanning.gutter import in_columns
from server.scanning.ocr import BOTH, PAGE_SECONDS, never, orientation, read_whole
from server.scanning.raster import MM_PER_INCH, PageImage

FOREIGN = 0.7  # English read as Russian gives 0.5, a bad fax in Russian 0.85
DOUBTFUL = 0.6  # upright letters read with 0.85 and more, those upside down with 0.35 and less


@dataclass(frozen=True)
class ReadPage:
    image: CleanPage
    text: PageText
    turned: int
    dpi: int


def read(page: PageImage, *, seconds: float = PAGE_SECONDS, stop: Callable[[], bool] = never) -> ReadPage:
    """Reads the page as it lies; only where that makes little sense is it turned and read again."""
    image = clean(page.pixels)
    if is_blank(page.pixels):
        height, width = image.cleaned.shape
        empty = PageText(
            number=page.number,
            width_mm=round(width / page.dpi * MM_PER_INCH, 1),
            height_mm=round(height / page.dpi * MM_PER_INCH, 1),
            words=[],
        )
        return ReadPage(image, empty, 0, page.dpi)
    turned = 0
    text = read_whole(image.cleaned, page.number, dpi=page.dpi, seconds=seconds, stop=stop)
    if text.confidence < DOUBTFUL or _stands_on_edge(text):
        turned = orientation(image.cleaned, seconds=seconds, stop=stop)
    if turned:
        image = clean(quarter_turned(page.pixels, turned))
        text = read_whole(image.cleaned, page.number, dpi=page.dpi, seconds=seconds, stop=stop)
    if text.confidence < FOREIGN:
        both = read_whole(image.cleaned, page.number, language=BOTH, dpi=page.dpi, seconds=seconds, stop=stop)
        text = max(text, both, key=lambda each: each.confidence)
    if page.number == 1:
        text = read_right_column_again(image.cleaned, text, dpi=page.dpi, seconds=seconds, stop=stop)
    doubts = read_doubts_again(image.cleaned, text, dpi=page.dpi, seconds=seconds, stop=stop)
    text = read_figures_again(image.cleaned, doubts.text, dpi=page.dpi, seconds=seconds, stop=stop)
    text = in_columns(doubts.marked(text))
    return ReadPage(image, text, turned, page.dpi)


def _stands_on_edge(text: PageText) -> bool:
    """Tesseract reads lines that run upwards too, in boxes taller than wide."""
    long = [word.box for word in text.words if len(word.text) >= 4]
    upright = sum(box.height * text.height_mm > box.width * text.width_mm for box in long)
    return upright * 2 > len(long)
