"""Writing is no dirt: a side with one line is not laid aside as empty, a dirty one is."""

import random

import numpy as np
import pytest
from PIL import Image

from server.sample.wear import worn
from server.scanning.emptiness import is_blank
from server.scanning.raster import Grey, PageImage
from server.scanning.reading import read
from tests.factories.nearly_empty import LINES, Dirt, dirty, lined, signed


def scanned(draw: random.Random, side: Image.Image) -> Grey:
    return np.asarray(worn(side, draw, 1).convert("L"), dtype=np.uint8)


@pytest.mark.parametrize("line", LINES)
def test_a_side_with_one_line_is_not_empty(line: str) -> None:
    draw = random.Random(7)
    assert not is_blank(scanned(draw, lined(draw, line)))


def test_a_side_that_is_only_signed_is_not_empty() -> None:
    draw = random.Random(7)
    assert not is_blank(scanned(draw, signed(draw)))


@pytest.mark.parametrize("shape", [(1, 1), (10, 10), (15, 3000), (3000, 15)])
def test_a_scrap_is_no_empty_side_of_a_sheet(shape: tuple[int, int]) -> None:
    for shade in (0, 255):
        assert not is_blank(np.full(shape, shade, np.uint8))


@pytest.mark.parametrize("share", [0.3, 1.0])
def test_a_side_with_a_photograph_is_not_empty(share: float) -> None:
    draw, grains = random.Random(7), np.random.default_rng(3)
    side = np.full((3508, 2480), 255, np.uint8)
    height, width = int(3508 * share), int(2480 * share)
    side[:height, :width] = np.clip(grains.normal(130, 25, (height, width)), 0, 255)
    assert not is_blank(scanned(draw, Image.fromarray(side)))


@pytest.mark.parametrize("dirt", Dirt)
def test_a_dirty_side_is_empty(dirt: Dirt) -> None:
    draw = random.Random(7)
    assert is_blank(scanned(draw, dirty(draw, dirt)))


def test_an_empty_reverse_side_is_blank_and_gives_no_words():
    noise = np.random.default_rng(5).normal(236, 12, (3508, 2480)).clip(0, 255).astype(np.uint8)
    assert is_blank(noise)
    assert read(PageImage(2, noise)).text.words == []


def test_a_page_of_two_lines_is_not_blank(mail):
    sheet = np.asarray(mail[0].sheets[0]).copy()
    sheet[900:] = 235
    assert not is_blank(sheet)
