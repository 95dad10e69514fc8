"""The figures of a report on the screen: sections and totals bold, what lies behind a figure one key away."""

from typing import Any

from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from client.core.calls import Call, Latest
from client.core.city_time import moment
from client.shell.workplace import Workplace
from client.widgets.messages import EmptyState, Notice, label, said
from client.widgets.paged_model import Column, PagedModel
from client.widgets.register_view import RegisterPane, RegisterView
from client.widgets.theme import tones_of
from common.kernel.ids import ReportRunId
from common.kernel.paging import PAGE_SIZE, Page
from common.reports import LineRole, ReportLine, ReportTable, ShownColumn
from common.rpc.errors import CallError

NARROWEST, OF_WORDS, WIDE = (
    56,
    84,
    1040,
)  # pixels of a column; of one with words or dates; of all where the window is not laid out yet


class FigureAsked(Struct, frozen=True):
    """A figure that somebody wants to see the rows of, in words."""

    run_id: ReportRunId
    line: int
    column: int
    words: str


class ReportGrid(QWidget):
    """Enter or a double click on a figure asks for its rows, elsewhere opens the document of the row."""

    figure_wanted = Signal(object)  # FigureAsked

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work, self._run_id = workplace, ReportRunId(0)
        self._columns: list[ShownColumn] = []
        self._asked = Latest[ReportTable]()
        self.heading, self.notes = label("", "caption", wrap=True), label("", "caption", wrap=True)
        self.notice, self.empty = Notice(), EmptyState(self.tr("Строк нет"), " ", "report")
        self.model = PagedModel((Column("", lambda _: ""),), self._fetch, self)
        self.view = RegisterView(self.model)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.filters.setSectionsMovable(False)
        self.view.opened.connect(self._open)
        self.model.arrived.connect(self._span_sections)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for line in (self.heading, self.notes):
            line.setContentsMargins(10, 2, 10, 2)
        column.addWidget(self.heading)
        column.addWidget(self.notice)
        column.addWidget(RegisterPane(self.view, self.empty), 1)
        column.addWidget(self.notes)
        self.setFocusProxy(self.view)

    def show_run(self, run_id: ReportRunId) -> None:
        self._run_id = run_id
        self.notice.hide()
        call = self._work.calls(self, self._work.apis.reports.table, run_id)
        self._asked.be(call).then(self._show).fails(self._refuse)

    def _show(self, table: ReportTable) -> None:
        self._columns = table.columns
        told = [self.tr("Данные на {0}").format(moment(table.as_of)), *table.words]
        self.heading.setText(" · ".join(told))
        self.notes.setText("\n".join(table.notes))
        self.notes.setVisible(bool(table.notes))
        self.empty.text.setText(table.nothing)
        self.view.clearSpans()
        whole = sum(column.width for column in table.columns)
        room = max(self.view.viewport().width(), WIDE) - 4
        self.model.show_columns(
            [self._column(place, each, int(room * each.width / whole)) for place, each in enumerate(table.columns)]
        )
        self.view.fit_columns()
        self.model.reload()
        self.view.setFocus()

    def _column(self, place: int, column: ShownColumn, width: int) -> Column:
        def text(line: ReportLine) -> str:
            return " · ".join(line.cells[place].split("\n")) if place < len(line.cells) else ""

        def hint(line: ReportLine) -> str:
            open_it = self.tr("\nEnter — показать, что за этим числом") if place in line.figures else ""
            return f"{line.cells[place]}{open_it}" if place < len(line.cells) else ""

        def colour(line: ReportLine) -> QColor | None:
            return QColor(tones_of(self.palette()).link) if place in line.figures else None

        title = f"{column.group}\n{column.title}" if column.group else column.title
        roles: dict[int, Any] = {
            Qt.ItemDataRole.FontRole: self._face,
            Qt.ItemDataRole.ForegroundRole: colour,
            Qt.ItemDataRole.BackgroundRole: self._ground,
        }
        return Column(
            title,
            text,
            max(width, NARROWEST if column.right_aligned else OF_WORDS),
            column.right_aligned,
            hint,
            roles,
            heading=title,
        )

    def _face(self, line: ReportLine) -> QFont | None:
        if line.role is LineRole.ROW:
            return None
        font = QFont(self.view.font())
        font.setBold(True)
        return font

    def _ground(self, line: ReportLine) -> QColor | None:
        return QColor(tones_of(self.palette()).raised) if line.role is not LineRole.ROW else None

    def _fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self._work.calls(owner, self._work.apis.reports.lines, self._run_id, offset)

    def _span_sections(self, page: int) -> None:
        """The heading of a section stands over all columns."""
        first = page * PAGE_SIZE
        for number in range(first, min(first + PAGE_SIZE, self.model.total)):
            line = self.model.row(self.model.index(number, 0))
            if line is not None and line.role is LineRole.SECTION and len(self._columns) > 1:
                self.view.setSpan(number, 0, 1, len(self._columns))

    def _open(self, line: ReportLine) -> None:
        place = self.view.currentIndex().column()
        if place in line.figures:
            column = self._columns[place]
            figure = ": ".join(part for part in (column.group, column.title.lower()) if part)
            name = next((cell for cell in line.cells if cell and not cell.isdecimal()), "")
            words = f"{name} — {figure}: {line.cells[place]}"
            self.figure_wanted.emit(FigureAsked(self._run_id, line.id, place, words))
        elif line.document_id is not None:
            self._work.navigator.open_document(line.document_id)

    def _refuse(self, error: CallError) -> None:
        self.notice.say(said(error), alarm=True)
