"""A picture is fitted to its window, enlarged about the pointer, and dragged."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client.widgets.picture_view import ImageView

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot):
    view = ImageView()
    qtbot.addWidget(view)
    view.resize(400, 500)
    image = QImage(827, 1169, QImage.Format.Format_Grayscale8)
    image.fill(200)
    view.show()
    view.show_image(image, 2.0)
    return view


def turn_wheel(view, at, notches):
    event = QWheelEvent(
        QPointF(at), QPointF(view.viewport().mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def under(view, at):
    """The place on the picture that lies under the point, as shares of it."""
    place = view.place()
    return (at.x() - place.left()) / place.width(), (at.y() - place.top()) / place.height()


def test_it_is_whole_in_its_window_and_larger_only_when_asked(view):
    place = view.place()
    assert place.height() == pytest.approx(480, abs=1)
    assert view.viewport().rect().contains(place.toRect())
    view.zoom_in()
    assert not view.is_fitted
    view.zoom_out()
    assert view.is_fitted


def test_the_wheel_enlarges_about_the_pointer(view):
    at = QPoint(150, 120)
    before = under(view, at)
    for _ in range(6):
        turn_wheel(view, at, 1)
    assert view.scale > 0.5
    assert under(view, at) == pytest.approx(before, abs=0.02)
    turn_wheel(view, at, -20)
    assert view.is_fitted
    assert view.verticalScrollBar().maximum() == 0


def test_a_double_click_goes_close_and_back_and_the_mouse_drags(view):
    QTest.mouseDClick(view.viewport(), LEFT, pos=QPoint(200, 200))
    assert view.scale == 1.0
    across, down = view.horizontalScrollBar().value(), view.verticalScrollBar().value()
    QTest.mousePress(view.viewport(), LEFT, pos=QPoint(200, 200))
    QTest.mouseMove(view.viewport(), QPoint(170, 150))
    QTest.mouseRelease(view.viewport(), LEFT, pos=QPoint(170, 150))
    assert (view.horizontalScrollBar().value(), view.verticalScrollBar().value()) == (across + 30, down + 50)
    QTest.mouseDClick(view.viewport(), LEFT, pos=QPoint(200, 200))
    assert view.is_fitted


def test_what_is_shown_larger_than_its_points_is_asked_for_and_put_where_it_stands(view, qtbot):
    with qtbot.waitSignal(view.lacking):
        view.come_close()
    across = view.horizontalScrollBar().value()
    sharp = QImage(2480, 3508, QImage.Format.Format_Grayscale8)
    with qtbot.assertNotEmitted(view.lacking):
        view.sharpen(sharp)
    assert (view.scale, view.horizontalScrollBar().value()) == (1.0, across)
