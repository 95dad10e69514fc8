"""Files of all sorts become page images, or a sentence that tells the clerk what to do."""

import io
import struct
import zlib

import numpy as np
import pikepdf
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from server.sample.prints import save_pdf, save_png, save_pnm, save_tiff
from server.scanning.raster import Unreadable, page_count, pages, read_page


@pytest.fixture(scope="module")
def sheets():
    """Three small sheets told apart by the height of their black bar."""
    made = []
    for bar in (100, 300, 500):
        pixels = np.full((1754, 1240), 255, np.uint8)
        pixels[:bar, 200:1000] = 0
        made.append(Image.fromarray(pixels))
    return made


def ink(image):
    return int((image.pixels < 128).sum())


@pytest.mark.parametrize("save", [save_pdf, save_tiff])
def test_pages_come_one_by_one_in_their_order(tmp_path, sheets, save):
    path = tmp_path / "scan"
    save(sheets, path)
    read = list(pages(path))
    assert page_count(path) == 3
    assert [page.number for page in read] == [1, 2, 3]
    assert ink(read[0]) < ink(read[1]) < ink(read[2])


def test_the_content_decides_and_not_the_name(tmp_path, sheets):
    misnamed = tmp_path / "letter.tiff"
    save_pdf(sheets[:1], misnamed)
    assert page_count(misnamed) == 1


def test_pictures_are_single_pages_with_or_without_a_resolution(tmp_path, sheets):
    for path in (*save_png(sheets, tmp_path / "png"), *save_pnm(sheets, tmp_path / "pnm")):
        assert page_count(path) == 1
        assert read_page(path, 1).dpi == 300


def test_a_picture_without_resolution_is_taken_for_an_a4_sheet(tmp_path, sheets):
    (path,) = save_pnm(sheets[:1], tmp_path)
    height, width = read_page(path, 1).pixels.shape
    assert (round(width / 300 * 25.4), round(height / 300 * 25.4)) == (210, 297)


@pytest.mark.parametrize("kind", ["PNG", "PDF"])
@pytest.mark.parametrize(("dpi", "coarse"), [(100, True), (150, False), (300, False)])
def test_a_page_tells_how_finely_it_was_scanned(tmp_path, kind, dpi, coarse):
    file = tmp_path / f"page.{kind.lower()}"
    sheet = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 255)
    sheet.save(file, kind, **({"resolution": dpi} if kind == "PDF" else {"dpi": (dpi, dpi)}))
    page = read_page(file, 1)
    assert (page.is_coarse, page.dpi) == (coarse, 300)
    assert abs(page.scanned_at - dpi) <= 1


def typeset(path, *layers, text=(), invisible=False):
    """An A4 page of pictures as (dots an inch, from which share of its height, to which), and lines of text."""
    canvas = Canvas(str(path), pagesize=A4)
    width, height = A4
    for dpi, low, high in layers:
        size = (round(width / 72 * dpi), round(height * (high - low) / 72 * dpi))
        canvas.drawImage(ImageReader(Image.new("L", size, 240)), 0, height * low, width, height * (high - low))
    written = canvas.beginText(60, 700)
    written.setTextRenderMode(3 if invisible else 0)
    for line in text:
        written.textLine(line)
    canvas.drawText(written)
    canvas.save()


WHOLE, LETTER = (0, 1), ["A line of an ordinary letter, about as long as lines of letters are at all."] * 6
STRIPS = [(0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1)]


@pytest.mark.parametrize(
    ("layers", "dpi"),
    [
        ([(100, *WHOLE), (300, *WHOLE)], 300),
        ([(300, *WHOLE), (100, *WHOLE)], 300),
        ([(100, *WHOLE), (300, 0.8, 1)], 100),
        ([(50, *strip) for strip in STRIPS], 50),
        ([(300, *strip) for strip in STRIPS], 300),
        ([(50, 0.8, 1)], 300),
    ],
    ids=["a compact file", "its text below", "a scan with a fine logo", "strips", "fine strips", "a drawing"],
)
def test_a_page_of_several_pictures_is_as_fine_as_most_of_it(tmp_path, layers, dpi):
    typeset(tmp_path / "page.pdf", *layers)
    assert abs(read_page(tmp_path / "page.pdf", 1).scanned_at - dpi) <= 1


