"""Text in two columns whose lines the reader has run together across the gutter: put back column by column."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

import msgspec

from common.scanning.recognition import PageText, Word

GAP = 0.02  # share of the page's width: more than stands between two words
MIDDLE = (0.35, 0.65)
FAR = 0.015  # share of the page's height: more than stands between two lines
FEWEST = 5  # lines that cross, before it is believed to be columns
FULL = 0.6  # of its width a line of text fills; a cell of a table does not

Line = list[Word]
Gutter = tuple[float, float]


def in_columns(text: PageText) -> PageText:
    """The same words, those of the left column before those of the right one; tables stay as they are."""
    lines: list[Line] = []
    for stretch, gutter in _stretches(text.lines()):
        lines += _apart(stretch, gutter) if gutter is not None and _is_text(stretch, gutter) else stretch
    words = [
        msgspec.structs.replace(word, line=number) for number, line in enumerate(lines) for word in line
    ]  # fmt: skip
    return msgspec.structs.replace(text, words=words)


def _stretches(lines: Sequence[Line]) -> Iterator[tuple[list[Line], Gutter | None]]:
    """Runs of lines that one gutter passes, and the lines between them."""
    stretch: list[Line] = []
    gutter: Gutter | None = None
    for line in lines:
        passed = None if stretch and _is_far(stretch[-1], line) else _narrowed(line, gutter)
        if passed is None and stretch:
            yield stretch, gutter
            stretch, gutter = [], None
            passed = _narrowed(line, None)
        stretch.append(line)
        gutter = passed
        if gutter is None:
            yield stretch, None
            stretch = []
    if stretch:
        yield stretch, gutter


def _is_far(above: Line, line: Line) -> bool:
    """Below a pause in the text, as a signature stands."""
    return min(word.box.top for word in line) - max(word.box.bottom for word in above) > FAR


def _narrowed(line: Line, gutter: Gutter | None) -> Gutter | None:
    """What is left of the gutter when this line passes beside it; to begin one, a line must stand on both sides."""
    ordered = sorted(line, key=lambda word: word.box.left)
    gaps = [(one.box.right, other.box.left) for one, other in pairwise(ordered)]
    if gutter is not None:
        gaps += [(ordered[-1].box.right, 1.0), (0.0, ordered[0].box.left)]
    low, high = gutter or MIDDLE
    narrowed = [(max(low, left), min(high, right)) for left, right in gaps if right - left > GAP]
    wide = [each for each in narrowed if each[1] - each[0] > GAP / 2]
    return max(wide, key=lambda each: each[1] - each[0], default=None)


def _is_text(stretch: Sequence[Line], gutter: Gutter) -> bool:
    """Enough lines on both sides of the gutter, and as full as lines of text are."""
    middle = sum(gutter) / 2
    halves = [_halves(line, middle) for line in stretch]
    both = [(left, right) for left, right in halves if left and right]
    if len(both) < FEWEST:
        return False
    begin = min(word.box.left for left, _ in both for word in left)
    end = max(word.box.right for _, right in both for word in right)
    filled = (
        median(_width(left) for left, _ in both) / (middle - begin),
        median(_width(right) for _, right in both) / (end - middle),
    )
    return min(filled) > FULL


def _apart(stretch: Sequence[Line], gutter: Gutter) -> list[Line]:
    halves = [_halves(line, sum(gutter) / 2) for line in stretch]
    return [left for left, _ in halves if left] + [right for _, right in halves if right]


def _halves(line: Line, middle: float) -> tuple[Line, Line]:
    left = [word for word in line if word.box.right <= middle]
    return left, [word for word in line if word.box.right > middle]


def _width(words: Line) -> float:
    """What is printed, without what stands between."""
    return sum(word.box.width for word in words) + (len(words) - 1) * GAP / 4
