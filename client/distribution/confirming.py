"""«Ознакомлен»: by one key, or with a comment."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.fields import MultilineField
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.messages import label
from common.distribution.api import SheetRow
from common.kernel.validation import Problem
from common.registry.bulk import BulkOutcome


class ConfirmDialog(FormDialog):
    def __init__(self, workplace: Workplace, rows: Sequence[SheetRow], parent: QWidget | None = None) -> None:
        form = Form()
        self._work, self._rows = workplace, list(rows)
        self.comment = MultilineField(rows=3, placeholder=self.tr("войдёт в лист ознакомления"))
        self.comment.limit(2000)
        super().__init__(self.tr("Ознакомлен"), form, self.tr("&Ознакомлен"), parent)
        form.add_wide(label(self._what(), "caption", wrap=True), 0)
        form.add("comment", self.tr("Комментарий"), self.comment, 1, span=2)
        form.close_up(2)
        self.resize(520, 190)
        self.comment.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        return ()

    def send(self) -> Call[list[BulkOutcome]]:
        return confirm(self._work, self, self._rows, self.comment.value())

    def _what(self) -> str:
        if len(self._rows) > 1:
            return self.tr("Документов: {0}. Комментарий один на все.").format(len(self._rows))
        row = self._rows[0]
        absent = row.person_id != self._work.me.id
        return f"{row.document_kind} № {row.number}" + (self.tr(" · за {0}").format(row.person) if absent else "")


def confirm(
    workplace: Workplace, owner: QWidget, rows: Sequence[SheetRow], comment: str = ""
) -> Call[list[BulkOutcome]]:
    return workplace.calls(owner, workplace.apis.distribution.confirm, [row.id for row in rows], comment)