def test_a_page_set_in_type_is_not_coarse_whatever_lies_under_its_text(tmp_path):
    typeset(tmp_path / "page.pdf", (100, *WHOLE), text=LETTER)
    assert not read_page(tmp_path / "page.pdf", 1).is_coarse


@pytest.mark.parametrize(("text", "invisible"), [(LETTER, True), (["Page 1"], False)], ids=["recognised", "numbered"])
def test_a_coarse_scan_stays_coarse_with_its_recognised_text_or_a_number_set_on_it(tmp_path, text, invisible):
    typeset(tmp_path / "page.pdf", (100, *WHOLE), text=text, invisible=invisible)
    assert read_page(tmp_path / "page.pdf", 1).is_coarse


def test_a_fax_page_of_unequal_resolution_becomes_square(tmp_path):
    path = tmp_path / "fax.tif"
    Image.new("1", (1728, 1143), 1).save(path, dpi=(204, 98), compression="group4")
    height, width = read_page(path, 1).pixels.shape
    assert (round(width / 300 * 25.4), round(height / 300 * 25.4)) == (215, 296)


def test_a_photograph_is_turned_as_its_camera_says(tmp_path):
    path = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (1600, 1200), "white").save(path, exif=exif)
    height, width = read_page(path, 1).pixels.shape
    assert height > width


def test_transparent_paper_is_white(tmp_path):
    path = tmp_path / "clear.png"
    Image.new("RGBA", (600, 800), (0, 0, 0, 0)).save(path)
    assert read_page(path, 1).pixels.min() == 255


def test_a_locked_pdf_asks_for_one_without_password(tmp_path, sheets):
    path, locked = tmp_path / "open.pdf", tmp_path / "locked.pdf"
    save_pdf(sheets[:1], path)
    with pikepdf.open(path) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(Unreadable, match=r"защищён паролем\. Попросите"):
        page_count(locked)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_pdf_cut_off_in_transfer_is_to_be_loaded_again(tmp_path, sheets, share):
    path = tmp_path / "whole.pdf"
    save_pdf(sheets, path)
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(Unreadable, match="PDF повреждён"):
        page_count(cut)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Файл пустой"),
        ("Просто текст письма, названный именем PDF.".encode(), "Формат файла не распознан"),
        (b"PK\x03\x04" + b"\0" * 100, "офисный документ"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "повреждено|не распознан"),
        (b"%PDF-1.7\n", "PDF повреждён"),
    ],
)
def test_what_is_no_scan_is_named_and_the_way_out_told(tmp_path, content, said):
    path = tmp_path / "letter.pdf"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=said):
        page_count(path)


def test_a_picture_cut_off_in_transfer_says_which_page(tmp_path, sheets):
    path = tmp_path / "cut.png"
    buffer = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (900, 700), dtype=np.uint8)
    Image.fromarray(noise).save(buffer, "PNG")
    path.write_bytes(buffer.getvalue()[:200_000])
    with pytest.raises(Unreadable, match="Страница 1 повреждена"):
        read_page(path, 1)


def test_a_picture_that_would_fill_the_memory_is_refused_unopened(tmp_path):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 30000, 30000, 8, 0, 0, 0, 0)
    path = tmp_path / "bomb.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
    with pytest.raises(Unreadable, match=r"слишком велико.*300 dpi"):
        page_count(path)


def test_a_pdf_page_the_size_of_a_wall_is_refused(tmp_path):
    path = tmp_path / "wall.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14000, 14000))
        pdf.save(path)
    with pytest.raises(Unreadable, match="слишком велико"):
        read_page(path, 1)


def test_a_large_drawing_is_read_coarser(tmp_path):
    path = tmp_path / "drawing.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(2384, 3370))
        pdf.save(path)
    assert 150 < read_page(path, 1).dpi < 300


def test_a_page_that_is_not_there_is_named(tmp_path, sheets):
    path = tmp_path / "scan.pdf"
    save_pdf(sheets, path)
    with pytest.raises(Unreadable, match="Страницы 4 в файле нет"):
        read_page(path, 4)
