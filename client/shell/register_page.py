"""A page of the desk that shows a register: filters above, rows, how many there are."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from client.core.calls import Call
from client.shell.list_export import Export, ListExport
from client.shell.row_news import RowNews
from client.shell.workplace import Workplace
from client.widgets.export_button import ExportButton
from client.widgets.icons import icon
from client.widgets.messages import EmptyState, label
from client.widgets.paged_model import Column, PagedModel, PagedState
from client.widgets.register_view import RegisterPane, RegisterView
from common.kernel.changes import Change, Kind
from common.kernel.paging import Page
from common.reports import Format
from common.rpc.errors import CallError

PAUSE = 400  # ms: a burst of changes is read once


class RegisterPage(QWidget):
    """Reads again when something of its kinds changes: at once where it is seen, else when it is next looked at."""

    def __init__(self, workplace: Workplace, name: str, kinds: frozenset[Kind]) -> None:
        super().__init__()
        self.workplace, self._kinds = workplace, kinds
        self._dirty = self._read = False
        self._counting: Call[list[int]] | None = None
        self.empty = EmptyState(*self.empty_words())
        self.model = PagedModel(self.columns(), self.fetch, self)
        self.view = RegisterView(self.model)
        self.pane = RegisterPane(self.view, self.empty, name, workplace.settings)
        self.view.setProperty("frame", "none")
        self.news = RowNews(workplace, self.view)
        self.count = label("", "caption")
        self._bar, self._column, self._middle = QHBoxLayout(), QVBoxLayout(self), QSplitter()
        self._lay_out()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._catch_up)
        self.model.changed_state.connect(self._show_count)
        self.view.opened.connect(self.open_row)
        workplace.calls.changed.connect(self._note)
        workplace.calls.online_changed.connect(self._return)
        self.setFocusProxy(self.pane)

    def be_called(self, title: str) -> None:
        """As its folder is, for whoever hears the list."""
        self.view.setAccessibleName(title)

    def empty_words(self) -> tuple[str, str, str]:
        """What stands in place of no rows: title, explanation, icon."""
        raise NotImplementedError

    def stretch(self, column: int) -> None:
        """Gives one column all the width that the others leave."""
        header = self.view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def columns(self) -> Sequence[Column]:
        raise NotImplementedError

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        raise NotImplementedError

    def open_row(self, row: Any) -> None:
        raise NotImplementedError

    def count_all(self) -> Call[list[int]]:
        """Asked for where a page has said that there are more rows than it counted."""
        raise NotImplementedError

    def add_to_bar(self, widget: QWidget, stretch: int = 0) -> None:
        self._bar.insertWidget(self._bar.count() - 2, widget, stretch)

    def command(
        self, words: str, keys: str, act: Callable[[], object], *, picture: str = "", primary: bool = False
    ) -> QPushButton:
        """A button of the bar with its key."""
        button = QPushButton(words)
        if picture:
            button.setIcon(icon(picture))
        button.setShortcut(QKeySequence(keys))
        button.setToolTip(f"{words} ({keys})" if keys else words)
        button.setProperty("primary", primary)
        button.clicked.connect(act)
        self.add_to_bar(button)
        return button

    def offer_export(self, title: str, report: str, chosen: Callable[[], Struct]) -> None:
        """«Выгрузить»: everything that the page shows, made by the report from what it is narrowed by."""

        def export(form: Format) -> None:
            what = Export(title, report, {"chosen": msgspec.json.encode(chosen()).decode()})
            ListExport(self.workplace, what, self.model.total, form, self.window()).open()

        self.export_button = ExportButton()
        self.export_button.wanted.connect(export)
        self._bar.addWidget(self.export_button)

    def focus_filter(self, keys: str, field: QWidget) -> None:
        """From the rows to what narrows them."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(field.setFocus)

    def add_above(self, bar: QWidget) -> None:
        """A line of its own over the line of filters."""
        self._column.insertWidget(0, bar)

    def add_below(self, panel: QWidget) -> None:
        """What tells more of the row that one stands on."""
        self._column.addWidget(panel)

    def add_before(self, side: QWidget, width: int) -> None:
        """Something at the left of the rows."""
        self._middle.insertWidget(0, side)
        self._middle.setSizes([width, 900])
        self._middle.setStretchFactor(1, 1)

    def refresh(self) -> None:
        self.model.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._read:
            self._read = True
            self.model.reload()
        elif self._dirty:
            self._catch_up()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.news.forget()

    def _lay_out(self) -> None:
        bar = QFrame()
        bar.setProperty("role", "bar")
        bar.setLayout(self._bar)
        self._bar.setContentsMargins(8, 5, 6, 5)
        self._bar.setSpacing(6)
        reread = QToolButton()
        reread.setIcon(icon("refresh"))
        reread.setIconSize(QSize(16, 16))
        reread.setToolTip(self.tr("Обновить (F5)"))
        reread.setAccessibleName(self.tr("Обновить"))
        reread.clicked.connect(self.refresh)
        self._bar.addWidget(self.count)
        self._bar.addWidget(reread)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(bar)
        self._middle.addWidget(self.pane)
        self._middle.setChildrenCollapsible(False)
        self._column.addWidget(self._middle, 1)
        self._column.addWidget(self.news)

    def _note(self, changes: list[Change]) -> None:
        if known := [change for change in changes if change.kind in self._kinds]:
            self.news.hear(known)
            self._dirty = True
            if self.isVisible() and not self._pause.isActive():
                self._pause.start()

    def _return(self, online: bool) -> None:
        """The server is back: what was missed meanwhile is read now."""
        self._dirty = self._dirty or online
        if online and self.isVisible():
            self._pause.start()

    def _catch_up(self) -> None:
        if self.isVisible():
            self._dirty = False
            self.model.refresh()

    def _show_count(self, state: PagedState) -> None:
        if self._counting is not None and state is not PagedState.READY:
            self._counting.cancel()
            self._counting = None
        if state is PagedState.READY and self.model.more and self._counting is None:
            self._counting = self.count_all().then(self._show_total).fails(self._leave_uncounted)
        words = self.tr("Более {}, считается…") if self.model.more else self.tr("Всего: {}")
        self.count.setText(words.format(grouped(self.model.total)) if state is PagedState.READY else "")

    def _show_total(self, totals: list[int]) -> None:
        self._counting = None
        self.model.show_total(totals[0])

    def _leave_uncounted(self, _error: CallError) -> None:
        """The next reading of the register asks again; what is shown says that there are more."""
        self._counting = None


def grouped(number: int) -> str:
    """12 345, with a space that does not break."""
    return f"{number:,}".replace(",", "\u00a0")
