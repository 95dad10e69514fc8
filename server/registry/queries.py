"""What the registers of the registry show: pages of rows under the caller's rights, and their number."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from common.kernel.paging import Page
from common.registry.card import Restriction
from common.registry.classes import NUMBERED, DocumentClass, DocumentState
from common.registry.document import DocumentFilter, DocumentRow, UnregisteredRow
from common.registry.numbers import number_key
from server.access.sight import gathered
from server.access.tallies import countable, months
from server.core.service import Caller
from server.correspondents.models import Correspondent
from server.correspondents.queries import name_key
from server.identity.models import Person, RegistrationPlace, Unit, short_name
from server.registry.models import Document, DocumentAddressee, DocumentKind
from server.registry.readers import visible

FEW_UNITS = 10
COMMA: ColumnElement[str] = literal_column("', '")


def initials(person: Any) -> Any:
    """«Щукина Ж. Ё.» of a person or an alias of one."""
    return (
        person.surname + " " + func.left(person.first_name, 1) + "."
        + func.coalesce(" " + func.nullif(func.left(person.patronymic, 1), "") + ".", "")
    )  # fmt: skip


INITIALS = initials(Person)
Signatory, Executor = aliased(Person), aliased(Person)


def document_page(
    session: Session, caller: Caller, chosen: DocumentFilter, offset: int, limit: int,
    more: Sequence[ColumnElement[bool]] = (),
) -> Page[DocumentRow]:  # fmt: skip
    """Two statements, however many documents there are: the number of all, and the page with its names."""
    conditions = [*_conditions(caller, chosen), *more]
    numbered = NUMBERED.issuperset(chosen.states)
    order = [Document.registered_at.desc(), Document.id.desc()] if numbered else [Document.id.desc()]
    if chosen == _whole(chosen) and not more and countable(caller):
        total, page = _counted(session, caller, chosen, offset, limit)
    else:
        fits = and_(_sight(caller), *conditions)
        total = session.execute(select(func.count()).select_from(Document).where(fits)).scalar_one()
        page = select(Document.id).where(fits).offset(offset)
    shown = page.order_by(*order).limit(limit).subquery()
    rows = session.execute(document_rows().join(shown, shown.c.id == Document.id).order_by(*order))
    return Page(total, [document_row(row) for row in rows])


def _whole(chosen: DocumentFilter) -> DocumentFilter | None:
    """The register of a class and a state without filters, which tallies count."""
    if chosen.document_class is None or len(chosen.states) != 1:
        return None
    return DocumentFilter(document_class=chosen.document_class, states=chosen.states)


def _counted(
    session: Session, caller: Caller, chosen: DocumentFilter, offset: int, limit: int
) -> tuple[int, Select[Any]]:
    """How many there are, and the page from the month on in which it begins, in the shape that costs less."""
    assert chosen.document_class is not None
    known = months(session, caller, Document, chosen.document_class, chosen.states[0])
    month, passed = known.before(offset)
    place = offset - passed
    sparse = known.is_sparse(place + limit)
    fits = Document.id.in_(gathered(caller, Document, Document.id)) if sparse else visible(caller)
    page = select(Document.id).where(fits, *_conditions(caller, chosen)).offset(place)
    if passed and month is not None:
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        page = page.where(Document.registered_at < datetime.combine(following, time(), UTC))
    if offset and offset >= known.total:
        page = page.where(false())
    return known.total, page


def _sight(caller: Caller) -> ColumnElement[bool]:
    """Who sees little is asked what that is, who sees much is asked of each document that the filters leave."""
    sees_little = not any(grant.places or len(grant.units) > FEW_UNITS for grant in caller.grants)
    return Document.id.in_(gathered(caller, Document, Document.id)) if sees_little else visible(caller)


def is_registered(document_class: DocumentClass) -> ColumnElement[bool]:
    """A registered document of the class, in the words of the register's index."""
    return and_(Document.document_class == document_class, Document.state == DocumentState.REGISTERED)


