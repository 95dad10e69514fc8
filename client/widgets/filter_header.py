"""A header under whose titles one types what the column must contain."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableView

REST = 300  # ms of rest in typing before the rows are asked for
EDITOR = 26


class FilterHeader(QHeaderView):
    """`open_filters` shows the fields; Esc in one of them empties all."""

    narrowed = Signal()

    def __init__(self, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._keys: list[str] = []
        self._lines: dict[str, QLineEdit] = {}
        self.filters_open = False
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.narrowed)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.sectionResized.connect(self._arrange)
        self.sectionMoved.connect(self._arrange)
        table.horizontalScrollBar().valueChanged.connect(self._arrange)

    def show_keys(self, keys: Sequence[str], titles: Sequence[str]) -> None:
        """The filter keys of the columns, in their order; an empty one takes no filter."""
        for line in self._lines.values():
            line.hide()
            line.deleteLater()
        self._keys, self._lines = list(keys), {}
        for key, title in zip(keys, titles, strict=True):
            if key:
                line = QLineEdit(self)
                line.setPlaceholderText(self.tr("содержит"))
                line.setAccessibleName(self.tr("Отбор: {0}").format(title))
                line.setClearButtonEnabled(True)
                line.setMaxLength(200)
                line.textEdited.connect(self._rest.start)
                line.textChanged.connect(self._rest.start)
                self._lines[key] = line
        self._arrange()

    def show_order(self, section: int, *, rising: bool) -> None:
        """The column by which the rows are ordered; none for a negative one."""
        self.setSortIndicatorShown(section >= 0)
        # Fusion draws ▼ for a rising order; people know ▼ as «the newest first».
        self.setSortIndicator(section, Qt.SortOrder.DescendingOrder if rising else Qt.SortOrder.AscendingOrder)

    def texts(self) -> dict[str, str]:
        return {key: text for key, line in self._lines.items() if (text := line.text().strip())}

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
        for line in self._lines.values():
            line.clear()

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
