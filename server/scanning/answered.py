"""«На № … от …»: which document of ours a letter answers, by the number and the date that its sender gives."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId
from common.registry.classes import DocumentClass, DocumentState
from common.registry.links import LinkType
from common.registry.numbers import number_parts, number_pattern
from common.scanning.recognition import Proposal
from server.registry.models import Document, DocumentKind, DocumentLink

UNDATED = timedelta(days=365)  # so far back a number alone is taken for ours
COMPOSED = 2  # parts from which a number without a date names one document
ENOUGH = 50  # documents with a number so written; more of them say nothing


def found(session: Session, proposal: Proposal, today: date, seen: ColumnElement[bool]) -> Proposal:
    """The same with the id and the title of the one document that is meant; without a value where there is none."""
    number, _, day = proposal.value.partition(" ")
    if not day and len(number_parts(number)) < COMPOSED:
        return replace(proposal, value="", name="")  # an ordinal alone names a document of each journal
    when = Document.registered == date.fromisoformat(day) if day else Document.registered > today - UNDATED
    rows = session.execute(
        select(Document.id, Document.number, Document.registered, DocumentKind.title)
        .join(DocumentKind, DocumentKind.key == Document.kind)
        .where(Document.number_key.op("~")(f"^{number_pattern(number)}$"), Document.state == DocumentState.REGISTERED)
        .where(Document.document_class != DocumentClass.INCOMING, ~Document.practice, when, seen)
        .where(Document.shares_id.is_(None)).limit(ENOUGH)
    ).all()  # fmt: skip
    meant = [row for row in rows if number_parts(row.number) == number_parts(number)]
    if len(meant) != 1:
        return replace(proposal, value="", name="")
    row = meant[0]
    return replace(proposal, value=str(row.id), name=f"{row.title} № {row.number} от {row.registered:%d.%m.%Y}")


def answers(session: Session, document_id: DocumentId) -> Sequence[DocumentId]:
    """What the document is linked with as an answer."""
    replies = select(DocumentLink.earlier_id).where(
        DocumentLink.later_id == document_id, DocumentLink.type == LinkType.REPLY
    )
    return session.scalars(replies).all()
