"""One action over many documents: each in a savepoint of its own, every one accounted for."""

from collections.abc import Callable, Iterable

import msgspec

from common.kernel.changes import Kind
from common.kernel.ids import DocumentId
from common.registry.bulk import Bulk, BulkOrder, BulkOutcome
from common.registry.classes import NUMBERED, UNREGISTERED
from common.registry.ledger import IN_TURN
from common.registry.rules import Action
from common.rpc.errors import CallError, Invalid, Missing
from server.core.service import Context
from server.registry.drafts import Drafts, differences
from server.registry.indexing import index_card
from server.registry.models import Document
from server.registry.participants import let_in
from server.registry.readers import audience
from server.registry.registration import Registration

FIELD = {Bulk.FILE: "case_file", Bulk.TOPIC: "topic"}

UNCONTROLLED = (
    "В акте есть пункты со сроком, а «Контроль исполнения» не назван: откройте акт и зарегистрируйте его отдельно —"
    " программа спросит, кто контролирует."
)


def in_bulk(context: Context, order: BulkOrder) -> list[BulkOutcome]:
    """What is refused leaves no trace but its reason."""
    return each_apart(context, order.document_ids, lambda document_id: _do(context, order, document_id))


def each_apart(
    context: Context, document_ids: Iterable[DocumentId], do: Callable[[DocumentId], str]
) -> list[BulkOutcome]:
    """Does something to each document; it says what was done, or refuses without a trace."""
    return [_one(context, do, document_id) for document_id in dict.fromkeys(document_ids)]


def _one(context: Context, do: Callable[[DocumentId], str], document_id: DocumentId) -> BulkOutcome:
    acts, notes = len(context.entries), len(context.notes)
    try:
        with context.session.begin_nested():
            done = do(document_id)
            context.session.flush()
            return BulkOutcome(document_id, _title(context, document_id), done, "")
    except CallError as error:
        del context.entries[acts:], context.notes[notes:]
        faults = [problem.text for problem in getattr(error, "problems", [])]
        title = "" if isinstance(error, Missing) else _title(context, document_id)
        return BulkOutcome(document_id, title, "", " ".join(faults) or error.message)


def _do(context: Context, order: BulkOrder, document_id: DocumentId) -> str:
    drafts = Drafts(context)
    if order.action is Bulk.REGISTER:
        document = drafts.for_action(document_id, Action.REGISTER)
        draft = drafts.draft_of(document)
        if draft.uncontrolled():
            raise Invalid(UNCONTROLLED)
        given = Registration(context).register(document_id, document.version, draft, "", IN_TURN)
        return f"№ {given.number}"
    if order.action is Bulk.DISCARD:
        drafts.discard(drafts.for_action(document_id, Action.DISCARD), order.reason)
        return "в корзине"
    if order.action is Bulk.RESTORE:
        drafts.restore(drafts.for_action(document_id, Action.RESTORE))
        return "восстановлен"
    return _set(context, order, document_id)


def _set(context: Context, order: BulkOrder, document_id: DocumentId) -> str:
    """A field of the card gets the same value everywhere."""
    drafts = Drafts(context)
    document = drafts.for_editing(document_id)
    before = drafts.draft_of(document)
    after = msgspec.structs.replace(before, **{FIELD[order.action]: order.value})
    service = Registration(context)
    service.check(service.unknown(after))
    setattr(document, FIELD[order.action], order.value)
    if document.state in NUMBERED:
        let_in(context.session, document, keep=True)
    context.session.flush()
    if document.state in NUMBERED | UNREGISTERED:
        index_card(context, document)
    service.record("card_corrected", "document", document.id, changes=differences(before, after))
    service.changed(Kind.DOCUMENT, document.id, audience(context.session, document))
    return "изменено"


def _title(context: Context, document_id: DocumentId) -> str:
    document = context.session.get(Document, document_id)
    if document is None:
        return f"№ {document_id}"
    return document.number or document.summary[:80] or document.name
