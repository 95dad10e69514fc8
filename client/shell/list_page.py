"""A page of the desk that shows a short list whole: what an administrator keeps in order."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from client.core.calls import Call, Latest
from client.shell.register_page import PAUSE
from client.shell.workplace import Workplace
from client.widgets.icons import icon
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import EmptyState, ErrorState, label
from client.widgets.paged_model import Column
from common.kernel.changes import Change, Kind
from common.rpc.errors import CallError


class ListPage(QWidget):
    """Ins adds, Enter or a double click changes; reads again when something of its kinds changes."""

    def __init__(self, workplace: Workplace, kinds: frozenset[Kind], stretch: int, *, may_add: bool = True) -> None:
        super().__init__()
        self.workplace, self._kinds = workplace, kinds
        self.model = ListModel(tuple(self.columns()))
        self.model.setParent(self)
        self.view = list_view(self.model)
        self.view.setProperty("frame", "none")
        header = self.view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self.view.doubleClicked.connect(self._open)
        self.add_button = QPushButton(icon("plus"), self.tr("&Добавить  Ins"))
        self.add_button.clicked.connect(self.add)
        self.add_button.setVisible(may_add)
        self.count = label("", "caption")
        self._error, self._empty = ErrorState(), EmptyState(*self.empty_words())
        self._error.retry.connect(self.refresh)
        self._column, self._bar, self._stack = QVBoxLayout(self), QHBoxLayout(), QStackedWidget()
        self._lay_out()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        self._read, self._fetched = False, Latest[list[Any]]()
        workplace.calls.changed.connect(self._note)
        self.setFocusProxy(self.view)

    def be_called(self, title: str) -> None:
        """As its folder is, for whoever hears the list."""
        self.view.setAccessibleName(title)

    def columns(self) -> Sequence[Column]:
        raise NotImplementedError

    def empty_words(self) -> tuple[str, str, str]:
        raise NotImplementedError

    def fetch(self) -> Call[list[Any]]:
        raise NotImplementedError

    def add(self) -> None:
        raise NotImplementedError

    def open_row(self, row: Any) -> None:
        raise NotImplementedError

    def add_to_bar(self, widget: QWidget) -> None:
        self._bar.insertWidget(self._bar.count() - 2, widget)

    def add_over_list(self, widget: QWidget) -> None:
        self._column.insertWidget(1, widget)

    def refresh(self) -> None:
        self._fetched.be(self.fetch()).then(self._show).fails(self._refuse)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._read:
            self._read = True
            self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Insert and self.add_button.isVisible():
            self.add()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.view.currentIndex())
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("role", "bar")
        bar.setLayout(self._bar)
        self._bar.setContentsMargins(8, 5, 6, 5)
        self._bar.setSpacing(6)
        self._bar.addWidget(self.add_button)
        self._bar.addStretch(1)
        self._bar.addWidget(self.count)
        for page in (self.view, self._empty, self._error):
            self._stack.addWidget(page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(bar)
        self._column.addWidget(self._stack, 1)

    def _open(self, index: QModelIndex) -> None:
        row = self.model.row(index)
        if row is not None:
            self.open_row(row)

    def _show(self, rows: list[Any]) -> None:
        current = max(self.view.currentIndex().row(), 0)
        self.model.show_rows(rows)
        self.count.setText(self.tr("Всего: {}").format(len(rows)))
        self._stack.setCurrentWidget(self.view if rows else self._empty)
        if rows:
            self.view.selectRow(min(current, len(rows) - 1))

    def _refuse(self, error: CallError) -> None:
        self._error.show_error(error)
        self._stack.setCurrentWidget(self._error)

    def _note(self, changes: list[Change]) -> None:
        if self._read and any(change.kind in self._kinds for change in changes):
            self._pause.start()
