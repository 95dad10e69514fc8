"""Hands on the keyboard: they press keys where the focus is, and count them."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.e2e.desk import Desk, until
from tests.gui.typing_keys import type_text


class Hands:
    def __init__(self, desk: Desk) -> None:
        self.keys = 0
        desk.window.activateWindow()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A chord is one key more than its modifiers held."""
        self.keys += 1
        QTest.keyClick(self.focus(), key, modifiers)

    def control(self, key: Qt.Key, more: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.press(key, Qt.KeyboardModifier.ControlModifier | more)

    def type(self, letters: str) -> None:
        self.keys += len(letters)
        type_text(self.focus(), letters)

    def write(self, text: str) -> None:
        """What is written anyway is not counted."""
        type_text(self.focus(), text)

    def focus(self) -> QWidget:
        return until(QApplication.focusWidget, "the focus")
