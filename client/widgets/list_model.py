"""A short list that is at hand as a whole, with the columns of a register."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QDialogButtonBox, QTableView

from client.widgets.paged_model import Column, Index

NOWHERE = QModelIndex()


class ListModel(QAbstractTableModel):
    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._rows: list[Any] = []

    def show_rows(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, index: Index) -> Any | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def as_text(self) -> str:
        """Heads and rows with tabs between the cells."""
        lines = [[column.title for column in self.columns]]
        lines += [[column.text(row) for column in self.columns] for row in self._rows]
        return "\n".join("\t".join(line) for line in lines)

    def copy(self) -> None:
        """All of it to the clipboard, as a spreadsheet or a letter takes it."""
        QGuiApplication.clipboard().setText(self.as_text())

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tooltip(row) if column.tooltip else column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return column.roles[role](row) if role in column.roles else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title if 0 <= section < len(self.columns) else None
        return None


def list_view(model: ListModel) -> QTableView:
    """A table in the manner of the registers."""
    view = QTableView()
    view.setModel(model)
    view.setAccessibleName(model.tr("Список: {0}").format(named_by(model.columns)))
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setAlternatingRowColors(True)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(24)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setStretchLastSection(True)
    for number, column in enumerate(model.columns):
        view.setColumnWidth(number, column.width)
    return view


def named_by(columns: Sequence[Column]) -> str:
    """What a list is called that nobody has given a name: by the heads of its first columns."""
    return ", ".join([column.title for column in columns if column.title][:3])


def offer_copy(view: QTableView, model: ListModel, buttons: QDialogButtonBox) -> None:
    """«Копировать список»: Ctrl+C on the list, its context menu, and a button that Enter does not press."""
    copy = QAction(model.tr("Копировать список"), view)
    copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
    copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    copy.triggered.connect(model.copy)
    view.addAction(copy)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    button = buttons.addButton(model.tr("&Копировать список"), QDialogButtonBox.ButtonRole.ActionRole)
    button.setAutoDefault(False)
    button.clicked.connect(copy.trigger)
