"""The assignments that a figure of a report counts, as far as the caller may see them now."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, any_, cast, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from common.reports import Behind, BehindRow
from server.assignments.models import Assignment
from server.assignments.queries import assignment_row, assignment_rows
from server.core.service import Context
from server.registry.models import Document
from server.registry.readers import visible


def assignments_behind(context: Context, ids: Sequence[int], offset: int, limit: int) -> Behind:
    """Of a document that may be seen; the first due stands first."""
    assert context.caller is not None
    today = context.clock.today()
    counted = any_(cast(literal(list(ids), ARRAY(BigInteger)), ARRAY(BigInteger)))
    seen = (
        select(Assignment.id).join(Document, Document.id == Assignment.document_id)
        .where(Assignment.id == counted, visible(context.caller, counting=True))
    )  # fmt: skip
    total = context.session.execute(select(func.count()).select_from(seen.subquery())).scalar_one()
    order = (Assignment.due, Assignment.id)
    page = seen.order_by(*order).offset(offset).limit(limit).subquery()
    found = context.session.execute(
        assignment_rows().join(page, page.c.id == Assignment.id).order_by(*order), {"today": today}
    )
    rows = [
        BehindRow(
            row.id, row.document_id, f"{row.kind} {row.document}".strip(), row.summary, row.id, row.text,
            row.responsible, row.due, row.status.label,
        )
        for row in (assignment_row(each, today) for each in found)
    ]  # fmt: skip
    return Behind(total, rows, hidden=len(ids) - total)
