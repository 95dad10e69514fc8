"""Which list the keyboard is in: its frame takes the accent, the chosen rows of all others step back."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from shiboken6 import isValid

from client.widgets.messages import restyle

HERE = "here"  # what the style sheet asks for


def mark_focus() -> None:
    """For the whole program, once."""
    application = QApplication.instance()
    if isinstance(application, QApplication) and application.findChild(FocusMark) is None:
        FocusMark(application)


class FocusMark(QObject):
    """One for the program."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        application.focusChanged.connect(self._move)

    def _move(self, old: QWidget | None, new: QWidget | None) -> None:
        for view, here in ((old, False), (new, True)):
            if isinstance(view, QAbstractItemView) and isValid(view) and bool(view.property(HERE)) is not here:
                view.setProperty(HERE, here)
                restyle(view)
