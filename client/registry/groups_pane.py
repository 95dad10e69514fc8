"""The groups of a register with their counts; the chosen one narrows it."""

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from client.core.calls import Latest
from client.shell.register_page import grouped
from client.shell.workplace import Workplace
from client.widgets.messages import label
from common.registry.document import DocumentFilter
from common.registry.selection import Condition, Group, Grouping
from common.rpc.errors import CallError

ROW = 26
PAUSE = 200  # ms


class GroupsPane(QWidget):
    narrowed = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self._by, self._groups = Grouping.NONE, list[Group]()
        self._chosen: Group | None = None
        self._asked: DocumentFilter | None = None
        self._reading = Latest[list[Group]]()
        self.list, self.notice = QListWidget(), label("", "problem", wrap=True)
        self.list.setAccessibleName(self.tr("Группы"))
        self.list.setUniformItemSizes(True)
        self.list.setProperty("frame", "none")
        self.notice.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notice)
        column.addWidget(self.list, 1)
        self.list.currentRowChanged.connect(self._choose)
        self.setFocusProxy(self.list)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read)

    def condition(self) -> Condition | None:
        """What the chosen group asks of the rows."""
        return self._chosen.condition(self._by) if self._chosen and self._by is not Grouping.NONE else None

    def chosen_title(self) -> str:
        return self._chosen.title if self._chosen and self._by is not Grouping.NONE else ""

    def show_groups(self, by: Grouping, chosen: DocumentFilter, *, anew: bool = False) -> None:
        """Reads the groups of the register; the chosen one stays, if it is still there."""
        if by is not self._by:
            self._chosen = None
        if (by, chosen) == (self._by, self._asked) and not anew:
            return
        self._by, self._asked = by, chosen
        self._pause.start()

    def _read(self) -> None:
        if self._by is not Grouping.NONE and self._asked is not None:
            call = self._work.calls(self, self._work.apis.registry.groups, self._asked, self._by)
            self._reading.be(call).then(self._fill).fails(self._refuse)

    def _fill(self, groups: list[Group]) -> None:
        self.notice.hide()
        key = self._chosen.key if self._chosen else None
        self.list.blockSignals(True)
        self.list.clear()
        self._groups = groups
        every = sum(group.documents for group in groups)
        first = self.tr("Все") if self._by is Grouping.ADDRESSEE else self.tr("Все ({0})").format(grouped(every))
        self.list.addItem(first)
        self.list.item(0).setSizeHint(QSize(0, ROW))
        for group in groups:
            item = QListWidgetItem(f"{group.title} ({grouped(group.documents)})")
            item.setToolTip(group.title)
            item.setSizeHint(QSize(0, ROW))
            self.list.addItem(item)
        known = next((row for row, group in enumerate(groups, start=1) if group.key == key), 0)
        self.list.setCurrentRow(known)
        self.list.blockSignals(False)
        if key is not None and known == 0:
            self._choose(0)

    def _choose(self, row: int) -> None:
        self._chosen = self._groups[row - 1] if 0 < row <= len(self._groups) else None
        self.narrowed.emit()

    def _refuse(self, error: CallError) -> None:
        self.notice.setText(error.message)
        self.notice.show()

    def refresh(self) -> None:
        self._pause.start()
