"""The figures of a report on the screen: sections and totals bold, what lies behind a figure one key away."""

from typing import Any

from msgspec import Struct
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from client.core.calls import Call, Latest
from client.core.city_time import moment
from client.reports.widths import shared
from client.shell.workplace import Workplace
from client.widgets.bar_chart import BarAsked, BarChart
from client.widgets.icons import icon
from client.widgets.messages import EmptyState, Notice, label, said
from client.widgets.paged_model import Column, Index, PagedModel
from client.widgets.register_view import RegisterPane, RegisterView
from client.widgets.theme import tones_of
from common.kernel.ids import ReportRunId
from common.kernel.paging import PAGE_SIZE, Page
from common.reports import LineRole, ReportLine, ReportTable, ShownColumn
from common.rpc.errors import CallError

NARROWEST, OF_WORDS = 44, 84  # pixels of a column; of one with words or dates
WHOLE, LEAST, LONGEST = 260, 130, 420  # what is never cut (a number with its day), how far words are, what none exceeds
CHART = "Ctrl+Alt+G"
AROUND = 18  # pixels beside the words of a heading
NEAR = 80  # pixels around the current bar


class FigureAsked(Struct, frozen=True):
    """A figure that somebody wants to see the rows of, in words."""

    run_id: ReportRunId
    line: int
    column: int
    words: str


