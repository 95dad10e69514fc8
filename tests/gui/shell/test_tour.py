"""The first five minutes of a clerk: steps that point at what is there, left by one key and not seen again."""

import pytest
import shiboken6
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from client.registry.practice import PracticePage
from client.shell.tour import SEEN, Tour, begin_once, beside
from common.kernel.rights import Right


@pytest.fixture
def window(open_desk, qtbot):
    window = open_desk()
    window.resize(1366, 768)
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def tour(window, kept) -> Tour:
    return begin_once(window, kept, list(Right))


def test_the_keyboard_leads_through_all_steps_and_each_points_at_something(tour, window, qtbot):
    seen = [tour.title.text()]
    while tour.next.text() == "Дальше →":
        QTest.keyClick(tour, Qt.Key.Key_Return)
        seen.append(tour.title.text())
        assert window.rect().contains(tour.geometry())
        assert window.rect().contains(tour.outline.geometry())
    assert seen == ["Папки", "Реестр", "Новый документ", "Номер", "Резолюция", "Поиск", "Справка", "Учебные документы"]
    QTest.keyClick(tour, Qt.Key.Key_Left)
    assert tour.title.text() == "Справка"
    with qtbot.waitSignal(tour.ended):
        QTest.keyClick(tour, Qt.Key.Key_Escape)
    assert tour.isHidden()


def test_it_ends_by_offering_to_practise_and_enter_takes_it(tour, window, qtbot):
    tour.folder_wanted.connect(window.enter_folder)
    while tour.next.text() == "Дальше →":
        tour.go_on()
    assert tour.next.text().startswith("Попробовать")
    QTest.keyClick(tour, Qt.Key.Key_Return)
    assert tour.isHidden()
    assert isinstance(window.desk.current_page, PracticePage)


def test_who_has_left_it_is_not_asked_again_but_finds_it_in_the_menu(tour, window, kept):
    tour.end()
    assert kept.text(SEEN)
    assert begin_once(window, kept, list(Right)) is None
    window.begin_tour()
    again = [each for each in window.findChildren(Tour) if each.isVisible()]
    assert [each.title.text() for each in again] == ["Папки"]


def test_work_goes_on_beneath_it(tour, window):
    window.open_folder("registry.incoming")
    QTest.mouseClick(window.tree.viewport(), Qt.MouseButton.LeftButton, pos=window.tree.viewport().rect().center())
    assert tour.isVisible()
    assert window.tree.isEnabled()


def test_it_ends_though_what_had_the_keyboard_is_gone(window, kept, qtbot):
    line = QLineEdit(window)
    line.show()
    line.setFocus()
    tour = begin_once(window, kept, list(Right))
    shiboken6.delete(line)
    with qtbot.waitSignal(tour.ended):
        tour.end()


def test_it_is_for_clerks(window, kept):
    assert begin_once(window, kept, [Right.READ_DOCUMENTS, Right.EXECUTE]) is None


def test_what_has_no_button_here_is_passed_over(open_desk, kept):
    window = open_desk(Right.READ_DOCUMENTS)
    window.begin_tour()
    tour = window.findChild(Tour)
    titles = [tour.title.text()]
    while tour.next.text() != "Готово":
        tour.go_on()
        titles.append(tour.title.text())
    assert "Новый документ" not in titles


@pytest.mark.parametrize("place", [QRect(0, 60, 212, 680), QRect(212, 60, 1150, 680), QRect(1200, 0, 80, 24)])
def test_it_stands_within_the_window(place: QRect) -> None:
    room = QRect(0, 0, 1366, 768)
    assert room.contains(QRect(beside(place, 380, 170, room), QRect(0, 0, 380, 170).size()))


def test_a_folder_far_below_is_not_covered() -> None:
    row, room = QRect(0, 640, 212, 23), QRect(0, 0, 1366, 768)
    assert not QRect(beside(row, 380, 170, room), QRect(0, 0, 380, 170).size()).intersects(row)
