"""To which card the pages belong, found by its number."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.form import Form
from client.widgets.form_dialog import FormDialog
from client.widgets.lookup import CallLookup, Suggestion, document_suggestion
from client.widgets.messages import label
from client.widgets.pickers import PickField
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.registry.document import DocumentFilter, DocumentRow
from common.scanning.batches import BoundCard


class BindDialog(FormDialog):
    """`bound` tells the card; an empty field makes a new one."""

    bound = Signal(object)  # DocumentId or None

    def __init__(self, workplace: Workplace, card: BoundCard | None, parent: QWidget | None = None) -> None:
        form = Form()
        self._work = workplace
        self.document = PickField(CallLookup(self._find, document_suggestion), placeholder=self.tr("номер документа"))
        super().__init__(self.tr("К какой карточке относятся страницы"), form, self.tr("&Привязать"), parent)
        form.add("document", self.tr("Документ"), self.document, 0, span=2)
        form.add_wide(label(self.tr("Пустое поле — страницы станут новой карточкой."), "hint", wrap=True), 1)
        form.close_up(2)
        if card is not None:
            self.document.show_value(Suggestion(card.document_id, card.number or card.summary))
        self.resize(560, 130)
        self.document.editor.setFocus()

    def problems(self) -> Iterable[Problem]:
        return ()

    def save(self) -> None:
        if self.form.check(()):
            self.bound.emit(self.document.value())
            self.accept()

    def _find(self, owner: QObject, text: str) -> Call[Page[DocumentRow]]:
        chosen = DocumentFilter(document_class=None, number=text)
        return self._work.calls(owner, self._work.apis.registry.documents, chosen, 0, 20)
