"""What is read of acquaintance: the sheet of a document, the folder of a person, counts by unit."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from common.distribution.api import FolderCount, FolderFilter, Result, SheetFilter, SheetRow, UnitState
from common.kernel.deadlines import Deadline
from common.kernel.ids import DocumentId, PersonId
from common.kernel.paging import Page
from common.registry.classes import DocumentState
from server.core.service import Caller
from server.distribution.models import Acquaintance, DistributionSending
from server.identity.models import Person, Unit, employed
from server.registry.models import Document, DocumentKind
from server.registry.queries import initials
from server.registry.readers import visible

Sender, Absent, Confirmer = aliased(Person), aliased(Person), aliased(Person)
OPEN = and_(Acquaintance.confirmed_at.is_(None), Acquaintance.withdrawn_at.is_(None))


def waiting(today: date) -> ColumnElement[bool]:
    """Of somebody who still works here."""
    return OPEN & employed(today)


def rows() -> Any:
    return (
        select(
            Acquaintance, Person.dismissed, initials(Person).label("person"), Person.post, Unit.title.label("unit"),
            DistributionSending.kind, DistributionSending.sent_at, DistributionSending.comment.label("asked"),
            DistributionSending.deadline,
            initials(Sender).label("sender"), initials(Absent).label("absent"), initials(Confirmer).label("by"),
            Document.number, Document.registered, Document.summary, DocumentKind.title.label("document_kind"),
        )
        .join_from(Acquaintance, DistributionSending, DistributionSending.id == Acquaintance.sending_id)
        .join(Person, Person.id == Acquaintance.person_id).join(Unit, Unit.id == Acquaintance.unit_id)
        .join(Sender, Sender.id == DistributionSending.sent_by_id)
        .outerjoin(Absent, Absent.id == DistributionSending.in_stead_of_id)
        .outerjoin(Confirmer, Confirmer.id == Acquaintance.confirmed_by_id)
        .join(Document, Document.id == Acquaintance.document_id)
        .join(DocumentKind, DocumentKind.key == Document.kind)
    )  # fmt: skip


def sheet_row(row: Row[Any], today: date) -> SheetRow:
    one: Acquaintance = row.Acquaintance
    result = _result(one, row.dismissed, today)
    late = result is Result.OVERDUE and one.due is not None
    by = row.by if one.confirmed_by_id == one.person_id or not row.by else f"{row.by} за {row.person}"
    return SheetRow(
        id=one.id, sending_id=one.sending_id, document_id=one.document_id, person_id=one.person_id,
        person=row.person, post=row.post, unit=row.unit, kind=row.kind,
        sent_by=f"{row.sender} за {row.absent}" if row.absent else row.sender, sent_at=row.sent_at, due=one.due,
        result=result, overdue_days=(today - one.due).days if late and one.due else 0, confirmed_at=one.confirmed_at,
        by=by or "", comment=one.comment, reminded_at=one.reminded_at, number=row.number, registered=row.registered,
        document_kind=row.document_kind, summary=row.summary, asked=row.asked,
        deadline=_deadline(row),
    )  # fmt: skip


def _deadline(row: Row[Any]) -> Deadline | None:
    """Of the sending, while it is that of the row: what was confirmed keeps the term that it had."""
    deadline = msgspec.convert(row.deadline, Deadline | None)
    return deadline if deadline is not None and deadline.due == row.Acquaintance.due else None


def _result(one: Acquaintance, dismissed: date | None, today: date) -> Result:
    if one.withdrawn_at is not None:
        return Result.RECALLED
    if one.confirmed_at is not None:
        return Result.DONE
    if dismissed is not None and dismissed <= today:
        return Result.LEFT
    return Result.OVERDUE if one.due is not None and one.due < today else Result.WAITS


def sheet_page(
    session: Session, document_id: DocumentId, chosen: SheetFilter, today: date, offset: int, limit: int
) -> Page[SheetRow]:
    fits = [Acquaintance.document_id == document_id]
    if chosen.waiting:
        fits.append(waiting(today))
    if chosen.unit_id is not None:
        fits.append(Acquaintance.unit_id == chosen.unit_id)
    counted = select(func.count()).select_from(Acquaintance).join(Person, Person.id == Acquaintance.person_id)
    total = session.execute(counted.where(*fits)).scalar_one()
    in_order = (
        Acquaintance.withdrawn_at.is_not(None), Unit.code, Person.surname, Person.first_name, Acquaintance.id
    )  # fmt: skip
    found = session.execute(rows().where(*fits).order_by(*in_order).offset(offset).limit(limit))
    return Page(total, [sheet_row(row, today) for row in found])


def unit_states(session: Session, document_id: DocumentId, today: date) -> list[UnitState]:
    """Whoever was asked anew counts once, as one who has not read."""
    open_now = func.count().filter(OPEN)
    people = func.count(Acquaintance.person_id.distinct())
    found = session.execute(
        select(
            Unit.id, Unit.title, people.label("people"), (people - open_now).label("done"),
            func.count().filter(OPEN, Acquaintance.due < today).label("overdue"),
        )
        .join_from(Acquaintance, Unit, Unit.id == Acquaintance.unit_id)
        .join(Person, Person.id == Acquaintance.person_id)
        .where(Acquaintance.document_id == document_id, Acquaintance.withdrawn_at.is_(None))
        .where(or_(Acquaintance.confirmed_at.is_not(None), employed(today)))
        .group_by(Unit.id).order_by(Unit.code)
    )  # fmt: skip
    return [UnitState(*row) for row in found]


def mine(session: Session, caller: Caller, document: Document, today: date) -> list[SheetRow]:
    """What the caller may confirm on the document: his own first."""
    selves = caller.selves(document.kind) if document.state is DocumentState.REGISTERED else set[PersonId]()
    found = session.execute(
        rows().where(Acquaintance.document_id == document.id, OPEN, Acquaintance.person_id.in_(selves))
        .order_by(Acquaintance.person_id != caller.me.id, Acquaintance.id)
    )  # fmt: skip
    return [sheet_row(row, today) for row in found]


def _in_folder(caller: Caller) -> ColumnElement[bool]:
    """What waits for the caller in person and for absent people whose substitution says so, as far as it is seen."""
    people: list[ColumnElement[bool]] = [Acquaintance.person_id == caller.me.id]
    for absent in (each for each in caller.me.stands_in if each.acts):
        of_kind = [Document.kind.in_(absent.kinds)] if absent.kinds else []
        people.append(and_(Acquaintance.person_id == absent.id, *of_kind))
    return and_(OPEN, Document.state == DocumentState.REGISTERED, or_(*people), visible(caller))


def folder_page(
    session: Session, caller: Caller, chosen: FolderFilter, today: date, offset: int, limit: int
) -> Page[SheetRow]:
    fits = [_in_folder(caller)]
    if chosen.overdue:
        fits.append(Acquaintance.due < today)
    counted = select(func.count()).select_from(Acquaintance).join(Document, Document.id == Acquaintance.document_id)
    total = session.execute(counted.where(*fits)).scalar_one()
    urgent = (Acquaintance.due.asc().nulls_last(), Acquaintance.id)
    found = session.execute(rows().where(*fits).order_by(*urgent).offset(offset).limit(limit))
    return Page(total, [sheet_row(row, today) for row in found])


def folder_count(session: Session, caller: Caller, today: date) -> FolderCount:
    found = session.execute(
        select(func.count(), func.count().filter(Acquaintance.due < today))
        .select_from(Acquaintance).join(Document, Document.id == Acquaintance.document_id).where(_in_folder(caller))
    ).one()  # fmt: skip
    return FolderCount(*found)
