"""The searchable PDF shows the page, and its words are found where they are seen."""

import re

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import pdfa

from server.scanning.searchable import Description, join, page_pdf


@pytest.fixture(scope="module")
def pdf(mail, tmp_path_factory):
    folder = tmp_path_factory.mktemp("searchable")
    parts = []
    for number, page in enumerate(mail[0].pages + mail[1].pages):
        parts.append(folder / f"{number}.pdf")
        page_pdf(page.image.upright, page.text, parts[-1])
    whole = folder / "whole.pdf"
    assert join(parts, whole, Description(title="Письмо о жилищном фонде"))
    return whole


def test_every_word_is_found_again_over_its_image(mail, pdf):
    text = mail[0].pages[0].text
    words = [word for word in text.words if re.fullmatch(r"[А-Яа-яё]{7,}", word.text)]
    document = pdfium.PdfDocument(pdf)
    page = document[0]
    width, height = page.get_size()
    layer = page.get_textpage()
    try:
        for word in words:
            found = layer.search(word.text, match_case=True, match_whole_word=True)
            centres = []
            while place := found.get_next():
                left, bottom, right, top = layer.get_rect(layer.count_rects(*place) - 1)
                centres.append(((left + right) / 2 / width, 1 - (top + bottom) / 2 / height))
            x, y = (word.box.left + word.box.right) / 2, (word.box.top + word.box.bottom) / 2
            assert any(abs(cx - x) < 0.008 and abs(cy - y) < 0.008 for cx, cy in centres), word.text
    finally:
        layer.close()
        document.close()
    assert len(words) > 20


def test_copied_lines_keep_their_words_apart(mail, pdf):
    document = pdfium.PdfDocument(pdf)
    layer = document[0].get_textpage()
    copied = " ".join(layer.get_text_bounded().split())
    layer.close()
    document.close()
    for line in mail[0].pages[0].text.lines():
        printed = " ".join(word.text for word in line)
        if len(printed) > 60:
            assert printed in copied


def test_the_text_is_there_but_not_seen(mail, pdf):
    document = pdfium.PdfDocument(pdf)
    page = document[0]
    for picture in list(page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE])):
        page.remove_obj(picture)
    page.gen_content()
    shown = page.render(grayscale=True).to_numpy()
    document.close()
    assert shown.min() == 255


def test_it_is_an_archival_pdf_with_its_title(pdf):
    with pikepdf.open(pdf) as whole:
        assert whole.open_metadata()["dc:title"] == "Письмо о жилищном фонде"
        assert len(whole.pages) >= 2
    assert pdfa.validate_written(pdf, "2b").verdict == "pass"


def test_a_page_stays_small(pdf):
    with pikepdf.open(pdf) as whole:
        pages = len(whole.pages)
    assert pdf.stat().st_size / pages < 600_000


def test_a_blank_page_has_its_place_too(mail, tmp_path):
    page = mail[0].pages[0]
    empty = type(page.text)(number=2, width_mm=210.0, height_mm=297.0, words=[])
    page_pdf(page.image.upright, empty, tmp_path / "blank.pdf")
    assert join([tmp_path / "blank.pdf"], tmp_path / "out.pdf", Description(title="Пустая"))
