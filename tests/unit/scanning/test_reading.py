"""A page is set straight, read in time, and a failure says what to do."""

import time

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

import resources
from server.scanning.cleanup import clean, quarter_turned
from server.scanning.ocr import RecognitionFailed, Stopped, recognise
from server.scanning.raster import PageImage
from server.scanning.reading import read


def errors_in(paragraph, page):
    """The fewest edits that make the paragraph a part of the page's text."""
    page_codes = np.array([ord(char) for char in page])
    steps = np.arange(len(page_codes) + 1)
    row = np.zeros(len(page_codes) + 1, dtype=np.int64)
    for done, char in enumerate(paragraph, start=1):
        best = np.empty_like(row)
        best[0] = done
        best[1:] = np.minimum(row[:-1] + (page_codes != ord(char)), row[1:] + 1)
        row = np.minimum.accumulate(best - steps) + steps
    return int(row.min())


def test_letters_are_read_with_few_wrong_characters(mail):
    wrong = total = 0
    for each in mail:
        text = " ".join(page.text.replace("\n", " ") for page in each.texts)
        for paragraph in each.letter.body:
            wrong += errors_in(paragraph, text)
            total += len(paragraph)
    print(f"\ncharacter errors: {wrong} of {total}, {wrong / total:.2%}")
    assert wrong / total < 0.01


def test_skew_is_taken_out_to_a_tenth_of_a_degree(mail):
    for page in mail[0].pages:
        assert abs(clean(page.image.upright).skew) <= 0.15


def test_both_images_of_a_page_have_one_geometry(mail):
    for page in mail[1].pages:
        assert page.image.upright.shape == page.image.cleaned.shape
        height, width = page.image.upright.shape
        for word in page.text.words[20:40]:
            box = word.box
            seen = page.image.upright[
                int(box.top * height) : int(box.bottom * height), int(box.left * width) : int(box.right * width)
            ]
            assert seen.min() < 128


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_fed_the_wrong_way_round_is_set_upright(mail, degrees):
    sheet = np.asarray(mail[2].sheets[0])
    page = read(PageImage(1, quarter_turned(sheet, degrees)))
    assert page.turned == 360 - degrees
    assert page.text.height_mm > page.text.width_mm
    assert page.text.confidence > 0.8


def test_reading_that_takes_too_long_ends_with_advice(mail):
    with pytest.raises(RecognitionFailed, match=r"не распознана за 0 с\. Отсканируйте"):
        recognise(mail[0].pages[0].image.cleaned, 1, seconds=0.0)


def test_reading_stops_at_once_when_called_off(mail):
    began = time.monotonic()
    with pytest.raises(Stopped):
        recognise(mail[0].pages[0].image.cleaned, 1, stop=lambda: True)
    assert time.monotonic() - began < 1.0


def test_a_missing_program_is_told_in_words_for_the_administrator(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RecognitionFailed, match="нужны пакеты tesseract-ocr"):
        recognise(np.full((300, 300), 255, np.uint8), 1)


def test_a_missing_language_is_told_in_words_for_the_administrator(monkeypatch, tmp_path):
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with pytest.raises(RecognitionFailed, match="нужен пакет tesseract-ocr-rus"):
        recognise(np.full((300, 300), 255, np.uint8), 1)


def test_a_letter_in_english_is_read_as_one():
    side = Image.new("L", (2480, 3508), 255)
    face = ImageFont.truetype(str(resources.path("fonts", "LiberationSerif-Regular.ttf")), 50)
    words = "Dear Mayor,\nwe are pleased to inform you that our delegation\nwill arrive on 14 December 2026."
    ImageDraw.Draw(side).multiline_text((250, 400), words, font=face, fill=0, spacing=30)
    page = read(PageImage(1, np.asarray(side)))
    assert " ".join(word.text for word in page.text.words) == words.replace("\n", " ")
