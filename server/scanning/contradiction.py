"""An image that lies on the card of another letter: what is read on it and what the card says do not go together."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from common.kernel.ids import CorrespondentId
from common.registry.classes import DocumentClass, DocumentState
from common.registry.numbers import number_parts
from common.scanning.recognition import Proposal, ProposedField
from server.correspondents.queries import now_standing_for
from server.registry.models import Document

ENOUGH = 2  # one of number, date and sender may be misread or mistyped
WORDS = "На образе {0}, а в карточке {1}. Проверьте, тот ли это документ."


def contradiction(session: Session, document: Document, proposals: Sequence[Proposal]) -> str:
    """In words for the clerk; nothing where they may be of one letter."""
    if document.document_class is not DocumentClass.INCOMING or document.state is not DocumentState.REGISTERED:
        return ""
    read = {each.field: each for each in proposals if each.value}
    apart = [
        each for each in (_number(document, read.get(ProposedField.THEIR_NUMBER)),
                          _date(document, read.get(ProposedField.THEIR_DATE)),
                          _sender(session, document, read.get(ProposedField.CORRESPONDENT))) if each
    ]  # fmt: skip
    if len(apart) < ENOUGH:
        return ""
    return WORDS.format(*(" ".join(said) for said in zip(*apart, strict=True)))


def _number(document: Document, read: Proposal | None) -> tuple[str, str] | None:
    own = document.their_number
    same = read is None or not own or number_parts(read.value) == number_parts(own)
    return None if same or read is None else (f"№ {read.value}", f"№ {own}")


def _date(document: Document, read: Proposal | None) -> tuple[str, str] | None:
    if read is None or document.their_date is None or read.value == document.their_date.isoformat():
        return None
    return f"от {date.fromisoformat(read.value):%d.%m.%Y}", f"от {document.their_date:%d.%m.%Y}"


def _sender(session: Session, document: Document, read: Proposal | None) -> tuple[str, str] | None:
    if read is None or not read.value.isdecimal() or document.correspondent_id is None:
        return None
    asked = CorrespondentId(int(read.value))
    standing = now_standing_for(session, [asked, document.correspondent_id])
    one, other = standing.get(asked), standing.get(document.correspondent_id)
    return (f"({one.name})", f"({other.name})") if one and other and one.id != other.id else None
