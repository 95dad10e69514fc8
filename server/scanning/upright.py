"""Which way up a page stands, told by its letters: they are held against printed ones in all four positions.

A letter of which one position looks like another says nothing; hundreds of them together leave no doubt, or the page is
left as it lies.
"""

import cv2
import numpy as np
import numpy.typing as npt

from server.scanning.letterforms import LETTERS, SIDE, Real, likeness_to_letters, squares_of
from server.scanning.patterns import inked
from server.scanning.raster import Grey

MOST = 400  # letters of a page are enough
FEWEST = 20
SIZES = (8, 60)  # of a letter in points of the halved page, and how much smaller and larger than most letters
AMONG = (0.6, 2.0)
THINNEST = 4
FILLED = (0.15, 0.85)
# On letters of faces not among these: likeness 0.68 and more, 4.5 different ones and more. Boxes, hooks, drawings,
# handwriting, photographs, Georgian and Arabic: below 0.7 or fewer than 3 different ones.
LIKE = 0.7
DIFFERENT = 4.0
SURE = 4.5  # deviations: of three lines 5 and more, of a page 7 and more


def turn_to_upright(pixels: Grey) -> int | None:
    """Degrees to turn a page at 300 dpi clockwise to set it upright: 0, 90, 180 or 270; None when unsure."""
    letters = _letters(pixels)
    if len(letters) < FEWEST:
        return None
    like = likeness_to_letters(letters, middle=True)
    best = like.max(axis=2)
    first, second = np.argsort(-best.sum(axis=0))[:2]
    ahead = best[:, first] - best[:, second]
    sure = float(ahead.sum()) / max(float(np.sqrt((ahead**2).sum())), 1e-6)
    which = like[:, first].argmax(axis=1) % len(LETTERS)
    if sure < SURE or float(best[:, first].mean()) < LIKE or _different(which, ahead) < DIFFERENT:
        return None
    return (360 - 90 * int(first)) % 360


def _different(which: npt.NDArray[np.intp], ahead: Real) -> float:
    """How many letters speak, each by its weight: the same hook met four hundred times is no page of letters."""
    weight = np.bincount(which, np.maximum(ahead, 0.0), len(LETTERS))
    return float(weight.sum() ** 2 / max(float((weight**2).sum()), 1e-6))


def _letters(pixels: Grey) -> Real:
    """What has the size and the weight of most letters, each in a square of its own."""
    _, parts, told, _ = cv2.connectedComponentsWithStats(inked(pixels))
    figures = np.asarray(told, dtype=np.int32)
    across, down, area = (figures[:, each] for each in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    size, filled = np.maximum(across, down), area / (across * down)
    fits = (size >= SIZES[0]) & (size <= SIZES[1]) & (np.minimum(across, down) >= THINNEST)
    fits &= (filled >= FILLED[0]) & (filled <= FILLED[1])
    fits[0] = False  # the paper
    if not fits.any():
        return np.zeros((0, SIDE, SIDE), np.float32)
    usual = float(np.median(size[fits]))
    [found] = np.nonzero(fits & (size > AMONG[0] * usual) & (size < AMONG[1] * usual))
    chosen = found[np.linspace(0, len(found) - 1, min(MOST, len(found))).astype(int)]
    return squares_of(np.asarray(parts, dtype=np.int32), figures, chosen, middle=True)
