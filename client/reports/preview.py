"""A finished report: a PDF to look at and print, a table to save."""

from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from client.core.city_time import moment
from client.widgets.file_saving import FileSaving
from client.widgets.messages import EmptyState, label
from client.widgets.pdf_view import PdfView
from common.reports import ReportRun


class ReportPreview(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.view = PdfView()
        self._heading = label("", "caption")
        self._run: ReportRun | None = None
        self._file: Path | None = None
        self._nothing = EmptyState(
            self.tr("Отчёт ещё не сформирован"), self.tr("Укажите параметры и нажмите «Сформировать»."), "report"
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
        for page in (self._nothing, self.view, self._table):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._heading.setContentsMargins(10, 2, 10, 2)
        column.addWidget(self._heading)
        column.addWidget(self._stack, 1)

    def clear(self) -> None:
        self._heading.clear()
        self._stack.setCurrentWidget(self._nothing)

    def show_report(self, run: ReportRun, file: Path) -> bool:
        """False for a PDF that cannot be read."""
        self._run, self._file = run, file
        self._heading.setText(self.tr("{0} — данные на {1}").format(run.title, moment(run.as_of)))
        if not run.file_name.lower().endswith(".pdf"):
            self._stack.setCurrentWidget(self._table)
            return True
        self._stack.setCurrentWidget(self.view)
        return self.view.show_file(file)

    def save(self) -> None:
        if self._run is not None and self._file is not None:
            FileSaving(self._run.file_name, self).ask(self._file)
