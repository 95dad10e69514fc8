"""What became of the proposals of an incoming card, and what a correction teaches."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import select, true
from sqlalchemy.dialects.postgresql import insert

from common.kernel.ids import CorrespondentId
from common.registry.card import Restriction
from common.registry.classes import DocumentClass, DocumentState
from common.scanning.recognition import Outcome, Proposal, ProposedField, Spent
from server.core.events import DocumentRegistered
from server.core.service import Context
from server.correspondents.names import name_key
from server.correspondents.queries import now_standing_for
from server.identity.models import Person
from server.registry.models import Document, DocumentAddressee
from server.registry.readers import visible
from server.scanning import answered
from server.scanning.models import CardEffort, PrintedName, ProposalOutcome, RecognitionRow
from server.scanning.offers import declined_by


def keep_outcomes(context: Context, event: DocumentRegistered) -> None:
    row = context.session.get(RecognitionRow, event.document_id)
    document = context.session.get_one(Document, event.document_id)
    if row is None or not row.proposals or document.document_class is not DocumentClass.INCOMING:
        return
    proposals = _known(context, msgspec.convert(row.proposals, list[Proposal]))
    outcomes = {each.field: outcome_of(each, _has(context, document, each)) for each in proposals}
    shown = outcomes.keys() - declined_by(context)
    if shown:
        rows = insert(ProposalOutcome).values(
            [{"document_id": document.id, "field": field, "outcome": outcomes[field]} for field in shown]
        )
        fresh = {"outcome": rows.excluded.outcome}
        context.session.execute(rows.on_conflict_do_update(index_elements=["document_id", "field"], set_=fresh))
    if outcomes.get(ProposedField.CORRESPONDENT) is Outcome.CORRECTED and document.restriction is Restriction.NONE:
        _teach(context, document, proposals)


def keep_effort(context: Context, document: Document, spent: Spent) -> None:
    """The first word holds: a second client or a corrected card says nothing of the registration."""
    scanned = context.session.get(RecognitionRow, document.id) is not None
    incoming = document.document_class is DocumentClass.INCOMING
    if scanned and incoming and not document.practice and document.state is DocumentState.REGISTERED:
        row = insert(CardEffort).values(document_id=document.id, seconds=spent.seconds, keys=spent.keys)
        context.session.execute(row.on_conflict_do_nothing())


def outcome_of(proposal: Proposal, kept: Iterable[str]) -> Outcome:
    """`kept` is what the card has, in every form in which it may have been proposed."""
    values = [" ".join(each.split()) for each in kept if each]
    if not values:
        return Outcome.CLEARED
    return Outcome.ACCEPTED if " ".join(proposal.value.split()) in values else Outcome.CORRECTED


def _known(context: Context, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Where the past was not sure nothing was proposed, nor by a letter that answers a document which is not ours."""
    seen = visible(context.caller) if context.caller else true()
    today = context.clock.today()
    read = [each for each in proposals if each.field is not ProposedField.ANSWERED and each.value]
    replies = (each for each in proposals if each.field is ProposedField.ANSWERED)
    found = [answered.found(context.session, each, today, seen) for each in replies]
    return [*read, *(each for each in found if each.value)]


def _has(context: Context, document: Document, proposal: Proposal) -> list[str]:
    """What the card has where something was proposed; more addressees than the proposed one are another value."""
    field = proposal.field
    if field is ProposedField.CORRESPONDENT:
        return _correspondent(context, document, proposal)
    if field is ProposedField.ANSWERED:
        return [str(each) for each in answered.answers(context.session, document.id)]
    if field is ProposedField.ADDRESSEE:
        people = context.session.scalars(
            select(Person).join(DocumentAddressee, DocumentAddressee.person_id == Person.id)
            .where(DocumentAddressee.document_id == document.id).order_by(DocumentAddressee.position)
        ).all()  # fmt: skip
        return [", ".join(person.name for person in people)]
    value = getattr(document, field.value)
    return [value.isoformat() if field is ProposedField.THEIR_DATE and value else str(value or "")]


def _correspondent(context: Context, document: Document, proposal: Proposal) -> list[str]:
    """Its id and, where only a name could be proposed, that name if it is the entry's own."""
    if document.correspondent_id is None:
        return []
    kept, proposed = document.correspondent_id, proposal.value
    asked = [kept, *([CorrespondentId(int(proposed))] if proposed.isdecimal() else [])]
    rows = now_standing_for(context.session, asked)
    values = [str(document.correspondent_id)]
    if proposed.isdecimal() and int(proposed) in rows and rows[CorrespondentId(int(proposed))].id == rows[kept].id:
        values.append(proposed)
    return [*values, *([proposed] if name_key(rows[kept].name) == name_key(proposed) else [])]


def _teach(context: Context, document: Document, proposals: Iterable[Proposal]) -> None:
    """The printed name stands for the organisation that the clerk has chosen; the newest word holds."""
    printed = next(each.text for each in proposals if each.field is ProposedField.CORRESPONDENT)
    if not (key := name_key(printed)):
        return
    values: Mapping[str, object] = {
        "key": key, "correspondent_id": document.correspondent_id, "taught": context.clock.now(),
        "person_id": context.caller.me.id if context.caller else None,
    }  # fmt: skip
    rows = insert(PrintedName).values(values)
    fresh = {name: rows.excluded[name] for name in ("correspondent_id", "taught", "person_id")}
    context.session.execute(rows.on_conflict_do_update(index_elements=["key"], set_=fresh))
