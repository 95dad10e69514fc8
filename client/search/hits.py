"""The documents found, read on as one scrolls."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from common.kernel.ids import DocumentId
from common.registry.classes import DocumentState
from common.registry.numbers import numbered
from common.search import MARK_END, MARK_START, Bookmark, Found, Hit

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
CANCELLED = DocumentState.CANCELLED.label.lower()
HIT = Qt.ItemDataRole.UserRole


class Hits(QAbstractListModel):
    more_wanted = Signal(object)  # Bookmark: behind which hit

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._hits: list[Hit] = []
        self._next: Bookmark | None = None

    def clear(self) -> None:
        self.beginResetModel()
        self._hits, self._next = [], None
        self.endResetModel()

    def put(self, found: Found) -> None:
        """The next hits."""
        self._next = found.next
        if found.rows:
            self.beginInsertRows(NOWHERE, len(self._hits), len(self._hits) + len(found.rows) - 1)
            self._hits += found.rows
            self.endInsertRows()

    def hit(self, number: int) -> Hit:
        return self._hits[number]

    def position(self, document_id: DocumentId) -> int | None:
        return next((place for place, hit in enumerate(self._hits) if hit.document_id == document_id), None)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        if role == HIT:
            return hit
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            number = numbered(hit.document_class.sign, hit.number) if hit.number else hit.state.label
            heading = f"{number}, {hit.kind}, {hit.correspondent}"
            heading += f", прежний номер {hit.former}" if hit.former else ""
            heading += f", {CANCELLED}" if hit.cancelled else ""
            text = f"{heading}\n{hit.summary}\n{hit.snippet}"
            return text.replace(MARK_START, "").replace(MARK_END, "").strip()
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._next is not None

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self.more_wanted.emit(self._next)


class HitList(QListView):
    """Opens by Enter and double click, Ctrl+Enter stays in the list; Qt's `activated` follows the desktop's habits."""

    opened = Signal(QModelIndex)
    opened_behind = Signal(QModelIndex)
    left = Signal()  # Esc, or up from the first hit: back to the box

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Найденное"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and current.isValid():
            behind = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            (self.opened_behind if behind else self.opened).emit(current)
        elif event.key() == Qt.Key.Key_Escape or (event.key() == Qt.Key.Key_Up and current.row() <= 0):
            self.left.emit()
        else:
            super().keyPressEvent(event)
