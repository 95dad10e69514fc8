"""One entry of a list, filled in beside it: nothing is sent before the whole is saved."""

from collections.abc import Iterable

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from client.widgets.form import Form
from common.kernel.validation import Problem


class EntryDialog(QDialog):
    """Ctrl+Enter or «Готово» takes the entry once nothing is wrong with it."""

    def __init__(self, title: str, form: Form, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.form = form
        column = QVBoxLayout(self)
        column.addWidget(form, 1)
        column.addWidget(done_buttons(self))
        form.sent.connect(self.accept)

    def problems(self) -> Iterable[Problem]:
        """What stops the entry from being taken."""
        raise NotImplementedError

    def accept(self) -> None:
        if self.form.check(self.problems()):
            super().accept()


def done_buttons(dialog: QDialog) -> QDialogButtonBox:
    """«Готово» and «Отмена» of a dialog that only chooses."""
    buttons = QDialogButtonBox()
    buttons.addButton(dialog.tr("&Готово"), QDialogButtonBox.ButtonRole.AcceptRole)
    buttons.addButton(dialog.tr("Отмена"), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons
