"""What is on a letter besides type: coat of arms, seal, signature, a note in the margin."""

import math
import random
from itertools import pairwise
from textwrap import shorten

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from server.sample.type_area import face, mm

BLUE = (38, 52, 140)
VIOLET = (70, 60, 150)
PENCIL = (70, 70, 90)

Curve = list[tuple[float, float]]


def emblem(sheet: Image.Image, x: int, y: int) -> None:
    """A shield under a crown, 16 mm high."""
    pen = ImageDraw.Draw(sheet)
    u = mm(1)
    dark = (40, 40, 44)
    shield = [(0, 4), (12, 4), (12, 11), (10, 14), (6, 16.5), (2, 14), (0, 11)]
    pen.polygon([(x + px * u, y + py * u) for px, py in shield], outline=dark, width=4)
    crown = [(1.5, 3.4), (1, 0.6), (3.6, 1.9), (6, 0), (8.4, 1.9), (11, 0.6), (10.5, 3.4)]
    pen.polygon([(x + px * u, y + py * u) for px, py in crown], outline=dark, fill=(120, 120, 124), width=3)
    for wave in range(3):
        base = y + (10 + wave * 1.6) * u
        pen.line(
            [(x + (1.2 + step * 0.8) * u, base + math.sin(step) * 0.4 * u) for step in range(13)], fill=dark, width=5
        )
    pen.rectangle((x + 5 * u, y + 5.4 * u, x + 7 * u, y + 9 * u), outline=dark, width=4)


def signature(sheet: Image.Image, x: int, y: int, draw: random.Random) -> None:
    """A quick scrawl some 35 mm long over the line of the signature."""
    knots: Curve = [(x, y)]
    for _ in range(draw.randint(7, 11)):
        px = knots[-1][0]
        knots.append((px + mm(draw.uniform(-2.5, 6)), y + mm(draw.uniform(-8, 6))))
    knots.append((knots[-1][0] + mm(14), y + mm(draw.uniform(-3, 5))))
    _stroke(sheet, _smooth(knots), BLUE, thickness=draw.uniform(5, 8), draw=draw)


def margin_note(sheet: Image.Image, x: int, y: int, draw: random.Random) -> None:
    """A tick and a few illegible words in pencil, written slantwise in the left margin."""
    note = Image.new("RGB", (mm(42), mm(14)), "white")
    _stroke(note, [(mm(1), mm(7)), (mm(3), mm(11)), (mm(7), mm(1))], PENCIL, 5, draw)
    px = float(mm(9))
    for _ in range(draw.randint(2, 3)):
        word: Curve = []
        for step in range(draw.randint(6, 12)):
            word.append((px, mm(7) + (mm(2.2) if step % 2 else -mm(2.2)) * draw.uniform(0.3, 1)))
            px += mm(draw.uniform(0.7, 1.3))
        _stroke(note, _smooth(word), PENCIL, 4, draw)
        px += mm(2)
    upright = note.rotate(90 + draw.uniform(-6, 6), expand=True, fillcolor="white")
    _press(sheet, upright, x - upright.width // 2, y)


def round_stamp(sheet: Image.Image, x: int, y: int, name: str, draw: random.Random) -> None:
    """The organisation's seal, 38 mm across, pressed unevenly and not quite straight."""
    size = mm(40)
    seal = Image.new("RGB", (size, size), "white")
    pen = ImageDraw.Draw(seal)
    middle, colour = size / 2, draw.choice((BLUE, VIOLET))
    for radius, width in ((19, 7), (18, 3), (11.5, 4)):
        pen.ellipse(
            [middle - mm(radius), middle - mm(radius), middle + mm(radius), middle + mm(radius)],
            outline=colour,
            width=width,
        )
    ring = f"{shorten(name.upper(), 34, placeholder='')} * ОГРН {draw.randint(10**12, 10**13 - 1)} * "
    letters = face("serif", "Bold", 27)
    for number, letter in enumerate(ring):
        angle = 360 * number / len(ring)
        tile = Image.new("RGB", (60, 60), "white")
        ImageDraw.Draw(tile).text((30, 30), letter, font=letters, fill=colour, anchor="mm")
        tile = tile.rotate(-angle, fillcolor="white", resample=Image.Resampling.BICUBIC)
        bearing = math.radians(angle - 90)
        place = (round(middle + mm(15) * math.cos(bearing)) - 30, round(middle + mm(15) * math.sin(bearing)) - 30)
        seal.paste(tile, place, Image.eval(tile.convert("L"), lambda value: 255 - value))
    for row, text in enumerate(("ДЛЯ", "ДОКУМЕНТОВ")):
        pen.text((middle, middle + (row - 0.5) * 52), text, font=face("serif", "Bold", 38), fill=colour, anchor="mm")
    turned = seal.rotate(draw.uniform(-35, 35), fillcolor="white", resample=Image.Resampling.BICUBIC)
    _press(sheet, _uneven(turned, draw), x, y - size // 2)


def _uneven(print_: Image.Image, draw: random.Random) -> Image.Image:
    """Ink that did not reach the paper everywhere."""
    noise = np.random.default_rng(draw.randrange(2**32)).random((12, 12))
    patches = Image.fromarray((noise * 150).astype(np.uint8)).resize(print_.size, Image.Resampling.BICUBIC)
    return Image.composite(Image.new("RGB", print_.size, "white"), print_, patches)


def _press(sheet: Image.Image, print_: Image.Image, x: int, y: int) -> None:
    """Ink darkens what lies under it."""
    area = (x, y, min(x + print_.width, sheet.width), min(y + print_.height, sheet.height))
    under = np.asarray(sheet.crop(area), dtype=np.uint16)
    over = np.asarray(print_.crop((0, 0, area[2] - x, area[3] - y)), dtype=np.uint16)
    sheet.paste(Image.fromarray((under * over // 255).astype(np.uint8)), area[:2])


def _smooth(knots: Curve) -> Curve:
    """Catmull-Rom through the knots."""
    ends = [knots[0], *knots, knots[-1]]
    curve: Curve = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(12):
            t = step / 12
            curve.append(
                (
                    0.5
                    * (
                        2 * b[0]
                        + (c[0] - a[0]) * t
                        + (2 * a[0] - 5 * b[0] + 4 * c[0] - d[0]) * t**2
                        + (3 * b[0] - a[0] - 3 * c[0] + d[0]) * t**3
                    ),
                    0.5
                    * (
                        2 * b[1]
                        + (c[1] - a[1]) * t
                        + (2 * a[1] - 5 * b[1] + 4 * c[1] - d[1]) * t**2
                        + (3 * b[1] - a[1] - 3 * c[1] + d[1]) * t**3
                    ),
                )
            )
    return curve


def _stroke(
    sheet: Image.Image, curve: Curve, colour: tuple[int, int, int], thickness: float, draw: random.Random
) -> None:
    left, top = (int(min(point[axis] for point in curve)) - 20 for axis in (0, 1))
    right, bottom = (int(max(point[axis] for point in curve)) + 20 for axis in (0, 1))
    trace = Image.new("RGB", (right - left, bottom - top), "white")
    pen = ImageDraw.Draw(trace)
    phase = draw.uniform(0, 6)
    for number, (a, b) in enumerate(pairwise(curve)):
        width = max(2, round(thickness * (0.75 + 0.35 * math.sin(number / 9 + phase))))
        pen.line((a[0] - left, a[1] - top, b[0] - left, b[1] - top), fill=colour, width=width)
    _press(sheet, trace.filter(ImageFilter.GaussianBlur(0.8)), max(0, left), max(0, top))
