"""Where pages lie that were laid on the bench in other batches: which of them, and in which card they are by now."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from common.kernel.ids import BatchPageId
from common.scanning.batches import BatchState
from server.core.service import Caller
from server.registry.models import Document
from server.registry.readers import openable
from server.scanning.models import BatchPaper, BatchRecord, BatchSide


def elsewhere(session: Session, caller: Caller, ids: Collection[BatchPageId]) -> dict[BatchPageId, str]:
    """«3 из партии № 5, документ № 01-12/15», of pages in batches that were not withdrawn.

    A card that the caller may not open is not named.
    """
    if not ids:
        return {}
    before = aliased(BatchSide)
    number = select(func.count()).where(before.batch_id == BatchSide.batch_id, before.number <= BatchSide.number)
    rows = session.execute(
        select(BatchSide.id, BatchRecord.id.label("batch"), BatchRecord.title, number.scalar_subquery().label("number"))
        .join(BatchRecord, BatchRecord.id == BatchSide.batch_id)
        .where(BatchSide.id.in_(ids), BatchRecord.state != BatchState.WITHDRAWN)
    ).all()  # fmt: skip
    found = {}
    for row in rows:
        title = f" «{row.title}»" if row.title else ""
        found[row.id] = f"{row.number} из партии № {row.batch}{title}{_card(session, caller, row.batch, row.id)}"
    return found


def _card(session: Session, caller: Caller, batch_id: int, page_id: BatchPageId) -> str:
    row = session.execute(
        select(Document.id, Document.number).join(BatchPaper, BatchPaper.document_id == Document.id)
        .where(BatchPaper.batch_id == batch_id, BatchPaper.pages.contains([{"page_id": page_id}]), openable(caller))
        .limit(1)
    ).one_or_none()  # fmt: skip
    if row is None:
        return ""
    return f", документ № {row.number}" if row.number else f", карточка {row.id}"
