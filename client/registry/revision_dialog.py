"""A file from this computer becomes the next version of a file of the document."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.registry.file_choice import FileChoice
from client.shell.workplace import Workplace
from client.widgets.fields import MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from common.files import StoredFile
from common.kernel.validation import Problem
from common.registry.attachments import FileRow


class RevisionDialog(FormDialog):
    def __init__(self, workplace: Workplace, row: FileRow, parent: QWidget | None = None) -> None:
        form = Form()
        self._work, self._row = workplace, row
        self.remark = MultilineField(rows=2, placeholder=self.tr("что изменено"))
        self.remark.limit(500)
        super().__init__(self.tr("Новая версия: {0}").format(row.name), form, self.tr("&Сохранить"), parent)
        self.file = FileChoice(workplace.transfers, self.tr("Новая версия файла"))
        self.file.fetching.failed.connect(self.refuse)
        self.file.brought.connect(self._go_on)
        form.add_wide(self.file, 0)
        form.add("remark", self.tr("Примечание"), self.remark, 1, span=2)
        form.close_up(2)
        self.resize(520, 210)
        self.file.button.setFocus()

    def problems(self) -> Iterable[Problem]:
        if self.file.stored is None:
            self.notice.say(self.tr("Выберите файл и дождитесь, пока он передан."), alarm=True)
            yield Problem("", self.tr("Выберите файл."))

    def send(self) -> Call[int]:
        assert self.file.stored is not None
        api, row = self._work.apis.attachments, self._row
        return self._work.calls(self, api.add_version, row.id, row.number, self.file.stored.id, self.remark.value())

    def _go_on(self, _stored: StoredFile) -> None:
        self.notice.hide()
        self.remark.editor.setFocus()
