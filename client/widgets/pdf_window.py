"""A PDF in a window of its own."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from client.widgets.file_saving import FileSaving
from client.widgets.messages import Notice
from client.widgets.pdf_view import PdfView


class PdfWindow(QDialog):
    """Opens once its file is there."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name)
        self._name = name
        self._file: Path | None = None
        self.view, self._notice = PdfView(), Notice()
        self.view.save_wanted.connect(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._notice)
        column.addWidget(self.view, 1)
        self.resize(900, 700)

    def show_file(self, file: Path) -> None:
        self._file = file
        if not self.view.show_file(file):
            self._notice.say(self.tr("Файл не открывается: он повреждён или закрыт паролем."), alarm=True)
        self.show()
        self.view.setFocus()

    def _save(self) -> None:
        if self._file is not None:
            FileSaving(self._name, self).ask(self._file)
