"""The gates to the images of pages: open to whoever may open the document, or works at the bench of that place."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from common.kernel.ids import FileId
from common.kernel.rights import Right
from server.core.service import Caller
from server.registry.models import Document
from server.registry.readers import openable
from server.scanning.models import BatchRecord, BatchSide, PageRow
from server.scanning.withheld import withheld


def page_of_opened_document(session: Session, caller: Caller, file_id: FileId) -> bool:
    statement = (
        select(PageRow.number).join(Document, Document.id == PageRow.document_id)
        .where(or_(PageRow.preview_id == file_id, PageRow.pdf_id == file_id), openable(caller)).limit(1)
    )  # fmt: skip
    return session.scalars(statement).one_or_none() is not None


def page_of_own_batch(session: Session, caller: Caller, file_id: FileId) -> bool:
    if Right.SCAN not in caller.rights:
        return False
    places = [place.id for place in caller.me.places]
    statement = (
        select(BatchSide.id, BatchSide.batch_id).join(BatchRecord, BatchRecord.id == BatchSide.batch_id)
        .where(or_(BatchSide.preview_id == file_id, BatchSide.file_id == file_id), BatchRecord.place_id.in_(places))
    )  # fmt: skip
    sides = session.execute(statement).all()  # of one file, which goes to nobody from whom a page of it is withheld
    closed = {page for batch_id in {each.batch_id for each in sides} for page in withheld(session, caller, batch_id)}
    return bool(sides) and not any(each.id in closed for each in sides)
