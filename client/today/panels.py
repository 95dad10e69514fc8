"""The three lists of the page of the day: the folders that wait, the terms of the week, what has happened."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QGuiApplication, QIcon, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from client.core.city_time import moment
from client.shell.manifest import Badge, FolderSpec, said
from client.shell.told import about
from client.widgets.date_field import WEEK
from client.widgets.icons import icon
from client.widgets.list_model import ListModel, list_view
from client.widgets.messages import label
from client.widgets.paged_model import Column
from client.widgets.theme import tones_of
from common.assignments.cards import AssignmentRow
from common.kernel.wording import day
from common.notifications import NotificationRow

DECORATION, COLOUR, FONT = (
    int(role) for role in (Qt.ItemDataRole.DecorationRole, Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.FontRole)
)
EMPTY, QWIDGETSIZE_MAX = 80, 16_777_215  # pixels; the latter is Qt's own


class Panel(QWidget):
    """A short list under its title; Enter or a double click opens a row. Empty, the keyboard stands on its words."""

    opened = Signal(object)  # the row

    def __init__(self, columns: Sequence[Column], stretch: int, nothing: str) -> None:
        super().__init__()
        self._nothing, self._moved = nothing, False
        self.title, self.nothing = label("", "title"), label(nothing, "hint", wrap=True)
        self.nothing.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(10, 8, 10, 8)
        self.model = ListModel(columns, self)
        self.view = list_view(self.model)
        header = self.view.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self.view.doubleClicked.connect(self._open)
        self.view.installEventFilter(self)
        self.view.viewport().installEventFilter(self)
        self._stack = QStackedWidget()
        for page in (self.nothing, self.view):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.nothing)

    def show_rows(self, title: str, rows: Sequence[Any]) -> None:
        """The row to which a person has moved stays the current one, wherever it stands now; else it is the first."""
        current = self.model.row(self.view.currentIndex()) if self._moved else None
        self.nothing.setText(self._nothing)
        self.title.setText(title)
        self.view.setAccessibleName(title)
        self.model.show_rows(rows)
        shown = self.view if rows else self.nothing
        self._stack.setCurrentWidget(shown)
        self.setFocusProxy(shown)
        self.setMaximumHeight(QWIDGETSIZE_MAX if rows else EMPTY)
        if rows:
            self.view.selectRow(next((n for n, row in enumerate(rows) if _same(row, current)), 0))

    def say(self, title: str, words: str) -> None:
        self.show_rows(title, [])
        self.nothing.setText(words)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self._moved = self._moved or event.type() in {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress}
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.view.currentIndex())
        else:
            super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        row = self.model.row(index)
        if row is not None:
            self.opened.emit(row)


def _same(row: Any, other: Any) -> bool:
    """A folder with its count, or a row that has an id."""
    if row is None or other is None:
        return False
    return bool(row[0] is other[0] if isinstance(row, tuple) else row.id == other.id)


class WaitingPanel(Panel):
    """The folders of the day with something in them; a row is a FolderSpec with its Badge."""

    def __init__(self) -> None:
        late: dict[int, Any] = {COLOUR: _alarm}
        columns = (
            Column(self.tr("Папка"), lambda row: said(row[0].title), 190, roles={DECORATION: _picture}),
            Column(self.tr("Просрочено"), lambda row: str(row[1].overdue or ""), 84, right=True, roles=late),
            Column(self.tr("Всего"), lambda row: str(row[1].count), 60, right=True),
        )
        super().__init__(columns, 0, self.tr("Во всех папках дня пусто."))

    def show_folders(self, waiting: Sequence[tuple[FolderSpec, Badge]]) -> None:
        self.show_rows(self.tr("Ждёт вас"), waiting)


class TermsPanel(Panel):
    def __init__(self, today: date) -> None:
        self.today, self._own = today, True
        late: dict[int, Any] = {COLOUR: self._colour, FONT: self._font}
        columns = (
            Column(self.tr("Срок"), self._due, 146, roles=late, tooltip=lambda row: row.deadline.explanation()),
            Column(self.tr("Поручение"), lambda row: row.text, 260, tooltip=lambda row: row.text),
            Column(self.tr("Документ"), lambda row: row.document.removeprefix("№ "), 206,
                   tooltip=lambda row: f"{row.kind} {row.document}\n{row.summary}"),
            Column(self.tr("Кто"), self._who, 104, tooltip=lambda row: f"{row.author}: {row.responsible}"),
        )  # fmt: skip
        super().__init__(columns, 1, self.tr("На эту неделю сроков нет."))

    def show_terms(self, title: str, rows: Sequence[AssignmentRow], *, own: bool) -> None:
        """Of one's own assignments it is told who has given them, of others who executes them."""
        self._own = own
        self.show_rows(title, rows)

    def _who(self, row: AssignmentRow) -> str:
        return row.author if self._own else row.responsible

    def _due(self, row: AssignmentRow) -> str:
        if row.due < self.today:
            return self.tr("просрочено {0} дн.").format((self.today - row.due).days)
        return self.tr("сегодня") if row.due == self.today else f"{WEEK[row.due.weekday()]} {day(row.due)}"

    def _colour(self, row: AssignmentRow) -> QBrush | None:
        return _alarm(row) if row.due < self.today else None

    def _font(self, row: AssignmentRow) -> QFont | None:
        return _bold() if row.due <= self.today else None


class NewsPanel(Panel):
    def __init__(self) -> None:
        unread: dict[int, Any] = {FONT: lambda row: None if row.read else _bold()}
        columns = (
            Column(self.tr("Когда"), lambda row: moment(row.at), 124, roles=unread),
            Column(self.tr("Событие"), lambda row: row.title, 232, roles=unread),
            Column(self.tr("Документ"), _document, 260, tooltip=_document, roles=unread),
            Column(self.tr("Кто"), lambda row: row.by, 120, tooltip=lambda row: row.by, roles=unread),
        )  # fmt: skip
        super().__init__(columns, 2, self.tr("Ничего нового."))


def _document(row: NotificationRow) -> str:
    return " · ".join(filter(None, (row.document.removeprefix("№ "), about(row))))


def _picture(row: tuple[FolderSpec, Badge]) -> QIcon:
    return icon(row[0].icon)


def _alarm(_row: object) -> QBrush:
    return QBrush(QColor(tones_of(QGuiApplication.palette()).problem))


def _bold() -> QFont:
    font = QGuiApplication.font()
    font.setBold(True)
    return font
