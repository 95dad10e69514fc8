"""Small pictures of pages: fetched when they come in sight, kept within a budget, no larger than they are shown."""

from io import BytesIO

from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from client.core.download import Download
from client.scanning.pictures import LEAST, Pictures
from common.kernel.ids import FileId
from tests.factories.stack_on_server import picture, rows


def stored(server, size):
    file = BytesIO()
    Image.new("L", size, 90).save(file, "PNG")
    return server.shelf.put(file.getvalue()).id


def test_pictures_are_not_asked_for_in_the_midst_of_painting(window, work, tmp_path, qtbot):
    """The status bar shows each transfer that begins, and paints the window anew: within a painting that is a fall."""
    painting = []

    def note(transfer):
        if isinstance(transfer, Download):
            painting.append(window.view.viewport().paintingActive())

    work.transfers.started.connect(note)
    window.add_files([picture(tmp_path, f"{n}.png", 40 * n) for n in (1, 2, 3, 4)])
    qtbot.waitUntil(lambda: len(painting) >= 4)
    assert not any(painting)


def test_of_many_pictures_the_one_seen_last_comes_first(window, work, qtbot):
    asked = []
    work.transfers.started.connect(lambda transfer: asked.append(transfer.title))
    pictures = Pictures(work, window)
    for number in range(1000, 1300):
        assert pictures.of(FileId(number)) is None
    qtbot.waitUntil(lambda: bool(asked))
    assert asked[:6] == [f"№ {number}" for number in range(1299, 1293, -1)]


def test_pictures_are_kept_within_a_budget_of_bytes_the_one_seen_last_longest(laid, work, qtbot):
    files = [row.page.preview_id for row in rows(laid)]
    unbounded = Pictures(work, laid)
    with qtbot.waitSignal(unbounded.arrived):
        unbounded.of(files[0])
    one = unbounded.of(files[0]).sizeInBytes()
    pictures = Pictures(work, laid, budget=2 * one)
    for file_id in files[:3]:
        pictures.see_anew()
        with qtbot.waitSignal(pictures.arrived):
            pictures.of(file_id)
    assert pictures.of(files[1]) is not None
    assert pictures.of(files[2]) is not None
    assert pictures.of(files[0]) is None


def test_larger_pictures_are_read_anew_and_the_smaller_ones_stay_meanwhile(laid, qtbot):
    file_id = rows(laid)[0].page.preview_id
    pictures = Pictures(laid._work, laid)
    pictures.show_within(QSize(100, 140))  # not less than it reads anyhow
    with qtbot.waitSignal(pictures.arrived):
        pictures.of(file_id)
    before = pictures.of(file_id)
    pictures.show_within(QSize(700, 900))
    with qtbot.waitSignal(pictures.arrived):
        assert pictures.of(file_id) is before
    assert pictures.of(file_id) is not before
    assert pictures.all_here


def test_pictures_in_sight_stay_however_much_they_weigh(window, tmp_path, qtbot):
    """One let go would be asked for at the next painting, and drive out another, for ever."""
    pictures = window.view.pictures
    pictures._budget = 1
    window.add_files([picture(tmp_path, f"{n}.png", 40 * n) for n in (1, 2, 3, 4)])
    qtbot.waitUntil(lambda: len(rows(window)) == 4)
    files = [row.page.preview_id for row in rows(window)]
    qtbot.waitUntil(lambda: all(pictures.of(each) is not None for each in files) and pictures.all_here)


def test_pictures_that_are_seen_no_more_go_when_others_come(laid, server, qtbot):
    pictures = laid.view.pictures
    pictures._budget = 1
    past, next_one = stored(server, (20, 30)), stored(server, (30, 20))
    with qtbot.waitSignal(pictures.arrived):
        pictures.of(past)
    laid.view.viewport().repaint()
    with qtbot.waitSignal(pictures.arrived):
        pictures.of(next_one)
    assert pictures.of(past) is None


def test_pictures_weigh_no_more_than_they_are_shown(laid, server, qtbot):
    file_id = stored(server, (1260, 1782))
    pictures = Pictures(laid._work, laid)
    pictures.show_within(QSize(756, 1062))
    with qtbot.waitSignal(pictures.arrived):
        pictures.of(file_id)
    assert pictures.of(file_id).width() > LEAST.width()
    pictures.show_within(QSize(168, 232))
    assert pictures.of(file_id).width() <= LEAST.width()
    assert pictures.of(file_id).format() is QImage.Format.Format_Grayscale8
    assert pictures.all_here
