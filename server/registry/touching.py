"""Who has just done what with documents that stand open before another person."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import func, select

from common.kernel.ids import DocumentId
from common.registry.document import Touch
from server.core import acts
from server.core.models import AuditEvent
from server.core.service import Caller, Context
from server.registry.cards import LOOKS
from server.registry.models import Document
from server.registry.readers import openable
from server.registry.telling import Telling

RECENT = timedelta(minutes=2)  # longer ago it is no news to an open list


def touches(context: Context, caller: Caller, document_ids: Collection[DocumentId]) -> dict[DocumentId, Touch]:
    """The last act of a person on each of them; where the caller acted last, nobody else's is news."""
    last = (
        select(func.max(AuditEvent.id))
        .where(
            AuditEvent.kind == "document", AuditEvent.object_id.in_(document_ids), AuditEvent.person_id.is_not(None),
            AuditEvent.action.not_in(LOOKS), AuditEvent.at >= context.clock.now() - RECENT,
        )
        .group_by(AuditEvent.object_id)
    )  # fmt: skip
    rows = context.session.execute(
        select(AuditEvent, Document).join(Document, Document.id == AuditEvent.object_id)
        .where(AuditEvent.id.in_(last), AuditEvent.person_id != caller.me.id, openable(caller))
    )  # fmt: skip
    return {document.id: _touch(context, event, document) for event, document in rows.all()}


def _touch(context: Context, event: AuditEvent, document: Document) -> Touch:
    changes = event.details.get("changes") or {}
    telling = Telling(context.session, document, [event.details])
    fields = [label for _, label, _ in telling.fields(changes)]
    return Touch(event.person, event.at, acts.label(event.action), fields)
