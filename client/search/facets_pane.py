"""What the hits are by kind, journal, year and unit; a value chosen narrows the search, chosen again frees it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from client.shell.register_page import grouped
from common.search import Counted, Facet, FacetValue, Narrowing

VALUE = Qt.ItemDataRole.UserRole


class FacetsPane(QTreeWidget):
    chosen = Signal(object)  # FacetValue
    left = Signal()  # Esc or arrow right: back to the hits

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QTreeWidgetItem] = []
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(10)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setAccessibleName(self.tr("Уточнить"))
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.itemClicked.connect(self._choose)

    def show_values(self, counted: Counted, narrowing: Narrowing) -> None:
        """Figures that are not exact say so."""
        self.clear()
        self._items = []
        words = self.tr("≥\u00a0{}") if counted.more else "{}"
        for facet in Facet:
            values = [value for value in counted.values if value.facet is facet]
            if values:
                self._add(facet, values, words, narrowing.chosen().get(facet, ""))
        self.expandAll()

    def enter(self) -> None:
        """The keyboard comes in at the first value."""
        self.setFocus()
        if self._items and self.currentItem() is None:
            self.setCurrentItem(self._items[0])

    def values(self) -> list[FacetValue]:
        return [item.data(0, VALUE) for item in self._items]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._choose(self.currentItem())
        elif event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Right}:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _add(self, facet: Facet, values: list[FacetValue], words: str, key: str) -> None:
        group = QTreeWidgetItem([facet.label])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        group.setFont(0, _bold(self.font()))
        self.addTopLevelItem(group)
        for value in values:
            item = QTreeWidgetItem([value.title, words.format(grouped(value.documents))])
            item.setData(0, VALUE, value)
            item.setToolTip(0, value.title)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if value.key == key:
                item.setFont(0, _bold(self.font()))
            group.addChild(item)
            self._items.append(item)

    def _choose(self, item: QTreeWidgetItem | None) -> None:
        value = item.data(0, VALUE) if item is not None else None
        if value is not None:
            self.chosen.emit(value)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold
