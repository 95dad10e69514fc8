"""Documents under the rights of a caller: the condition itself is made in `server/access/sight.py`."""

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Select, and_, bindparam, or_, select, true, union_all
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId, FileId
from common.kernel.rights import Right
from common.rpc.errors import Missing, NotAllowed
from server.access import sight
from server.access.sets import members_of
from server.access.sight import Shape, shape_of, values_of
from server.core.service import Caller
from server.registry.file_models import FileVersionRow
from server.registry.models import AttachmentRow, Document

MISSING = "Документ не найден или недоступен вам. Если он нужен для работы, обратитесь к регистратору."
STAYS = "Документ учебный: всё, что делается в учебном журнале, в нём и остаётся."
OPENED = and_(
    Document.practice,
    or_(Document.author_id == bindparam("me", type_=BigInteger), bindparam("everybodys", type_=Boolean)),
)


def visible(caller: Caller, *, counting: bool = False) -> ColumnElement[bool]:
    """The condition that a query over documents carries; `counting` when it passes over more than a page."""
    return sight.visible(caller, Document, counting=counting)


@cache
def visible_to(shape: Shape) -> ColumnElement[bool]:
    """The same for statements that are built once."""
    return sight.seen(Document, shape)


def practised(caller: Caller) -> ColumnElement[bool]:
    """What the folder «Учебные» holds: one's own, an administrator's everybody's; no other list asks for it."""
    own = true() if Right.ADMINISTER in caller.rights else Document.author_id == caller.me.id
    return and_(Document.practice, own)


def openable(caller: Caller) -> ColumnElement[bool]:
    """What may be opened by its id: what is seen, and what one practises on."""
    return or_(visible(caller), practised(caller))


def opening_of(caller: Caller) -> dict[str, Any]:
    """What a statement with `openable_to` is executed with."""
    return {"me": caller.me.id, "everybodys": Right.ADMINISTER in caller.rights, **values_of(caller)}


@cache
def openable_to(shape: Shape) -> ColumnElement[bool]:
    """The same for statements that are built once."""
    return or_(visible_to(shape), OPENED)


@cache
def _one(shape: Shape, *, lock: bool) -> Select[Any]:
    statement = select(Document).where(Document.id == bindparam("document_id"), openable_to(shape))
    return statement.with_for_update(of=Document) if lock else statement


def opened_document(session: Session, caller: Caller, document_id: DocumentId, *, lock: bool = False) -> Document:
    """One that the caller sees or practises on. Raises Missing alike for what is not there and may not be seen."""
    values = {"document_id": document_id, **opening_of(caller)}
    document: Document | None = session.scalars(_one(shape_of(caller), lock=lock), values).one_or_none()
    if document is None:
        raise Missing(MISSING)
    return document


def visible_document(
    session: Session, caller: Caller, document_id: DocumentId, *, lock: bool = False, stays: str = STAYS
) -> Document:
    """The same for what reaches others or other documents: NotAllowed says why it is not done in practice."""
    document = opened_document(session, caller, document_id, lock=lock)
    if document.practice:
        raise NotAllowed(stays)
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
        .where(AttachmentRow.id.in_(is_it), openable_to(shape)).limit(1)
    )  # fmt: skip


def file_of_opened_document(session: Session, caller: Caller, file_id: FileId) -> bool:
    """The registry's gate to files: whoever may open a document reads what is attached to it, in every version."""
    values = {"file_id": file_id, **opening_of(caller)}
    return session.scalars(_gate(shape_of(caller)), values).one_or_none() is not None


def audience(session: Session, document: Document) -> list[int]:
    """Who hears of changes of the document: all who may see it; of one for practice, its author."""
    if document.practice:
        return [document.author_id]
    place = [document.open_place_id] if document.open_place_id else []
    return [*document.readers, *place, *members_of(session, document.access_id)]


def audience_of_place(session: Session, document: Document) -> list[int]:
    """The registrars of its place hear too, though the document may be closed to them."""
    return [*audience(session, document), *([] if document.practice else [document.place_id])]
