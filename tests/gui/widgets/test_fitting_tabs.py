"""Tabs that fit: none is scrolled away, each has its name and its key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from client.widgets.fitting_tabs import FittingTabs
from client.widgets.icons import icon

TITLES = ("Карточка", "Согласование", "Исполнение", "Ознакомление", "Подписи", "Файлы", "Связи", "Бумага",
          "Экземпляры", "История")  # fmt: skip


@pytest.fixture
def tabs(qtbot):
    opened = FittingTabs()
    qtbot.addWidget(opened)
    for title in TITLES:
        opened.add(QLineEdit(), icon("file-text"), title)
    opened.resize(600, 300)
    opened.show()
    qtbot.waitExposed(opened)
    return opened


def named(tabs: FittingTabs) -> list[str]:
    return [tabs.tabText(place) for place in range(tabs.count())]


def test_all_tabs_are_in_sight_and_the_last_ones_are_icons(tabs):
    last = tabs.tabBar().tabRect(tabs.count() - 1)
    assert last.right() <= tabs.width()
    assert named(tabs)[0] == "Карточка"
    assert named(tabs)[-1] == ""
    assert tabs.tabToolTip(tabs.count() - 1) == "История"
    assert tabs.tabToolTip(1) == "Согласование (Ctrl+2)"


def test_the_open_tab_keeps_its_name(tabs):
    tabs.setCurrentIndex(tabs.count() - 1)
    assert named(tabs)[-1] == "История"
    assert tabs.tabBar().tabRect(tabs.count() - 1).right() <= tabs.width()


def test_where_there_is_room_every_tab_has_its_name(tabs):
    tabs.resize(1600, 300)
    assert named(tabs) == list(TITLES)


def test_a_tab_opens_by_the_key_of_its_place_among_those_in_sight(tabs, qtbot):
    tabs.show_tab(1, visible=False)
    tabs.activateWindow()
    QTest.keyClick(tabs, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: tabs.title(tabs.currentIndex()) == "Ознакомление")
    assert tabs.currentWidget().hasFocus()
