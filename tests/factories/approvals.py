"""A project of ours on its way, and the people who approve it."""

from dataclasses import dataclass

import msgspec

from common.approvals.api import AnswerDraft, ApprovalCard, SendDraft, Stage, VisaDraft, VisaRow
from common.approvals.course import Order, Visa
from common.approvals.waiting import Desk, WaitingFilter
from common.kernel.ids import DocumentId
from common.registry.classes import DocumentState
from common.registry.document import DocumentFilter
from common.registry.rules import Action
from tests.city import Signed

WAITING = DocumentFilter(document_class=None, states=(DocumentState.APPROVAL,), awaits_me=True)


@dataclass
class Project:
    """A memo of the executor, and what people do with it."""

    author: Signed
    id: DocumentId

    @property
    def version(self) -> int:
        return self.author.api.registry.card(self.id).version

    @property
    def state(self) -> DocumentState:
        return self.author.api.registry.card(self.id).state

    def refused(self, action: Action) -> str:
        """What the author's card says against the step."""
        return self.author.api.registry.card(self.id).refusals[action]

    def send(self, *stages: Stage, **changes: object) -> None:
        self.author.api.approvals.send(self.id, self.version, SendDraft(stages=list(stages), **changes))

    def resend(self) -> None:
        self.author.api.approvals.resend(self.id, self.version)

    def put(self, person: Signed, visa: Visa = Visa.AGREED, text: str = "") -> None:
        person.api.approvals.put_visa(self.id, VisaDraft(visa=visa, text=text))

    def approval(self, person: Signed | None = None) -> ApprovalCard:
        return (person or self.author).api.approvals.of_document(self.id)[0]

    def waits(self) -> list[str]:
        """Whose visas are waited for now."""
        return [row.person for row in self.approval().visas if row.waits]

    def row(self, person: Signed) -> VisaRow:
        """The last turn of the person."""
        return [row for row in self.approval().visas if row.person_id == person.me.id][-1]

    def answer(self, person: Signed, text: str = "", *, taken: bool = True) -> None:
        self.author.api.approvals.answer(AnswerDraft(visa_id=self.row(person).id, taken=taken, text=text))


def of(*people: Signed, order: Order = Order.IN_TURN, **changes: object) -> Stage:
    return Stage(order=order, person_ids=[person.me.id for person in people], **changes)


def waiting(person: Signed) -> list[DocumentId]:
    """The folder «На согласовании», whose counter must say the same."""
    page = person.api.waiting.folder(WaitingFilter(desk=Desk.VISA), 0, 500)
    [count] = [each.count for each in person.api.waiting.counts() if each.desk is Desk.VISA]
    assert count == page.total == person.api.registry.counts([WAITING])[0]
    return [row.id for row in page.rows]


def memo_of(author: Signed, **changes: object) -> Project:
    """A memo with a complete card."""
    places = author.api.registry.dictionaries().all_places
    document_id = author.api.registry.new_project("memo", places[0].id)
    card = author.api.registry.card(document_id)
    values = {
        "summary": "О графике отпусков", "body": "Прошу утвердить график.", "sheets": 1, "case_file": "01-14",
        "addressee_ids": [author.person("Шелест").id], "signatory_id": author.person("Шелест").id, **changes,
    }  # fmt: skip
    author.api.registry.save(document_id, card.version, msgspec.structs.replace(card.draft, **values))
    return Project(author, document_id)
