"""What copying and scanning do to a sheet: tint, shadow, skew, blur, grain, specks, lines."""

import random

import cv2
import numpy as np
from PIL import Image

from server.scanning.raster import Grey

SKEW = (0.0, 1.6, 3.2)
GRAIN = (0.0, 9.0, 34.0)
SPECKS = (0, 250, 2600)
INK_LOSS = (0.0, 0.06, 0.25)


def worn(sheet: Image.Image, draw: random.Random, level: int) -> Image.Image:
    """The sheet as an image of shades of grey; every value follows from `draw`."""
    pixels = np.array(sheet.convert("L"), dtype=np.uint8)
    if level == 0:
        return Image.fromarray(pixels)
    noise = np.random.default_rng(draw.randrange(2**32))
    pixels = _skewed(pixels, draw.uniform(-SKEW[level], SKEW[level]))
    pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 0.5 + 0.35 * level), dtype=np.uint8)
    paper = draw.randint(225, 242) / 255
    shading = _shading(pixels.shape, draw) * paper
    faded = 255 - (255 - pixels.astype(np.float32)) * (1 - INK_LOSS[level])
    worn_out = faded * shading
    worn_out += noise.standard_normal(pixels.shape, dtype=np.float32) * np.float32(GRAIN[level])
    grey = worn_out.clip(0, 255).astype(np.uint8)
    _specks(grey, SPECKS[level], noise)
    _edge(grey, draw)
    return Image.fromarray(grey)


def _skewed(pixels: Grey, degrees: float) -> Grey:
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(
        cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255,)), np.uint8
    )


def _shading(shape: tuple[int, ...], draw: random.Random) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Slow change of light over the sheet, with the shadow of one fold."""
    corners = np.array([[draw.uniform(0.95, 1.02) for _ in range(3)] for _ in range(4)], dtype=np.float32)
    light = np.asarray(cv2.resize(corners, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), dtype=np.float32)
    fold = int(shape[0] * draw.uniform(0.31, 0.36))
    light[fold - 3 : fold + 3] *= 0.965
    return light


def _specks(grey: Grey, count: int, noise: np.random.Generator) -> None:
    rows, columns = noise.integers(0, grey.shape[0], count), noise.integers(0, grey.shape[1], count)
    for row, column, radius in zip(rows, columns, noise.integers(1, 3, count), strict=True):
        cv2.circle(grey, (int(column), int(row)), int(radius), int(noise.integers(40, 130)), -1)


def _edge(grey: Grey, draw: random.Random) -> None:
    """The dark strip where the lid did not cover the glass."""
    if draw.random() < 0.5:
        width = draw.randint(4, 11)
        grey[:, grey.shape[1] - width :] = draw.randint(70, 130)
    if draw.random() < 0.3:
        column = draw.randint(200, grey.shape[1] - 200)
        grey[:, column] = (grey[:, column] * 0.86).astype(np.uint8)
