"""Commands of a page with their keys; what is not possible stays in sight with the reason in its hint."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from client.widgets.icons import icon
from common.rpc.errors import CallError


class CommandSet(QObject):
    failed = Signal(object)  # CallError

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def command(self, picture: str, text: str, keys: str, slot: Callable[[], None]) -> QAction:
        action = QAction(icon(picture), text, self._window)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(slot)
        self._window.addAction(action)
        return action

    def put(self, action: QAction, refusal: str) -> None:
        """Possible when there is no refusal."""
        action.setEnabled(not refusal)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(refusal or (f"{action.text()} ({keys})" if keys else action.text()))

    def _refuse(self, error: CallError) -> None:
        self.failed.emit(error)
