import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QMouseEvent
from PySide6.QtTest import QTest

from client.widgets.page_words import PageWords, text_of
from client.widgets.scan_view import ScanView
from common.scanning.recognition import Box, PageState
from tests.factories.workplace import page_text, scanned_page


@pytest.fixture
def view(qtbot):
    view = ScanView()
    qtbot.addWidget(view)
    view.resize(420, 500)
    view.show()
    return view


@pytest.fixture
def read(view):
    """Three pages, the first with its picture and words."""
    view.show_pages([scanned_page(1), scanned_page(2), scanned_page(3, PageState.FAILED, "Пустая страница")])
    image = QImage(620, 877, QImage.Format.Format_Grayscale8)
    image.fill(255)
    view.show_image(1, image)
    view.show_words(page_text(1, "Уважаемая Жанна Ёлкиновна", "просим представить сведения"))
    return view


def spot(view, x, y, page=1):
    rect = view._desk.rect(page)
    return QPoint(
        int(rect.left() + x * rect.width()), int(rect.top() + y * rect.height() - view.verticalScrollBar().value())
    )


def test_only_pages_in_sight_are_asked_for(view, qtbot):
    seen = []
    view.page_seen.connect(seen.append)
    view.show_pages([scanned_page(number) for number in range(1, 301)])
    assert seen == [1]
    view.go_to(200)
    assert set(seen) <= {1, 199, 200, 201}
    assert 200 in seen


def test_text_is_selected_by_words_across_lines(read, qtbot):
    with qtbot.waitSignal(read.text_selected) as told:
        QTest.mousePress(read.viewport(), Qt.MouseButton.LeftButton, pos=spot(read, 0.22, 0.11))
        QTest.mouseMove(read.viewport(), spot(read, 0.25, 0.16))
        read.mouseMoveEvent(moved(read, 0.25, 0.16))
        QTest.mouseRelease(read.viewport(), Qt.MouseButton.LeftButton, pos=spot(read, 0.25, 0.16))
    text, page, box = told.args
    assert text == "Жанна Ёлкиновна\nпросим представить"
    assert page == 1
    assert (round(box.left, 2), round(box.bottom, 2)) == (0.1, 0.18)


def moved(view, x, y):
    point = QPointF(spot(view, x, y))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return QMouseEvent(QEvent.Type.MouseMove, point, view.viewport().mapToGlobal(point), left, left, none)


def test_double_click_takes_one_word_and_copy_keeps_it(read, qtbot):
    with qtbot.waitSignal(read.text_selected) as told:
        QTest.mouseDClick(read.viewport(), Qt.MouseButton.LeftButton, pos=spot(read, 0.34, 0.11))
        QTest.mouseRelease(read.viewport(), Qt.MouseButton.LeftButton, pos=spot(read, 0.34, 0.11))
    assert told.args[0] == "Ёлкиновна"
    QTest.keyClick(read, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Ёлкиновна"


def test_marked_place_comes_into_sight(read):
    read.mark(2, Box(left=0.1, top=0.9, right=0.4, bottom=0.93))
    assert read.current_page() == 2
    bare = read.grab().toImage()
    read.mark(2, Box(left=0.1, top=0.9, right=0.4, bottom=0.93), 0.93)
    assert read.grab().toImage() != bare, "how surely it was read stands beside it"
    read.unmark()


def test_zoom_keeps_to_sensible_bounds_and_fits_again(read):
    width = read._desk.rect(1).width()
    for _ in range(40):
        read.zoom(1.2)
    assert read._desk.scale == 5.0
    read.fit_width()
    assert read._desk.rect(1).width() == width


def test_page_that_failed_says_why(read):
    read.go_to(3)
    read.grab()
    assert read._pages[3].reason == "Пустая страница"


def test_words_are_found_by_place():
    words = PageWords(page_text(1, "а б в", "г д"))
    assert words.at(0.21, 0.11) == 1
    assert words.at(0.95, 0.95) is None
    assert text_of(words.between(3, 1)) == "б в\nг"
    assert words.line_of(4) == (3, 4)
