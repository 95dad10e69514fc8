"""The way of a project: to approval, to signature, to registration, and back with a reason."""

from common.kernel.changes import Kind
from common.kernel.ids import DocumentId
from common.kernel.validation import Problem
from common.registry.classes import DocumentState
from common.registry.rules import NEXT, Action
from common.rpc.errors import Invalid
from server.core.events import DocumentPassed
from server.core.service import Service
from server.identity.models import Person, short_name
from server.registry.drafts import Drafts
from server.registry.kinds import kind_draft, kind_of
from server.registry.models import Document
from server.registry.participants import let_in
from server.registry.readers import audience
from server.registry.registration import Registration

STEPS = {Action.SEND_FOR_SIGNING, Action.SIGN, Action.RECALL, Action.SEND_FOR_REGISTRATION, Action.SEND_BACK}
FINISHED = {Action.SEND_FOR_APPROVAL, Action.SEND_FOR_SIGNING}  # the card must be complete by then
ACT_NAMES = {
    Action.SEND_FOR_APPROVAL: "sent_for_approval",
    Action.APPROVE: "approved",
    Action.SEND_FOR_SIGNING: "sent_for_signing",
    Action.SIGN: "signed",
    Action.RECALL: "recalled",
    Action.SEND_FOR_REGISTRATION: "sent_for_registration",
    Action.SEND_BACK: "project_sent_back",
}


class Passage(Service):
    def pass_on(self, document_id: DocumentId, version: int, action: Action, reason: str) -> int:
        """One step; higher slices hear of it by DocumentPassed and may refuse it there."""
        if action not in STEPS:
            raise Invalid("Это действие выполняется иначе.")
        document = Drafts(self.context).for_action(document_id, action, version)
        if action is Action.SEND_BACK and not reason.strip():
            raise Invalid("Укажите причину возврата.", [Problem("reason", "Напишите, что исправить.")])
        return self.take(document, action, reason)

    def take(self, document: Document, action: Action, reason: str = "") -> int:
        """The step itself, for a slice that has asked whether it may be taken."""
        if action in FINISHED:
            self._check_complete(document)
        before = document.state
        document.state = self._next(document, action)
        if action is Action.SIGN:
            document.signed_at = self.now
            document.signed_extra = [key for key, value in document.extra.items() if value]
        elif document.state is DocumentState.PROJECT:
            document.signed_at, document.signed_extra = None, []
        known = audience(self.session, document)
        let_in(self.session, document)
        self.session.flush()  # the version
        self.context.tell(DocumentPassed(document.id, action.value, before.value, document.state.value, reason))
        self.record(ACT_NAMES[action], "document", document.id, **self._details(document, action, reason))
        self.changed(Kind.DOCUMENT, document.id, [*known, *audience(self.session, document), document.place_id])
        if action is Action.SIGN:
            Registration(self.context).at_signing(document)
        return document.version

    def _details(self, document: Document, action: Action, reason: str) -> dict[str, str]:
        """Who has it on the desk now, or why it came back."""
        on_desk = document.signatory_id if action is Action.SEND_FOR_SIGNING else None
        person = self.session.get_one(Person, on_desk) if on_desk is not None else None
        named = {"person": short_name(person.surname, person.first_name, person.patronymic)} if person else {}
        return {**named, **({"reason": reason} if reason else {})}

    def _next(self, document: Document, action: Action) -> DocumentState:
        if action is Action.SIGN and document.register_when_signed:
            return DocumentState.AWAITING
        return NEXT[action]

    def _check_complete(self, document: Document) -> None:
        draft = Drafts(self.context).draft_of(document)
        past = [point for point in draft.points if point.due and point.due < self.today]
        self.check(
            [*draft.problems(self.today, kind_draft(kind_of(self.session, document.kind))),
             *(Problem("points", f"Срок пункта {point.number} уже прошёл: {point.due:%d.%m.%Y}.") for point in past)]
        )  # fmt: skip
