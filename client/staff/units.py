"""The structure of the administration as a tree, and its organisational changes."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from client.shell.register_page import PAUSE, grouped
from client.shell.workplace import Workplace
from client.staff.unit_dialog import UnitDialog
from client.widgets.icons import icon
from client.widgets.messages import ErrorState, LoadingState, Notice, label
from client.widgets.paged_model import Column
from common.kernel.changes import Change, Kind
from common.kernel.ids import UnitId
from common.kernel.wording import day
from common.rpc.errors import CallError
from common.staff import Effect, UnitAction, UnitRow

TITLE, PEOPLE = 0, 4
COMMANDS = (
    (UnitAction.RENAME, "edit", "Enter"), (UnitAction.MOVE, "transfer", "Ctrl+M"),
    (UnitAction.MERGE, "git-branch", "Ctrl+J"), (UnitAction.SPLIT, "unlink", "Ctrl+Shift+J"),
)  # fmt: skip


class UnitTree(QTreeWidget):
    """Units in their order below one another; what is open stays so when it is read again."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._columns = columns
        self.setAccessibleName(self.tr("Подразделения"))
        self.setHeaderLabels([column.title for column in columns])
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setProperty("frame", "none")
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        for number, column in enumerate(columns):
            self.setColumnWidth(number, column.width)

    def current_id(self) -> UnitId | None:
        item = self.currentItem()
        return None if item is None else item.data(TITLE, Qt.ItemDataRole.UserRole)

    def show_units(self, units: Sequence[UnitRow]) -> None:
        chosen, items = self.current_id(), {unit.id: self._item(unit) for unit in units}
        self.clear()
        for unit in units:
            above = items.get(unit.parent_id) if unit.parent_id is not None else None
            if above is None:
                self.addTopLevelItem(items[unit.id])
            else:
                above.addChild(items[unit.id])
        self.expandAll()
        current = items.get(chosen) if chosen is not None else None
        current = current or self.topLevelItem(0)
        if current is not None:
            self.setCurrentItem(current)

    def _item(self, unit: UnitRow) -> QTreeWidgetItem:
        item = QTreeWidgetItem([column.text(unit) for column in self._columns])
        item.setData(TITLE, Qt.ItemDataRole.UserRole, unit.id)
        item.setTextAlignment(PEOPLE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for number in range(len(self._columns)):
            item.setToolTip(number, item.text(number))
            if unit.closed is not None:
                item.setForeground(number, self.palette().placeholderText())
        return item


class UnitsPage(QWidget):
    """Ins creates a unit; every change shows first what it would do."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.workplace = workplace
        self._units: list[UnitRow] = []
        self._read = False
        self.tree = UnitTree(self._columns())
        self.notice, self.count = Notice(), label("", "caption")
        self.closed = QToolButton()
        self.commands: dict[UnitAction, QPushButton] = {}
        self._loading, self._error = LoadingState(), ErrorState()
        self._error.retry.connect(self.refresh)
        self._stack = QStackedWidget()
        self._lay_out()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        self.notice.first.connect(self.notice.hide)
        self.tree.currentItemChanged.connect(self._enable)
        self.tree.itemDoubleClicked.connect(self._rename)
        workplace.calls.changed.connect(self._note)
        self.setFocusProxy(self.tree)
        self._enable()

    def refresh(self) -> None:
        self.workplace.calls(self, self.workplace.apis.staff.units).then(self._show).fails(self._refuse)

    def current(self) -> UnitRow | None:
        chosen = self.tree.current_id()
        return next((unit for unit in self._units if unit.id == chosen), None)

    def change(self, action: UnitAction) -> None:
        dialog = UnitDialog(self.workplace, action, self.current(), self._units, self)
        dialog.saved.connect(self._tell)
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._read:
            self._read = True
            self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._rename()
        else:
            super().keyPressEvent(event)

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("Подразделение"), lambda unit: unit.title, 380),
            Column(self.tr("Сокращение"), lambda unit: unit.short_title, 110),
            Column(self.tr("Код"), lambda unit: unit.code, 60),
            Column(self.tr("Руководитель"), lambda unit: unit.head, 170),
            Column(self.tr("Людей"), lambda unit: str(unit.people) if unit.people else "", 64),
            Column(self.tr("Состояние"), self._state, 240),
        )

    def _state(self, unit: UnitRow) -> str:
        if unit.closed is None:
            return "" if unit.head_id is not None else self.tr("нет руководителя")
        words = self.tr("закрыто {0}").format(day(unit.closed))
        return self.tr("{0}, дела у: {1}").format(words, unit.successors) if unit.successors else words

    def _lay_out(self) -> None:
        bar, row = QFrame(), QHBoxLayout()
        bar.setProperty("role", "bar")
        bar.setLayout(row)
        row.setContentsMargins(8, 5, 6, 5)
        row.setSpacing(6)
        self._add_command(row, UnitAction.CREATE, "plus", "Ins")
        for action, picture, keys in COMMANDS:
            self._add_command(row, action, picture, keys)
        self.closed.setText(self.tr("Закрытые"))
        self.closed.setToolTip(self.tr("Показать и закрытые подразделения"))
        self.closed.setCheckable(True)
        self.closed.toggled.connect(self._draw)
        row.addWidget(self.closed)
        row.addStretch(1)
        row.addWidget(self.count)
        for page in (self._loading, self.tree, self._error):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(self._stack, 1)
        column.addWidget(self.notice)

    def _add_command(self, row: QHBoxLayout, action: UnitAction, picture: str, keys: str) -> None:
        words = {
            UnitAction.CREATE: self.tr("Создать…"), UnitAction.RENAME: self.tr("Изменить…"),
            UnitAction.MOVE: self.tr("Переподчинить…"), UnitAction.MERGE: self.tr("Присоединить…"),
            UnitAction.SPLIT: self.tr("Разделить…"),
        }[action]  # fmt: skip
        button = self.commands[action] = QPushButton(icon(picture), words)
        button.setToolTip(f"{action.label} ({keys})")
        button.clicked.connect(partial(self.change, action))
        if keys != "Enter":
            button.setShortcut(QKeySequence(keys))
        row.addWidget(button)

    def _rename(self, *_: object) -> None:
        if self.commands[UnitAction.RENAME].isEnabled():
            self.change(UnitAction.RENAME)

    def _enable(self, *_: object) -> None:
        unit = self.current()
        usable = unit is not None and unit.closed is None
        for action, button in self.commands.items():
            button.setEnabled(usable or action is UnitAction.CREATE)
        for action in (UnitAction.MOVE, UnitAction.MERGE, UnitAction.SPLIT):
            self.commands[action].setEnabled(usable and unit is not None and unit.parent_id is not None)

    def _show(self, units: list[UnitRow]) -> None:
        self._units = units
        self._draw()
        self._stack.setCurrentWidget(self.tree)

    def _draw(self, *_: object) -> None:
        shown = [unit for unit in self._units if self.closed.isChecked() or unit.closed is None]
        self.tree.show_units(shown)
        self.count.setText(self.tr("Всего: {}").format(len(shown)))
        self._enable()

    def _tell(self, effect: Effect) -> None:
        words = self.tr("Сделано. Документы, доступ к которым изменился: {0}; переведены сотрудники: {1}.")
        self.notice.say(words.format(grouped(effect.documents), grouped(effect.moved)), self.tr("&Понятно"))
        self.refresh()

    def _refuse(self, error: CallError) -> None:
        self._error.show_error(error)
        self._stack.setCurrentWidget(self._error)

    def _note(self, changes: list[Change]) -> None:
        if self._read and any(change.kind is Kind.STAFF for change in changes):
            self._pause.start()
