"""The controller's desk: what of everything on control wants a look today, each part with its count."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QToolButton

from client.shell.register_page import grouped
from client.widgets.flow_layout import FlowLayout
from common.assignments.cards import DeskCount, DeskPart


class DeskBar(QFrame):
    """One part at a time; Alt+digit is taken by the folders, so a part has Ctrl+digit."""

    chosen = Signal(object)  # DeskPart, or nothing for all

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "bar")
        row = FlowLayout(self, spacing=4, greedy=False)
        row.setContentsMargins(8, 4, 8, 4)
        self.buttons: dict[DeskPart | None, QToolButton] = {}
        for number, part in enumerate((None, *DeskPart)):
            button = QToolButton()
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setShortcut(f"Ctrl+{number}")
            button.setToolTip(f"Ctrl+{number}")
            button.setChecked(part is None)
            button.clicked.connect(partial(self.chosen.emit, part))
            self.buttons[part] = button
            row.addWidget(button)
        self.show_counts(None)

    def show_counts(self, counts: list[DeskCount] | None) -> None:
        """A part with nothing in it stays in its place with its nought: it was counted, and there is nothing."""
        figures = {each.part: each.count for each in counts or ()}
        for part, button in self.buttons.items():
            shortcut = button.shortcut()
            if part is None:
                button.setText(self.tr("Всё на контроле"))
            else:
                button.setText(part.label if counts is None else f"{part.label}  {grouped(figures.get(part, 0))}")
            button.setShortcut(shortcut)  # the text has taken it away
