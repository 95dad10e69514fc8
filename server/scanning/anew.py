"""What the past says of letters that were read before it said so, and that have no number yet."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.jobs import JobState
from common.kernel.changes import Kind
from common.kernel.ids import DocumentId
from common.registry.card import Restriction
from common.registry.classes import DocumentClass, DocumentState
from common.scanning.recognition import Proposal, ProposedField
from server.core.service import Context
from server.jobs.models import Job
from server.registry.models import Document
from server.registry.readers import audience
from server.registry.service import RegistryService
from server.scanning.likely import FIELDS, likely
from server.scanning.models import RecognitionRow


def waiting(session: Session, most: int | None) -> Sequence[DocumentId]:
    """Read to the end, in the order of the queue, so the next in it come first."""
    return session.scalars(
        select(Document.id).join(RecognitionRow, RecognitionRow.document_id == Document.id)
        .join(Job, Job.id == RecognitionRow.job_id)
        .where(Document.state == DocumentState.DRAFT, Document.document_class == DocumentClass.INCOMING)
        .where(Document.restriction == Restriction.NONE, Job.state == JobState.DONE)
        .where(func.jsonb_array_length(RecognitionRow.proposals) > 0)
        .order_by(Document.created, Document.id).limit(most)
    ).all()  # fmt: skip


def propose_anew(context: Context, document_id: DocumentId) -> bool:
    """Whether the past says something else than it did; what the card has taken over stays proposed."""
    row = context.session.get(RecognitionRow, document_id, with_for_update=True)
    document = context.session.get(Document, document_id)
    if row is None or document is None:
        return False
    before = msgspec.convert(row.proposals, list[Proposal])
    is_told = tell_queue(context, document_id, before)
    taken = {each.field for each in before if each.field in FIELDS and each.value and each.value == _on(document, each)}
    said = [each for each in likely(context, document, before) if each.field not in taken]
    told = {each.field for each in said}
    after = [*(each for each in before if each.field not in told), *said]
    is_other = set(map(_told, after)) != set(map(_told, before))  # how sure the past is of it changes with each letter
    if is_other:
        row.proposals = msgspec.to_builtins(after)
    if is_other or is_told:
        context.change(Kind.SCAN, document_id, audience(context.session, document))
    return is_other


def tell_queue(context: Context, document_id: DocumentId, proposals: Sequence[Proposal]) -> bool:
    """Who seems to have written, and about what: so a letter is found among two hundred; gives whether that is new."""
    fields = (ProposedField.CORRESPONDENT, ProposedField.SUMMARY)
    read = {each.field.value: each.name or each.value for each in proposals if each.field in fields and each.value}
    return RegistryService(context).note_proposed(document_id, read)


def _told(proposal: Proposal) -> tuple[ProposedField, str, str]:
    return proposal.field, proposal.value, proposal.value or proposal.text


def _on(document: Document, proposal: Proposal) -> str:
    return str(getattr(document, proposal.field.on_card) or "")
