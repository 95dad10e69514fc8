"""A row of fields above a list that narrow it while one types."""

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from client.widgets.date_field import DateField
from client.widgets.fields import QuietComboBox
from client.widgets.icons import icon

REST = 300  # ms of rest in typing before the server is asked


class NarrowingRow(QWidget):
    """`nothing` is the filter that narrows nothing; who inherits says what is `chosen` and how to `reset` it."""

    narrowed = Signal()
    left_down = Signal()  # Enter or arrow down: on to the rows

    def __init__(self, nothing: Any) -> None:
        super().__init__()
        self._nothing = self._told = nothing
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._tell)
        self.clear = QToolButton()
        self.clear.setIcon(icon("x"))
        self.clear.setIconSize(QSize(14, 14))
        self.clear.setToolTip(self.tr("Сбросить условия (Esc)"))
        self.clear.setAccessibleName(self.tr("Сбросить условия"))
        self.clear.clicked.connect(lambda: self.reset())

    @property
    def narrows(self) -> bool:
        return bool(self.chosen() != self._nothing)

    def chosen(self) -> Any:
        return self._nothing

    def reset(self) -> None:
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reset()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)

    def put_in_a_row(self, widgets: Iterable[tuple[QWidget, int]]) -> None:
        """Widgets with their shares of the width."""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        for widget, stretch in widgets:
            row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter)

    def _tell(self) -> None:
        self._rest.stop()
        chosen = self.chosen()
        if chosen != self._told:
            self._told = chosen
            self.narrowed.emit()

    def _wait(self, _value: object) -> None:
        self._rest.start()

    def _follow(self, field: DateField) -> None:
        field.edited.connect(self._rest.start)
        field.line.setMaximumWidth(104)

    def _line(self, placeholder: str, name: str, width: int) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(placeholder)
        line.setAccessibleName(name)
        line.setToolTip(name)
        line.setMinimumWidth(width)
        line.setMaxLength(200)
        line.setClearButtonEnabled(True)
        line.textChanged.connect(self._wait)
        return line

    def _choice(self, name: str, titles: Sequence[str]) -> QuietComboBox:
        combo = QuietComboBox()
        combo.addItems(list(titles))
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        combo.currentIndexChanged.connect(self._wait)
        return combo

    def _switch(self, text: str, hint: str = "") -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(hint or text)
        button.setAccessibleName(hint or text)
        button.setCheckable(True)
        button.toggled.connect(self._wait)
        return button
