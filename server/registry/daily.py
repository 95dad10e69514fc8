"""What was registered on one day: its documents are few, so they are looked at one by one under the caller's rights."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.registry.classes import DocumentClass, DocumentState
from server.access import sight
from server.core.service import Caller
from server.registry.models import Document

NEEDED = tuple(
    getattr(Document, name)
    for name in "document_class kind state open_place_id open_file access_id readers".split()
)  # fmt: skip


def registered_on(session: Session, caller: Caller, day: date) -> dict[DocumentClass, int]:
    """The day's documents come first, whatever the planner thinks of the caller's rights: 2 ms among 2.7 M."""
    of_day = select(*NEEDED).where(Document.state == DocumentState.REGISTERED, Document.registered == day)
    found = of_day.cte("of_day").prefix_with("MATERIALIZED")
    counted = select(found.c.document_class, func.count()).where(sight.visible(caller, found.c))
    rows = session.execute(counted.group_by(found.c.document_class))
    return {DocumentClass(row[0]): row[1] for row in rows}
