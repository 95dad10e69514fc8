"""The stamp of registration as a label: shown, then printed."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from client.core.calls import Calls
from client.widgets.messages import Notice, said
from client.widgets.pdf_view import PdfView
from common.kernel.ids import DocumentId
from common.registry.api import RegistryApi
from common.rpc.errors import CallError


class LabelPrint(QDialog):
    def __init__(self, api: RegistryApi, calls: Calls, document_id: DocumentId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Этикетка"))
        self.view, self._notice = PdfView(), Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._notice)
        column.addWidget(self.view, 1)
        self.resize(480, 380)
        calls(self, api.label, document_id).then(self._show).fails(self._refuse)

    def _show(self, content: bytes) -> None:
        if self.view.show_bytes(content):
            self.view.fit_page()
        else:
            self._notice.say(self.tr("Этикетку не удалось прочитать. Закройте окно и повторите."), alarm=True)

    def _refuse(self, error: CallError) -> None:
        self._notice.say(said(error), alarm=True)
