"""The folder «Отчёты мне»: what was handed over to the reader, as its sender had it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QPushButton

from client.core.calls import Call, Latest
from client.core.city_time import moment
from client.reports.page import EDGE, ReportPage
from client.shell.register_page import RegisterPage
from client.shell.workplace import Workplace
from client.widgets.messages import label
from client.widgets.paged_model import Column
from common.kernel.changes import Kind
from common.kernel.ids import ReportRunId
from common.kernel.paging import Page
from common.reports import Format, ReceivedReport, ReportRun

TITLE = 1


class ReceivedRegister(RegisterPage):
    wanted = Signal(object)  # ReportRunId

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, "reports.received", frozenset({Kind.REPORT}))
        self.stretch(TITLE)

    def empty_words(self) -> tuple[str, str, str]:
        return self.tr("Отчётов вам не передавали"), self.tr("Здесь появятся отчёты, которые вам передадут."), "report"

    def columns(self) -> Sequence[Column]:
        bold: dict[int, Callable[[Any], Any]] = {int(Qt.ItemDataRole.FontRole): _weight}
        return (
            Column(self.tr("Передан"), lambda row: moment(row.sent), 126, roles=bold),
            Column(self.tr("Отчёт"), lambda row: row.title, 140, tooltip=self._whole, roles=bold),
            Column(self.tr("Кто передал"), lambda row: row.by, 120, tooltip=lambda row: row.by, roles=bold),
        )

    def fetch(self, owner: QObject, offset: int) -> Call[Page[Any]]:
        return self.workplace.calls(owner, self.workplace.apis.deliveries.received, offset)

    def open_row(self, row: ReceivedReport) -> None:
        self.wanted.emit(row.run_id)

    def _whole(self, row: ReceivedReport) -> str:
        return "\n".join(part for part in (row.title, row.note) if part)


class ReceivedPage(ReportPage):
    """Enter opens the figures; they are taken as PDF or XLSX from there."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._report: ReceivedReport | None = None
        self._asked = Latest[ReceivedReport]()
        self.register, self.words = ReceivedRegister(workplace), label("", "caption", wrap=True)
        self.pdf_button, self.xlsx_button = QPushButton(self.tr("Открыть &PDF")), QPushButton(self.tr("Взять &XLSX"))
        self.pdf_button.clicked.connect(self.open_pdf)
        self.xlsx_button.clicked.connect(self.take_xlsx)
        self.words.setContentsMargins(EDGE, 0, EDGE, 0)
        self._lay_out(self.register, [self.pdf_button, self.xlsx_button], self.words, (400, 700))
        self.setFocusProxy(self.register)
        self.register.wanted.connect(self.show_run)
        workplace.navigator.report_wanted.connect(self.show_run)
        self._enable()

    def refresh(self) -> None:
        self.register.refresh()

    def show_run(self, run_id: ReportRunId) -> None:
        self._cancel()
        self.notice.hide()
        call = self._work.calls(self, self._work.apis.deliveries.take, run_id)
        self._asked.be(call).then(self._show).fails(self._refuse)

    def open_pdf(self) -> None:
        self._take(Format.PDF)

    def take_xlsx(self) -> None:
        self._take(Format.XLSX)

    def _take(self, form: Format) -> None:
        if self._report is not None and self._order is None:
            self._begin().again(self._report.run_id, form)

    def _show(self, report: ReceivedReport) -> None:
        self._report = report
        self.title.setText(report.title)
        told = self.tr("Передал(а) {0} {1}").format(report.by, moment(report.sent))
        self.words.setText("\n".join(part for part in (told, report.note) if part))
        self.preview.show_figures(report.run_id)
        self._enable()

    def _show_report(self, run: ReportRun, file: Path | None) -> None:
        self._end()
        if file is not None and not self.preview.show_report(run, file):
            self.notice.say(self.tr("Файл получен, но не читается. Откройте его ещё раз."), alarm=True)

    def _enable(self) -> None:
        for button in (self.pdf_button, self.xlsx_button):
            button.setVisible(self._report is not None)
            button.setEnabled(self._order is None)


def _weight(row: ReceivedReport) -> QFont | None:
    if row.read:
        return None
    font = QGuiApplication.font()
    font.setBold(True)
    return font
