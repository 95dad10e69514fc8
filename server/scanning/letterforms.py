"""Printed letters, and how much what is found on a page looks like one of them, in whichever of four positions."""

from functools import cache

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

import resources

Real = npt.NDArray[np.float32]
Parts = npt.NDArray[np.int32]  # connected components: the number of one at each point
Figures = npt.NDArray[np.int32]  # a row for each of them
Indices = npt.NDArray[np.intp]

LETTERS = (
    "абвгдежзийклмнпрстуфхцчшщъыьэюяАБВГДЕЖЗИКЛМНПРСТУФХЦЧШЩЬЭЮЯ123456789№"
    "abdefghkmnprtuvyABDEFGJKLNPQRTVY"
)  # fmt: skip
EITHER_WAY = "оОсСхХжЖ0wWmMsSuUzZcCxXlQq&"  # tell nothing of how a page stands, or too little
FACES = (
    "LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "LiberationSerif-Italic.ttf", "PTS55F.ttf",
    "PTS75F.ttf", "PTM55F.ttf",
)  # fmt: skip
SIDE = 12  # of the square in which letters are compared
TALL = 32


def likeness_to_letters(squares: Real, letters: str = LETTERS, *, middle: bool = False) -> Real:
    """For each square, for a page turned clockwise by no, one, two, three quarters, for each letter: 1 at most."""
    printed = _printed(letters, middle)
    return np.asarray((comparable(squares) @ printed.reshape(-1, SIDE * SIDE).T).reshape(len(squares), 4, -1))


def squares_of(parts: Parts, figures: Figures, chosen: Indices, *, middle: bool = False) -> Real:
    """The chosen components, one at the least, each in a square of its own."""
    boxes = figures[chosen, :4].tolist()
    return np.stack([square((parts[y : y + height, x : x + width] == part).astype(np.float32), middle=middle)
                     for part, (x, y, width, height) in zip(chosen, boxes, strict=True)])  # fmt: skip


def square(ink: Real, *, middle: bool = False) -> Real:
    """With its middle where that of the square is, or half a dot above and before it.

    What stands in the very middle looks turned as if it had been drawn so.
    """
    if middle:
        ink = ink.repeat(2, axis=0).repeat(2, axis=1)
    height, width = ink.shape
    side = max(height, width)
    whole = np.zeros((side, side), np.float32)
    top, left = (side - height) // 2, (side - width) // 2
    whole[top : top + height, left : left + width] = ink
    how = cv2.INTER_AREA if side >= SIDE else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(whole, (SIDE, SIDE), interpolation=how), dtype=np.float32)


def comparable(squares: Real) -> Real:
    """So that the product of two tells how alike they are."""
    flat = squares.reshape(len(squares), -1)
    flat = flat - flat.mean(axis=1, keepdims=True)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6), dtype=np.float32)


@cache
def _printed(letters: str, middle: bool) -> Real:
    upright = np.stack([_drawn(face, letter, middle=middle) for face in FACES for letter in letters])
    return np.stack([comparable(np.rot90(upright, -quarters, axes=(1, 2))) for quarters in range(4)])


def _drawn(face: str, letter: str, *, middle: bool) -> Real:
    """Its largest part, as a page shows it: a breve or dots come apart."""
    image = Image.new("L", (3 * TALL, 3 * TALL), 0)
    font = ImageFont.truetype(str(resources.path("fonts", face)), TALL)
    ImageDraw.Draw(image).text((TALL, TALL), letter, font=font, fill=255)
    pixels = np.asarray(image, dtype=np.float32) / 255
    _, parts, figures, _ = cv2.connectedComponentsWithStats((pixels > 0.4).astype(np.uint8))
    part = 1 + int(figures[1:, cv2.CC_STAT_AREA].argmax())
    x, y, width, height = figures[part, :4].tolist()
    whole = (pixels * (parts == part))[y : y + height, x : x + width]
    return np.asarray(cv2.GaussianBlur(square(whole, middle=middle), (0, 0), 0.6), dtype=np.float32)
