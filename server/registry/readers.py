"""Documents under the rights of a caller: the condition itself is made in `server/access/sight.py`."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select, union_all
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId, FileId
from common.rpc.errors import Missing
from server.access import sight
from server.access.sets import members_of
from server.access.sight import Shape, shape_of, values_of
from server.core.service import Caller
from server.registry.file_models import FileVersionRow
from server.registry.models import AttachmentRow, Document

MISSING = "Документ не найден или недоступен вам. Если он нужен для работы, обратитесь к регистратору."


def visible(caller: Caller, *, counting: bool = False) -> ColumnElement[bool]:
    """The condition that a query over documents carries; `counting` when it passes over more than a page."""
    return sight.visible(caller, Document, counting=counting)


@cache
def visible_to(shape: Shape) -> ColumnElement[bool]:
    """The same for statements that are built once."""
    return sight.seen(Document, shape)


@cache
def _one(shape: Shape, *, lock: bool) -> Select[Any]:
    statement = select(Document).where(Document.id == bindparam("document_id"), visible_to(shape))
    return statement.with_for_update(of=Document) if lock else statement


def visible_document(session: Session, caller: Caller, document_id: DocumentId, *, lock: bool = False) -> Document:
    """Raises Missing alike for what is not there and for what may not be seen."""
    values = {"document_id": document_id, **values_of(caller)}
    document: Document | None = session.scalars(_one(shape_of(caller), lock=lock), values).one_or_none()
    if document is None:
        raise Missing(MISSING)
    return document


@cache
def _gate(shape: Shape) -> Select[Any]:
    file_id: Any = bindparam("file_id")
    is_it = union_all(
        select(AttachmentRow.id).where(AttachmentRow.file_id == file_id),
        select(FileVersionRow.attachment_id).where(FileVersionRow.file_id == file_id),
    )
    return (
        select(AttachmentRow.id).join(Document, Document.id == AttachmentRow.document_id)
        .where(AttachmentRow.id.in_(is_it), visible_to(shape)).limit(1)
    )  # fmt: skip


def file_of_visible_document(session: Session, caller: Caller, file_id: FileId) -> bool:
    """The registry's gate to files: whoever sees a document may read what is attached to it, in every version."""
    values = {"file_id": file_id, **values_of(caller)}
    return session.scalars(_gate(shape_of(caller)), values).one_or_none() is not None


def audience(session: Session, document: Document) -> list[int]:
    """Who hears of changes of the document: all who may see it."""
    place = [document.open_place_id] if document.open_place_id else []
    return [*document.readers, *place, *members_of(session, document.access_id)]
