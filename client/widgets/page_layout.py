"""Where the pages of a scan lie on the desk: one below the other, all equally wide."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize

MARGIN = 10
A4 = 297 / 210
NATURAL_WIDTH = 794  # an A4 page at 96 dpi
LEAST, MOST = 0.2, 5.0


class Desk:
    def __init__(self) -> None:
        self.fits_width = True
        self.scale = 1.0
        self._aspects: dict[int, float] = {}
        self._numbers: list[int] = []
        self._rects: dict[int, QRectF] = {}

    def show_pages(self, numbers: Sequence[int]) -> None:
        self._numbers = list(numbers)
        self._rects = {}

    def set_aspect(self, number: int, aspect: float) -> None:
        self._aspects[number] = aspect

    def zoom(self, factor: float) -> None:
        self.fits_width = False
        self.scale = min(max(self.scale * factor, LEAST), MOST)

    def arrange(self, width: int) -> QSize:
        """Lays the pages out for a window of that width; returns the size of the desk."""
        if self.fits_width:
            self.scale = min(max((width - 2 * MARGIN) / NATURAL_WIDTH, LEAST), MOST)
        page_width = round(NATURAL_WIDTH * self.scale)
        left = max(MARGIN, (width - page_width) // 2)
        top = float(MARGIN)
        for number in self._numbers:
            height = round(page_width * self._aspects.get(number, A4))
            self._rects[number] = QRectF(left, top, page_width, height)
            top += height + MARGIN
        return QSize(page_width + 2 * MARGIN, round(top))

    def rect(self, number: int) -> QRectF:
        return self._rects.get(number, QRectF())

    def page_at(self, point: QPointF) -> int | None:
        return next((number for number in self._numbers if self.rect(number).contains(point)), None)

    def pages_between(self, top: int, bottom: int) -> list[int]:
        return [n for n in self._numbers if self.rect(n).bottom() >= top and self.rect(n).top() <= bottom]

    def page_at_height(self, height: int) -> int:
        passed = [number for number in self._numbers if self.rect(number).top() <= height]
        return passed[-1] if passed else (self._numbers[0] if self._numbers else 0)
