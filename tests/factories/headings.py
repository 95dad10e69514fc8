"""Pages that look like codes and bear none: large words that mean nothing, tables, hatching; and spoilt codes."""

import random
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from zxingcpp import BarcodeFormat

import resources
from server.registry.stamping import MARK
from server.sample.ink import round_stamp
from server.sample.letters import letter
from server.sample.paper import render
from server.sample.wear import worn
from server.scanning.raster import Grey
from server.scanning.separator import code_image
from tests.factories.ways_to_scan import faxed

SHEET = (2480, 3508)
FACES = ("LiberationSerif-Bold.ttf", "LiberationSerif-Regular.ttf", "PTS75F.ttf", "PTS55F.ttf", "PTM55F.ttf")
CYRILLIC, LATIN, DIGITS = "абвгдежзийклмнопрстуфхцчшщъыьэюя", "abcdefghijklmnopqrstuvwxyz", "0123456789"
POINTS = (48, 54, 60, 66, 72)
FORMS = (BarcodeFormat.QRCode, BarcodeFormat.DataMatrix, BarcodeFormat.Code128)
STICKER, LINE = 283, 900


def heading_page(seed: int) -> tuple[str, Grey]:
    """What is on it, and the page as a scanner sees it."""
    draw = random.Random(f"heading {seed}")
    sheet = Image.new("RGB", SHEET, "white")
    script, case = draw.choice(("cyrillic", "latin")), draw.choice(("capitals", "capitals", "small", "digits"))
    y = draw.randrange(150, 600)
    for _ in range(draw.randrange(1, 7)):
        y += _line(sheet, y, script, case, draw)
        if y > SHEET[1] - 900:
            break
    extra = draw.choice(("nothing", "nothing", "table", "hatching", "stamp"))
    if extra == "table":
        _table(sheet, y, draw)
    elif extra == "hatching":
        _hatching(sheet, y, draw)
    elif extra == "stamp":
        round_stamp(sheet, draw.randrange(500, 1900), min(y + 300, SHEET[1] - 400), "АДМИНИСТРАЦИЯ ГОРОДА", draw)
    return f"{script} {case}, {extra}", _seen(sheet, draw)


def spoilt_code(seed: int, *, stuck: bool = True) -> tuple[str, Grey]:
    """A letter or a page of large words with our code on it that nobody can read, and how it was spoilt.

    The same sheet without it tells whether it was the code that was told.
    """
    draw = random.Random(f"spoilt {seed}")
    if draw.random() < 0.5:
        page = draw.randrange(601, 625)
        sheet = _letter(page).copy()
    else:
        sheet = Image.new("L", SHEET, 255)
        _line(sheet, 300, "cyrillic", "capitals", draw)
    form = draw.choice(FORMS)
    across = LINE if form == BarcodeFormat.Code128 else STICKER
    code = code_image(f"{MARK}{draw.randrange(1, 3_000_000)}", form)
    code = code.resize((across, STICKER), Image.Resampling.BILINEAR)
    how = draw.choice(("fold", "cut off", "scratched") if form != BarcodeFormat.QRCode else ("hole", "cut off", "fold"))
    pen = ImageDraw.Draw(code)
    if how == "hole":
        code.paste(255, (across // 2 - 45, STICKER // 2 - 45, across // 2 + 45, STICKER // 2 + 45))
    elif how == "fold" and form == BarcodeFormat.Code128:
        code.paste(255, (across // 3, 0, across // 3 + 60, STICKER))
    elif how == "fold":
        code.paste(255, (0, STICKER // 2 - 22, across, STICKER // 2 + 22))
    elif how == "scratched":
        for _ in range(14):
            x = draw.randrange(across)
            pen.line((x, 0, x + draw.randrange(-60, 60), STICKER), fill=255, width=9)
    x = sheet.width - across * 6 // 10 if how == "cut off" else draw.randrange(1000, sheet.width - across - 100)
    y = draw.choice((1800, 2300, 2900))
    if stuck:
        sheet.paste(code, (x, y))
    return f"{form.name} {how}", _seen(sheet, draw)


def _line(sheet: Image.Image, y: int, script: str, case: str, draw: random.Random) -> int:
    """How much room it takes."""
    size = draw.choice(POINTS) * 300 // 72
    face = ImageFont.truetype(str(resources.path("fonts", draw.choice(FACES))), size)
    letters = DIGITS if case == "digits" else CYRILLIC if script == "cyrillic" else LATIN
    words = " ".join("".join(draw.choice(letters) for _ in range(draw.randrange(3, 13))) for _ in range(2))
    ImageDraw.Draw(sheet).text((draw.randrange(100, 400), y), words.upper() if case == "capitals" else words, 0, face)
    return round(size * draw.uniform(1.05, 1.5))


def _table(sheet: Image.Image, y: int, draw: random.Random) -> None:
    pen, step = ImageDraw.Draw(sheet), draw.choice((40, 60, 90))
    face = ImageFont.truetype(str(resources.path("fonts", "LiberationSerif-Regular.ttf")), step * 2 // 3)
    rows, columns = min(12, (SHEET[1] - y - 300) // step), 8
    for row in range(rows + 1):
        pen.line((200, y + 200 + row * step, 200 + columns * 240, y + 200 + row * step), 0, 4)
    for column in range(columns + 1):
        pen.line((200 + column * 240, y + 200, 200 + column * 240, y + 200 + rows * step), 0, 4)
    for row in range(rows):
        for column in range(columns):
            pen.text((215 + column * 240, y + 200 + row * step), str(draw.randrange(10**6)), 0, face)


def _hatching(sheet: Image.Image, y: int, draw: random.Random) -> None:
    step, width = draw.choice(((12, 4), (16, 6), (30, 12), (20, 9)))
    drawing = Image.new("L", (draw.randrange(300, 1100), 500), 255)
    pen = ImageDraw.Draw(drawing)
    for x in range(-500, drawing.width, step):
        pen.line((x, 500, x + 500, 0), 0, width)
    sheet.paste(drawing, (draw.randrange(150, 1200), y + 150))


def _seen(sheet: Image.Image, draw: random.Random) -> Grey:
    seen = worn(sheet, draw, draw.choice((0, 1, 1, 2)))
    if draw.random() < 0.15:
        seen = faxed(seen, draw)
    elif draw.random() < 0.3:  # scanned at 200 dpi, brought to 300 by the reader
        small = seen.resize((seen.width * 2 // 3, seen.height * 2 // 3), Image.Resampling.BILINEAR)
        seen = small.resize(seen.size, Image.Resampling.BICUBIC)
    if draw.random() < 0.3:
        seen = seen.rotate(draw.choice((90, 180, 270)), expand=True)
    return np.asarray(seen.convert("L"), dtype=np.uint8)


@cache
def _letter(seed: int) -> Image.Image:
    return render(letter(seed), seed, level=0)[0].convert("L")
