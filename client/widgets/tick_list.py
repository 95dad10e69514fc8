"""A list below a field in which one ticks several values."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QWidget

LONGEST = 14  # lines
LINE, MARGIN = 24, 60  # pixels of height, and of width beside the text: the tick, the scroll bar
FOR_THE_FIELD = {Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Backspace}


class TickList(QListWidget):
    """A click or Space ticks, Enter ticks and closes, Esc closes; whatever else is typed is the field's."""

    turned = Signal(str, bool)  # the value, and whether it is ticked now

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self.setWindowFlags(Qt.WindowType.Popup)
        self.setProperty("popup", True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._turn)

    def open_below(self, values: Sequence[str], ticked: Collection[str]) -> None:
        self.clear()
        for value in values:
            item = QListWidgetItem(value)
            item.setSizeHint(QSize(self.fontMetrics().horizontalAdvance(value) + MARGIN, LINE))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if value in ticked else Qt.CheckState.Unchecked)
            self.addItem(item)
        first = next((row for row, value in enumerate(values) if value in ticked), 0)
        self.setCurrentRow(first)
        self._place()
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, item = event.key(), self.currentItem()
        if key == Qt.Key.Key_Space and item is not None:
            self._turn(item)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.hide()
            if item is not None and item.checkState() is Qt.CheckState.Unchecked:
                self._turn(item)
        elif key == Qt.Key.Key_Escape:
            self.hide()
        elif key in FOR_THE_FIELD or (event.text() and event.text().isprintable()):
            self.hide()
            QApplication.sendEvent(self._field, event)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A list does not close by itself, as other popups do, when one clicks beside it."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            place = event.position().toPoint()
            if not self.rect().contains(place):
                on_the_field = self._field.rect().contains(self._field.mapFromGlobal(self.mapToGlobal(place)))
                self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay, on_the_field)
                self.hide()
                return True
        return super().event(event)

    def _turn(self, item: QListWidgetItem) -> None:
        ticked = item.checkState() is Qt.CheckState.Unchecked
        item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.turned.emit(item.text(), ticked)

    def _place(self) -> None:
        rows = min(self.count(), LONGEST)
        wide = max(self._field.width(), self.sizeHintForColumn(0))
        self.resize(wide, rows * LINE + 2 * self.frameWidth())
        corner, screen = self._field.mapToGlobal(QPoint(0, self._field.height())), self._field.screen()
        space = screen.availableGeometry()
        if corner.y() + self.height() > space.bottom():
            corner.setY(corner.y() - self._field.height() - self.height())
        self.move(max(space.left(), min(corner.x(), space.right() - self.width())), corner.y())
