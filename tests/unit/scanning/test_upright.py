"""A page tells by its letters which way up it stands, and says nothing where there are none."""

import random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from server.sample.ink import margin_note
from server.sample.letters import letter
from server.sample.type_area import face
from server.sample.wear import worn
from server.scanning.cleanup import quarter_turned
from server.scanning.upright import turn_to_upright
from tests.factories.ways_to_scan import Way, scanned

SHEET = (2480, 3508)


def turns(sheet):
    """What is to be done with the sheet standing, on its sides and upside down."""
    pixels = np.asarray(sheet.convert("L"), np.uint8)
    return [turn_to_upright(quarter_turned(pixels, degrees)) for degrees in (0, 90, 180, 270)]


@pytest.mark.parametrize("way", Way)
def test_a_letter_is_set_upright_however_it_came(way):
    for sheet in scanned(way, letter(411), 411)[1]:
        assert turns(sheet) == [0, 270, 180, 90]


@pytest.mark.parametrize("family", ["serif", "sans"])
def test_a_letter_of_three_lines_is_known_as_well_upside_down_as_upright(family):
    sheet = Image.new("L", SHEET, 255)
    words = "Прошу принять меры по уборке снега\nво дворе дома 14 по улице Гагарина.\nСидоров И. П."
    ImageDraw.Draw(sheet).multiline_text((300, 500), words, font=face(family, "Regular", 50), fill=20, spacing=25)
    assert turns(sheet) == [0, 270, 180, 90]


def test_one_line_is_too_little_to_turn_a_page():
    sheet = Image.new("L", SHEET, 255)
    pen = ImageDraw.Draw(sheet)
    pen.text((300, 300), "Лист согласования", fill=0, font_size=50)
    assert turns(sheet) == [None] * 4


@pytest.mark.parametrize("level", [0, 1, 2])
def test_hooks_boxes_and_handwriting_turn_no_page(level):
    draw = random.Random(level)
    hooks, boxes, notes = (Image.new("RGB", SHEET, "white") for _ in range(3))
    for _ in range(400):
        x, y, side = draw.randrange(200, 2200), draw.randrange(200, 3200), draw.randrange(20, 60)
        ImageDraw.Draw(hooks).line((x, y + side // 2, x + side // 3, y + side, x + side, y), fill=0, width=5)
        ImageDraw.Draw(boxes).rectangle((x, y, x + side, y + side * 2 // 3), outline=0, width=5)
    for place in range(40):
        margin_note(notes, 200 + place % 4 * 500, 300 + place // 4 * 280, draw)
    for sheet in (hooks, boxes, notes):
        assert turns(worn(sheet, draw, level)) == [None] * 4
