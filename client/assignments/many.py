"""One resolution on the documents that are chosen in a register, and the account of it."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from client.assignments.resolution_form import ResolutionForm
from client.core.calls import Call
from client.shell.bulk_account import BulkAccount
from client.shell.workplace import Workplace
from client.widgets.messages import label
from common.assignments.orders import ResolutionDraft
from common.kernel.ids import DocumentId
from common.registry.bulk import BulkOutcome


class ManyForm(ResolutionForm):
    def __init__(self, workplace: Workplace, document_ids: list[DocumentId], parent: QWidget | None = None) -> None:
        self._ids = document_ids
        super().__init__(workplace, ResolutionDraft(document_id=document_ids[0]), parent=parent)
        said = self.tr("Документов: {0}. На каждом резолюция выносится отдельно.").format(len(document_ids))
        self.column.insertWidget(1, label(said, "caption"))

    def _ask_term(self) -> None:
        """Each document has a control term of its own: none of them is offered."""
        self._work.calls(self, self._work.apis.terms.offer, None).then(self._show_term)

    def _ask_held(self) -> None:
        """What one of the documents has says nothing of the others."""

    def send(self) -> Call[Any]:
        return self._work.calls(self, self._work.apis.resolutions.resolve_all, self._ids, self.draft())


def resolve_many(workplace: Workplace, document_ids: list[DocumentId], window: QWidget) -> None:
    form = ManyForm(workplace, document_ids, window)
    form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    form.saved.connect(partial(_account, workplace, window))
    form.open()


def _account(workplace: Workplace, window: QWidget, outcomes: list[BulkOutcome]) -> None:
    BulkAccount(workplace, outcomes, window).open()
