"""A sheet of the report centre printed from where it is needed: a card, an approval."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from client.shell.report_order import ReportOrder
from client.shell.workplace import Workplace
from client.widgets.pdf_window import PdfWindow
from common.reports import Format, ReportRun


class SheetPrint(ReportOrder):
    """Opens the sheet in a window of its own once it is made; a refusal is said as every other."""

    def __init__(self, workplace: Workplace, code: str, parameters: dict[str, str], window: QWidget) -> None:
        super().__init__(workplace, window)
        self._window = window
        self.made.connect(self._open)
        self.failed.connect(workplace.calls.refused)
        self.place(code, parameters, Format.PDF)

    def _open(self, run: ReportRun, file: Path) -> None:
        PdfWindow(run.file_name, self._window).show_file(file)
