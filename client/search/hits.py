"""The documents found, read on as one scrolls."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from common.search import MARK_END, MARK_START, Found, Hit

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
HIT = Qt.ItemDataRole.UserRole


class Hits(QAbstractListModel):
    more_wanted = Signal(int)  # from which hit on

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._hits: list[Hit] = []
        self._ended = True

    def clear(self) -> None:
        self.beginResetModel()
        self._hits, self._ended = [], True
        self.endResetModel()

    def put(self, found: Found) -> None:
        """The next hits; their end is where none come, or where an exact total is reached."""
        count = len(self._hits) + len(found.rows)
        self._ended = not found.rows or (not found.more and count >= found.total)
        if found.rows:
            self.beginInsertRows(NOWHERE, len(self._hits), count - 1)
            self._hits += found.rows
            self.endInsertRows()

    def hit(self, number: int) -> Hit:
        return self._hits[number]

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        if role == HIT:
            return hit
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            snippet = hit.snippet.replace(MARK_START, "").replace(MARK_END, "")
            return f"{hit.title}\n{hit.summary}\n{snippet}"
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._ended

    def fetchMore(self, parent: Index) -> None:
        if not parent.isValid():
            self.more_wanted.emit(len(self._hits))


class HitList(QListView):
    """Opens by Enter and double click; Qt's own `activated` follows the desktop's habits."""

    opened = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
