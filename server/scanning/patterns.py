"""Where a page at 300 dpi carries what looks like a code, read or not: dense, even and of a code's size."""

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from server.scanning.raster import Grey

SCALE = 0.5
DOTS = 300 * SCALE / 25.4  # to a millimetre
AROUND = round(6 * DOTS)  # over which ink and paper are weighed: some modules of a code, more than a line of text
LEAST = round(8 * DOTS)  # across
EVEN = (0.38, 0.8)  # the share of ink: bold headings stay below, what is filled above
INK = 50  # darker than the paper by so much at least: grain on a blank sheet is no ink
REST = round(10 * DOTS)  # what of a code may lie outside of its dense middle


class Place(NamedTuple):
    """In dots of the page."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: "Place") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def inked(calm: Grey) -> Grey:
    """1 where there is ink, 0 where there is paper, on a page half as fine."""
    small = cv2.resize(calm, None, fx=SCALE, fy=SCALE, interpolation=cv2.INTER_AREA)
    few = small[::4, ::4]
    paper, darkest = np.percentile(few, 75), np.percentile(few, 1)
    return np.asarray(small < paper - max(INK, (paper - darkest) * 0.45), dtype=np.uint8)


def code_places(ink: Grey) -> Iterator[Place]:
    """Places with room for all of the code; both may run off the sheet."""
    share = cv2.blur(ink.astype(np.float32), (AROUND, AROUND), borderType=cv2.BORDER_REFLECT)
    dense = np.asarray((share > EVEN[0]) & (share < EVEN[1]), dtype=np.uint8)
    beyond = cv2.copyMakeBorder(dense, LEAST, LEAST, LEAST, LEAST, cv2.BORDER_REFLECT)
    middle = cv2.erode(beyond, np.ones((LEAST, LEAST), dtype=np.uint8))[LEAST:-LEAST, LEAST:-LEAST]
    count, _, boxes, _ = cv2.connectedComponentsWithStats(middle)
    for left, top, width, height, _ in boxes[1:count].tolist():
        reach = LEAST // 2 + REST
        corners = (left - reach, top - reach, left + width + reach, top + height + reach)
        yield Place(*(round(each / SCALE) for each in corners))
