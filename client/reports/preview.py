"""A finished report: figures to read, a PDF to look at and print, a table to save."""

from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from client.core.city_time import moment
from client.reports.behind import BehindPane
from client.reports.grid import FigureAsked, ReportGrid
from client.shell.glance import Glance
from client.shell.workplace import Workplace
from client.widgets.file_saving import FileSaving
from client.widgets.messages import EmptyState, label
from client.widgets.pdf_view import PdfView
from common.kernel.ids import ReportRunId
from common.reports import ReportRun


class ReportPreview(QWidget):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self.view, self.grid = PdfView(), ReportGrid(workplace)
        self.behind: BehindPane | None = None
        self.grid.figure_wanted.connect(self._show_behind)
        self._heading = label("", "caption")
        self._run: ReportRun | None = None
        self._file: Path | None = None
        self._nothing = EmptyState(
            self.tr("Отчёт ещё не сформирован"),
            self.tr("Укажите параметры и нажмите «Показать» (F9), PDF или XLSX."),
            "report",
        )
        self._table = EmptyState(
            self.tr("Таблица готова"),
            self.tr("Сохраните файл и откройте его в редакторе таблиц."),
            "file-spreadsheet",
            self.tr("&Сохранить как…"),
        )
        self._table.acted.connect(self.save)
        self.view.save_wanted.connect(self.save)
        self._stack = QStackedWidget()
        for page in (self._nothing, self.view, self._table, self.grid):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._heading.setContentsMargins(10, 2, 10, 2)
        column.addWidget(self._heading)
        column.addWidget(self._stack, 1)

    def clear(self) -> None:
        self._leave_behind()
        self._heading.hide()
        self._stack.setCurrentWidget(self._nothing)

    def show_figures(self, run_id: ReportRunId) -> None:
        self._leave_behind()
        self._heading.hide()
        self._stack.setCurrentWidget(self.grid)
        self.grid.show_run(run_id)

    def show_report(self, run: ReportRun, file: Path) -> bool:
        """False for a PDF that cannot be read."""
        self._leave_behind()
        self._run, self._file = run, file
        self._heading.show()
        self._heading.setText(self.tr("{0} — данные на {1}").format(run.title, moment(run.as_of)))
        if not run.file_name.lower().endswith(".pdf"):
            self._stack.setCurrentWidget(self._table)
            return True
        self._stack.setCurrentWidget(self.view)
        return self.view.show_file(file)

    def show_behind(self, glance: Glance) -> None:
        """The rows behind a bar of the shown figures."""
        if glance.line is not None:
            self._show_behind(FigureAsked(glance.run.id, glance.line, glance.column, glance.words))

    def save(self) -> None:
        if self._run is not None and self._file is not None:
            FileSaving(self._run.file_name, self).ask(self._file)

    def _show_behind(self, asked: FigureAsked) -> None:
        self.behind = BehindPane(self._work, asked)
        self.behind.left.connect(self._return)
        self._stack.addWidget(self.behind)
        self._stack.setCurrentWidget(self.behind)
        self.behind.setFocus()

    def _return(self) -> None:
        self._leave_behind()
        self._stack.setCurrentWidget(self.grid)
        (self.grid.chart if self.grid.chart_button.isChecked() else self.grid).setFocus()

    def _leave_behind(self) -> None:
        if self.behind is not None:
            self._stack.removeWidget(self.behind)
            self.behind.hide()
            self.behind.deleteLater()
            self.behind = None
