"""Saving a fetched file where the person wants it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from client.core.background import Work
from client.core.transfer import Transfer
from client.core.whole import copy_whole


class FileSaving(QObject):
    """Asks where to, then copies off the GUI thread."""

    def __init__(self, name: str, window: QWidget) -> None:
        super().__init__(window)
        self._name, self._window = name, window
        self._fetch: Callable[[Any], Transfer] | None = None
        self._wanted: Any = None
        self._source: Path | None = None
        self._target: Path | None = None

    def ask(self, source: Path) -> None:
        """For a file that is here already."""
        self._source = source
        self._ask()

    def ask_for(self, fetch: Callable[[Any], Transfer], wanted: Any) -> None:
        """For a file that is fetched once it is known where to."""
        self._fetch, self._wanted = fetch, wanted
        self._ask()

    def _ask(self) -> None:
        dialog = QFileDialog(self._window, self.tr("Сохранить как"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(self._name).suffix.removeprefix("."))
        dialog.selectFile(self._name)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, target: str) -> None:
        self._target = Path(target)
        if self._source is not None:
            self._copy(self._source)
        elif self._fetch is not None:
            self._fetch(self._wanted).done.connect(self._copy)

    def _copy(self, source: Path) -> None:
        assert self._target is not None
        work = Work(partial(copy_whole, source, self._target), self)
        work.done.connect(self.deleteLater)
        work.failed.connect(self._refuse)

    def _refuse(self, error: Exception) -> None:
        text = self.tr("Файл не сохранён: {0}. Выберите другую папку.").format(
            error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        )
        box = QMessageBox(QMessageBox.Icon.Warning, self.tr("Сохранение файла"), text, parent=self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
        self.deleteLater()
