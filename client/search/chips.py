"""What narrows a search, one chip each; a press takes it away."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from client.widgets.flow_layout import FlowLayout


class Chips(QWidget):
    removed = Signal(object)  # the key of a chip

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout(self, 6, greedy=False)
        self._flow.setContentsMargins(10, 4, 10, 4)
        self._chips: dict[QToolButton, object] = {}
        self.hide()

    def show_chips(self, chips: Sequence[tuple[object, str]]) -> None:
        """Keys with the words for them."""
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for key, words in chips:
            chip = QToolButton()
            chip.setText(f"{words}  ×")
            chip.setAccessibleName(self.tr("Снять: {}").format(words))
            chip.setToolTip(self.tr("Снять: {}").format(words))
            chip.setProperty("chip", True)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.clicked.connect(self._remove)
            self._flow.addWidget(chip)
            self._chips[chip] = key
        self.setVisible(bool(chips))

    def words(self) -> list[str]:
        return [chip.text() for chip in self._chips]

    def remove_last(self) -> None:
        for key in list(self._chips.values())[-1:]:
            self.removed.emit(key)

    def _remove(self) -> None:
        chip = self.sender()
        if isinstance(chip, QToolButton) and chip in self._chips:
            self.removed.emit(self._chips[chip])
