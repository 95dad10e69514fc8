"""Where pages lie that were laid on the bench in other batches: which of them, and in which card they are by now."""

from collections.abc import Collection

from sqlalchemy import column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from common.kernel.ids import BatchId, BatchPageId
from common.scanning.batches import BatchState
from server.core.service import Caller
from server.registry.models import Document
from server.registry.readers import openable
from server.scanning.models import BatchPaper, BatchRecord, BatchSide


def elsewhere(session: Session, caller: Caller | None, ids: Collection[BatchPageId]) -> dict[BatchPageId, str]:
    """«3 из партии № 5, документ № 01-12/15», of pages in batches that were not withdrawn.

    A card that the caller may not open is not named, and none where there is no caller.
    """
    if not ids:
        return {}
    theirs = select(BatchSide.batch_id).where(BatchSide.id.in_(ids))
    number = func.row_number().over(partition_by=BatchSide.batch_id, order_by=BatchSide.number)
    counted = select(BatchSide.id, BatchSide.batch_id, number.label("number")).where(BatchSide.batch_id.in_(theirs))
    side = counted.subquery()
    rows = session.execute(
        select(side.c.id, side.c.number, BatchRecord.id.label("batch"), BatchRecord.title)
        .join(BatchRecord, BatchRecord.id == side.c.batch_id)
        .where(side.c.id.in_(ids), BatchRecord.state != BatchState.WITHDRAWN)
    ).all()  # fmt: skip
    cards = _cards(session, caller, {row.batch for row in rows}, ids) if caller is not None else {}
    found = {}
    for row in rows:
        title = f" «{row.title}»" if row.title else ""
        found[row.id] = f"{row.number} из партии № {row.batch}{title}{cards.get(row.id, '')}"
    return found


def _cards(
    session: Session, caller: Caller, batches: Collection[BatchId], ids: Collection[BatchPageId]
) -> dict[BatchPageId, str]:
    placed = func.jsonb_array_elements(BatchPaper.pages).table_valued(column("value", JSONB), name="placed")
    page_id = placed.c.value["page_id"].as_integer()
    rows = session.execute(
        select(page_id.label("page_id"), Document.id, Document.number).select_from(BatchPaper)
        .join(placed, true()).join(Document, Document.id == BatchPaper.document_id)
        .where(BatchPaper.batch_id.in_(batches), page_id.in_(ids), openable(caller))
    )  # fmt: skip
    return {row.page_id: f", документ № {row.number}" if row.number else f", карточка {row.id}" for row in rows}
