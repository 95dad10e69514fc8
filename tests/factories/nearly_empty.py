"""Sides of sheets with hardly anything on them, as a scanner sees them: a line, a signature, or dirt alone."""

import random
from collections.abc import Callable
from enum import StrEnum

from PIL import Image, ImageDraw, ImageFont

import resources

SIZE = (2480, 3508)
FACES = ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "PTS55F.ttf", "PTM55F.ttf")
LINES = ("С уважением, коллектив.", "Исх. 14.05.2026 № 12", "Исп. Жданов Е. А., тел. 24-15-16", "Опись", "Приложение",
         "(продолжение)", "стр. 2", "ДСП")  # fmt: skip
POINTS = (9, 10, 12, 14, 17, 24)
SHINES = "Об устранении нарушений законодательства о безопасности дорожного движения"


class Dirt(StrEnum):
    NONE = "nothing"
    DUST = "dust"
    HOLES = "punched holes"
    CREASE = "a crease"
    STAPLE = "a staple"
    SHINE = "what shines through from the other side"


def lined(draw: random.Random, line: str) -> Image.Image:
    side = Image.new("L", SIZE, 255)
    face = ImageFont.truetype(str(resources.path("fonts", draw.choice(FACES))), draw.choice(POINTS) * 300 // 72)
    at = draw.randrange(200, 1500), draw.randrange(200, 3300)
    ImageDraw.Draw(side).text(at, line, font=face, fill=draw.choice((0, 20, 40, 60)))
    return side.rotate(90, expand=True) if draw.random() < 0.25 else side


def signed(draw: random.Random) -> Image.Image:
    """By a pen, or by a pencil."""
    side = Image.new("L", SIZE, 255)
    x, y = draw.randrange(300, 1800), draw.randrange(300, 3000)
    points = [(x, y)]
    for _ in range(draw.randrange(8, 14)):
        points.append((points[-1][0] + draw.randrange(-20, 60), y + draw.randrange(-70, 70)))
    ImageDraw.Draw(side).line(points, fill=draw.choice((30, 70, 100)), width=draw.choice((3, 5, 7)), joint="curve")
    return side


def dirty(draw: random.Random, dirt: Dirt) -> Image.Image:
    side = Image.new("L", SIZE, 255)
    DIRT[dirt](draw, ImageDraw.Draw(side))
    return side.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if dirt is Dirt.SHINE else side


def _dust(draw: random.Random, pen: ImageDraw.ImageDraw) -> None:
    for _ in range(draw.randrange(5, 60)):
        x, y, across = draw.randrange(SIZE[0]), draw.randrange(SIZE[1]), draw.randrange(1, 9)
        pen.ellipse((x, y, x + across, y + across * draw.choice((1, 1, 2))), fill=draw.randrange(160))


def _holes(draw: random.Random, pen: ImageDraw.ImageDraw) -> None:
    grey = draw.choice((60, 110, 180))
    for top in (1280, 2228):
        pen.ellipse((140, top, 210, top + 70), fill=grey)


def _crease(draw: random.Random, pen: ImageDraw.ImageDraw) -> None:
    y = draw.randrange(1000, 2400)
    ends = (0, y, SIZE[0], y + draw.randrange(-40, 40))
    pen.line(ends, fill=draw.randrange(60, 200), width=draw.choice((2, 4)))


def _staple(draw: random.Random, pen: ImageDraw.ImageDraw) -> None:
    x, down = draw.randrange(80, 300), draw.randrange(60)
    pen.line((x, 120, x + 120, 150 + down), fill=30, width=8)


def _shine(draw: random.Random, pen: ImageDraw.ImageDraw) -> None:
    face = ImageFont.truetype(str(resources.path("fonts", FACES[0])), 58)
    grey = draw.randrange(170, 235)
    for line in range(draw.randrange(3, 35)):
        pen.text((300, 300 + line * 80), SHINES, font=face, fill=grey)


DIRT: dict[Dirt, Callable[[random.Random, ImageDraw.ImageDraw], None]] = {
    Dirt.NONE: lambda _draw, _pen: None, Dirt.DUST: _dust, Dirt.HOLES: _holes, Dirt.CREASE: _crease,
    Dirt.STAPLE: _staple, Dirt.SHINE: _shine,
}  # fmt: skip
