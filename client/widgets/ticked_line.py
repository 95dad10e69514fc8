"""A line that takes one or several of a list: typed by their pieces, or ticked below it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from client.widgets.choices import Choices
from client.widgets.completers import SeveralCompleter
from client.widgets.icons import icon
from client.widgets.tick_list import TickList
from common.kernel.several import joined


class TickedLine(QLineEdit):
    """↓ opens the list of the choices, if there are any."""

    ticked = Signal()

    def __init__(self, choices: Choices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = choices
        self.list = TickList(self)
        self.list.setAccessibleName(self.tr("Значения для отбора"))
        self.list.turned.connect(self._turn)
        if choices.titles:
            self.setCompleter(SeveralCompleter(choices.titles, self))
            action = self.addAction(icon("chevron-down"), QLineEdit.ActionPosition.TrailingPosition)
            action.setToolTip(self.tr("Отметить значения (↓)"))
            action.triggered.connect(self._show_choices)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.choices.titles:
            self._show_choices()
        else:
            super().keyPressEvent(event)

    def _show_choices(self) -> None:
        """All of them, or those that have what is typed."""
        if self.isReadOnly():
            return
        wanted, ticked = self.choices.unfinished(self.text()).lower(), self.choices.chosen(self.text())
        offered = [title for title in self.choices.titles if wanted in title.lower() or title in ticked]
        self.list.open_below(offered or self.choices.titles, ticked)

    def _turn(self, value: str, ticked: bool) -> None:
        chosen = self.choices.chosen(self.text())
        left = [*chosen, value] if ticked else [each for each in chosen if each != value]
        self.setText(joined(self.choices.in_order(left)))
        self.ticked.emit()
