"""A clerk at the journals for practice of his place, and documents begun in them."""

from dataclasses import dataclass

from msgspec.structs import replace

from common.kernel.ids import DocumentId
from common.registry.classes import DocumentClass, RecordForm
from common.registry.document import DocumentCard
from common.registry.practice import PracticeFilter, PracticeRow
from tests.city import Signed

WORDS = "Пробазанятия"  # which no document of the city has


@dataclass
class Practising:
    """A clerk at the journals for practice of his first place."""

    clerk: Signed

    def begun(self, document_class: DocumentClass = DocumentClass.INCOMING, kind: str = "") -> DocumentId:
        journal = next(
            each for each in self.clerk.api.practice.journals() if each.document_class is document_class
        )  # fmt: skip
        return self.clerk.api.practice.begin(journal.id, kind)

    def registered(self, document_class: DocumentClass = DocumentClass.INCOMING, **changes: object) -> DocumentId:
        """With a card that names leaders, as a clerk who learns fills it."""
        document_id = self.begun(document_class)
        card = self.card(document_id)
        self.clerk.api.registry.register(document_id, card.version, self.filled(card, **changes))
        return document_id

    def filled(self, card: DocumentCard, **changes: object) -> object:
        draft, leader = card.draft, self.clerk.person("Шелест").id
        if draft.document_class is DocumentClass.INCOMING:
            return self.clerk.letter(summary=WORDS, **changes)
        values: dict[str, object] = {
            "summary": WORDS, "sheets": 1, "case_file": "01-13", "delivery": "post", "signatory_id": leader,
            "executor_id": self.clerk.me.id, "unit_id": self.clerk.me.unit_id, "addressee_ids": [leader],
            "form": RecordForm.ELECTRONIC,
        }  # fmt: skip
        if draft.document_class is DocumentClass.OUTGOING:
            values["correspondent_id"] = self.clerk.api.correspondents.like("прокуратура")[0].id
            values["addressee_ids"] = []
        return replace(draft, **{**values, **changes})

    def card(self, document_id: DocumentId) -> DocumentCard:
        return self.clerk.api.registry.card(document_id)

    def rows(self) -> list[PracticeRow]:
        return self.clerk.api.practice.documents(PracticeFilter(), 0, 500).rows