def document_rows() -> Select[Any]:
    """The columns of a register row, to be narrowed."""
    addressees = (
        select(func.string_agg(INITIALS, aggregate_order_by(COMMA, DocumentAddressee.position)))
        .join_from(DocumentAddressee, Person)
        .where(DocumentAddressee.document_id == Document.id).correlate(Document).scalar_subquery()
    )  # fmt: skip
    return (
        select(
            Document.id, Document.number, Document.registered, DocumentKind.title.label("kind"), Correspondent.name,
            Document.their_number, Document.their_date, Document.summary, addressees.label("addressees"),
            Document.control_due, RegistrationPlace.title.label("place"), Document.restriction,
            Document.document_class, Document.state, initials(Signatory).label("signatory"),
            initials(Executor).label("executor"), Unit.short_title.label("unit"), Document.force, Document.form,
            Document.extra,
        )
        .join_from(Document, RegistrationPlace)
        .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
        .outerjoin(DocumentKind, DocumentKind.key == Document.kind)
        .outerjoin(Signatory, Signatory.id == Document.signatory_id)
        .outerjoin(Executor, Executor.id == Document.executor_id)
        .outerjoin(Unit, Unit.id == Document.unit_id)
    )  # fmt: skip


def document_row(row: Row[Any]) -> DocumentRow:
    return DocumentRow(
        row.id, row.number, row.registered, row.kind or "", row.name or "", row.their_number, row.their_date,
        row.summary, row.addressees or "", row.control_due, row.place, row.restriction is not Restriction.NONE,
        row.document_class, row.state, row.signatory or "", row.executor or "", row.unit or "", row.force, row.form,
        row.extra,
    )  # fmt: skip


def _conditions(caller: Caller, chosen: DocumentFilter) -> list[ColumnElement[bool]]:
    """What each filter that is given asks for."""
    states, me = list(chosen.states), caller.me.id
    key = name_key(chosen.correspondent)
    named = select(Correspondent.id).where(Correspondent.name_key.contains(key, autoescape=True))
    addressed = select(DocumentAddressee.document_id).where(
        DocumentAddressee.document_id == Document.id, DocumentAddressee.person_id == me
    )
    asked: list[tuple[object, Callable[[], ColumnElement[bool]]]] = [
        (states, lambda: Document.state == states[0] if len(states) == 1 else Document.state.in_(states)),
        (chosen.document_class, lambda: Document.document_class == chosen.document_class),
        (chosen.kind, lambda: Document.kind == chosen.kind),
        (chosen.since, lambda: Document.registered >= chosen.since),
        (chosen.until, lambda: Document.registered <= chosen.until),
        (chosen.number, lambda: _number_like(chosen.number)),
        (key, lambda: Document.correspondent_id.in_(named)),
        (chosen.summary, lambda: Document.summary.icontains(chosen.summary, autoescape=True)),
        (chosen.place_id, lambda: Document.place_id == chosen.place_id),
        (chosen.on_control, lambda: Document.control_due.is_not(None)),
        (chosen.without_resolution, lambda: Document.resolutions == 0),
        (chosen.to_me, addressed.exists),
        (chosen.mine, lambda: or_(*(each == me for each in (Document.author_id, Document.executor_id,
                                                            Document.signatory_id)))),
    ]  # fmt: skip
    return [condition() for given, condition in asked if given]


def _number_like(text: str) -> ColumnElement[bool]:
    """Our number or theirs, in any spelling; a bare ordinal finds «…/000123» too."""
    key = number_key(text)
    return or_(
        Document.number_key.contains(key, autoescape=True), Document.their_number_key.contains(key, autoescape=True)
    )


def unregistered_page(session: Session, caller: Caller, offset: int, limit: int) -> Page[UnregisteredRow]:
    """Papers and signed projects without a number at the places where the caller registers, oldest first."""
    places = [place.id for place in caller.me.places]
    fits = and_(
        Document.state.in_([DocumentState.DRAFT, DocumentState.AWAITING]), Document.place_id.in_(places),
        visible(caller),
    )  # fmt: skip
    total = session.execute(select(func.count()).select_from(Document).where(fits)).scalar_one()
    rows = session.execute(
        select(
            Document.id, Document.created, Document.source, Document.name, Document.pages,
            Correspondent.name.label("who"), Document.summary, Document.reading, Document.document_class,
            DocumentKind.title.label("kind"),
        )
        .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
        .outerjoin(DocumentKind, DocumentKind.key == Document.kind)
        .where(fits).order_by(Document.id).offset(offset).limit(limit)
    )  # fmt: skip
    found = [
        UnregisteredRow(*row[:5], row.who or "", row.summary, row.reading, row.document_class, row.kind or "")
        for row in rows
    ]
    return Page(total, found)


def names_of(session: Session, person_ids: Sequence[int]) -> dict[Any, str]:
    rows = session.execute(
        select(Person.id, Person.surname, Person.first_name, Person.patronymic).where(Person.id.in_(person_ids))
    )
    return {row.id: short_name(row.surname, row.first_name, row.patronymic) for row in rows}
