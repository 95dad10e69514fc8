"""The page in hand is enlarged, and shown then from its original."""

from hashlib import sha256
from io import BytesIO

import pytest
from msgspec.structs import replace
from PIL import Image
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence

from client.scanning.page_preview import SHARP
from tests.factories.stack_on_server import rows, stand_on
from tests.gui.typing_keys import press

SMALL, ORIGINAL = QSize(210, 297), QSize(630, 891)


def saved_pages(count):
    """A PDF, its pages lighter and lighter, the last one white."""
    file = BytesIO()
    first, *others = (Image.new("L", (595, 842), 255 * number // (count - 1)) for number in range(count))
    first.save(file, "PDF", save_all=True, append_images=others)
    return file.getvalue()


@pytest.fixture
def preview(laid, stack, server, qtbot):
    """The bench with the first page in hand, of which there is an original; in the file of the second it is the
    second page.
    """
    one = BytesIO()
    Image.new("L", ORIGINAL.toTuple(), 90).save(one, "PNG")
    file, pair = server.shelf.put(one.getvalue()), server.shelf.put(saved_pages(2))
    stack.pages[0] = replace(stack.pages[0], file_id=file.id)
    stack.pages[1] = replace(stack.pages[1], file_id=pair.id, in_file=2)
    stand_on(laid, 1)
    laid.table.refresh()
    qtbot.waitUntil(lambda: file.id in [row.page.file_id for row in rows(laid)])
    qtbot.waitUntil(lambda: laid.picture.view.picture.size() == SMALL)
    return laid.picture


def is_sharp(image, light):
    return image.width() == SHARP.width() and abs(image.pixelColor(5, 5).lightness() - light) < 3


def act(preview, key):
    next(each for each in preview.findChildren(QAction) if QKeySequence(key) in each.shortcuts()).trigger()


def test_enlarged_it_is_the_original_where_it_stood_and_small_again_at_a_key(preview, qtbot):
    act(preview, "Ctrl++")
    act(preview, "Ctrl+Alt+0")
    place = preview.view.place()
    qtbot.waitUntil(lambda: preview.view.picture.size() == ORIGINAL)
    assert preview.view.place() == place
    act(preview, "Ctrl+0")
    assert preview.view.is_fitted


def test_the_next_page_is_as_large_and_comes_from_its_place_in_its_file(preview, laid, qtbot):
    act(preview, "Ctrl+Alt+0")
    stand_on(laid, 2)
    qtbot.waitUntil(lambda: preview.view.picture.width() == SHARP.width())
    assert not preview.view.is_fitted
    assert preview.view.picture.pixelColor(5, 5).lightness() == 255


def test_a_file_of_many_pages_is_fetched_once_while_one_leafs_through_them(preview, laid, stack, server, qtbot):
    content = saved_pages(3)
    file = server.shelf.put(content)
    stack.pages[1:] = [
        replace(page, file_id=file.id, in_file=number, sha256=sha256(content).hexdigest())
        for number, page in enumerate(stack.pages[1:], start=1)
    ]
    laid.table.refresh()
    qtbot.waitUntil(lambda: [row.page.file_id for row in rows(laid)].count(file.id) == 3)
    act(preview, "Ctrl+Alt+0")
    for number, light in ((2, 0), (3, 127), (4, 255)):
        stand_on(laid, number)
        qtbot.waitUntil(lambda light=light: is_sharp(preview.view.picture, light))
    assert server.shelf.fetched.count(file.id) == 1


def test_a_page_turned_while_it_is_enlarged_is_turned_with_its_original(preview, laid, qtbot):
    act(preview, "Ctrl+Alt+0")
    qtbot.waitUntil(lambda: preview.view.picture.size() == ORIGINAL)
    press(laid.view, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: preview.view.picture.size() == ORIGINAL.transposed())


def test_a_click_on_the_picture_leaves_the_keys_with_the_pages(preview, laid, qtbot):
    laid.view.setFocus()
    qtbot.mouseClick(preview.view.viewport(), Qt.MouseButton.LeftButton)
    assert not preview.view.hasFocus()
