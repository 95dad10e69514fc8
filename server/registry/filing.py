"""How files lie in a document: one after the other, one of them the main one, each with its versions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from common.kernel.ids import AttachmentId, DocumentId, FileId
from common.registry.card import FileRole
from server.core.service import Context
from server.files.models import ContentText
from server.registry.file_models import FileVersionRow
from server.registry.models import AttachmentRow

MAY_BE_MAIN = frozenset({FileRole.ORIGINAL, FileRole.ATTACHMENT})


def place_last(context: Context, document_id: DocumentId, file_id: FileId, name: str, role: FileRole) -> AttachmentId:
    """The first file that may be the main one is."""
    session = context.session
    known = session.execute(
        select(func.max(AttachmentRow.position).label("last"), func.bool_or(AttachmentRow.main).label("has_main"))
        .where(AttachmentRow.document_id == document_id)
    ).one()  # fmt: skip
    row = AttachmentRow(
        document_id=document_id, file_id=file_id, name=name, role=role, position=(known.last or 0) + 1,
        main=role in MAY_BE_MAIN and not known.has_main, added=context.clock.now(), person_id=_who(context),
    )  # fmt: skip
    session.add(row)
    session.flush()  # the id
    put_version(context, row, 1, file_id, name)
    return row.id


def put_version(
    context: Context, row: AttachmentRow, number: int, file_id: FileId, name: str, remark: str = "",
    *, aside: bool = False,
) -> None:  # fmt: skip
    context.session.add(
        FileVersionRow(
            attachment_id=row.id, number=number, file_id=file_id, name=name, person_id=_who(context),
            at=context.clock.now(), remark=remark, aside=aside,
        )
    )  # fmt: skip
    context.session.flush()  # its number is taken


def texts_of(document_id: Any) -> Select[str]:
    """What is read so far of the files in their current versions, the copies of images apart."""
    return (
        select(ContentText.text).join(AttachmentRow, AttachmentRow.file_id == ContentText.file_id)
        .where(AttachmentRow.document_id == document_id, AttachmentRow.role.in_(MAY_BE_MAIN))
    )  # fmt: skip


def texts_of_files(session: Session, document_id: DocumentId) -> Sequence[str]:
    """The main file's first."""
    in_order = AttachmentRow.main.desc(), AttachmentRow.position, AttachmentRow.id
    return session.scalars(texts_of(document_id).order_by(*in_order)).all()


def documents_with(session: Session, file_id: FileId) -> Sequence[DocumentId]:
    """The documents in which the content is a current version."""
    return session.scalars(select(AttachmentRow.document_id).where(AttachmentRow.file_id == file_id).distinct()).all()


def next_number(context: Context, row: AttachmentRow) -> int:
    last = select(func.max(FileVersionRow.number)).where(FileVersionRow.attachment_id == row.id)
    return (context.session.scalar(last) or 0) + 1


def _who(context: Context) -> int | None:
    return context.caller.me.id if context.caller else None
