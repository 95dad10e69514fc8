"""A file from this computer becomes the next version of a file of the document."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from client.core.calls import Call
from client.registry.file_fetching import FileFetching
from client.shell.workplace import Workplace
from client.widgets.fields import MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from common.files import StoredFile
from common.kernel.validation import Problem
from common.registry.attachments import FileRow


class RevisionDialog(FormDialog):
    """The file is brought as soon as it is chosen; «Сохранить» makes it the version."""

    def __init__(self, workplace: Workplace, row: FileRow, parent: QWidget | None = None) -> None:
        form = Form()
        self._work, self._row = workplace, row
        self._stored: StoredFile | None = None
        self.remark = MultilineField(rows=2, placeholder=self.tr("что изменено"))
        self.remark.limit(500)
        super().__init__(self.tr("Новая версия: {0}").format(row.name), form, self.tr("&Сохранить"), parent)
        self.fetching = FileFetching(workplace.transfers)
        self.fetching.failed.connect(self.refuse)
        self.chosen = label(self.tr("Файл не выбран"), "caption")
        self.choose_button = QPushButton(self.tr("&Выбрать файл…"))
        self.choose_button.clicked.connect(self.choose)
        line = QWidget()
        across = QHBoxLayout(line)
        across.setContentsMargins(8, 0, 8, 0)
        across.addWidget(self.choose_button)
        across.addWidget(self.chosen, 1)
        form.add_wide(line, 0)
        form.add("remark", self.tr("Примечание"), self.remark, 1, span=2)
        form.add_wide(self.fetching, 2)
        form.close_up(3)
        self.resize(520, 210)
        self.choose_button.setFocus()

    def choose(self) -> None:
        dialog = QFileDialog(self, self.tr("Новая версия файла"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def take(self, file: str) -> None:
        self._stored = None
        self.chosen.setText(Path(file).name)
        self.fetching.bring(Path(file)).done.connect(self._brought)

    def problems(self) -> Iterable[Problem]:
        if self._stored is None:
            self.notice.say(self.tr("Выберите файл и дождитесь, пока он передан."), alarm=True)
            yield Problem("", self.tr("Выберите файл."))

    def send(self) -> Call[int]:
        assert self._stored is not None
        api = self._work.apis.attachments
        return self._work.calls(
            self, api.add_version, self._row.id, self._row.number, self._stored.id, self.remark.value()
        )

    def _brought(self, stored: StoredFile) -> None:
        self._stored = stored
        self.notice.hide()
        self.remark.editor.setFocus()
