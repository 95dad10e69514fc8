"""What of a batch that has been let go is not shown to whoever may not open the cards on which it lies."""

from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from common.kernel.ids import BatchId, BatchPageId
from server.core.service import Caller
from server.registry.models import Document
from server.registry.readers import openable
from server.scanning.models import BatchPaper

WITHHELD = "Страница лежит в карточке, которая вам недоступна."


def withheld(session: Session, caller: Caller, batch_id: BatchId) -> set[BatchPageId]:
    papers = session.scalars(
        select(BatchPaper).join(Document, Document.id == BatchPaper.document_id)
        .where(BatchPaper.batch_id == batch_id, not_(openable(caller)))
    )  # fmt: skip
    return {page_id for paper in papers for page_id in paper.laid.ids}
