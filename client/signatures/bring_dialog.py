"""To which file of the letter a signature belongs that came with it."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.fields import ChoiceField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from common.kernel.ids import SignatureId
from common.kernel.validation import Problem
from common.signatures import LARGEST_SIGNATURE, FileToSign, ForeignSignature


class BringDialog(FormDialog):
    """Files of signatures are small, so it is read here at once."""

    def __init__(
        self, workplace: Workplace, files: list[FileToSign], path: Path, parent: QWidget | None = None
    ) -> None:
        form = Form(None, ["attachment_id"])
        self._work, self._content, self._fault = workplace, b"", ""
        try:
            large = path.stat().st_size > LARGEST_SIGNATURE
            self._content = b"" if large else path.read_bytes()
            self._fault = self.tr("Это не файл подписи: он слишком велик.") if large else ""
        except OSError:
            self._fault = self.tr("Файл не читается. Проверьте, что он на месте, и выберите его ещё раз.")
        self.file = ChoiceField([(file.attachment_id, file.name) for file in files], nothing=None)
        super().__init__(self.tr("Приобщить подпись"), form, self.tr("&Приобщить и проверить"), parent)
        form.add_wide(label(self.tr("Файл подписи: {0}").format(path.name), "caption", wrap=True), 0)
        form.add("attachment_id", self.tr("К файлу"), self.file, 1, span=2)
        words = self.tr("Подпись сохранится, что бы ни показала проверка: результат виден в списке и в протоколе.")
        form.add_wide(label(words, "caption", wrap=True), 2)
        form.close_up(3)
        self.file.show_value(_likely(files, path.name))
        self.resize(520, 170)

    def problems(self) -> Iterable[Problem]:
        if self._fault or not self._content:
            yield Problem("attachment_id", self._fault or self.tr("Файл подписи пуст."))
        elif self.file.value() is None:
            yield Problem("attachment_id", self.tr("Выберите файл, который подписан."))

    def send(self) -> Call[SignatureId]:
        brought = ForeignSignature(self.file.value(), self._content)
        return self._work.calls(self, self._work.apis.signatures.bring, brought)


def _likely(files: list[FileToSign], name: str) -> int | None:
    """«Письмо.pdf.sig» belongs to «Письмо.pdf»."""
    stem = name.rpartition(".")[0].casefold()
    likely = [file for file in files if file.name.casefold() in {stem, name.casefold()}
              or file.name.casefold().rpartition(".")[0] == stem]  # fmt: skip
    return next((file.attachment_id for file in (*likely, *files)), None)
