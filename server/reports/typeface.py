"""The typeface of printed forms, and how text is broken to a width."""

from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

import resources

REGULAR, BOLD = "LiberationSerif", "LiberationSerif-Bold"


@cache
def load() -> None:
    """Makes the faces known to ReportLab, once a process."""
    for name, file in ((REGULAR, "LiberationSerif-Regular.ttf"), (BOLD, "LiberationSerif-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(resources.path("fonts", file))))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def width_of(text: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


def broken(text: str, font: str, size: float, width: float) -> list[str]:
    """The text in lines of at most that width; a word that is too long is broken where it must be."""
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if width_of(longer, font, size) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            line = word
            while width_of(line, font, size) > width and len(line) > 1:
                fits = _fitting(line, font, size, width)
                lines.append(line[:fits])
                line = line[fits:]
        lines.append(line)
    return lines


def _fitting(word: str, font: str, size: float, width: float) -> int:
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(word[:middle], font, size) <= width:
            low = middle
        else:
            high = middle - 1
    return low
