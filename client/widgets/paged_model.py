"""A long list of which only the pages that somebody looks at are fetched."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QColor, QGuiApplication

from client.core.calls import Call
from client.widgets.theme import tones_of
from common.kernel.paging import PAGE_SIZE, Page
from common.rpc.errors import CallError

Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[QObject, int], Call[Page[Any]]]  # (owner, offset) -> the page that begins there
NOWHERE = QModelIndex()
KEPT_PAGES = 50
PLACEHOLDER = "…"
MARK_ROLES = [Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole]


class Column(Struct, frozen=True):
    """One column: what it shows of a row; `roles` adds answers for other Qt roles (icon, colour, font)."""

    title: str
    text: Callable[[Any], str]
    width: int = 120
    right: bool = False
    tooltip: Callable[[Any], str] | None = None
    roles: dict[int, Callable[[Any], Any]] = {}
    heading: str = ""  # what hovering over the title says


class PagedState(Enum):
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class PagedModel(QAbstractTableModel):
    """`total` rows whose pages arrive as they are painted; until then a row reads "…"."""

    changed_state = Signal(object)  # PagedState
    arrived = Signal(int)  # number of a page

    def __init__(self, columns: Sequence[Column], fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns, self._fetch = tuple(columns), fetch
        self._pages: dict[int, list[Any]] = {}
        self._asked: dict[int, Call[Page[Any]]] = {}
        self._stale: set[int] = set()
        self._refused: set[int] = set()
        self._wanted: set[int] = set()
        self._seen = range(1)  # pages in sight
        self._marks: dict[Any, str] = {}  # rows that another person has just changed: who and what
        self._total = 0
        self.more = self._counted = False  # whether there are more than `total`, until all have been counted
        self.state = PagedState.LOADING
        self.error: CallError | None = None
        self._asking = QTimer(self, singleShot=True, interval=0)
        self._asking.timeout.connect(self._ask_wanted)

    @property
    def total(self) -> int:
        return self._total

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Other columns of the same rows."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self.endResetModel()

    def reload(self) -> None:
        """Starts over: another filter, another folder."""
        self._withdraw(range(0))
        self.beginResetModel()
        self._pages, self._total, self._seen, self._counted = {}, 0, range(1), False
        self._stale, self._refused, self._wanted = set(), set(), set()
        self.endResetModel()
        self._enter(PagedState.LOADING)
        self._ask(0)

    def refresh(self) -> None:
        """Reads again what is in sight; old rows stand until the new ones arrive."""
        if self.state is not PagedState.READY:
            self.reload()
            return
        self._withdraw(range(0))
        self._stale, self._refused, self._counted = set(self._pages), set(), False
        self._want(set(self._seen) or {0})

    def look(self, first: int, last: int) -> None:
        """Tells which rows are in sight; requests for pages that scrolled away are withdrawn."""
        self._seen = range(first // PAGE_SIZE, last // PAGE_SIZE + 1)
        self._withdraw(self._seen)
        self._want({number for number in self._seen if self._lacks(number)})

    def row(self, index: Index) -> Any | None:
        """The row, or nothing while its page is on its way."""
        if not index.isValid() or index.row() >= self._total:
            return None
        number, offset = divmod(index.row(), PAGE_SIZE)
        if self._lacks(number):
            self._want({number})
        page = self._pages.get(number, ())
        return page[offset] if offset < len(page) else None

    def read_all(self, then: Callable[[list[Any]], object]) -> None:
        """Every row in its order, from the server; for a register that is known to be short."""
        rows: list[Any] = []

        def take(page: Page[Any]) -> None:
            rows.extend(page.rows)
            if page.rows and len(rows) < page.total:
                self._fetch(self, len(rows)).then(take)
            else:
                then(rows)

        self._fetch(self, 0).then(take)

    def position(self, identifier: Any) -> int | None:
        """The row with that id among the pages at hand."""
        for number, page in self._pages.items():
            for offset, row in enumerate(page):
                if row.id == identifier:
                    return number * PAGE_SIZE + offset
        return None

    def at_hand(self) -> list[Any]:
        """The rows that have been fetched."""
        return [row for page in self._pages.values() for row in page]

    def show_marks(self, marks: dict[Any, str]) -> None:
        """Tints the rows with those ids; what is said of each stands in its tooltip."""
        self._marks = dict(marks)
        if self._total:
            self.dataChanged.emit(self.index(0, 0), self.index(self._total - 1, len(self._columns) - 1), MARK_ROLES)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        row = self.row(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return PLACEHOLDER if row is None else column.text(row)
        return None if row is None else self._said(row, column, role)

    def _said(self, row: Any, column: Column, role: int) -> Any:
        if role in MARK_ROLES and self._marks and (mark := self._marks.get(row.id, "")):
            return _marked(mark, role, column, row)
        if role == Qt.ItemDataRole.ToolTipRole and column.tooltip:
            return column.tooltip(row)
        return column.roles[role](row) if role in column.roles else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._columns[section].heading or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self._columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _lacks(self, number: int) -> bool:
        known = number in self._pages and number not in self._stale
        return not known and number not in self._asked and number not in self._refused

    def _want(self, numbers: set[int]) -> None:
        """Asks a moment later: a dragged scroll bar paints many pages that nobody waits for."""
        if numbers:
            self._wanted |= numbers
            self._asking.start()

    def _ask_wanted(self) -> None:
        wanted, self._wanted = self._wanted, set()
        near = range(self._seen.start - 1, self._seen.stop + 1)
        for number in sorted(wanted):
            if self._lacks(number) and (number in near or not self._pages):
                self._ask(number)

    def _ask(self, number: int) -> None:
        call = self._fetch(self, number * PAGE_SIZE)
        self._asked[number] = call
        asked = PageRequest(self, number, call)
        call.then(asked.answer).fails(asked.refuse)

    def _withdraw(self, needed: range) -> None:
        for number in [number for number in self._asked if number not in needed]:
            self._asked.pop(number).cancel()

    # The two ends of a request; nobody but PageRequest calls them.
    def put(self, number: int, page: Page[Any]) -> None:
        self._asked.pop(number, None)
        self._stale.discard(number)
        self._pages[number] = page.rows
        self.more = page.more and not self._counted
        self._resize(max(page.total, self._total) if page.more else page.total)
        first = number * PAGE_SIZE
        last = min(first + len(page.rows), self._total) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))
        self._drop_far_pages(number)
        self._enter(PagedState.READY)
        self.arrived.emit(number)

    def show_total(self, total: int) -> None:
        """What the server has counted meanwhile."""
        if self.state is PagedState.READY:
            self.more, self._counted = False, True
            self._resize(total)
            self._enter(PagedState.READY)

    def refuse(self, number: int, error: CallError) -> None:
        self._asked.pop(number, None)
        self._refused.add(number)
        self.error = error
        if not self._pages:
            self._enter(PagedState.FAILED)

    def _resize(self, total: int) -> None:
        if total > self._total:
            self.beginInsertRows(NOWHERE, self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(NOWHERE, total, self._total - 1)
            self._total = total
            self._pages = {number: page for number, page in self._pages.items() if number * PAGE_SIZE < total}
            self.endRemoveRows()

    def _drop_far_pages(self, number: int) -> None:
        for far in sorted(self._pages, key=lambda known: abs(known - number))[KEPT_PAGES:]:
            del self._pages[far]
            self._stale.discard(far)

    def _enter(self, state: PagedState) -> None:
        self.state = state
        if state is not PagedState.FAILED:
            self.error = None
        self.changed_state.emit(state)


def _marked(said: str, role: int, column: Column, row: Any) -> Any:
    if role == Qt.ItemDataRole.BackgroundRole:
        return QBrush(QColor(tones_of(QGuiApplication.palette()).news))
    more = column.tooltip(row) if column.tooltip and role == Qt.ItemDataRole.ToolTipRole else ""
    return "\n".join(filter(None, (said, more)))


class PageRequest(QObject):
    """Remembers which page an answer belongs to; goes with its call."""

    def __init__(self, model: PagedModel, number: int, call: QObject) -> None:
        super().__init__(call)
        self._model, self._number = model, number

    def answer(self, page: Page[Any]) -> None:
        self._model.put(self._number, page)

    def refuse(self, error: CallError) -> None:
        self._model.refuse(self._number, error)
