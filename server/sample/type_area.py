"""Setting of type on A4 sheets at 300 dpi: lines, justified paragraphs, tables, page after page."""

from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

import resources

DPI = 300
WIDTH, HEIGHT = 2480, 3508
INK = (28, 28, 32)
FACES = {
    "serif": {
        "Regular": "LiberationSerif-Regular.ttf",
        "Bold": "LiberationSerif-Bold.ttf",
        "Italic": "LiberationSerif-Italic.ttf",
    },
    "sans": {"Regular": "PTS55F.ttf", "Bold": "PTS75F.ttf", "Italic": "PTS56F.ttf"},
}


def mm(length: float) -> int:
    return round(length * DPI / 25.4)


def points(size: float) -> int:
    return round(size * DPI / 72)


@lru_cache(maxsize=64)
def face(family: str, style: str, size: int) -> ImageFont.FreeTypeFont:
    """The face, or the plain one of the family when that style is not bundled."""
    file = resources.path("fonts", FACES[family].get(style, ""))
    return ImageFont.truetype(str(file if file.is_file() else resources.path("fonts", FACES[family]["Regular"])), size)


class TypeArea:
    """Sheets filled from top to bottom; `y` is the cursor on the last one."""

    def __init__(self, family: str, size: float, leading: float, left: int, right: int) -> None:
        self.family, self.size, self.leading = family, size, leading
        self.left, self.right, self.bottom = left, right, HEIGHT - mm(20)
        self.sheets: list[Image.Image] = []
        self.y = 0
        self.turn_over()

    def turn_over(self) -> None:
        self.sheets.append(Image.new("RGB", (WIDTH, HEIGHT), "white"))
        self.pen = ImageDraw.Draw(self.sheets[-1])
        self.y = mm(15)
        if len(self.sheets) > 1:
            self.line(str(len(self.sheets)), self.left, self.right, align="centre", size=12)
            self.y = mm(25)

    def reserve(self, height: int) -> None:
        if self.y + height > self.bottom:
            self.turn_over()

    def face(self, size: float | None = None, style: str = "Regular") -> ImageFont.FreeTypeFont:
        return face(self.family, style, points(size or self.size))

    def step(self, size: float | None = None, leading: float | None = None) -> int:
        return round(points(size or self.size) * (leading or self.leading))

    def line(
        self,
        text: str,
        left: int,
        right: int,
        *,
        align: str = "left",
        size: float | None = None,
        style: str = "Regular",
        leading: float | None = None,
    ) -> None:
        font = self.face(size, style)
        spare = right - left - font.getlength(text)
        start = left + {"left": 0.0, "centre": spare / 2, "right": spare}[align]
        self.pen.text((start, self.y), text, font=font, fill=INK)
        self.y += self.step(size, leading)

    def wrapped(
        self, text: str, width: int, first_indent: int = 0, font: ImageFont.FreeTypeFont | None = None
    ) -> list[list[str]]:
        font = font or self.face()
        lines: list[list[str]] = [[]]
        taken = float(first_indent)
        space = font.getlength(" ")
        for word in text.split(" "):
            length = font.getlength(word)
            if lines[-1] and taken + length > width:
                lines.append([])
                taken = 0.0
            lines[-1].append(word)
            taken += length + space
        return lines

    def paragraph(self, text: str, *, indent: int = 0, justified: bool = True) -> None:
        font = self.face()
        lines = self.wrapped(text, self.right - self.left, indent)
        for number, words in enumerate(lines):
            self.reserve(self.step())
            start = self.left + (indent if number == 0 else 0)
            gap = font.getlength(" ")
            if justified and number < len(lines) - 1 and len(words) > 1:
                gap = (self.right - start - sum(font.getlength(word) for word in words)) / (len(words) - 1)
            x = float(start)
            for word in words:
                self.pen.text((x, self.y), word, font=font, fill=INK)
                x += font.getlength(word) + gap
            self.y += self.step()

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        height = self.step(12, 1.6)
        self.reserve(height * (len(rows) + 1) + mm(4))
        self.y += mm(2)
        edges = [self.left + (self.right - self.left) * part // len(columns) for part in range(len(columns) + 1)]
        for number, row in enumerate((columns, *rows)):
            for cell, left, right in zip(row, edges, edges[1:], strict=False):
                self.pen.rectangle((left, self.y, right, self.y + height), outline=INK, width=3)
                font = self.face(12, "Bold" if number == 0 else "Regular")
                self.pen.text((left + mm(2), self.y + height // 6), cell, font=font, fill=INK)
            self.y += height
        self.y += mm(3)
