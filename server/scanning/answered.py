"""«На № … от …»: which document of ours a letter answers, by the number and the date that its sender gives."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from common.correspondents import CorrespondentKind
from common.kernel.ids import CorrespondentId, DocumentId
from common.registry.classes import DocumentClass, DocumentState
from common.registry.links import LinkType
from common.registry.numbers import number_parts, number_pattern
from common.scanning.recognition import Proposal
from server.correspondents.models import Correspondent
from server.registry.models import Document, DocumentKind, DocumentLink, DocumentRecipient

UNDATED = timedelta(days=365)  # so far back a number alone is taken for ours; so far apart dates may be by mistake
COMPOSED = 2  # parts from which a number without a date names one document
ENOUGH = 50  # documents with a number so written; more of them say nothing


class Ours(Struct, frozen=True):
    id: DocumentId
    number: str
    registered: date
    document_class: DocumentClass
    correspondent_id: CorrespondentId | None
    title: str


def found(
    session: Session, proposal: Proposal, today: date, seen: ColumnElement[bool],
    sender_id: CorrespondentId | None = None,
) -> Proposal:  # fmt: skip
    """The same with the id and the title of the one document that is meant; without a value where there is none.

    What has another date is told, and what went to somebody else than the sender.
    """
    number, _, said = proposal.value.partition(" ")
    day, nothing = date.fromisoformat(said) if said else None, replace(proposal, value="", name="")
    composed = len(number_parts(number)) >= COMPOSED
    if day is None and not composed:
        return nothing  # an ordinal alone names a document of each journal
    recent = Document.registered > today - UNDATED
    meant = _numbered(session, number, recent if day is None else Document.registered == day, seen)
    if len(meant) == 1:
        doubt = _sent_elsewhere(session, meant[0], sender_id)
        return replace(proposal, value=str(meant[0].id), name=_title(meant[0]), doubt=doubt)
    if meant or day is None or not composed:
        return nothing
    near = _nearest(_numbered(session, number, Document.registered.between(day - UNDATED, day + UNDATED), seen), day)
    if near is None:
        return nothing
    doubt = f"№ {near.number} у нас от {near.registered:%d.%m.%Y}, а в письме — {day:%d.%m.%Y}"
    return replace(nothing, name=_title(near), doubt=doubt, near_id=near.id)


def _numbered(session: Session, number: str, when: ColumnElement[bool], seen: ColumnElement[bool]) -> Sequence[Ours]:
    """Our documents that are so numbered, however that is written."""
    rows = session.execute(
        select(Document.id, Document.number, Document.registered, Document.document_class, Document.correspondent_id,
               DocumentKind.title)
        .join(DocumentKind, DocumentKind.key == Document.kind)
        .where(Document.number_key.op("~")(f"^{number_pattern(number)}$"), Document.state == DocumentState.REGISTERED)
        .where(Document.document_class != DocumentClass.INCOMING, ~Document.practice, when, seen)
        .where(Document.shares_id.is_(None)).limit(ENOUGH)
    ).all()  # fmt: skip
    return [
        Ours(row.id, row.number, row.registered, row.document_class, row.correspondent_id, row.title)
        for row in rows if row.registered and number_parts(row.number) == number_parts(number)
    ]  # fmt: skip


def _nearest(rows: Sequence[Ours], day: date) -> Ours | None:
    """Nothing where two are as near."""
    by_distance = sorted(rows, key=lambda row: abs(row.registered - day))
    apart = [abs(row.registered - day) for row in by_distance[:2]]
    return by_distance[0] if by_distance and len(set(apart)) == len(apart) else None


def _title(row: Ours) -> str:
    return f"{row.title} № {row.number} от {row.registered:%d.%m.%Y}"


def _sent_elsewhere(session: Session, sent: Ours, sender_id: CorrespondentId | None) -> str:
    """An organisation answers for its officials; who is in a group that was written to nobody looks up."""
    further = select(DocumentRecipient.correspondent_id).where(DocumentRecipient.document_id == sent.id)
    to = [each for each in (sent.correspondent_id, *session.scalars(further)) if each is not None]
    if sent.document_class is not DocumentClass.OUTGOING or sender_id is None or not to or sender_id in to:
        return ""
    standing = aliased(Correspondent)
    rows = session.execute(
        select(Correspondent.id, standing.name, standing.kind,
               func.coalesce(standing.organisation_id, standing.id).label("body"))
        .join(standing, standing.id == func.coalesce(Correspondent.merged_into_id, Correspondent.id))
        .where(Correspondent.id.in_([sender_id, *to])).order_by(standing.name)
    ).all()  # fmt: skip
    sender = next((row.body for row in rows if row.id == sender_id), None)
    others = [row for row in rows if row.id != sender_id]
    if any(row.body == sender or row.kind is CorrespondentKind.GROUP for row in others):
        return ""
    more = f" и ещё {len(to) - 1}" if len(to) > 1 else ""
    return f"он отправлен не этому корреспонденту: {others[0].name}{more}"


def answers(session: Session, document_id: DocumentId) -> Sequence[DocumentId]:
    """What the document is linked with as an answer."""
    replies = select(DocumentLink.earlier_id).where(
        DocumentLink.later_id == document_id, DocumentLink.type == LinkType.REPLY
    )
    return session.scalars(replies).all()
