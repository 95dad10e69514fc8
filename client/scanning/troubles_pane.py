"""What is not in order with the batch: each a line that leads to its page and may be let pass where that may be."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from client.core.settings import Settings
from client.widgets.icons import icon
from common.scanning.batches import Trouble

ROW = Qt.ItemDataRole.UserRole
LEAST = 76  # pixels of the list: what is not needed is the picture's
FOLDED = "scanning/remarks folded"


class TroubleList(QListWidget):
    """As high as what stands in it; several are chosen as in any list."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.most = LEAST

    def sizeHint(self) -> QSize:
        rows = sum(self.visualItemRect(self.item(row)).height() for row in range(self.count()))  # as they are wrapped
        return QSize(super().sizeHint().width(), min(max(rows + 2 * self.frameWidth() + 2, LEAST), self.most))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words wrap otherwise in another width; filled while hidden, the list does not know its width yet."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Long remarks are scrolled before the bench grows beyond the screen."""
        return QSize(0, min(self.sizeHint().height(), LEAST))


class TroublesPane(QFrame):
    chosen = Signal(object)  # Trouble
    let_pass = Signal(object)  # list[str]: keys

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.fold_button = QToolButton()
        self.fold_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.is_folded = settings.text(FOLDED) == "1"
        self.fold_button.setToolTip(self.tr("Свернуть или развернуть замечания  F3"))
        self.fold_button.setAccessibleName(self.fold_button.toolTip())
        self.list = TroubleList()
        self.list.setAccessibleName(self.tr("Замечания по партии"))
        self.pass_button = QPushButton(self.tr("&Так и должно быть"))
        self.pass_button.setToolTip(
            self.tr("Замечание останется в протоколе партии с вашим именем. Несколько сразу: Shift, Ctrl или Ctrl+A")
        )
        self.list.itemSelectionChanged.connect(self._follow)
        self.list.itemActivated.connect(self._go)
        self.pass_button.clicked.connect(self._pass)
        self.fold_button.clicked.connect(self._turn_over)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.addWidget(self.fold_button)
        line.addStretch(1)
        line.addWidget(self.pass_button)
        column.addLayout(line)
        column.addWidget(self.list)
        self._tell(0)
        self._show_fold()
        self.hide()

    def take_height(self, most: int) -> None:
        self.list.most = max(most, LEAST)
        self.list.setMaximumHeight(self.list.most)

    def lead(self) -> None:
        """To the first remark and what it is about."""
        if self.list.count():
            self._fold(folded=False)
            self.list.setCurrentRow(0)
            self._go(self.list.item(0))

    def show_troubles(self, troubles: list[Trouble]) -> None:
        left = [each for each in troubles if not each.passed]
        if left == self._all():
            return
        at = self.list.currentRow()
        self.list.clear()
        for trouble in left:
            item = QListWidgetItem(trouble.words)
            item.setData(ROW, trouble)
            self.list.addItem(item)
        self._tell(len(left))
        self.setVisible(bool(left))
        self.list.updateGeometry()
        if left:
            self.list.setCurrentRow(min(max(at, 0), len(left) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.list.currentItem() is not None:
            self._go(self.list.currentItem())
        else:
            super().keyPressEvent(event)

    def _tell(self, left: int) -> None:
        self.fold_button.setText(self.tr("Не в порядке: {0}").format(left))
        self.fold_button.setShortcut("F3")  # the text has taken it away

    def _turn_over(self) -> None:
        self._fold(folded=not self.is_folded)

    def _fold(self, *, folded: bool) -> None:
        self.is_folded = folded
        self._settings.keep_text(FOLDED, "1" if folded else "")
        self._show_fold()

    def _show_fold(self) -> None:
        self.fold_button.setIcon(icon("chevron-right" if self.is_folded else "chevron-down"))
        self.list.setVisible(not self.is_folded)
        self.pass_button.setVisible(not self.is_folded)

    def _all(self) -> list[Trouble]:
        return [self.list.item(row).data(ROW) for row in range(self.list.count())]

    def _may_pass(self) -> list[Trouble]:
        chosen: list[Trouble] = [item.data(ROW) for item in self.list.selectedItems()]
        return [trouble for trouble in chosen if trouble.kind.may_pass]

    def _follow(self) -> None:
        """Of several chosen ones the button says how many it means: what must be mended stays."""
        meant = len(self._may_pass())
        self.pass_button.setEnabled(meant > 0)
        words = self.tr("&Так и должно быть")
        several = len(self.list.selectedItems()) > 1
        self.pass_button.setText(f"{words}: {meant}" if several else words)

    def _go(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(ROW))

    def _pass(self) -> None:
        if meant := self._may_pass():
            self.let_pass.emit([trouble.key for trouble in meant])
