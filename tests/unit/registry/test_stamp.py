"""The incoming stamp stands where it covers nothing, and its code can be read."""

from datetime import date

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp
from reportlab.pdfgen.canvas import Canvas

from server.registry.stamp import Place, Stamp, draw_on_copy, free_place, label

A4 = (595, 842)
STAMP = Stamp(
    organisation="Администрация города Северогорска",
    sign="Вх. №",
    number="01-12/345-дсп",
    date=date(2026, 3, 12),
    sheets=2,
    appendix_sheets=15,
    payload="EDMS1|IN|01-12/345|7",
)


def shown(path, page=0, dpi=200):
    document = pdfium.PdfDocument(path)
    try:
        bitmap = document[page].render(scale=dpi / 72, grayscale=True)
        return np.array(bitmap.to_numpy()).reshape(bitmap.height, -1)
    finally:
        document.close()


def text_of(path):
    document = pdfium.PdfDocument(path)
    layer = document[0].get_textpage()
    try:
        return layer.get_text_bounded()
    finally:
        layer.close()
        document.close()


@pytest.fixture
def letter(tmp_path):
    """A page whose bottom right corner is free, but for what a test adds."""

    def make(*, rotate=0, origin=(0, 0), black=()):
        path = tmp_path / "letter.pdf"
        canvas = Canvas(str(path), pagesize=A4)
        for x, y, width, height in ((60, 400, 480, 300), *black):
            canvas.rect(x, y, width, height, fill=1)
        canvas.save()
        if rotate or origin != (0, 0):
            with pikepdf.open(path, allow_overwriting_input=True) as pdf:
                pdf.pages[0].obj["/Rotate"] = rotate
                x, y = origin
                pdf.pages[0].mediabox = [x, y, x + A4[0], y + A4[1]]
                pdf.save(path)
        return path

    return make


@pytest.mark.parametrize("place", list(Place))
def test_the_stamp_stands_at_its_place_and_its_code_is_read(letter, tmp_path, place):
    out = tmp_path / "copy.pdf"
    assert draw_on_copy(letter(), out, STAMP, place) is place
    page = shown(out)
    (code,) = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    assert code.text == STAMP.payload
    centre = (code.position.top_left.x + code.position.bottom_right.x) / 2 / page.shape[1]
    assert (centre > 0.5) == (place.value[0] == "R")


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_stamp_is_upright_on_a_turned_page(letter, tmp_path, rotate):
    out = tmp_path / "copy.pdf"
    draw_on_copy(letter(rotate=rotate), out, STAMP, Place.R4)
    page = shown(out)
    (code,) = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    corner = code.position.top_left
    assert abs(code.orientation) < 10
    assert corner.x > page.shape[1] * 0.6
    assert corner.y > page.shape[0] * 0.6


def test_the_stamp_keeps_to_a_page_whose_corner_is_not_at_zero(letter, tmp_path):
    out = tmp_path / "copy.pdf"
    draw_on_copy(letter(origin=(-200, 300)), out, STAMP, Place.L1)
    codes = zxingcpp.read_barcodes(shown(out), formats=zxingcpp.BarcodeFormat.QRCode)
    assert [code.text for code in codes] == [STAMP.payload]


def test_the_free_bottom_right_corner_is_taken_first(letter):
    assert free_place(letter()) is Place.R4


def test_a_covered_corner_is_left_alone(letter):
    assert free_place(letter(black=[(350, 40, 200, 40)])) is Place.L4


def test_on_a_full_page_the_place_with_least_ink_is_taken(letter):
    full = [(0, 0, 595, 200), (0, 280, 595, 562)]
    assert free_place(letter(black=full)) in {Place.L3, Place.R3}


def test_the_original_stays_as_it_was(letter, tmp_path):
    path = letter()
    before = path.read_bytes()
    draw_on_copy(path, tmp_path / "copy.pdf", STAMP)
    assert path.read_bytes() == before


def test_number_date_and_sheets_are_on_the_stamp(letter, tmp_path):
    out = tmp_path / "copy.pdf"
    draw_on_copy(letter(), out, STAMP)
    text = text_of(out)
    assert "Вх. № 01-12/345-дсп" in text
    assert "12.03.2026" in text
    assert "листов 2, приложение 15 л." in text


def test_the_label_has_its_size_and_a_code_large_enough(tmp_path):
    path = tmp_path / "label.pdf"
    path.write_bytes(label(STAMP))
    page = shown(path, dpi=203)
    assert (round(page.shape[1] / 203 * 25.4), round(page.shape[0] / 203 * 25.4)) == (58, 40)
    (code,) = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    assert code.text == STAMP.payload
    assert (code.position.top_right.x - code.position.top_left.x) / 203 * 25.4 >= 18
    assert "Вх. № 01-12/345-дсп" in text_of(path)


def test_a_long_organisation_stays_inside_the_label(tmp_path):
    long = Stamp(
        organisation="Департамент городского хозяйства администрации города Северогорска Северогорской области",
        sign="Исх. №",
        number="ЖРВх-1/26/000123-дсп",
        date=date(2026, 12, 31),
        sheets=120,
        appendix_sheets=1500,
        payload="EDMS1|IN|ЖРВх-1/26/000123|1234567",
    )
    path = tmp_path / "label.pdf"
    path.write_bytes(label(long))
    page = shown(path)
    edge = 6
    assert min(page[:edge].min(), page[-edge:].min(), page[:, :edge].min(), page[:, -edge:].min()) == 255
    (code,) = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    assert code.text == long.payload
