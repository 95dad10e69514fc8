"""Selecting words of a recognised page as one selects text."""

from collections.abc import Sequence

from common.scanning.recognition import Box, PageText, Word, around


class PageWords:
    """The words of one page in reading order, found by their places (shares of the page)."""

    def __init__(self, page: PageText) -> None:
        self.words: Sequence[Word] = [word for line in page.lines() for word in line]
        self._aspect = page.height_mm / page.width_mm if page.width_mm else 1.4

    def at(self, x: float, y: float) -> int | None:
        """The word that holds the point."""
        for number, word in enumerate(self.words):
            if word.box.left <= x <= word.box.right and word.box.top <= y <= word.box.bottom:
                return number
        return None

    def nearest(self, x: float, y: float) -> int | None:
        """The word closest to the point; lines count more than distance along them, as an eye reads."""
        numbers = range(len(self.words))
        return min(numbers, key=lambda number: self._distance(self.words[number].box, x, y), default=None)

    def between(self, first: int, last: int) -> Sequence[Word]:
        return self.words[min(first, last) : max(first, last) + 1]

    def line_of(self, number: int) -> tuple[int, int]:
        line = self.words[number].line
        same = [position for position, word in enumerate(self.words) if word.line == line]
        return same[0], same[-1]

    def _distance(self, box: Box, x: float, y: float) -> float:
        dx = max(box.left - x, 0.0, x - box.right)
        dy = max(box.top - y, 0.0, y - box.bottom) * self._aspect
        return dx + 8 * dy


def text_of(words: Sequence[Word]) -> str:
    """The words as a person would copy them: a line of the page is a line of the text."""
    parts: list[str] = []
    for number, word in enumerate(words):
        if number:
            parts.append(" " if word.line == words[number - 1].line else "\n")
        parts.append(word.text)
    return "".join(parts)


def place_of(words: Sequence[Word]) -> Box:
    return around(word.box for word in words)
