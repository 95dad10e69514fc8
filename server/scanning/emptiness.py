"""Whether a side of a sheet is empty, however dirty: writing is no dirt, be there ever so little of it."""

import cv2
import numpy as np
import numpy.typing as npt

from common.scanning.profiles import TEN_THOUSAND, USUAL_INK
from server.scanning.cleanup import NOISY, grain, level_background
from server.scanning.raster import Grey

SCRAP = 100  # pixels, 8 mm
DARK = 150  # of 255: what counts as ink; what shines through from the other side is paler
LETTER = (12, 150)  # pixels at 300 dpi, the longer side of a printed sign: 1 mm to 13 mm
STROKE = 3  # pixels, the shorter side of one
APART = 45  # pixels between the signs of a line: the space of a large typeface
FEWEST = 3  # signs that make a line
ALIKE = 2.5  # times as tall as one another the signs of a line are at most
PATCH, SHADED, PICTURE = 32, 0.75, 0.02  # pixels; of the paper's own brightness; of the side
NO_PAPER = 120  # of 255: what is as dark all over is no paper
SIGNED = (80, 28)  # pixels of a stroke of the pen, long and wide: a crease is not so wide
GAP = 9  # pixels in which a thin stroke is broken
LOOSE = 0.5  # of its frame a stroke of the pen fills at most
SLENDER = 8  # times as long as wide a signature is at most


def is_blank(pixels: Grey, ink: float = USUAL_INK / TEN_THOUSAND) -> bool:
    """True for an empty reverse side; `ink` is the share of the side that may be dark, at 0 no side is empty.

    A scrap too small for a sheet is no empty side.
    """
    if min(pixels.shape) < SCRAP:
        return False
    middle = middle_of(pixels)
    return dark_share(middle) < ink and not (is_written_on(middle) or bears_picture(pixels))


def middle_of(pixels: Grey) -> Grey:
    """Levelled, without its edges."""
    levelled = level_background(pixels)
    margin = int(0.03 * levelled.shape[1])
    return levelled[margin : levelled.shape[0] - margin, margin : levelled.shape[1] - margin]


def dark_share(middle: Grey) -> float:
    return float((cv2.medianBlur(middle, 5) < DARK).mean())


def bears_picture(pixels: Grey) -> bool:
    """Half-tones over a part of the sheet: levelling would take them for the shade of the paper."""
    margin = int(0.03 * pixels.shape[1])
    inner = pixels[margin : pixels.shape[0] - margin, margin : pixels.shape[1] - margin]
    patches = cv2.resize(inner, None, fx=1 / PATCH, fy=1 / PATCH, interpolation=cv2.INTER_AREA)
    return float((patches < np.median(patches) * SHADED).mean()) > PICTURE or float(np.median(patches)) < NO_PAPER


def is_written_on(levelled: Grey) -> bool:
    """A line of signs, along the sheet or across it, or a stroke of the pen."""
    calm = np.asarray(cv2.medianBlur(levelled, 3), np.uint8) if grain(levelled) > NOISY else levelled
    return _has_line_of_signs(calm) or _has_stroke(calm)


def _has_line_of_signs(calm: Grey) -> bool:
    _, _, figures, _ = cv2.connectedComponentsWithStats((calm < DARK).astype(np.uint8), connectivity=8)
    sides = np.sort(figures[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]], axis=1)
    signs = (sides[:, 1] >= LETTER[0]) & (sides[:, 1] <= LETTER[1]) & (sides[:, 0] >= STROKE)
    signs[0] = False
    frames = np.asarray(figures[signs, :4], np.int32)
    return _has_line(frames) or _has_line(frames[:, [1, 0, 3, 2]])


def _has_stroke(calm: Grey) -> bool:
    """Of a pen or a pencil, whose line is broken where it is thin."""
    dark = cv2.morphologyEx((calm < DARK).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((GAP, GAP), np.uint8))
    _, parts, figures, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    sides = np.sort(figures[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]], axis=1)
    fill = figures[:, cv2.CC_STAT_AREA] / np.maximum(sides.prod(axis=1), 1)
    large = (sides[:, 1] >= SIGNED[0]) & (sides[:, 0] >= SIGNED[1]) & (fill <= LOOSE)
    large[0] = False
    return any(_is_of_pen(parts == part) for part in np.flatnonzero(large))


def _is_of_pen(part: npt.NDArray[np.bool_]) -> bool:
    """Not straight: a staple and a crease lie askew, but are narrow along their own way."""
    points = cv2.findNonZero(part.astype(np.uint8))
    narrow, long = sorted(cv2.minAreaRect(points)[1])
    return narrow >= SIGNED[1] and long <= SLENDER * narrow


def _has_line(frames: npt.NDArray[np.int32]) -> bool:
    """Of frames (left, top, width, height): signs as tall as one another, side by side; a broken crease is not tall."""
    tall = frames[frames[:, 3] >= LETTER[0]]
    order = tall[np.argsort(tall[:, 0])]
    for place, (left, top, width, height) in enumerate(order):
        end, middle, found = left + width, top + height / 2, 1
        for other in order[place + 1 :]:
            if other[0] - end > APART:
                break
            level = abs(other[1] + other[3] / 2 - middle) <= max(height, other[3]) * 0.75
            if level and max(height, other[3]) <= ALIKE * min(height, other[3]) and other[0] + other[2] > end:
                end, middle, found = other[0] + other[2], other[1] + other[3] / 2, found + 1
                if found >= FEWEST:
                    return True
    return False
