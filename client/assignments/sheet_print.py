"""The resolution on a sheet of A6: shown, then printed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from client.shell.workplace import Workplace
from client.widgets.messages import Notice, said
from client.widgets.pdf_view import PdfView
from common.kernel.ids import AssignmentId
from common.rpc.errors import CallError


class SheetPrint(QDialog):
    def __init__(self, workplace: Workplace, assignment_id: AssignmentId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Резолюция"))
        self.view, self._notice = PdfView(), Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._notice)
        column.addWidget(self.view, 1)
        self.resize(560, 720)
        workplace.calls(self, workplace.apis.assignments.sheet, assignment_id).then(self._show).fails(self._refuse)

    def _show(self, content: bytes) -> None:
        if self.view.show_bytes(content):
            self.view.fit_page()
        else:
            self._notice.say(self.tr("Бланк не удалось прочитать. Закройте окно и повторите."), alarm=True)

    def _refuse(self, error: CallError) -> None:
        self._notice.say(said(error), alarm=True)
