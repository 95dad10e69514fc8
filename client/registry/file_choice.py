"""Choosing a file of this computer in a form: it is brought to the server as soon as it is chosen."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from client.core.transfers import Transfers
from client.registry.file_fetching import FileFetching
from client.widgets.messages import label
from common.files import StoredFile


class FileChoice(QWidget):
    brought = Signal(object)  # StoredFile

    def __init__(self, transfers: Transfers, title: str, pattern: str = "") -> None:
        super().__init__()
        self._title, self._pattern = title, pattern
        self.stored: StoredFile | None = None
        self.fetching = FileFetching(transfers)
        self.chosen = label(self.tr("Файл не выбран"), "caption")
        self.button = QPushButton(self.tr("&Выбрать файл…"))
        self.button.clicked.connect(self.choose)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addWidget(self.chosen, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 0, 8, 0)
        column.addLayout(row)
        column.addWidget(self.fetching)

    def choose(self) -> None:
        dialog = QFileDialog(self, self._title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self._pattern)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def take(self, file: str) -> None:
        self.stored = None
        self.chosen.setText(Path(file).name)
        self.fetching.bring(Path(file)).done.connect(self._note_brought)

    def _note_brought(self, stored: StoredFile) -> None:
        self.stored = stored
        self.brought.emit(stored)
