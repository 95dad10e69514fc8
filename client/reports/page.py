"""A page with a list on the left and the report in hand on the right, which is made while one waits."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from client.reports.preview import ReportPreview
from client.shell.report_order import ReportOrder
from client.shell.workplace import Workplace
from client.widgets.messages import Notice, ProgressLine, label, said
from common.jobs import JobState
from common.reports import ReportRun
from common.rpc.errors import CallError

EDGE = 10


class ReportPage(QWidget):
    """One report is on order at a time; whoever derives from it shows what came of it."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self._order: ReportOrder | None = None
        self.title, self.preview = label("", "title", wrap=True), ReportPreview(workplace)
        self.notice, self.progress = Notice(), ProgressLine()
        self.progress.cancelled.connect(self._cancel)

    def _show_report(self, run: ReportRun, file: Path | None) -> None:
        """What was ordered has come; nothing for figures, which are read where they are."""
        raise NotImplementedError

    def _enable(self) -> None:
        """What may be asked for now."""
        raise NotImplementedError

    def _begin(self) -> ReportOrder:
        self.notice.hide()
        self._order = ReportOrder(self._work, self)
        self._order.moved_on.connect(self._show_progress)
        self._order.made.connect(self._show_report)
        self._order.failed.connect(self._refuse)
        self._order.cancelled.connect(self._end)
        self.progress.show_progress(self.tr("Отчёт поставлен в очередь"), 0, 0)
        self._enable()
        return self._order

    def _show_progress(self, run: ReportRun) -> None:
        waits = self.tr("В очереди") if run.state is JobState.QUEUED else self.tr("Готовится")
        self.progress.show_progress(run.message or waits, run.done, run.total)

    def _refuse(self, error: CallError) -> None:
        self._end()
        self.notice.say(said(error), alarm=True)

    def _cancel(self) -> None:
        if self._order is not None:
            self._order.cancel()

    def _end(self) -> None:
        self._order = None
        self.progress.hide()
        self._enable()

    def _lay_out(
        self, side: QWidget, buttons: Sequence[QPushButton], below: QWidget | QLayout, sizes: tuple[int, int]
    ) -> None:
        """`below` stands between the title and the figures."""
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        heading = QHBoxLayout()
        heading.setContentsMargins(EDGE, 0, EDGE, 0)
        heading.addWidget(self.title, 1)
        for button in buttons:
            heading.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(heading)
        if isinstance(below, QLayout):
            column.addLayout(below)
        else:
            column.addWidget(below)
        column.addWidget(self.notice)
        bar = QHBoxLayout()
        bar.setContentsMargins(EDGE, 0, EDGE, 0)
        bar.addWidget(self.progress)
        column.addLayout(bar)
        column.addWidget(self.preview, 1)
        halves = QSplitter()
        halves.addWidget(side)
        halves.addWidget(right)
        halves.setSizes(sizes)
        halves.setStretchFactor(1, 1)
        halves.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(halves)
