"""Our codes are found on worn and turned sheets; what is not ours is not believed."""

import random
import tracemalloc

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw, ImageFont
from zxingcpp import BarcodeFormat

import resources
from common.scanning.codes import CodeForm
from server.registry.stamping import MARK
from server.sample.letters import letter
from server.sample.paper import render
from server.sample.wear import worn
from server.scanning.codes import codes_on
from server.scanning.labels import Coded, drawn
from server.scanning.lookalikes import without_large_letters
from server.scanning.patterns import inked
from server.scanning.raster import read_page
from server.scanning.separator import code_image, separator_sheets
from tests.factories.headings import heading_page

FORMS = (BarcodeFormat.QRCode, BarcodeFormat.DataMatrix, BarcodeFormat.Code128)
STICKER = 283  # pixels of 24 mm at 300 dpi


@pytest.fixture(scope="module")
def separator(tmp_path_factory):
    file = tmp_path_factory.mktemp("separator") / "separator.pdf"
    file.write_bytes(separator_sheets(1))
    return Image.fromarray(read_page(file, 1).pixels)


@pytest.fixture(scope="module")
def page():
    return render(letter(601), 601, level=0)[0]


def stuck(page, text, form, at=(1900, 300)):
    """The page with a label on it."""
    labelled = page.copy().convert("L")
    code = code_image(text, form)
    across = 900 if form == BarcodeFormat.Code128 else STICKER
    labelled.paste(code.resize((across, STICKER), Image.Resampling.BILINEAR), (min(at[0], 2400 - across), at[1]))
    return labelled


@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_separator_is_known_however_it_lies(separator, level, quarters):
    sheet = worn(separator.rotate(-90 * quarters, expand=True), random.Random(level), level)
    found = codes_on(np.asarray(sheet), "KQD")
    assert (found.separator, found.turned, found.damaged) == (True, (-90 * quarters) % 360, False)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("level", [0, 1])
def test_the_code_of_a_card_is_read_in_every_form(page, form, level):
    sheet = worn(stuck(page, f"{MARK}1234567", form), random.Random(7), level)
    assert codes_on(np.asarray(sheet), "KQD").cards == [1234567]


def test_a_square_label_is_read_off_a_bad_copy(page):
    for seed in range(4):
        sheet = worn(stuck(page, f"{MARK}42", BarcodeFormat.QRCode), random.Random(seed), 2)
        assert codes_on(np.asarray(sheet), "KQD").cards == [42]


def test_foreign_and_forged_codes_mean_nothing(page):
    for text in ("SEP", "https://example.org/EDMS1|5", f"{MARK}seven", f"{MARK}", f"{MARK}{'9' * 30}"):
        found = codes_on(np.asarray(stuck(page, text, BarcodeFormat.QRCode)), "KQD")
        assert (found.separator, found.cards, found.damaged) == (False, [], False), text


@pytest.mark.parametrize("ending", ["", "|T"])
def test_a_code_of_another_installation_is_a_foreign_one(page, ending):
    sheet = np.asarray(stuck(page, f"{MARK}KQD42{ending}", BarcodeFormat.QRCode))
    ours, theirs = codes_on(sheet, "KQD"), codes_on(sheet, "AAB")
    assert (ours.cards, ours.cover, ours.foreign) == ([42], bool(ending), [])
    assert (theirs.cards, theirs.cover, theirs.foreign) == ([], False, ["Гриф другой организации"])
    assert not theirs.damaged


def test_bars_beside_a_square_code_of_another_installation_are_foreign_too(page):
    both = stuck(stuck(page, f"{MARK}KQD42", BarcodeFormat.QRCode), f"{MARK}42", BarcodeFormat.Code128, at=(900, 700))
    assert codes_on(np.asarray(both), "KQD").cards == [42]
    assert codes_on(np.asarray(both), "AAB").cards == []
    assert codes_on(np.asarray(both), "AAB").foreign == ["Гриф другой организации"]


def test_the_bars_of_a_label_are_read_alone(page):
    card = Coded(f"{MARK}KQD1234567", "Вх. № 1", "", "Письмо", "", "карточка 1234567", f"{MARK}1234567")
    label = pdfium.PdfDocument(drawn(CodeForm.LABEL, [card], 1))[0].render(scale=300 / 72, grayscale=True).to_pil()
    label.paste(255, (0, 0, label.width, label.height * 2 // 3))
    sheet = page.copy().convert("L")
    sheet.paste(label, (1500, 2900))
    assert codes_on(np.asarray(worn(sheet, random.Random(5), 1).convert("L")), "KQD").cards == [1234567]


def test_a_code_printed_before_installations_had_a_mark_is_ours(page):
    assert codes_on(np.asarray(stuck(page, f"{MARK}42", BarcodeFormat.QRCode)), "KQD").cards == [42]


def test_a_spoilt_code_is_told_and_a_letter_without_one_is_not(page):
    assert not codes_on(np.asarray(page.convert("L")), "KQD").damaged
    spoilt = stuck(page, f"{MARK}1234567", BarcodeFormat.QRCode)
    spoilt.paste(255, (2015, 415, 2105, 505))  # a hole of 8 mm, the corners left
    found = codes_on(np.asarray(spoilt), "KQD")
    assert (found.damaged, found.cards) == (True, [])


@pytest.mark.parametrize("form", FORMS)
def test_a_label_half_off_the_sheet_is_told(page, form):
    width = 900 if form == BarcodeFormat.Code128 else STICKER
    label = stuck(page, f"{MARK}1234567", form, at=(1400, 2900)).crop((1400, 2900, 1400 + width, 2900 + STICKER))
    cut = page.copy().convert("L")
    cut.paste(label, (cut.width - width * 6 // 10, 2900))
    found = codes_on(np.asarray(worn(cut, random.Random(3), 1)), "KQD")
    assert (found.cards, found.damaged) == ([], True)


def test_a_foreign_code_beside_a_spoilt_one_does_not_hide_it(page):
    both = stuck(page, "https://example.org", BarcodeFormat.QRCode, at=(1900, 2900))
    spoilt = stuck(page, f"{MARK}1234567", BarcodeFormat.DataMatrix).crop((1900, 300, 1900 + STICKER, 300 + STICKER))
    spoilt.paste(255, (0, 120, STICKER, 150))  # a fold
    both.paste(spoilt, (1500, 2900))
    found = codes_on(np.asarray(both), "KQD")
    assert (found.cards, found.damaged) == ([], True)


@pytest.mark.parametrize("form", [BarcodeFormat.PDF417, BarcodeFormat.Aztec, BarcodeFormat.EAN13])
def test_a_foreign_code_of_another_make_is_not_called_spoilt(page, form):
    text = "4607088000012" if form == BarcodeFormat.EAN13 else "ST00012|Name=МУП Водоканал|Sum=120000"
    bill = page.copy().convert("L")
    bill.paste(code_image(text, form).resize((700, 300) if form != BarcodeFormat.Aztec else (300, 300)), (1500, 2900))
    found = codes_on(np.asarray(bill), "KQD")
    assert not found.damaged
    assert not found.cards


def test_a_foreign_code_is_told_by_its_make(page):
    assert codes_on(np.asarray(stuck(page, "https://example.org", BarcodeFormat.QRCode)), "KQD").foreign == ["QR Code"]
    assert codes_on(np.asarray(stuck(page, f"{MARK}12", BarcodeFormat.QRCode)), "KQD").foreign == []


@pytest.mark.parametrize(("step", "width"), [(12, 4), (16, 6), (30, 12)])
@pytest.mark.parametrize("level", [0, 1])
def test_hatching_of_a_drawing_is_no_code(page, step, width, level):
    drawing = Image.new("L", (1100, 800), 255)
    pen = ImageDraw.Draw(drawing)
    for x in range(-800, 1100, step):
        pen.line((x, 800, x + 800, 0), fill=0, width=width)
    sheet = page.convert("L")
    sheet.paste(drawing, (400, 1200))
    assert not codes_on(np.asarray(worn(sheet, random.Random(1), level).convert("L")), "KQD").damaged


@pytest.mark.parametrize("points", [48, 60])
@pytest.mark.parametrize("level", [0, 1])
def test_large_capitals_are_no_code_and_a_spoilt_code_among_them_is_told(points, level):
    face = ImageFont.truetype(str(resources.path("fonts", "LiberationSerif-Bold.ttf")), points * 300 // 72)
    sheet = Image.new("L", (2480, 3508), 255)
    for line, words in enumerate(("ПОСТАНОВЛЕНИЕ", "РАСПОРЯЖЕНИЕ")):
        ImageDraw.Draw(sheet).text((120, 300 + line * points * 5), words, font=face, fill=0)
    assert not codes_on(np.asarray(worn(sheet, random.Random(1), level).convert("L")), "KQD").damaged
    spoilt = stuck(sheet, f"{MARK}1234567", BarcodeFormat.QRCode, at=(1900, 1500))
    spoilt.paste(255, (2015, 1615, 2105, 1705))
    assert codes_on(np.asarray(worn(spoilt, random.Random(1), level).convert("L")), "KQD").damaged


@pytest.mark.parametrize("seed", [*range(14), 286, 326, 407])
def test_large_words_that_mean_nothing_are_no_codes(seed):
    kind, sheet = heading_page(seed)
    assert not codes_on(sheet, "KQD").damaged, kind


def test_a_spoilt_code_in_line_with_large_words_is_told():
    face = ImageFont.truetype(str(resources.path("fonts", "LiberationSerif-Bold.ttf")), 72 * 300 // 72)
    sheet = Image.new("L", (2480, 3508), 255)
    ImageDraw.Draw(sheet).text((120, 300), "ЪУЩГОРЬ", font=face, fill=0)
    spoilt = stuck(sheet, f"{MARK}1234567", BarcodeFormat.DataMatrix, at=(1700, 290))
    spoilt.paste(255, (1700, 410, 1700 + STICKER, 440))  # a fold
    for quarters in range(4):
        found = codes_on(np.asarray(spoilt.rotate(90 * quarters, expand=True)), "KQD")
        assert (found.cards, found.damaged) == ([], True), quarters


@pytest.mark.parametrize("level", [0, 1, 2])
def test_headings_stamps_and_tables_are_no_codes(level):
    for seed in range(601, 607):
        for sheet in render(letter(seed), seed, level=level):
            assert not codes_on(np.asarray(sheet.convert("L")), "KQD").damaged, seed


@pytest.mark.parametrize("left", [90, 110, 140])
def test_a_label_of_which_the_sheet_shows_an_edge_only_does_not_stop_the_look(page, left):
    sheet = page.copy().convert("L")
    label = stuck(page, f"{MARK}1234567", BarcodeFormat.QRCode, at=(1400, 2900)).crop((1400, 2900, 1683, 3183))
    sheet.paste(label.crop((0, STICKER - left, STICKER, STICKER)), (1000, 0))
    assert codes_on(np.asarray(sheet), "KQD").cards == []


def test_a_halftone_picture_below_large_words_costs_little_memory():
    face = ImageFont.truetype(str(resources.path("fonts", "LiberationSerif-Bold.ttf")), 28 * 300 // 72)
    sheet = np.full((3508, 2480), 255, np.uint8)
    for y, x in np.ndindex(170, 150):
        sheet[700 + 16 * y : 708 + 16 * y, 40 + 16 * x : 48 + 16 * x] = 0
    words = Image.fromarray(sheet)
    for line in range(5):
        ImageDraw.Draw(words).text((120, 20 + 130 * line), "О ПОСТАНОВЛЕНИИ ГОРОДА", font=face, fill=0)
    ink = inked(np.asarray(words))
    assert cv2.connectedComponents(ink)[0] > 20_000
    without_large_letters(ink)  # the printed letters are kept from the first time
    tracemalloc.start()
    left = without_large_letters(ink)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50_000_000
    assert not left[:330].any()
    assert (left[360:] == ink[360:]).all()
