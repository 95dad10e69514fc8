"""The control deadline that the norm of a kind gives a document, and what a change of the calendar makes of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import Date, bindparam, cast, or_, select, update

from common.calendars import Moved
from common.kernel.deadlines import Deadline, DeadlineRule, Since
from common.registry.card import Restriction
from common.registry.classes import DocumentState
from server.calendars.service import CalendarService
from server.core.audit import Entry
from server.core.events import CalendarChanged
from server.core.service import Context
from server.registry.models import Document, DocumentKind

LONGEST_SHIFT = timedelta(days=20)  # no row of days off is longer
AT_ONCE = 500
PUT = (
    update(Document.__table__).where(Document.__table__.c.id == bindparam("document_id"))  # type: ignore[arg-type]
    .values(control_due=bindparam("due"), control_deadline=bindparam("deadline", type_=Document.control_deadline.type))
)  # fmt: skip


def put_on_control(context: Context, document: Document, kind: DocumentKind, on: date) -> None:
    """At registration: the norm of the kind counts the deadline, unless the clerk has named one."""
    if document.control_due is None and kind.deadline_norm:
        rule = CalendarService(context).norm(kind.deadline_norm)
        if rule is not None:
            deadline = CalendarService(context).deadline(rule, base_of(context, document, rule, on))
            document.control_due, document.control_deadline = deadline.due, msgspec.to_builtins(deadline)


def base_of(context: Context, document: Document, rule: DeadlineRule, on: date) -> date:
    """The day of the event from which the rule counts; of what has no such event, that of the registration."""
    signed = context.clock.local(document.signed_at).date() if document.signed_at else None
    known = {Since.RECEIVED: document.received, Since.SIGNED: signed, Since.DATED: document.their_date}
    return known.get(rule.since) or on


def recount(context: Context, event: CalendarChanged) -> None:
    """Moves the control deadlines of documents not executed yet that a norm has counted over the changed days."""
    for part in _parts(list(_moved(context, event))):
        event.moved.extend(moved for moved, _ in part)
        if event.trial:
            continue
        context.session.execute(
            PUT, [{"document_id": moved.document_id, "due": moved.after, "deadline": msgspec.to_builtins(deadline)}
                  for moved, deadline in part]
        )  # fmt: skip
        for moved, _ in part:
            dates = {"before": f"{moved.before:%d.%m.%Y}", "after": f"{moved.after:%d.%m.%Y}"}
            context.entries.append(Entry("deadline_recounted", "document", moved.document_id, dates))


def _moved(context: Context, event: CalendarChanged) -> Iterator[tuple[Moved, Deadline]]:
    base = cast(Document.control_deadline["base"].astext, Date)
    rows = context.session.execute(
        select(Document.id, Document.number, Document.registered, Document.control_due, Document.control_deadline,
               Document.restriction)
        .where(Document.state == DocumentState.REGISTERED, Document.control_deadline.is_not(None))
        .where(~Document.practice)
        .where(Document.control_due >= min(event.days) - LONGEST_SHIFT, base <= max(event.days))
        .where(or_(Document.resolutions == 0, Document.unexecuted > 0)).order_by(Document.id)
    )  # fmt: skip
    for row in rows:
        old = msgspec.convert(row.control_deadline, Deadline)
        new = event.calendar.deadline(old.rule, old.base)
        if new.due != row.control_due:
            yield Moved(row.id, name_of(row), "Контрольный срок документа", row.control_due, new.due), new


def name_of(row: Any) -> str:
    """A document as anybody may read of it."""
    if row.restriction is not Restriction.NONE:
        return "Документ ДСП"
    return f"№ {row.number} от {row.registered:%d.%m.%Y}"


def known_as(document: Document) -> str:
    """Its number, or what a project is about, as the name of a file tells it."""
    if document.number or document.restriction is not Restriction.NONE:
        return document.number or "ДСП"
    return document.summary[:60].strip()


def who_of(row: Any) -> str:
    """Whose term it is, unless the document is for official use."""
    return row.who or "" if row.restriction is Restriction.NONE else ""


def _parts(found: list[tuple[Moved, Deadline]]) -> Iterator[list[tuple[Moved, Deadline]]]:
    """The counting trigger takes many small updates better than a large one."""
    return (found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE))
