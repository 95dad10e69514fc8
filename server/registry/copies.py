"""Numbered copies of restricted documents: who holds which, and from when until when."""

from collections.abc import Iterable

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from server.registry.models import Document, DocumentCopy


def holders(session: Session, document: Document, people: Iterable[int]) -> set[int]:
    """Those who hold a copy; whoever takes part for the first time gets the next number, who gave it back does not."""
    rows = session.execute(
        select(DocumentCopy.person_id, DocumentCopy.until).where(DocumentCopy.document_id == document.id)
    ).all()
    fresh = sorted(set(people) - {row.person_id for row in rows})
    hand_out(session, document, fresh, "участник документа")
    return {row.person_id for row in rows if row.until is None} | set(fresh)


def hand_out(session: Session, document: Document, people: Iterable[int], basis: str) -> None:
    last = session.scalar(select(func.max(DocumentCopy.number)).where(DocumentCopy.document_id == document.id)) or 0
    rows = [
        {"document_id": document.id, "number": last + place, "person_id": person, "basis": basis}
        for place, person in enumerate(people, start=1)
    ]
    if rows:
        session.execute(insert(DocumentCopy), rows)
