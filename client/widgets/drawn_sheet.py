"""A small PDF that the server draws at once — a label, a blank — shown, then printed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from client.core.calls import Call
from client.widgets.messages import Notice, said
from client.widgets.pdf_view import PdfView
from common.rpc.errors import CallError


class DrawnSheet(QDialog):
    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.view, self._notice = PdfView(), Notice()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._notice)
        column.addWidget(self.view, 1)
        self.resize(520, 560)

    def show_drawn(self, call: Call[bytes]) -> None:
        call.then(self.show_content).fails(self._refuse)

    def show_content(self, content: bytes) -> None:
        if self.view.show_bytes(content):
            self.view.fit_page()
        else:
            self._notice.say(self.tr("Бланк не удалось прочитать. Закройте окно и повторите."), alarm=True)

    def _refuse(self, error: CallError) -> None:
        self._notice.say(said(error), alarm=True)
