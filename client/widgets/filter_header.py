"""A header under whose titles one types what narrows the rows by that column."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QTableView

from client.widgets.column_filter import Asked, ColumnFilter

REST = 300  # ms of rest in typing before the rows are asked for
EDITOR = 26


class FilterHeader(QHeaderView):
    """`open_filters` shows the fields; Esc in one of them empties it."""

    narrowed = Signal()

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._keys: list[str] = []
        self._lines: dict[str, ColumnFilter] = {}
        self.filters_open = False
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.narrowed)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.sectionResized.connect(self._arrange)
        self.sectionMoved.connect(self._arrange)
        table.horizontalScrollBar().valueChanged.connect(self._arrange)

    def show_filters(self, asked: Mapping[str, Asked]) -> None:
        """What the columns ask for, in their order; what is typed in one that stays is kept, and one types on there."""
        before = self._lines
        self._keys, self._lines = list(asked), {}
        for key, each in asked.items():
            line = ColumnFilter(each, self)
            self._lines[key] = line
            if (old := before.get(key)) is not None:
                line.setText(old.text())
                line.setCursorPosition(old.cursorPosition())
            line.textChanged.connect(self._rest.start)
        self._arrange()
        for key, old in before.items():
            if old.hasFocus() and key in self._lines:
                self._lines[key].setFocus()
            old.dismiss()

    def show_order(self, section: int, *, rising: bool) -> None:
        """The column by which the rows are ordered; none for a negative one."""
        self.setSortIndicatorShown(section >= 0)
        # Fusion draws ▼ for a rising order; people know ▼ as «the newest first».
        self.setSortIndicator(section, Qt.SortOrder.DescendingOrder if rising else Qt.SortOrder.AscendingOrder)

    def lines(self) -> dict[str, ColumnFilter]:
        """Those that narrow the rows: what means nothing in its column does not."""
        return {key: line for key, line in self._lines.items() if line.means}

    def show_texts(self, texts: Mapping[str, str]) -> None:
        """Empties all others, and tells nobody; columns that are not shown take none."""
        for key, line in self._lines.items():
            line.setText(texts.get(key, ""))
        self._rest.stop()

    def open_filters(self, *, wanted: bool) -> None:
        self.filters_open = wanted
        if not wanted:
            self.clear()
        self._arrange()
        self.updateGeometries()
        table = self.parent()
        if isinstance(table, QTableView):
            table.updateGeometry()
            self.headerDataChanged(Qt.Orientation.Horizontal, 0, 0)
        if wanted and self._lines:
            next(iter(self._lines.values())).setFocus()

    def clear(self) -> None:
        narrowing = bool(self.lines())
        self.show_texts({})
        if narrowing:
            self.narrowed.emit()

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width(), size.height() + (EDITOR if self.filters_open else 0))

    def updateGeometries(self) -> None:
        self.setViewportMargins(0, 0, 0, EDITOR if self.filters_open else 0)
        super().updateGeometries()
        self._arrange()

    def _arrange(self, *_sections: int) -> None:
        for section, key in enumerate(self._keys):
            line = self._lines.get(key)
            if line is None:
                continue
            line.setVisible(self.filters_open and not self.isSectionHidden(section))
            line.setGeometry(
                self.sectionViewportPosition(section) + 1, self.height() - EDITOR + 1,
                self.sectionSize(section) - 2, EDITOR - 2,
            )  # fmt: skip
