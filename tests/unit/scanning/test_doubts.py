"""What is read unsurely in the head is read a second time; what stays in doubt is left to the clerk."""

import numpy as np
import pytest
from msgspec.structs import replace
from PIL import Image, ImageDraw

from common.scanning.recognition import Box, PageText, Word
from server.sample.type_area import face
from server.scanning.doubts import DISPUTED, _differing, read_doubts_again, without_rules
from server.scanning.extraction import propose
from server.scanning.figures import DOUBT, read_figures_again

A4 = (2480, 3508)
LINE = "31 мая 2026 г. № 8408/26"


@pytest.fixture
def underlined():
    """A date and number filled in on a rule, as forms have it."""
    sheet = Image.new("L", A4, 255)
    pen = ImageDraw.Draw(sheet)
    pen.text((260, 640), LINE, font=face("serif", "Regular", 50), fill=20)
    pen.line((260, 700, 850, 700), fill=30, width=3)
    return np.asarray(sheet, dtype=np.uint8)


def torn(*pieces):
    """The line as the first reading has it: in pieces, with confidence each."""
    words, left = [], 260
    for line, (text, confidence) in enumerate(pieces):
        box = Box(left=left / A4[0], top=645 / A4[1], right=(left + 90) / A4[0], bottom=690 / A4[1])
        words.append(Word(text=text, box=box, confidence=confidence, line=line, block=1))
        left += 100
    return PageText(number=1, width_mm=210, height_mm=297, words=words)


def text_of(page):
    return " ".join(word.text for word in page.words)


def test_an_underlined_date_read_to_pieces_is_read_again_without_the_rule(underlined):
    page = torn(("ЭТ", 0.2), ("мая", 0.95), ("12026", 0.78), ("г.", 0.64), ("№", 0.97), ("8408/26", 0.97))
    assert text_of(read_doubts_again(underlined, page).text) == LINE


def test_a_line_read_surely_is_not_read_again(underlined):
    page = torn(("31", 0.9), ("мая", 0.95), ("2026", 0.9), ("г.", 0.9), ("№", 0.97), ("8408/26", 0.9))
    assert read_doubts_again(underlined, page).text is page


def test_letters_of_a_number_about_which_the_readings_differ_are_not_confirmed_by_its_digits(underlined):
    page = torn(("31", 0.96), ("мая", 0.96), ("2026", 0.96), ("г.", 0.96), ("№", 0.96), ("тжи-8408/26", 0.7))
    doubts = read_doubts_again(underlined, page)
    confirmed = replace(doubts.text, words=[replace(word, confidence=0.97) for word in doubts.text.words])
    assert [word.confidence for word in doubts.marked(confirmed).words if "8408" in word.text] in ([DISPUTED], [0.97])
    assert not any("тжи" in word.text and word.confidence > DISPUTED for word in doubts.marked(confirmed).words)


@pytest.mark.parametrize(
    ("first", "disputed"), [("84-08/26", False), ("8408-26", True), ("8408/26", False), ("8408/2б", True)]
)
def test_digits_torn_apart_dispute_nothing_for_they_have_a_reader_of_their_own(first, disputed):
    page = torn(("31", 0.96), ("мая", 0.96), ("2026", 0.96), ("г.", 0.96), ("№", 0.96), (first, 0.12))
    second = torn(("31", 0.96), ("мая", 0.96), ("2026", 0.96), ("г.", 0.96), ("№", 0.96), ("8408/26", 0.7))
    assert bool(_differing(second.words, page.words)) is disputed


def test_rules_are_whitened_and_letters_and_bars_stay(underlined):
    bar = underlined.copy()
    bar[2000:2040, 300:1200] = 0
    clear = without_rules(bar)
    assert clear[700, 300:800].min() == 255
    assert (clear[2000:2040, 300:1200] == 0).all()
    assert (clear[640:690] < 128).sum() == (underlined[640:690] < 128).sum()


