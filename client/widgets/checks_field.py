"""Several of a short list of things, each with a box to tick."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from client.widgets.field import Field


class ChecksField(Field):
    """Space ticks the current line; what is ticked but not offered is forgotten."""

    def __init__(self, choices: Sequence[tuple[Any, str]] = (), rows: int = 8) -> None:
        self.list = QListWidget()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setAlternatingRowColors(True)
        super().__init__(self.list)
        self._keys: list[Any] = []  # an item would turn an enum into its text
        self._showing = False
        self.show_choices(choices)
        self.list.setFixedHeight(rows * (self.list.fontMetrics().lineSpacing() + 4) + 4)
        self.list.itemChanged.connect(self._note_tick)

    def show_choices(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Replaces what is offered; what was ticked stays so."""
        ticked = self.value()
        self._showing = True
        self.list.clear()
        self._keys = [key for key, _ in choices]
        for _, title in choices:
            item = QListWidgetItem(title, self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        if choices:
            self.list.setCurrentRow(0)
        self._tick(ticked)

    def value(self) -> list[Any]:
        ticked = Qt.CheckState.Checked
        return [key for number, key in enumerate(self._keys) if self.list.item(number).checkState() is ticked]

    def show_value(self, value: Collection[Any]) -> None:
        self._tick(value)
        self.changed.emit()

    def fill(self, text: str) -> bool:
        return False

    def _tick(self, keys: Collection[Any]) -> None:
        self._showing = True
        for number, key in enumerate(self._keys):
            state = Qt.CheckState.Checked if key in keys else Qt.CheckState.Unchecked
            self.list.item(number).setCheckState(state)
        self._showing = False

    def _note_tick(self) -> None:
        if not self._showing:
            self.note_edit()
