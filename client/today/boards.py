"""What a manager looks at first: charts of execution as they were last made, each opening its rows and its report."""

from datetime import date

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from client.core.calls import Latest
from client.core.city_time import moment
from client.shell.glance import Glance
from client.shell.workplace import Workplace
from client.widgets.bar_chart import BarAsked, BarChart
from client.widgets.messages import label, said
from common.boards import Board
from common.kernel.changes import Change, Kind
from common.reports import PastRun, ShownChart
from common.rpc.errors import CallError

MOST_BARS = 6
PAUSE = 300  # ms in which changes are gathered
HOUR = 3_600_000  # ms


class BoardPanel(QWidget):
    """A chart under its title; Enter or a click on a bar opens the rows behind it, the button the report."""

    wanted = Signal(object)  # Glance

    def __init__(self) -> None:
        super().__init__()
        self._board: Board | None = None
        self.title, self.moment = label("", "title", wrap=True), label("", "caption")
        self.chart, self.words = BarChart(small=True), label("", "hint", wrap=True)
        self.whole = QPushButton(self.tr("Отчёт"))
        self.whole.setFlat(True)
        self.whole.clicked.connect(self._open_whole)
        self.chart.wanted.connect(self._open_rows)
        for each in (self.title, self.moment):
            each.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self.title)
        told.addWidget(self.moment)
        heading = QHBoxLayout()
        heading.addLayout(told, 1)
        heading.addWidget(self.whole, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(heading)
        column.addWidget(self.words)
        column.addWidget(self.chart)
        column.addStretch()
        self.setFocusProxy(self.chart)

    def show_board(self, board: Board) -> None:
        self._board = board
        chart = board.chart
        self.title.setText(chart.title if chart else board.title)
        self.title.setToolTip("\n".join([board.title, *board.words]))
        self.chart.setVisible(chart is not None)
        if chart is not None:
            self.chart.show_chart(highest(chart, MOST_BARS))
        self.moment.setText(self._told(board))
        self.words.setText(board.trouble or board.nothing)
        self.words.setVisible(bool(self.words.text()))
        self.whole.setEnabled(board.run_id is not None)
        self.whole.setAccessibleName(self.tr("Отчёт «{0}»").format(board.title))

    def _told(self, board: Board) -> str:
        """Of which moment the figures are, how many bars there is no room for, and whether newer ones come."""
        if board.as_of is None:
            return self.tr("собирается впервые…") if board.making else ""
        told = [self.tr("на {0}").format(moment(board.as_of))]
        shown = len(highest(board.chart, MOST_BARS).bars) if board.chart else 0
        if board.chart and shown < len(board.chart.bars):
            told.append(self.tr("первые {0} из {1}").format(shown, len(board.chart.bars)))
        if board.making:
            told.append(self.tr("обновляется…"))
        return " · ".join(told)

    def _open_rows(self, asked: BarAsked) -> None:
        run = self._run()
        if not asked.value:
            self.words.setText(self.tr("{0}. Таких нет.").format(asked.words))
            self.words.show()
        elif run is not None:
            self.wanted.emit(Glance(run, asked.line, asked.column, asked.words))

    def _open_whole(self) -> None:
        run = self._run()
        if run is not None:
            self.wanted.emit(Glance(run))

    def _run(self) -> PastRun | None:
        board = self._board
        if board is None or board.run_id is None or board.as_of is None:
            return None
        words = "; ".join(board.words)
        return PastRun(board.run_id, board.code, board.title, board.as_of, words, kept=True, formats=[])


class BoardsPane(QScrollArea):
    """Shows what is kept at once; figures of an earlier day are ordered anew by themselves, and come by push."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Показатели"))
        self._work = workplace
        self._ordered_on: date | None = None
        self._making = False
        self.panels: list[BoardPanel] = []
        self.hint = label("", "hint", wrap=True)
        self.renewing = QPushButton(self.tr("О&бновить показатели"))
        self.renewing.clicked.connect(self.renew)
        self._asked = Latest[list[Board]]()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        self._hourly = QTimer(self, interval=HOUR)  # a page left open over midnight asks for the new day by itself
        self._hourly.timeout.connect(self._look_again)
        self._hourly.start()
        self._lay_out()
        workplace.calls.changed.connect(self._note)

    def refresh(self) -> None:
        asked = self._work.calls(self, self._work.apis.boards.boards)
        self._asked.be(asked).then(self._show_boards).fails(self._refuse)

    def renew(self) -> None:
        self._ordered_on = self._work.today()
        self.renewing.setEnabled(False)
        self._work.calls(self, self._work.apis.boards.renew).then(self._ordered).fails(self._refuse)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _look_again(self) -> None:
        if self.isVisible():
            self.refresh()

    def _show_boards(self, boards: list[Board]) -> None:
        self.hint.hide()
        while len(self.panels) < len(boards):
            self._add_panel()
        for panel, board in zip(self.panels, boards, strict=False):
            panel.show_board(board)
        self._making = any(board.making for board in boards)
        self.renewing.setEnabled(not self._making)
        if any(board.stale for board in boards) and self._ordered_on != self._work.today():
            self.renew()

    def _add_panel(self) -> None:
        panel = BoardPanel()
        panel.wanted.connect(self._work.navigator.look_closer)
        place = len(self.panels)
        self.panels.append(panel)
        self._grid.addWidget(panel, place // 2, place % 2)
        self.setFocusProxy(self.panels[0])

    def _ordered(self, _nothing: None) -> None:
        self.refresh()

    def _refuse(self, error: CallError) -> None:
        self.hint.setText(said(error))
        self.hint.show()
        self.renewing.setEnabled(True)

    def _note(self, changes: list[Change]) -> None:
        told = {Kind.REPORT, Kind.JOB} if self._making else {Kind.REPORT}  # of a run that failed only the job tells
        if self.isVisible() and not self._pause.isActive() and any(each.kind in told for each in changes):
            self._pause.start()

    def _lay_out(self) -> None:
        inside = QWidget()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(14)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 6, 0)
        column.addWidget(self.hint)
        column.addLayout(self._grid)
        column.addWidget(self.renewing, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch()
        self.hint.hide()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def highest(chart: ShownChart, most: int) -> ShownChart:
    """Where there is no room for all, those whose bars are the longest, longest first."""
    if len(chart.bars) <= most:
        return chart
    longest = sorted(chart.bars, key=lambda bar: max(bar.values), reverse=True)[:most]
    return replace(chart, bars=[bar for bar in longest if any(bar.values)] or longest[:1])
