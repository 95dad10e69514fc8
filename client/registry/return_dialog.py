"""Bringing an edited file back: a remark to the new version, then the file travels."""

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from client.core.city_time import moment
from client.core.editing import Editing
from client.core.transfer import Transfer
from client.widgets.fields import MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import ProgressLine, Question, label
from common.kernel.validation import Problem
from common.registry.checkouts import Ended, Taken


class ReturnDialog(FormDialog):
    """Who has the file open in his program is asked to close it first."""

    def __init__(
        self, editing: Editing, taken: Taken, parent: QWidget | None = None, ended: Ended | None = None
    ) -> None:
        form = Form()
        self._editing, self._taken = editing, taken
        ended = ended or editing.ended.get(taken.id)
        self._transfer: Transfer | None = None
        self.remark = MultilineField(rows=2, placeholder=self.tr("что изменено"))
        self.remark.limit(500)
        super().__init__(self.tr("Вернуть: {0}").format(taken.name), form, self.tr("&Вернуть"), parent)
        self.warning, self.progress = Question(), ProgressLine()
        self.progress.cancelled.connect(self._cancel)
        form.add_wide(self.warning, 0)
        form.add_wide(label(self._what_comes(ended), "caption", wrap=True), 1)
        form.add("remark", self.tr("Примечание"), self.remark, 2, span=2)
        form.add_wide(self.progress, 3)
        form.close_up(4)
        editing.returned.connect(self._close)
        editing.failed.connect(self.refuse)
        self.resize(*((600, 270) if ended else (520, 220)))
        self.remark.editor.setFocus()

    def _what_comes(self, ended: Ended | None) -> str:
        """Of a file that another has released: what has happened, and where the text goes."""
        is_edited = self._editing.is_edited(self._taken)
        if ended is None:
            return (
                self.tr("Правки станут новой версией файла.")
                if is_edited
                else self.tr("Файл не изменён: новой версии не будет, он просто освободится.")
            )
        what = self.tr("Файл освобождён: {0}, {1}. Причина: {2}.").format(
            ended.by, moment(ended.at), ended.reason.rstrip(".")
        )
        then = (
            self.tr("Ваши правки не заменят нынешний файл: они сохранятся отдельной версией с пометкой «отложена»."
                    " В окне «Версии» (Ctrl+Shift+V) её можно открыть, сравнить и восстановить.")
            if is_edited
            else self.tr("Вы его не изменяли: сохранять нечего, «Отменить редактирование» уберёт его из списка.")
        )  # fmt: skip
        return f"{what} {then}"

    def problems(self) -> Iterable[Problem]:
        return ()

    def save(self) -> None:
        if self._editing.is_open(self._taken):
            text = self.tr("Файл ещё открыт в редакторе. Сохраните его там и закройте, затем верните.")
            self.warning.ask(text, (self.tr("Вернуть &как есть"), self._bring_back), alarm=True)
        else:
            self._bring_back()

    def _bring_back(self) -> None:
        self._set_busy(True)
        self._transfer = self._editing.bring_back(self._taken, self.remark.value())
        self._transfer.progress.connect(self._show_way)
        self._transfer.over.connect(self.progress.hide)

    def _cancel(self) -> None:
        if self._transfer is not None:
            self._transfer.cancel()
        self._set_busy(False)

    def _show_way(self, done: int, total: int) -> None:
        self.progress.show_progress(self.tr("Передаётся"), done * 100 // total if total else 0, 100 if total else 0)

    def _close(self, taken: Taken) -> None:
        if taken.id == self._taken.id:
            self._finish(taken)
