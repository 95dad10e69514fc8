"""A sheet of an approval: made by the server, shown, printed."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from client.shell.report_order import ReportOrder
from client.shell.workplace import Workplace
from client.widgets.pdf_window import PdfWindow
from common.kernel.ids import ApprovalId
from common.reports import Format, ReportRun


class SheetPrint(ReportOrder):
    """Opens the sheet in a window of its own once it is made."""

    def __init__(self, workplace: Workplace, code: str, approval_id: ApprovalId, window: QWidget) -> None:
        super().__init__(workplace, window)
        self._window = window
        self.made.connect(self._open)
        self.place(code, {"approval": str(approval_id)}, Format.PDF)

    def _open(self, run: ReportRun, file: Path) -> None:
        PdfWindow(run.file_name, self._window).show_file(file)
