"""The stamp of registration on the label of a document, and what it says."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId
from common.registry.classes import DocumentClass
from server.core.models import AuditEvent
from server.core.service import Context
from server.registry.models import Document
from server.registry.stamp import Stamp, label

MARK = "EDMS1|"  # what our codes begin with
LETTERS = 3  # of the installation; figures follow, so that a code without them is told from one that has them


def mark_of_installation(session: Session) -> str:
    """Three letters drawn from the first act of its audit, which nothing can change; none before there is one."""
    first = session.scalar(select(AuditEvent.hash).where(AuditEvent.id == 1))
    if first is None:
        return ""
    return "".join(chr(ord("A") + int(first, 16) // 26**place % 26) for place in range(LETTERS))


def code_of(session: Session, document_id: DocumentId) -> str:
    return f"{MARK}{mark_of_installation(session)}{document_id}"


def stamp_of(context: Context, document: Document) -> Stamp:
    assert document.registered is not None
    return Stamp(
        organisation=context.settings.organisation,
        sign=DocumentClass(document.document_class).sign,
        number=document.number,
        date=document.registered,
        sheets=document.sheets,
        appendix_sheets=document.appendix_sheets,
        payload=code_of(context.session, document.id),
        practice=document.practice,
    )


def label_of(context: Context, document: Document) -> bytes:
    return label(stamp_of(context, document))
