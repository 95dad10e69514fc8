"""A matrix of what happens and of the channels by which it is told: each cell is turned by Space or a click."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from client.widgets.icons import icon
from common.notifications import Channel, Choice, Happening, Limit, LimitCell

Index = QModelIndex | QPersistentModelIndex
Key = tuple[Happening, Channel]
ROWS, CHANNELS, TOLD_TO = tuple(Happening), tuple(Channel), 1
FIRST = 2  # the column of the first channel
TITLES = ("Событие", "Кому", *(channel.label for channel in CHANNELS))
TURNS = {Limit.ALLOWED: Limit.ALWAYS, Limit.ALWAYS: Limit.FORBIDDEN, Limit.FORBIDDEN: Limit.ALLOWED}
NOWHERE = QModelIndex()


class MatrixModel(QAbstractTableModel):
    """Base of both matrices; a cell that has no key in `cells` does not exist."""

    turned = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[Key, Any] = {}

    def show_cells(self, cells: Mapping[Key, Any]) -> None:
        self.beginResetModel()
        self.cells = dict(cells)
        self.endResetModel()

    def turn(self, index: Index) -> None:
        key = self.key(index)
        if key in self.cells and self.may_turn(key):
            self.cells[key] = self.next(key)
            self.dataChanged.emit(index, index)
            self.turned.emit()

    def key(self, index: Index) -> Key | None:
        if not index.isValid() or index.column() < FIRST:
            return None
        return ROWS[index.row()], CHANNELS[index.column() - FIRST]

    def may_turn(self, key: Key) -> bool:
        raise NotImplementedError

    def next(self, key: Key) -> Any:
        raise NotImplementedError

    def shown(self, key: Key, role: int) -> Any:
        raise NotImplementedError

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() or not self.cells else len(ROWS)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        happening = ROWS[index.row()]
        if index.column() < FIRST:
            words = happening.part.label if index.column() == TOLD_TO else happening.label
            return words if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole} else None
        key = self.key(index)
        return self.shown(key, role) if key in self.cells and key is not None else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        return None


class ChoiceModel(MatrixModel):
    """What a person wants; what the administrator has decided is locked and says so."""

    def may_turn(self, key: Key) -> bool:
        return self.cells[key].limit is Limit.ALLOWED

    def next(self, key: Key) -> Choice:
        cell: Choice = self.cells[key]
        return Choice(cell.happening, cell.channel, not cell.on, cell.limit)

    def shown(self, key: Key, role: int) -> Any:
        cell: Choice = self.cells[key]
        locked = cell.limit is not Limit.ALLOWED
        if role == Qt.ItemDataRole.CheckStateRole and not locked:
            return Qt.CheckState.Checked if cell.on else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.limit.label if locked else ""
        if role == Qt.ItemDataRole.DecorationRole:
            return icon("lock") if locked else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tr("Так решил администратор: {0}.").format(cell.limit.label) if locked else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.limit.label if locked else self.tr("да") if cell.on else self.tr("нет")
        return None


class LimitModel(MatrixModel):
    """What the administrator allows: each turn takes the next of «по выбору», «всегда», «запрещено»."""

    def may_turn(self, _key: Key) -> bool:
        return True

    def next(self, key: Key) -> LimitCell:
        cell: LimitCell = self.cells[key]
        return LimitCell(cell.happening, cell.channel, TURNS[cell.limit])

    def shown(self, key: Key, role: int) -> Any:
        cell: LimitCell = self.cells[key]
        pictures = {Limit.ALWAYS: "check", Limit.FORBIDDEN: "ban"}
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return cell.limit.label
        if role == Qt.ItemDataRole.DecorationRole and cell.limit in pictures:
            return icon(pictures[cell.limit])
        return None


class MatrixView(QTableView):
    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        model.setParent(self)
        self.matrix = model
        self.setAccessibleName(self.tr("Правила уведомлений"))
        self.setModel(model)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((200, 128, 150, 150), start=1):
            self.setColumnWidth(column, width)
        self.clicked.connect(model.turn)
        model.modelReset.connect(self._begin)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.matrix.turn(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _begin(self) -> None:
        self.setCurrentIndex(self.matrix.index(0, FIRST))


def by_key(cells: list[Any]) -> dict[Key, Any]:
    return {(cell.happening, cell.channel): cell for cell in cells}
