"""Everything that a register shows as a spreadsheet or a printed list, made by the server, saved here."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from client.shell.report_order import ReportOrder
from client.shell.workplace import Workplace
from client.widgets.file_saving import FileSaving
from client.widgets.messages import Notice, ProgressLine, label, said
from common.reports import Format, ReportRun
from common.rpc.errors import CallError


@dataclass(frozen=True)
class Export:
    """A register as it is narrowed now: what it is called, and the report that makes it whole."""

    title: str
    report: str
    parameters: dict[str, str]


class ListExport(QDialog):
    """Shows how far it is; Esc or «Отмена» stops the work on the server too."""

    def __init__(self, workplace: Workplace, what: Export, total: int, form: Format, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Выгрузка списка в {0}").format(form.value.upper()))
        self.notice, self.progress = Notice(), ProgressLine()
        self._total, self._window = total, parent or self
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(label(self.tr("«{0}», строк: {1}").format(what.title, total)))
        column.addWidget(self.progress)
        column.addWidget(self.notice)
        column.addWidget(self._buttons)
        self.resize(460, 130)
        self._order: ReportOrder | None = ReportOrder(workplace, self)
        self._order.moved_on.connect(self._show_progress)
        self._order.made.connect(self._save)
        self._order.failed.connect(self._refuse)
        self.progress.cancelled.connect(self.reject)
        self.progress.show_progress(self.tr("Список поставлен в очередь"), 0, 0)
        self._order.place(what.report, what.parameters, form)

    def reject(self) -> None:
        if self._order is not None:
            self._order.cancel()
        super().reject()

    def _show_progress(self, run: ReportRun) -> None:
        self.progress.show_progress(run.message or self.tr("Формируется"), run.done, self._total)

    def _save(self, run: ReportRun, file: Path) -> None:
        self._order = None
        self.accept()
        FileSaving(run.file_name, self._window).ask(file)

    def _refuse(self, error: CallError) -> None:
        self._order = None
        self.progress.hide()
        self.notice.say(said(error), alarm=True)
