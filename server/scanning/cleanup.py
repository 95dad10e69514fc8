"""A scanned page made straight and clean: one image for the eye, one for the reader, both of the same geometry."""

from dataclasses import dataclass

import cv2
import numpy as np

from server.scanning.raster import Grey

FULL_SKEW = 5.0  # degrees; beyond it the sheet was not fed but thrown
NEGLIGIBLE_SKEW = 0.1
NOISY = 4  # median difference between neighbouring grains
CRUMB = 14  # pixels; no full stop is as small
SPOT = 60  # what a coarse grain leaves after smoothing
BESIDE = 14  # pixels between a letter and its full stop
LETTER_HEIGHT = 130


@dataclass(frozen=True)
class CleanPage:
    """`upright` is for people and the searchable PDF, `cleaned` for recognition; `skew` was taken out, in degrees."""

    upright: Grey
    cleaned: Grey
    skew: float


def clean(pixels: Grey) -> CleanPage:
    levelled = level_background(pixels)
    noise = grain(levelled)
    ink = _smoothed(_without_edge_shadow(levelled), noise)
    ink = _without_specks(ink, CRUMB if noise <= NOISY else SPOT)
    skew = skew_angle(ink)
    upright = cv2.medianBlur(levelled, 3) if noise > NOISY else levelled
    if abs(skew) > NEGLIGIBLE_SKEW:
        upright, ink = _turned(_grey(upright), skew), _turned(ink, skew)
    return CleanPage(upright=_grey(upright), cleaned=ink, skew=skew)


def level_background(pixels: Grey) -> Grey:
    """The paper becomes white wherever it lay: yellowed sheets, shadows of the fold, a dim lamp."""
    small = cv2.resize(pixels, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    paper = cv2.resize(paper, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _grey(cv2.divide(pixels, paper, scale=255))


def grain(pixels: Grey) -> float:
    """How much neighbouring points differ, over a band across the middle of the page."""
    height = pixels.shape[0]
    band = np.ascontiguousarray(pixels[height * 2 // 5 : height * 3 // 5])
    return float(np.median(cv2.absdiff(band, cv2.medianBlur(band, 3))[::2, ::2]))


def skew_angle(pixels: Grey, limit: float = FULL_SKEW) -> float:
    """Degrees to rotate by: the angle at which the rows of ink stand out most sharply."""
    small = cv2.resize(pixels, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    _, ink = cv2.threshold(small, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    margin = int(0.03 * ink.shape[1])
    ink = ink[margin : ink.shape[0] - margin, margin : ink.shape[1] - margin].astype(np.float32)
    if ink.size == 0 or not ink.any():
        return 0.0
    height, width = ink.shape

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        rows = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_NEAREST).sum(axis=1)
        return float((np.diff(rows) ** 2).sum())

    rough = max((float(angle) for angle in np.arange(-limit, limit + 0.01, 0.5)), key=sharpness)
    return max((float(angle) for angle in np.arange(rough - 0.45, rough + 0.46, 0.05)), key=sharpness)


def quarter_turned(pixels: Grey, degrees: int) -> Grey:
    """Turned clockwise by a multiple of 90 degrees."""
    return np.ascontiguousarray(np.rot90(pixels, -(degrees // 90) % 4))


def _without_edge_shadow(pixels: Grey) -> Grey:
    framed = pixels.copy()
    margin = max(1, int(0.006 * framed.shape[1]))
    framed[:, :margin] = framed[:, -margin:] = 255
    framed[:margin] = framed[-margin:] = 255
    return framed


def _smoothed(pixels: Grey, noise: float) -> Grey:
    if noise <= NOISY:
        return pixels
    return _grey(cv2.GaussianBlur(cv2.medianBlur(pixels, 5), (0, 0), 1.0))


def _without_specks(pixels: Grey, least_area: int) -> Grey:
    """Whitens connected dark spots smaller than `least_area` pixels at 300 dpi, but for full stops beside letters."""
    _, ink = cv2.threshold(pixels, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    count, labels, figures, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    area = figures[:, cv2.CC_STAT_AREA]
    small = area < least_area
    small[0] = False
    if least_area > CRUMB:
        letter = np.zeros(count, np.uint8)
        letter[(area >= 2 * least_area) & (figures[:, cv2.CC_STAT_HEIGHT] < LETTER_HEIGHT)] = 1
        letter[0] = 0
        beside = cv2.dilate(letter[labels], np.ones((5, 2 * BESIDE + 1), np.uint8))
        near = np.zeros(count, bool)
        near[np.unique(labels[(beside > 0) & (ink > 0)])] = True
        small &= ~(near & (area >= CRUMB))
    clear = pixels.copy()
    clear[cv2.dilate(small[labels].astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)] = 255
    return clear


def _turned(pixels: Grey, degrees: float) -> Grey:
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return _grey(cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255,)))


def _grey(pixels: object) -> Grey:
    return np.asarray(pixels, dtype=np.uint8)
