"""What a change of the calendar makes of the terms of visas that are waited for."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Date, bindparam, cast, select, update

from common.approvals.api import ApprovalState
from common.calendars import Moved
from common.kernel.changes import Kind
from common.kernel.deadlines import Deadline
from common.kernel.ids import VisaId
from common.registry.card import Restriction
from server.approvals.models import Approval, ApprovalVisa
from server.core.audit import Entry
from server.core.events import CalendarChanged
from server.core.service import Context
from server.identity.models import Person
from server.registry.control import LONGEST_SHIFT, name_of, who_of
from server.registry.models import Document, DocumentKind
from server.registry.queries import INITIALS

TABLE: Any = ApprovalVisa.__table__
PUT = (
    update(TABLE).where(TABLE.c.id == bindparam("visa_id"))
    .values(due=bindparam("after"), deadline=bindparam("counted", type_=TABLE.c.deadline.type))
)  # fmt: skip


def recount(context: Context, event: CalendarChanged) -> None:
    """A visa that is put already keeps the term that it had."""
    found = list(_moved(context, event))
    event.moved.extend(moved for _, moved, _ in found)
    if event.trial or not found:
        return
    rows = [{"visa_id": visa, "after": moved.after, "counted": msgspec.to_builtins(new)} for visa, moved, new in found]
    context.session.execute(PUT, rows)
    for visa_id, moved, _ in found:
        details = {"visa": visa_id, "before": f"{moved.before:%d.%m.%Y}", "after": f"{moved.after:%d.%m.%Y}"}
        context.entries.append(Entry("deadline_recounted", "document", moved.document_id, details))
        context.change(Kind.DOCUMENT, moved.document_id)


def _moved(context: Context, event: CalendarChanged) -> Iterator[tuple[VisaId, Moved, Deadline]]:
    base = cast(ApprovalVisa.deadline["base"].astext, Date)
    rows = context.session.execute(
        select(ApprovalVisa.id, ApprovalVisa.due, ApprovalVisa.deadline, Approval.document_id, Document.number,
               Document.registered, Document.restriction, DocumentKind.title.label("kind"),
               INITIALS.label("who"))
        .join(Approval, Approval.id == ApprovalVisa.approval_id).join(Document, Document.id == Approval.document_id)
        .join(DocumentKind, DocumentKind.key == Document.kind).join(Person, Person.id == ApprovalVisa.person_id)
        .where(Approval.state == ApprovalState.RUNNING, ApprovalVisa.cycle == Approval.cycle)
        .where(ApprovalVisa.visa.is_(None), ApprovalVisa.deadline.is_not(None))
        .where(ApprovalVisa.due >= min(event.days) - LONGEST_SHIFT, base <= max(event.days)).order_by(ApprovalVisa.id)
    )  # fmt: skip
    for row in rows:
        old = msgspec.convert(row.deadline, Deadline)
        new = event.calendar.deadline(old.rule, old.base)
        if new.due != row.due:
            yield row.id, Moved(row.document_id, _name(row), "Виза согласования", row.due, new.due, who_of(row)), new


def _name(row: Any) -> str:
    """A project has no number yet; whoever keeps the calendar need not see what it is about."""
    numbered = row.registered is not None or row.restriction is not Restriction.NONE
    return name_of(row) if numbered else f"{row.kind}, проект"
