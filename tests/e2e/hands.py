"""Hands on the keyboard: they press keys where the focus is, and count them."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from client.widgets.type_ahead import TypeAhead
from tests.e2e.desk import Desk, until
from tests.gui.typing_keys import type_text

FIELDS = 60  # more than any form has


class Hands:
    def __init__(self, desk: Desk) -> None:
        self.keys, self._window = 0, desk.window
        self._window.activateWindow()

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

    def tab_to(self, label: str) -> QWidget:
        """Goes on from field to field until one is called so."""
        for _ in range(FIELDS):
            if (field := self.focus()).accessibleName().startswith(label):
                return field
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"no Tab leads to «{label}»")

    def fill(self, label: str, text: str) -> None:
        self.tab_to(label)
        self.type(text)

    def pick(self, label: str, letters: str) -> None:
        """Enter takes the first that is proposed for the letters."""
        line = self.tab_to(label)
        assert isinstance(line, TypeAhead)
        self.type(letters)
        until(line.is_open, f"what is meant by «{letters}»")
        self.press(Qt.Key.Key_Return)

    def focus(self) -> QWidget:
        """Where the keyboard is; with no window manager about, the main window is left without it by a dialog."""
        if QApplication.activeWindow() is None:
            self._window.activateWindow()
        return until(QApplication.focusWidget, "the focus")
