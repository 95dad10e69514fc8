"""A short list of rows that is edited on the spot."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QTableView, QToolButton, QVBoxLayout

from client.widgets.field import Field
from client.widgets.icons import icon
from client.widgets.list_model import ListModel, list_view
from client.widgets.paged_model import Column


class RowsField(Field):
    """Ins adds, Enter changes, Del removes, Alt with an arrow moves."""

    def __init__(self, columns: Sequence[Column], stretch: int, height: int = 124) -> None:
        self.frame = QFrame()
        self.model = ListModel(tuple(columns))
        self.view: QTableView = list_view(self.model)
        super().__init__(self.view, self.frame)
        self.model.setParent(self)
        self._rows: list[Any] = []
        self._buttons: list[QToolButton] = []
        self._read_only = False
        self._lay_out(stretch, height)
        self.view.doubleClicked.connect(self.change)
        self.show_value([])

    def blank(self) -> Any:
        """What a new row begins with."""
        raise NotImplementedError

    def edited_row(self, row: Any) -> Any | None:
        """Lets a person edit a row; nothing when it is given up."""
        raise NotImplementedError

    def value(self) -> list[Any]:
        return list(self._rows)

    def show_value(self, value: Sequence[Any]) -> None:
        self._rows = list(value)
        self._draw(0)
        self.changed.emit()

    def is_empty(self) -> bool:
        return not self._rows

    def fill(self, text: str) -> bool:
        return False

    def set_read_only(self, read_only: bool) -> None:
        self._read_only = read_only
        self._show_buttons()

    def takes_enter(self) -> bool:
        return bool(self._rows)

    def put(self, row: Any, place: int) -> None:
        self._rows[place : place + 1] = [row]
        self._draw(place)
        self.note_edit()

    def add(self) -> None:
        if self.may_edit():
            self._edit(self.blank(), len(self._rows))

    def may_edit(self) -> bool:
        return self.isEnabled() and not self._read_only

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._show_buttons()

    def change(self) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < len(self._rows) and self.may_edit():
            self._edit(self._rows[place], place)

    def remove(self) -> None:
        place = self.view.currentIndex().row()
        if 0 <= place < len(self._rows) and self.may_edit():
            del self._rows[place]
            self._draw(place)
            self.note_edit()

    def shift(self, step: int) -> None:
        place = self.view.currentIndex().row()
        other = place + step
        if self.may_edit() and 0 <= place < len(self._rows) and 0 <= other < len(self._rows):
            self._rows[place], self._rows[other] = self._rows[other], self._rows[place]
            self._draw(other)
            self.note_edit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_Insert:
            self.add()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.change()
        elif alt and event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self.shift(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def _show_buttons(self) -> None:
        for button in self._buttons:
            button.setVisible(self.may_edit())

    def _edit(self, row: Any, place: int) -> None:
        edited = self.edited_row(row)
        if edited is not None:
            self.put(edited, place)

    def _lay_out(self, stretch: int, height: int) -> None:
        buttons = QHBoxLayout()
        for name, hint, slot in (
            ("plus", self.tr("Добавить (Ins)"), self.add),
            ("edit", self.tr("Изменить (Enter)"), self.change),
            ("trash", self.tr("Удалить (Del)"), self.remove),
        ):
            button = QToolButton()
            button.setIcon(icon(name))
            button.setToolTip(hint)
            button.setAccessibleName(hint)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(slot)
            buttons.addWidget(button)
            self._buttons.append(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self.frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.view.setFixedHeight(height)
        self.view.horizontalHeader().setStretchLastSection(False)
        self.view.horizontalHeader().setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        column.addWidget(self.view)
        column.addLayout(buttons)

    def _draw(self, current: int) -> None:
        self.model.show_rows(self._rows)
        if self._rows:
            self.view.selectRow(min(current, len(self._rows) - 1))
