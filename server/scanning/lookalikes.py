"""What is as dense and even as a code and is none: hatching repeats itself, large capitals are read."""

import cv2
import numpy as np
import numpy.typing as npt

from common.scanning.recognition import Word
from server.scanning.letterforms import EITHER_WAY, LETTERS, Figures, Indices, likeness_to_letters, squares_of
from server.scanning.ocr import RecognitionFailed, recognise
from server.scanning.patterns import DOTS, REST, SCALE, Place
from server.scanning.raster import DPI, Grey

Real = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
LOOKED_AT = round(40 * DOTS)  # the middle of a wide place tells what the whole is
SMALLEST = round(12 * DOTS)  # across: of less nothing is seen to repeat itself
FARTHEST = round(10 * DOTS)  # to where hatching is looked for again: its lines are closer
OF_ONE = 0.6  # a barcode is like itself along its bars: all that hangs together with the middle is the same bar
REPEATED = 0.75  # likeness to a shifted copy: hatching 0.95 and more, codes 0.6 and less
SURELY = 0.95
AROUND = round(10 * DOTS)
LETTERS_DPI = 100
LARGE = (round(5 * DOTS), round(22 * DOTS))
THINNEST = 0.33  # of its height
LETTER = 0.75
OF_SIZE, NEAR, BESIDE = 1.7, 2.5, 2
LEVEL = 0.25  # of the height of a line, above and below together
EDGE = round(0.8 * DOTS)
BAND = round(5 * DPI / 25.4)  # above and below a place, so that its letters are whole
READ = 0.8
CAPITALS = 0.45  # of the height of a place without its surroundings, at the least
GLANCE = 10.0  # seconds


def is_hatching(calm: Grey, place: Place) -> bool:
    inner, least = _inner(calm, place), REPEATED
    if min(inner.shape) < SMALLEST / SCALE:
        inner, least = _around(calm, place), SURELY  # a corner of it; a few modules may be alike too
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
    return others.size > 0 and float(others.max()) > least


def without_large_letters(ink: Grey) -> Grey:
    """Words of a size with which they are as dense as codes are whitened, whichever way up they stand."""
    framed = np.zeros_like(ink)
    framed[EDGE:-EDGE, EDGE:-EDGE] = ink[EDGE:-EDGE, EDGE:-EDGE]  # a shadow ties together what meets the edge
    return np.where(_large_letters(ink) | _large_letters(framed), 0, ink).astype(np.uint8)


def _large_letters(ink: Grey) -> npt.NDArray[np.bool_]:
    _, parts, told, _ = cv2.connectedComponentsWithStats(ink)
    figures = np.asarray(told, dtype=np.int32)
    tall, thin = figures[:, 2:4].max(axis=1), figures[:, 2:4].min(axis=1)
    lettered = np.zeros(len(figures), bool)
    [found] = np.nonzero((tall >= LARGE[0]) & (tall <= LARGE[1]) & (thin >= THINNEST * tall))
    if found.size:
        squares = squares_of(np.asarray(parts, dtype=np.int32), figures, found)
        like = likeness_to_letters(squares, LETTERS + EITHER_WAY).max(axis=(1, 2))
        lettered[_in_words(found[like >= LETTER], figures)] = True
        lettered |= _in_line(lettered, figures)
    lettered[0] = False  # the paper
    return np.asarray(lettered[parts])


def _in_words(letters: Indices, figures: Figures) -> Indices:
    """Those that have others of their size beside them; what looks like a letter within a code stands alone."""
    corner, size = figures[letters, :2].astype(float), figures[letters, 2:4].astype(float)
    middle, tall = corner + size / 2, size.max(axis=1)
    apart = np.abs(middle[:, None] - middle[None]).max(axis=2)
    alike = (tall[:, None] < OF_SIZE * tall[None]) & (tall[None] < OF_SIZE * tall[:, None])
    beside = alike & (apart < NEAR * np.minimum(tall[:, None], tall[None]))
    return np.asarray(letters[beside.sum(axis=1) > BESIDE])  # itself too


def _in_line(lettered: npt.NDArray[np.bool_], figures: Figures) -> npt.NDArray[np.bool_]:
    """What goes on a word in its line, as high as its letters: two that touch, one that the sheet cuts off."""
    found = np.zeros(len(figures), bool)
    letters = figures[lettered].astype(float)
    if not letters.size:
        return found
    for along in (0, 1):  # words of a sheet that lies on its side run downwards
        across = 1 - along
        tall, of_letters = figures[:, 2 + across], letters[:, 2 + across]
        [high_enough] = np.nonzero(  # a halftone picture has thousands of dots: no letter is held against them
            (tall > (1 - LEVEL) * of_letters.min()) & (tall < (1 + LEVEL) * of_letters.max())
        )
        begins = figures[high_enough, :2].astype(float)
        ends = begins + figures[high_enough, 2:4]
        first, last = letters[:, across], letters[:, across] + letters[:, 2 + across]
        high = last - first
        level = np.abs(begins[:, None, across] - first) + np.abs(ends[:, None, across] - last) < LEVEL * high
        before = begins[:, None, along] - letters[:, along] - letters[:, 2 + along]
        after = letters[:, along] - ends[:, None, along]
        found[high_enough] |= (level & (np.maximum(before, after) < high)).any(axis=1)
    return found


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


def _around(calm: Grey, place: Place) -> Grey:
    """As much as hatching needs to be seen to repeat itself."""
    x, y, half = (place.left + place.right) // 2, (place.top + place.bottom) // 2, round(AROUND / SCALE)
    return calm[max(0, y - half) : y + half, max(0, x - half) : x + half]


def _shifted(pixels: Real) -> Real:
    """How much a picture agrees with itself shifted, no shift in the middle."""
    height, width = pixels.shape
    spectrum = np.fft.rfft2(pixels, (2 * height, 2 * width))
    return np.asarray(np.fft.fftshift(np.fft.irfft2(np.abs(spectrum) ** 2, (2 * height, 2 * width))))
