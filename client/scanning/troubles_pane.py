"""What is not in order with the batch: each a line that leads to its page and may be let pass where that may be."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout

from client.widgets.messages import label
from common.scanning.batches import Trouble

ROW = Qt.ItemDataRole.UserRole


class TroublesPane(QFrame):
    chosen = Signal(object)  # Trouble
    let_pass = Signal(object)  # list[str]: keys

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", "caption")
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName(self.tr("Замечания по партии"))
        self.list.setMaximumHeight(150)
        self.pass_button = QPushButton(self.tr("&Так и должно быть"))
        self.pass_button.setToolTip(self.tr("Замечание останется в протоколе партии с вашим именем"))
        self.list.currentRowChanged.connect(self._follow)
        self.list.itemActivated.connect(self._go)
        self.pass_button.clicked.connect(self._pass)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.addWidget(self.title, 1)
        line.addWidget(self.pass_button)
        column.addLayout(line)
        column.addWidget(self.list)
        self.hide()

    def show_troubles(self, troubles: list[Trouble]) -> None:
        left = [each for each in troubles if not each.passed]
        at = self.list.currentRow()
        self.list.clear()
        for trouble in left:
            item = QListWidgetItem(trouble.words)
            item.setData(ROW, trouble)
            self.list.addItem(item)
        self.title.setText(self.tr("Не в порядке: {0}").format(len(left)))
        self.setVisible(bool(left))
        if left:
            self.list.setCurrentRow(min(max(at, 0), len(left) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.list.currentItem() is not None:
            self._go(self.list.currentItem())
        else:
            super().keyPressEvent(event)

    def _current(self) -> Trouble | None:
        item = self.list.currentItem()
        trouble: Trouble | None = item.data(ROW) if item is not None else None
        return trouble

    def _follow(self, _row: int) -> None:
        trouble = self._current()
        self.pass_button.setEnabled(trouble is not None and trouble.kind.may_pass)

    def _go(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(ROW))

    def _pass(self) -> None:
        trouble = self._current()
        if trouble is not None:
            self.let_pass.emit([trouble.key])
