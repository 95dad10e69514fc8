"""Who may see a document: the one place where that is decided, for lists, cards, search and files alike."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, cast, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId, FileId
from common.registry.card import Restriction
from common.rpc.errors import Missing
from server.core.service import Caller
from server.registry.models import AttachmentRow, Document

EVERYBODY = 0  # a reader that every caller carries: of acts that are open to all
MISSING = "Документ не найден или недоступен вам. Если он нужен для работы, обратитесь к регистратору."


def readers_of(document: Document, participants: Iterable[int], *, at_place: bool = True) -> list[int]:
    """The place of registration and the participants; of a restricted document only the named, in person."""
    people = {abs(person) for person in participants}
    if document.restriction is not Restriction.NONE:
        return sorted(-person for person in people)
    return sorted({document.place_id, *people} if at_place else people)


def visible(caller: Caller) -> ColumnElement[bool]:
    """The condition that a query over documents carries."""
    return _read_by(literal(caller.mine, ARRAY(BigInteger)))


def _read_by(mine: ColumnElement[Any]) -> ColumnElement[bool]:
    return Document.readers.bool_op("&&")(cast(mine, ARRAY(BigInteger)))


# For statements that are built once: the caller's own list comes with each execution, as `mine`.
VISIBLE = _read_by(bindparam("mine", type_=ARRAY(BigInteger)))
VISIBLE_DOCUMENT = select(Document).where(Document.id == bindparam("document_id"), VISIBLE)
LOCKED_DOCUMENT = VISIBLE_DOCUMENT.with_for_update()


def visible_document(session: Session, caller: Caller, document_id: DocumentId, *, lock: bool = False) -> Document:
    """Raises Missing alike for what is not there and for what may not be seen."""
    values = {"document_id": document_id, "mine": caller.mine}
    document = session.scalars(LOCKED_DOCUMENT if lock else VISIBLE_DOCUMENT, values).one_or_none()
    if document is None:
        raise Missing(MISSING)
    return document


def file_of_visible_document(session: Session, caller: Caller, file_id: FileId) -> bool:
    """The registry's gate to files: whoever sees a document may read what is attached to it."""
    statement = (
        select(AttachmentRow.id).join(Document, Document.id == AttachmentRow.document_id)
        .where(AttachmentRow.file_id == file_id, visible(caller)).limit(1)
    )  # fmt: skip
    return session.scalars(statement).one_or_none() is not None
