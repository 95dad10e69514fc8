"""Who of the named has been given an assignment on the same document already; a second one is not forbidden."""

from collections.abc import Collection
from textwrap import shorten

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from client.shell.workplace import Workplace
from client.widgets.date_field import shown
from common.assignments.cards import AssignmentCard
from common.assignments.rules import OPEN
from common.kernel.ids import DocumentId, ExecutorId

MOST_NAMED = 3


class HeldLine(QLabel):
    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self._cards: list[AssignmentCard] = []
        self._named: Collection[ExecutorId] = ()
        self.setProperty("role", "warning")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.hide()

    def ask(self, document_id: DocumentId) -> None:
        self._work.calls(self, self._work.apis.assignments.of_document, document_id).then(self._know)

    def show_for(self, named: Collection[ExecutorId]) -> None:
        self._named = named
        said = [self._said(card, executor) for card in self._cards for executor in self._held(card)]
        more = self.tr("\nи ещё {0}").format(len(said) - MOST_NAMED) if len(said) > MOST_NAMED else ""
        self.setText("\n".join(said[:MOST_NAMED]) + more)
        self.setVisible(bool(said))

    def _know(self, cards: list[AssignmentCard]) -> None:
        self._cards = [card for card in cards if card.row.status in OPEN]
        self.show_for(self._named)

    def _held(self, card: AssignmentCard) -> list[str]:
        return [executor.title for executor in card.executors if executor.id in self._named]

    def _said(self, card: AssignmentCard, executor: str) -> str:
        words = self.tr("Уже поручено: {0} — «{1}», срок {2} ({3}).")
        return words.format(executor, shorten(card.row.text, 60, placeholder="…"), shown(card.row.due), card.row.author)