class GridModel(PagedModel):
    """The heading of a section begins at the left, whatever the column that it begins in."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            line = self.row(index)
            if line is not None and line.role is LineRole.SECTION:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return super().data(index, role)


class ReportGrid(QWidget):
    """Enter or a double click on a figure asks for its rows, elsewhere opens the document of the row."""

    figure_wanted = Signal(object)  # FigureAsked

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work, self._run_id = workplace, ReportRunId(0)
        self._columns: list[ShownColumn] = []
        self._fitted = False
        self._asked = Latest[ReportTable]()
        self.heading, self.notes = label("", "caption", wrap=True), label("", "caption", wrap=True)
        self.notice, self.empty = Notice(), EmptyState(self.tr("Строк нет"), " ", "report")
        self.model = GridModel((Column("", lambda _: ""),), self._fetch, self)
        self.view = RegisterView(self.model)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.filters.setSectionsMovable(False)
        self.view.opened.connect(self._open)
        self.model.arrived.connect(self._fit)
        self.model.arrived.connect(self._span_sections)
        self.chart, self._chart_area, self._stack = BarChart(), QScrollArea(), QStackedWidget()
        self.chart_button = QPushButton(icon("chart-bar"), self.tr("Диаграмма"))
        self.chart_button.setCheckable(True)
        self.chart_button.setShortcut(CHART)
        self.chart_button.setToolTip(self.tr("Диаграмма вместо таблицы ({0})").format(CHART))
        self.chart_button.toggled.connect(self._turn)
        self.chart.wanted.connect(self._open_bar)
        self.chart.stood.connect(self._bring_into_sight)
        self._lay_out()
        self.setFocusProxy(self.view)

    def _lay_out(self) -> None:
        for told in (self.heading, self.notes):
            told.setContentsMargins(10, 2, 10, 2)
        self._chart_area.setWidget(self.chart)
        self._chart_area.setWidgetResizable(True)
        for page in (RegisterPane(self.view, self.empty), self._chart_area):
            self._stack.addWidget(page)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 10, 0)
        top.addWidget(self.heading, 1)
        top.addWidget(self.chart_button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.notice)
        column.addWidget(self._stack, 1)
        column.addWidget(self.notes)

    def show_run(self, run_id: ReportRunId) -> None:
        self._run_id = run_id
        self.notice.hide()
        call = self._work.calls(self, self._work.apis.reports.table, run_id)
        self._asked.be(call).then(self._show).fails(self._refuse)

    def _turn(self, to_chart: bool) -> None:
        self._stack.setCurrentIndex(int(to_chart))
        (self.chart if to_chart else self.view).setFocus()

    def _show(self, table: ReportTable) -> None:
        self.chart_button.setChecked(False)
        self.chart_button.setVisible(table.chart is not None)
        if table.chart is not None:
            self.chart.show_chart(table.chart)
        self._columns = table.columns
        told = [self.tr("Данные на {0}").format(moment(table.as_of)), *table.words]
        self.heading.setText(" · ".join(told))
        self.notes.setText("\n".join(table.notes))
        self.notes.setVisible(bool(table.notes))
        self.empty.text.setText(table.nothing)
        self.view.setAccessibleName(
            self.tr("Строки отчёта: {0}").format(", ".join(each.title for each in table.columns))
        )
        self.view.clearSpans()
        self.model.show_columns([self._column(place, each) for place, each in enumerate(table.columns)])
        self.view.fit_columns()
        self._fitted = False
        self.model.reload()
        self.view.setFocus()

    def _column(self, place: int, column: ShownColumn) -> Column:
        def text(line: ReportLine) -> str:
            return " · ".join(line.cells[place].split("\n")) if place < len(line.cells) else ""

        def hint(line: ReportLine) -> str:
            open_it = self.tr("\nEnter — показать, что за этим числом") if place in line.figures else ""
            return f"{line.cells[place]}{open_it}" if place < len(line.cells) else ""

        def colour(line: ReportLine) -> QColor | None:
            return QColor(tones_of(self.palette()).link) if place in line.figures else None

        title, least = self._heading_of(column, NARROWEST if column.right_aligned else OF_WORDS)
        roles: dict[int, Any] = {
            Qt.ItemDataRole.FontRole: self._face,
            Qt.ItemDataRole.ForegroundRole: colour,
            Qt.ItemDataRole.BackgroundRole: self._ground,
        }
        return Column(
            title,
            text,
            least,
            column.right_aligned,
            hint,
            roles,
            heading=title.replace("\n", " "),
        )

    def _heading_of(self, column: ShownColumn, width: int) -> tuple[str, int]:
        """The heading in lines that are seen whole, and the width that they need."""
        measure = self.view.horizontalHeader().fontMetrics().horizontalAdvance
        width = max([width, *(measure(word) + AROUND for word in f"{column.group} {column.title}".split())])
        lines: list[str] = []
        for words in (column.group.split(), column.title.split()):
            begun = len(lines)
            for word in words:
                longer = f"{lines[-1]} {word}" if len(lines) > begun else word
                if len(lines) > begun and measure(longer) + AROUND <= width:
                    lines[-1] = longer
                else:
                    lines.append(word)
        return "\n".join(lines), width

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

    def _fit(self, _page: int) -> None:
        """Once for a run, by the first rows that arrive: afterwards the reader sets the widths."""
        lines = [line for place in range(min(self.model.total, PAGE_SIZE))
                 if (line := self.model.row(self.model.index(place, 0))) is not None]  # fmt: skip
        if self._fitted or not lines:
            return
        self._fitted = True
        least = [column.width for column in self.model.columns]
        measure = QFontMetrics(self._face(ReportLine(0, LineRole.TOTAL, [])) or self.view.font()).horizontalAdvance
        rows = [line for line in lines if line.role is not LineRole.SECTION]
        wanted = [
            min(max((measure(column.text(line)) for line in rows), default=0) + AROUND, LONGEST)
            for column in self.model.columns
        ]
        least = [max(low, width if width <= WHOLE else LEAST) for low, width in zip(least, wanted, strict=True)]
        room = self.view.viewport().width()
        widths = shared(wanted, least, room)
        of_words = [place for place, column in enumerate(self._columns) if not column.right_aligned]
        if of_words:  # what is left over would part the last figure from its row
            widths[max(of_words, key=widths.__getitem__)] += max(room - sum(widths), 0)
        for place, width in enumerate(widths):
            self.view.setColumnWidth(place, width)

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

    def _bring_into_sight(self, point: QPoint) -> None:
        self._chart_area.ensureVisible(point.x(), point.y(), 0, NEAR)

    def _open_bar(self, asked: BarAsked) -> None:
        self.figure_wanted.emit(FigureAsked(self._run_id, asked.line, asked.column, asked.words))

    def _refuse(self, error: CallError) -> None:
        self.notice.say(said(error), alarm=True)
