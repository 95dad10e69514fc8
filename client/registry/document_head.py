"""What a document is: its number and day, or what it will be; who registered it, and what it is marked with."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from client.widgets.date_field import shown
from client.widgets.messages import label
from common.registry.classes import DocumentState, Force, force_words
from common.registry.document import DocumentCard
from common.registry.numbers import numbered
from common.registry.practice import MARK
from common.scanning.recognition import Proposal, ProposedField


class DocumentHead(QFrame):
    """A bar that begins with a button and ends with what its window puts there."""

    titled = Signal(str)  # what the tab of its window says: one new letter is told from another

    def __init__(self, first: QWidget) -> None:
        super().__init__()
        self._card: DocumentCard | None = None
        self._sender = ""
        self.number, self.state = label("", "headline"), label("", "caption")
        self.cancelled = label(self.tr("регистрация отменена"), "problem")
        self.practice = label(MARK, "practice")
        self.practice.setToolTip(self.tr("Нигде не учитывается; видите его только вы и администраторы"))
        self.setProperty("role", "bar")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 5, 8, 5)
        self._row.setSpacing(8)
        for each in (first, self.practice, self.number, self.cancelled, self.state):
            self._row.addWidget(each)
        for mark in (self.cancelled, self.practice):
            mark.hide()
        self._row.addStretch(1)

    def add(self, widget: QWidget) -> None:
        self._row.addWidget(widget)

    def show_card(self, card: DocumentCard) -> None:
        if card.number and card.registered:
            sign = card.draft.document_class.sign or card.kind_title
            self.number.setText(self.tr("{0} от {1}").format(numbered(sign, card.number), shown(card.registered)))
            self.state.setText(self._told(card))
        else:
            self.number.setText(card.kind_title or card.draft.document_class.label)
            self.state.setText(card.state.label.lower())
        self.practice.setVisible(card.practice)
        self.cancelled.setVisible(card.state is DocumentState.CANCELLED)
        self._card = card
        self.titled.emit(self.title_of(card))

    def know_sender(self, proposals: Sequence[Proposal]) -> None:
        """Whose letter it is as far as its text says so."""
        self._sender = next((each.name or each.value for each in proposals
                             if each.field is ProposedField.CORRESPONDENT), "")  # fmt: skip
        if self._card is not None:
            self.titled.emit(self.title_of(self._card))

    def title_of(self, card: DocumentCard) -> str:
        """The title of its window."""
        if card.number and card.registered:
            title = numbered(card.draft.document_class.sign or card.kind_title, card.number)
        else:
            known = (card.correspondent.name if card.correspondent else "") or self._sender or card.name
            title = card.draft.summary or f"{card.kind_title} — {known or self.tr('новый документ')}"
        return f"{MARK} · {title}" if card.practice else title

    def _told(self, card: DocumentCard) -> str:
        parts = [self.tr("регистратор {0}").format(card.registrar) if card.registrar else ""]
        if card.force is not Force.NONE:
            parts.append(force_words(card.force, card.force_since).lower())
        return " · ".join(part for part in parts if part)
