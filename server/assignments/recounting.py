"""What a change of the calendar makes of the deadlines of open assignments."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Date, bindparam, cast, select, update

from common.assignments.rules import OPEN
from common.calendars import Moved
from common.kernel.changes import Kind
from common.kernel.deadlines import Deadline
from common.kernel.ids import AssignmentId
from server.assignments.models import Assignment, AssignmentExecutor
from server.assignments.queries import executors
from server.core.audit import Entry
from server.core.events import CalendarChanged
from server.core.service import Context
from server.registry.control import LONGEST_SHIFT, name_of, who_of
from server.registry.models import Document

TABLE: Any = Assignment.__table__
EXECUTORS: Any = AssignmentExecutor.__table__
PUT = (
    update(TABLE).where(TABLE.c.id == bindparam("assignment"))
    .values(due=bindparam("after"), deadline=bindparam("counted", type_=TABLE.c.deadline.type),
            version=TABLE.c.version + 1)
)  # fmt: skip
PUT_EXECUTORS = (
    update(EXECUTORS).where(EXECUTORS.c.assignment_id == bindparam("assignment")).values(due=bindparam("after"))
)


def recount(context: Context, event: CalendarChanged) -> None:
    """Moves the deadlines that were counted over the changed days; the first deadline stays."""
    found = list(_moved(context, event))
    event.moved.extend(moved for _, moved, _ in found)
    if event.trial or not found:
        return
    rows = [
        {"assignment": assignment_id, "after": moved.after, "counted": msgspec.to_builtins(deadline)}
        for assignment_id, moved, deadline in found
    ]
    context.session.execute(PUT, rows)
    context.session.execute(PUT_EXECUTORS, [{"assignment": row["assignment"], "after": row["after"]} for row in rows])
    for assignment_id, moved, _ in found:
        details = {
            "assignment": assignment_id, "before": f"{moved.before:%d.%m.%Y}", "after": f"{moved.after:%d.%m.%Y}",
        }  # fmt: skip
        context.entries.append(Entry("deadline_recounted", "document", moved.document_id, details))
    context.change(Kind.ASSIGNMENT, 0)


def _moved(context: Context, event: CalendarChanged) -> Iterator[tuple[AssignmentId, Moved, Deadline]]:
    base = cast(Assignment.deadline["base"].astext, Date)
    rows = context.session.execute(
        select(Assignment.id, Assignment.document_id, Assignment.text, Assignment.due, Assignment.deadline,
               Document.number, Document.registered, Document.restriction, executors(responsible=True).label("who"))
        .join(Document, Document.id == Assignment.document_id)
        .where(Assignment.status.in_(OPEN), Assignment.due >= min(event.days) - LONGEST_SHIFT)
        .where(base <= max(event.days)).order_by(Assignment.id)
    )  # fmt: skip
    for row in rows:
        old = msgspec.convert(row.deadline, Deadline)
        counted = event.calendar.deadline(old.rule, old.base)
        new = msgspec.structs.replace(counted, moves=old.moves, first=old.first)
        if new.due != row.due:
            name = name_of(row)  # whoever keeps the calendar need not see what is ordered
            yield row.id, Moved(row.document_id, name, "Поручение", row.due, new.due, who_of(row)), new
