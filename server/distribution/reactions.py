"""What distribution does when it hears of events: terms follow the calendar; who got a document is told."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Date, bindparam, cast, exists, select, update

from common.calendars import Moved
from common.kernel.changes import Kind
from common.kernel.deadlines import Deadline
from common.kernel.ids import SendingId
from server.core.audit import Entry
from server.core.events import CalendarChanged, PartsSought, Reactions
from server.core.service import Context
from server.distribution.models import Acquaintance, DistributionSending
from server.distribution.queries import OPEN
from server.registry.control import LONGEST_SHIFT, name_of, who_of
from server.registry.models import Document

SENDINGS: Any = DistributionSending.__table__
PEOPLE: Any = Acquaintance.__table__
PUT = (
    update(SENDINGS).where(SENDINGS.c.id == bindparam("sending"))
    .values(due=bindparam("after"), deadline=bindparam("counted", type_=SENDINGS.c.deadline.type))
)  # fmt: skip
PUT_PEOPLE = update(PEOPLE).where(PEOPLE.c.sending_id == bindparam("sending"), OPEN).values(due=bindparam("after"))


def recount(context: Context, event: CalendarChanged) -> None:
    """Whoever has read it keeps the term that he had."""
    found = list(_moved(context, event))
    event.moved.extend(moved for _, moved, _ in found)
    if event.trial or not found:
        return
    rows = [
        {"sending": sending, "after": moved.after, "counted": msgspec.to_builtins(new)} for sending, moved, new in found
    ]
    context.session.execute(PUT, rows)
    context.session.execute(PUT_PEOPLE, [{"sending": row["sending"], "after": row["after"]} for row in rows])
    for sending_id, moved, _ in found:
        details = {"sending": sending_id, "before": f"{moved.before:%d.%m.%Y}", "after": f"{moved.after:%d.%m.%Y}"}
        context.entries.append(Entry("deadline_recounted", "document", moved.document_id, details))
        context.change(Kind.ACQUAINTANCE, moved.document_id)


def _moved(context: Context, event: CalendarChanged) -> Iterator[tuple[SendingId, Moved, Deadline]]:
    """One for a sending, however many people it has gone to."""
    base = cast(DistributionSending.deadline["base"].astext, Date)
    waits = exists().where(Acquaintance.sending_id == DistributionSending.id, OPEN)
    rows = context.session.execute(
        select(DistributionSending.id, DistributionSending.due, DistributionSending.deadline,
               DistributionSending.document_id, Document.number, Document.registered, Document.restriction,
               DistributionSending.recipients.label("who"))
        .join(Document, Document.id == DistributionSending.document_id)
        .where(DistributionSending.recalled_at.is_(None), DistributionSending.deadline.is_not(None), waits)
        .where(DistributionSending.due >= min(event.days) - LONGEST_SHIFT, base <= max(event.days))
        .order_by(DistributionSending.id)
    )  # fmt: skip
    for row in rows:
        old = msgspec.convert(row.deadline, Deadline)
        new = event.calendar.deadline(old.rule, old.base)
        if new.due != row.due:
            moved = Moved(row.document_id, name_of(row), "Срок ознакомления", row.due, new.due, who_of(row))
            yield row.id, moved, new


def tell_recipients(context: Context, event: PartsSought) -> None:
    sent = (
        select(Acquaintance.person_id, DistributionSending.sent_at, Acquaintance.withdrawn_at)
        .join(DistributionSending, DistributionSending.id == Acquaintance.sending_id)
        .where(Acquaintance.document_id == event.document_id).order_by(Acquaintance.id)
    )  # fmt: skip
    if event.until is not None:
        sent = sent.where(DistributionSending.sent_at < event.until)
    for row in context.session.execute(sent):
        recalled = ", отозвано" if row.withdrawn_at is not None else ""
        day = f"{context.clock.local(row.sent_at):%d.%m.%Y}"
        event.add(row.person_id, "acquaintance", f"получатель рассылки от {day}{recalled}")


REACTIONS: Reactions = {CalendarChanged: (recount,), PartsSought: (tell_recipients,)}
