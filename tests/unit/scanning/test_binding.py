"""Pages bound into a paper: the very pixels of the scanner, turned as the clerk has turned them."""

import numpy as np
import pikepdf
import pytest
from PIL import Image

from server.sample.prints import save_pdf, save_tiff
from server.scanning.binding import Sheet, bind
from server.scanning.raster import Unreadable, page_count, read_page


@pytest.fixture
def sheets():
    """Two A5 sheets at 300 dpi, told apart by the place of their bar."""
    made = []
    for bar in (100, 900):
        pixels = np.full((2480, 1748), 255, np.uint8)
        pixels[bar : bar + 200, 200:700] = 0
        made.append(Image.fromarray(pixels))
    return made


def top_left(path, number):
    """Where the ink is: share of the height and of the width."""
    rows, columns = np.nonzero(read_page(path, number).pixels < 128)
    height, width = read_page(path, number).pixels.shape
    return round(float(rows.mean()) / height, 1), round(float(columns.mean()) / width, 1)


def test_a_scanned_jpeg_is_kept_to_the_byte(tmp_path, sheets):
    file = tmp_path / "1.jpg"
    sheets[0].save(file, "JPEG", quality=85, dpi=(300, 300))
    bind([Sheet(file, 1, 0)], tmp_path / "out.pdf")
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        (image,) = pdf.pages[0].resources.XObject.values()
        assert image.read_raw_bytes() == file.read_bytes()
        assert [round(float(each)) for each in pdf.pages[0].mediabox] == [0, 0, 420, 595]


@pytest.mark.parametrize("save", [save_pdf, save_tiff])
def test_pages_of_files_are_bound_in_the_order_of_the_clerk(tmp_path, sheets, save):
    file = tmp_path / "both"
    save(sheets, file)
    bind([Sheet(file, 2, 0), Sheet(file, 1, 0), Sheet(file, 2, 0)], tmp_path / "out.pdf")
    assert page_count(tmp_path / "out.pdf") == 3
    assert [top_left(tmp_path / "out.pdf", number)[0] for number in (1, 2, 3)] == [0.4, 0.1, 0.4]


@pytest.mark.parametrize(("degrees", "where"), [(90, (0.3, 0.9)), (180, (0.9, 0.7)), (270, (0.7, 0.1))])
def test_a_turned_page_is_seen_turned(tmp_path, sheets, degrees, where):
    file = tmp_path / "1.png"
    sheets[0].save(file, dpi=(300, 300))
    bind([Sheet(file, 1, degrees)], tmp_path / "out.pdf")
    assert top_left(tmp_path / "out.pdf", 1) == where


def test_black_and_white_and_coloured_pages_are_bound_alike(tmp_path, sheets):
    files = [tmp_path / "fax.tif", tmp_path / "colour.png", tmp_path / "see-through.png"]
    sheets[0].convert("1").save(files[0], dpi=(204, 98))
    sheets[0].convert("RGB").save(files[1], dpi=(300, 300))
    sheets[0].convert("RGBA").save(files[2])
    bind([Sheet(file, 1, 0) for file in files], tmp_path / "out.pdf")
    assert [top_left(tmp_path / "out.pdf", number) for number in (1, 2, 3)] == [(0.1, 0.3)] * 3


def test_a_photograph_lies_as_the_camera_was_held(tmp_path, sheets):
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    file = tmp_path / "photo.jpg"
    sheets[0].save(file, "JPEG", dpi=(300, 300), exif=exif)
    bind([Sheet(file, 1, 0)], tmp_path / "out.pdf")
    assert top_left(tmp_path / "out.pdf", 1) == (0.3, 0.9)


def test_a_cut_off_picture_is_refused(tmp_path, sheets):
    file = tmp_path / "1.png"
    sheets[0].save(file)
    file.write_bytes(file.read_bytes()[:800])
    with pytest.raises(Unreadable):
        bind([Sheet(file, 1, 0)], tmp_path / "out.pdf")
