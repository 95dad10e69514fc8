"""The gate to the images of pages: open to whoever sees the document."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from common.kernel.ids import FileId
from server.core.service import Caller
from server.registry.models import Document
from server.registry.readers import visible
from server.scanning.models import PageRow


def page_of_visible_document(session: Session, caller: Caller, file_id: FileId) -> bool:
    statement = (
        select(PageRow.number).join(Document, Document.id == PageRow.document_id)
        .where(or_(PageRow.preview_id == file_id, PageRow.pdf_id == file_id), visible(caller)).limit(1)
    )  # fmt: skip
    return session.scalars(statement).one_or_none() is not None
