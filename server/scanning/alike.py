"""The earlier page of the place that a page looks like: a sheet scanned twice, perhaps."""

from datetime import timedelta

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import BIT

from common.kernel.ids import BatchPageId
from common.scanning.batches import BatchState
from server.core.service import Context
from server.scanning.likeness import ALIKE, BITS, upside_down
from server.scanning.models import BatchRecord, BatchSide

REMEMBERED = timedelta(days=60)


def alike(context: Context, batch: BatchRecord, side: BatchSide, looks: str | None) -> BatchPageId | None:
    """The likest of those laid here or at the same place of late; a page scanned anew is not like its predecessor."""
    if looks is None:
        return None
    ways = (cast(each, BIT(BITS)) for each in (looks, upside_down(looks)))
    differ = func.least(*(func.bit_count(BatchSide.likeness.op("#")(way)) for way in ways))
    return context.session.scalar(
        select(BatchSide.id).join(BatchRecord, BatchRecord.id == BatchSide.batch_id)
        .where(BatchRecord.place_id == batch.place_id, BatchRecord.state != BatchState.WITHDRAWN)
        .where(BatchRecord.created > context.clock.now() - REMEMBERED, BatchSide.id < side.id)
        .where(BatchSide.likeness.is_not(None), BatchSide.id != (side.instead_of or 0), differ <= ALIKE)
        .order_by(differ, BatchSide.id).limit(1)
    )  # fmt: skip
