"""What the registers of the registry show: pages of rows under the caller's rights, and their number."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from common.kernel.paging import Page
from common.registry.card import DocumentClass, DocumentState, Restriction
from common.registry.incoming import IncomingFilter, IncomingRow, UnregisteredRow
from common.registry.numbers import number_key
from server.core.service import Caller
from server.correspondents.models import Correspondent
from server.correspondents.queries import name_key
from server.identity.models import Person, RegistrationPlace, short_name
from server.registry.models import DictionaryEntry, Document, DocumentAddressee
from server.registry.readers import visible

COMMA: ColumnElement[str] = literal_column("', '")
INITIALS = (
    Person.surname + " " + func.left(Person.first_name, 1) + "."
    + func.coalesce(" " + func.nullif(func.left(Person.patronymic, 1), "") + ".", "")
)  # fmt: skip


def incoming_page(
    session: Session, caller: Caller, chosen: IncomingFilter, offset: int, limit: int,
    more: Sequence[ColumnElement[bool]] = (),
) -> Page[IncomingRow]:  # fmt: skip
    """Two statements, however many letters there are: the number of all, and the page with its names."""
    fits = and_(is_incoming(), visible(caller), *_conditions(caller, chosen), *more)
    total = session.execute(select(func.count()).select_from(Document).where(fits)).scalar_one()
    page = (
        select(Document.id).where(fits)
        .order_by(Document.registered_at.desc(), Document.id.desc()).offset(offset).limit(limit).subquery()
    )  # fmt: skip
    statement = incoming_rows().join(page, page.c.id == Document.id)
    rows = session.execute(statement.order_by(Document.registered_at.desc(), Document.id.desc()))
    return Page(total, [incoming_row(row) for row in rows])


def is_incoming() -> ColumnElement[bool]:
    """A registered incoming letter, in the words of the register's index."""
    return and_(Document.document_class == DocumentClass.INCOMING, Document.state == DocumentState.REGISTERED)


def incoming_rows() -> Select[Any]:
    """The columns of a register row, to be narrowed."""
    addressees = (
        select(func.string_agg(INITIALS, aggregate_order_by(COMMA, DocumentAddressee.position)))
        .join_from(DocumentAddressee, Person)
        .where(DocumentAddressee.document_id == Document.id).correlate(Document).scalar_subquery()
    )  # fmt: skip
    return (
        select(
            Document.id, Document.number, Document.registered, DictionaryEntry.title.label("kind"), Correspondent.name,
            Document.their_number, Document.their_date, Document.summary, addressees.label("addressees"),
            Document.control_due, RegistrationPlace.title.label("place"), Document.restriction,
        )
        .join_from(Document, RegistrationPlace)
        .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
        .outerjoin(
            DictionaryEntry, (DictionaryEntry.dictionary == "kind") & (DictionaryEntry.key == Document.kind)
        )
    )  # fmt: skip


def incoming_row(row: Row[Any]) -> IncomingRow:
    return IncomingRow(
        row.id, row.number, row.registered, row.kind or "", row.name or "", row.their_number, row.their_date,
        row.summary, row.addressees or "", row.control_due, row.place, row.restriction is not Restriction.NONE,
    )  # fmt: skip


def _conditions(caller: Caller, chosen: IncomingFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.since:
        found.append(Document.registered >= chosen.since)
    if chosen.until:
        found.append(Document.registered <= chosen.until)
    if chosen.number:
        found.append(_number_like(chosen.number))
    if chosen.correspondent:
        key = name_key(chosen.correspondent)
        found.append(
            Document.correspondent_id.in_(
                select(Correspondent.id).where(Correspondent.name_key.contains(key, autoescape=True))
            )
        )
    if chosen.summary:
        found.append(Document.summary.icontains(chosen.summary, autoescape=True))
    if chosen.place_id:
        found.append(Document.place_id == chosen.place_id)
    if chosen.on_control:
        found.append(Document.control_due.is_not(None))
    if chosen.without_resolution:
        found.append(Document.resolutions == 0)
    if chosen.to_me:
        found.append(
            select(DocumentAddressee.document_id)
            .where(DocumentAddressee.document_id == Document.id, DocumentAddressee.person_id == caller.me.id).exists()
        )  # fmt: skip
    return found


def _number_like(text: str) -> ColumnElement[bool]:
    """Our number or theirs, in any spelling; a bare ordinal finds «…/000123» too."""
    key = number_key(text)
    return or_(
        Document.number_key.contains(key, autoescape=True), Document.their_number_key.contains(key, autoescape=True)
    )


def unregistered_page(session: Session, caller: Caller, offset: int, limit: int) -> Page[UnregisteredRow]:
    """Papers without a number at the places where the caller registers, oldest first."""
    places = [place.id for place in caller.me.places]
    fits = and_(Document.state == DocumentState.DRAFT, Document.place_id.in_(places), visible(caller))
    total = session.execute(select(func.count()).select_from(Document).where(fits)).scalar_one()
    rows = session.execute(
        select(
            Document.id, Document.created, Document.source, Document.name, Document.pages,
            Correspondent.name.label("who"), Document.summary, Document.reading,
        )
        .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
        .where(fits).order_by(Document.id).offset(offset).limit(limit)
    )  # fmt: skip
    return Page(total, [UnregisteredRow(*row[:5], row.who or "", row.summary, row.reading) for row in rows])


def names_of(session: Session, person_ids: Sequence[int]) -> dict[Any, str]:
    rows = session.execute(
        select(Person.id, Person.surname, Person.first_name, Person.patronymic).where(Person.id.in_(person_ids))
    )
    return {row.id: short_name(row.surname, row.first_name, row.patronymic) for row in rows}
