"""The documents that a figure of a report counts, as far as the caller may see them now."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, any_, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from common.registry.document import DocumentRow
from common.reports import Behind, BehindRow
from server.core.service import Context
from server.registry.models import Document
from server.registry.queries import document_row, document_rows
from server.registry.readers import visible


def documents_behind(context: Context, ids: Sequence[int], offset: int, limit: int) -> Behind:
    assert context.caller is not None
    counted = any_(cast(literal(list(ids), ARRAY(BigInteger)), ARRAY(BigInteger)))
    seen = select(Document.id).where(Document.id == counted, visible(context.caller, counting=True))
    total = context.session.execute(select(func.count()).select_from(seen.subquery())).scalar_one()
    order = (Document.registered, Document.id)
    page = seen.order_by(*order).offset(offset).limit(limit).subquery()
    found = context.session.execute(
        document_rows(context.clock.today()).join(page, page.c.id == Document.id).order_by(*order)
    )
    return Behind(total, [_row(document_row(row)) for row in found], hidden=len(ids) - total)


def _row(row: DocumentRow) -> BehindRow:
    number = f"№ {row.number} от {row.registered:%d.%m.%Y}" if row.registered else f"проект {row.id}"
    return BehindRow(
        row.id, row.id, f"{row.kind} {number}".strip(), row.summary, who=row.correspondent, due=row.control_due
    )  # fmt: skip