def test_a_scrawl_in_the_margin_does_not_join_the_lines_beside_it(page_of, directory):
    page = page_of(("17.02.2026 № 04-07-311", 30, 60), ("На № 15/4336 от 22.01.2026", 30, 68), ("Директору", 120, 60))
    scrawl = [
        Word(text=text, box=Box(left=0.03, top=top, right=0.05, bottom=top + 0.04), confidence=0.5, line=90, block=9)
        for text, top in (("Мм", 0.17), ("ЗАЛ", 0.22))
    ]
    found = {each.field.value: each.value for each in propose([replace(page, words=[*scrawl, *page.words])], directory)}
    assert (found["their_number"], found["their_date"]) == ("04-07-311", "2026-02-17")


CELL = ("3108-27", (260, 640))  # of a table: the sign of the number stands in the cell beside


def cells(number, confidence):
    """A sheet with a number in a cell, and its first reading."""
    sheet = Image.new("L", A4, 255)
    pen, font = ImageDraw.Draw(sheet), face("serif", "Regular", 50)
    pen.text((120, 640), "№", font=font, fill=20)
    pen.text(CELL[1], CELL[0], font=font, fill=20)
    pen.text((450, 640), "л", font=font, fill=20)  # close by: half of it looks like a figure
    words = [
        Word(text=said, box=Box(left=left / A4[0], top=640 / A4[1], right=right / A4[0], bottom=690 / A4[1]),
             confidence=sure, line=line, block=line)
        for line, (said, left, right, sure) in enumerate(
            [("№", 120, 175, 0.95), (number, 260, 260 + font.getlength(CELL[0]), confidence), ("л", 450, 476, 0.9)]
        )
    ]  # fmt: skip
    return np.asarray(sheet, dtype=np.uint8), PageText(number=1, width_mm=210, height_mm=297, words=words)


@pytest.mark.parametrize("first", ["3108-27", "5108-27", "3108-271"])
def test_a_number_in_a_cell_is_confirmed_or_put_right_by_other_readings(first):
    page = read_figures_again(*cells(first, 0.926))
    assert [(word.text, word.confidence > 0.6) for word in page.words if "-" in word.text] == [(CELL[0], True)]


def test_a_number_of_which_no_two_readings_agree_is_not_proposed():
    pixels, text = cells("5108-27", 0.926)
    blank = np.full_like(pixels, 255)
    assert [word.confidence for word in read_figures_again(blank, text).words if "-" in word.text] == [DOUBT]


def test_a_heading_line_read_badly_is_read_again():
    sheet = Image.new("L", A4, 255)
    pen, font = ImageDraw.Draw(sheet), face("serif", "Regular", 50)
    pen.text((260, 1200), "О рассмотрении обращения жителей улицы", font=font, fill=20)
    pen.text((260, 1260), "Щербанёва", font=font, fill=20)
    words = []
    for line, (said, sure) in enumerate((("О рассмотрении обращения жителей улицы", 0.95), ("ЦШербанёва", 0.29))):
        left, top = 260.0, 1205 + 60 * line
        for word in said.split():
            right = left + font.getlength(word)
            box = Box(left=left / A4[0], top=top / A4[1], right=right / A4[0], bottom=(top + 47) / A4[1])
            words.append(Word(text=word, box=box, confidence=sure, line=line, block=1))
            left = right + font.getlength(" ")
    page = PageText(number=1, width_mm=210, height_mm=297, words=words)
    assert text_of(read_doubts_again(np.asarray(sheet, dtype=np.uint8), page).text).endswith("улицы Щербанёва")


def test_an_address_of_mail_is_read_in_latin_letters_and_russian_words_stay():
    sheet = Image.new("L", A4, 255)
    pen, font = ImageDraw.Draw(sheet), face("serif", "Regular", 42)
    words, left = [], 260.0
    for printed, read, sure in (("почта", "почта", 0.95), ("kdm@omsk-reg.ru", "Кат@отзК-тев.ги", 0.4)):
        pen.text((left, 400), printed, font=font, fill=20)
        right = left + font.getlength(printed)
        box = Box(left=left / A4[0], top=402 / A4[1], right=right / A4[0], bottom=446 / A4[1])
        words.append(Word(text=read, box=box, confidence=sure, line=0, block=1))
        left = right + 20
    page = PageText(number=1, width_mm=210, height_mm=297, words=words)
    assert text_of(read_figures_again(np.asarray(sheet, dtype=np.uint8), page)) == "почта kdm@omsk-reg.ru"
