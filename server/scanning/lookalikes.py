"""What is as dense and even as a code and is none: hatching repeats itself, large capitals are read."""

import cv2
import numpy as np

from common.scanning.recognition import Word
from server.scanning.ocr import RecognitionFailed, recognise
from server.scanning.patterns import DOTS, REST, SCALE, Place
from server.scanning.raster import DPI, Grey

Real = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
LOOKED_AT = round(40 * DOTS)  # the middle of a wide place tells what the whole is
SMALLEST = round(12 * DOTS)  # across: of less nothing is seen to repeat itself
FARTHEST = round(10 * DOTS)  # to where hatching is looked for again: its lines are closer
OF_ONE = 0.6  # a barcode is like itself along its bars: all that hangs together with the middle is the same bar
REPEATED = 0.75  # likeness to a shifted copy: hatching 0.95 and more, codes 0.6 and less
LETTERS_DPI = 100
BAND = round(5 * DPI / 25.4)  # above and below a place, so that its letters are whole
READ = 0.8
CAPITALS = 0.45  # of the height of a place without its surroundings, at the least
GLANCE = 10.0  # seconds


def is_hatching(calm: Grey, place: Place) -> bool:
    inner = _inner(calm, place)
    small = cv2.resize(inner, None, fx=SCALE, fy=SCALE, interpolation=cv2.INTER_AREA).astype(np.float64)
    height, width = small.shape
    if min(height, width) < SMALLEST:
        return False
    top, left = max(0, (height - LOOKED_AT) // 2), max(0, (width - LOOKED_AT) // 2)
    middle = small[top : top + LOOKED_AT, left : left + LOOKED_AT]
    middle = middle - middle.mean()
    window = np.outer(np.hanning(middle.shape[0]), np.hanning(middle.shape[1]))
    alike, room = _shifted(middle * window), _shifted(window)
    alike = alike / np.maximum(room, 0.2 * room.max())
    down, across = (size // 2 for size in alike.shape)
    near = alike[max(0, down - FARTHEST) : down + FARTHEST + 1, max(0, across - FARTHEST) : across + FARTHEST + 1]
    near = near / max(float(alike[down, across]), 1e-6)
    _, parts = cv2.connectedComponents((near > OF_ONE).astype(np.uint8))
    at = np.unravel_index(int(near.argmax()), near.shape)
    others = near[(parts > 0) & (parts != parts[at])]
    return others.size > 0 and float(others.max()) > REPEATED


def is_lettered(calm: Grey, place: Place) -> bool:
    """Whether large letters are read in the middle of the place; a code with its number below is none of that."""
    top, bottom = max(0, place.top - BAND), place.bottom + BAND
    scale = LETTERS_DPI / DPI
    band = cv2.resize(calm[top:bottom], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    try:
        words = recognise(np.asarray(band, np.uint8), 1, dpi=LETTERS_DPI, layout=6, seconds=GLANCE).words
    except RecognitionFailed:
        return False
    height, width = bottom - top, calm.shape[1]
    least = CAPITALS * (place.bottom - place.top - 2 * REST / SCALE)
    x, y = (place.left + place.right) / 2, (place.top + place.bottom) / 2 - top
    return any(
        _is_word(word) and word.box.height * height > least
        and word.box.left * width <= x <= word.box.right * width
        and word.box.top * height <= y <= word.box.bottom * height
        for word in words
    )  # fmt: skip


def _is_word(word: Word) -> bool:
    return word.confidence >= READ and sum(letter.isalpha() for letter in word.text) >= 4


def _inner(calm: Grey, place: Place) -> Grey:
    """Without the room that is left for the rest of a code."""
    rest = round(REST / SCALE)
    return calm[max(0, place.top + rest) : place.bottom - rest, max(0, place.left + rest) : place.right - rest]


def _shifted(pixels: Real) -> Real:
    """How much a picture agrees with itself shifted, no shift in the middle."""
    height, width = pixels.shape
    spectrum = np.fft.rfft2(pixels, (2 * height, 2 * width))
    return np.asarray(np.fft.fftshift(np.fft.irfft2(np.abs(spectrum) ** 2, (2 * height, 2 * width))))
