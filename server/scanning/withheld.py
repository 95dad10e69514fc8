"""What of a batch that has been let go is not shown to whoever may not open the cards on which it lies."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import not_, select
from sqlalchemy.orm import Session

from common.kernel.ids import BatchId, BatchPageId
from common.scanning.batches import BatchPage, Look
from server.core.service import Caller
from server.files.models import Content
from server.registry.models import Document
from server.registry.readers import openable
from server.scanning.models import BatchPaper, BatchSide

WITHHELD = "Страница лежит в карточке, которая вам недоступна."


def withheld(session: Session, caller: Caller, batch_id: BatchId) -> set[BatchPageId]:
    papers = session.scalars(
        select(BatchPaper).join(Document, Document.id == BatchPaper.document_id)
        .where(BatchPaper.batch_id == batch_id, not_(openable(caller)))
    )  # fmt: skip
    return {page_id for paper in papers for page_id in paper.laid.ids}


def shown(session: Session, sides: Sequence[BatchSide], closed: Collection[BatchPageId]) -> Iterator[BatchPage]:
    """The pages as they came; a file of which a page is withheld is fetched by nobody from whom it is."""
    files = {side.file_id for side in sides} - {side.file_id for side in sides if side.id in closed}
    rows = session.execute(select(Content.id, Content.sha256).where(Content.id.in_(files)))
    hashes = {row.id: row.sha256 for row in rows}
    for number, side in enumerate(sides, start=1):
        if side.id in closed:
            yield BatchPage(id=side.id, number=number, look=Look.FAILED, reason=WITHHELD, preview_id=None)
        else:
            yield BatchPage(
                id=side.id, number=number, look=side.look, reason=side.reason, preview_id=side.preview_id,
                turned=side.turned, file_id=side.file_id if side.file_id in files else None,
                sha256=hashes.get(side.file_id, ""), in_file=side.in_file,
            )  # fmt: skip
