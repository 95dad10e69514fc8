"""Whether two scans are of one sheet: a difference hash of what is printed, which speaks for either way up."""

import cv2
import numpy as np

from server.scanning.cleanup import level_background, skew_angle
from server.scanning.raster import Grey

SIDE = 24
BITS = SIDE * SIDE
ALIKE = 120  # bits in which two scans of one sheet may differ
COVERED = 0.08  # the share of a sheet under its print; a label or a few words tell nothing, a short letter does
PRINTED = 0.25  # the share of the sheet over which print must be spread to tell one from another
NARROWEST = 16  # pixels; a strip tells nothing
EDGE = 0.03


def likeness(pixels: Grey) -> str | None:
    """A bit for each cell of a grid over the printed part: whether it is lighter than the one to its left.

    None for a sheet with too little on it.
    """
    if min(pixels.shape) < NARROWEST:
        return None
    half = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    levelled = level_background(np.asarray(half, np.uint8))
    calm = cv2.medianBlur(levelled, 3)
    height, width = calm.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), skew_angle(np.asarray(calm, np.uint8)), 1)
    calm = cv2.warpAffine(calm, turn, (width, height), borderValue=(255,))
    margin = int(EDGE * width)
    framed = calm[margin : height - margin, margin : width - margin]
    if min(framed.shape) < NARROWEST:
        return None
    coarse = cv2.resize(framed, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA) < 235
    rows, columns = np.flatnonzero(coarse.sum(axis=1) > 1), np.flatnonzero(coarse.sum(axis=0) > 1)
    if not rows.size or not columns.size or float(coarse.mean()) < COVERED:
        return None
    whole = framed.size
    framed = framed[8 * rows[0] : 8 * (rows[-1] + 1), 8 * columns[0] : 8 * (columns[-1] + 1)]
    if framed.size < PRINTED * whole:
        return None
    small = cv2.GaussianBlur(framed, (0, 0), framed.shape[1] / SIDE / 2).astype(np.float32)
    cells = cv2.resize(small, (SIDE + 1, SIDE), interpolation=cv2.INTER_AREA)
    return "".join("1" if bit else "0" for bit in (cells[:, 1:] > cells[:, :-1]).ravel())


def upside_down(bits: str) -> str:
    """The likeness of the same sheet laid the other way up."""
    return "".join("1" if bit == "0" else "0" for bit in reversed(bits))
