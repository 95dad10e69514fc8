"""«Форма ведения» of a letter that comes on paper: mixed, as long as the clerk has not chosen the form himself."""

from PySide6.QtCore import QObject

from client.widgets.fields import ChoiceField
from common.registry.classes import RecordForm
from common.registry.document import DocumentDraft
from common.registry.papers import comes_on_paper


class PaperForm(QObject):
    """Follows the way of coming, there and back; whoever has chosen another form keeps it, as a kind does its own."""

    def __init__(self, delivery: ChoiceField, record_form: ChoiceField, parent: QObject, *, is_open: bool) -> None:
        """Open is a letter until it has its number."""
        super().__init__(parent)
        self._delivery, self._form = delivery, record_form
        self.is_open = is_open
        self._follows = self._showing = False
        delivery.changed.connect(self._follow)
        record_form.edited.connect(self._leave)

    def hold(self) -> None:
        """A draft is being shown: what changes now is nobody's choice."""
        self._showing = True

    def begin(self, draft: DocumentDraft) -> None:
        self._showing = False
        self._follows = draft.form is _proposed(draft.delivery)
        self._form.editor.setToolTip(self._why() if self._follows else "")

    def _follow(self) -> None:
        proposed = _proposed(self._delivery.value())
        if self._showing or not (self._follows and self.is_open) or self._form.value() is proposed:
            return
        self._form.show_value(proposed)
        self._form.editor.setToolTip(self._why())

    def _why(self) -> str:
        if self._form.value() is RecordForm.ELECTRONIC:
            return ""
        words = self.tr("По способу получения «{0}»: есть бумажный подлинник.")
        return words.format(self._delivery.combo.currentText())

    def _leave(self) -> None:
        self._follows = False


def _proposed(delivery: str) -> RecordForm:
    return RecordForm.MIXED if comes_on_paper(delivery) else RecordForm.ELECTRONIC
