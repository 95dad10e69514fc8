"""What the registers of the registry show: pages of rows under the caller's rights, and their number."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from common.kernel.ids import CorrespondentId
from common.kernel.paging import Page
from common.kernel.validation import Problem
from common.kernel.wording import MONTHS
from common.registry.card import Restriction
from common.registry.classes import DocumentClass, DocumentState, Force
from common.registry.document import DocumentFilter, DocumentRow, QueueFilter, UnregisteredRow
from common.registry.selection import SORTED_AT_MOST, Group, Grouping, Sort
from common.rpc.errors import Invalid
from server.access.sight import gathered, sees_little, shape_of, values_of
from server.access.tallies import Months, countable, months
from server.core.service import Caller
from server.correspondents.models import Correspondent
from server.correspondents.queries import printed_name
from server.identity.models import Person, RegistrationPlace, Unit, short_name
from server.registry.by_number import found_by_number, is_found_by_number
from server.registry.conditions import conditions_of
from server.registry.force import BY_VALUE, force_on
from server.registry.models import DictionaryEntry, Document, DocumentAddressee, DocumentKind
from server.registry.ordering import READ, order_of, reversed_way
from server.registry.readers import visible
from server.registry.waiting import waits_for

COMMA: ColumnElement[str] = literal_column("', '")
WHO = printed_name(Document.registered_at).label("name")


def initials(person: Any) -> Any:
    """«Щукина Ж. Ё.» of a person or an alias of one."""
    return (
        person.surname + " " + func.left(person.first_name, 1) + "."
        + func.coalesce(" " + func.nullif(func.left(person.patronymic, 1), "") + ".", "")
    )  # fmt: skip


INITIALS = initials(Person)
MONTH = func.to_char(Document.registered, "MM.YYYY")
STANDS = aliased(Correspondent)  # the entry that a merged one has become
TOPICS, FILES = aliased(DictionaryEntry), aliased(DictionaryEntry)
ADDRESSED = (DocumentAddressee, DocumentAddressee.document_id == Document.id)
TOO_LONG = (
    f"Сузьте список: по этому столбцу сортируется до {SORTED_AT_MOST:,} документов".replace(",", "\u00a0")
    + " — выберите период, вид или условие."
)
COUNTED = 1000  # up to here a filtered register says at once how many there are
Groups = tuple[Any, Any, list[tuple[Any, Any]]]  # the key, the title, what to join for it
GROUPS: dict[Grouping, Groups] = {
    Grouping.KIND: (Document.kind, DocumentKind.title, [(DocumentKind, DocumentKind.key == Document.kind)]),
    Grouping.CORRESPONDENT: (
        STANDS.id, STANDS.name,
        [(Correspondent, Correspondent.id == Document.correspondent_id),
         (STANDS, STANDS.id == func.coalesce(Correspondent.merged_into_id, Correspondent.id))],
    ),
    Grouping.SIGNATORY: (
        Document.signatory_id, initials(Person), [(Person, Person.id == Document.signatory_id)],
    ),
    Grouping.ADDRESSEE: (
        DocumentAddressee.person_id, initials(Person), [ADDRESSED, (Person, Person.id == DocumentAddressee.person_id)],
    ),
    Grouping.EXECUTOR: (Document.executor_id, initials(Person), [(Person, Person.id == Document.executor_id)]),
    Grouping.UNIT: (Document.unit_id, Unit.title, [(Unit, Unit.id == Document.unit_id)]),
    Grouping.PLACE: (
        Document.place_id, RegistrationPlace.title, [(RegistrationPlace, RegistrationPlace.id == Document.place_id)],
    ),
    Grouping.TOPIC: (
        Document.topic, TOPICS.title, [(TOPICS, and_(TOPICS.dictionary == "topic", TOPICS.key == Document.topic))],
    ),
    Grouping.CASE_FILE: (
        Document.case_file, FILES.title,
        [(FILES, and_(FILES.dictionary == "case_file", FILES.key == Document.case_file))],
    ),
    Grouping.STATE: (Document.state, cast(Document.state, Text), []),
    Grouping.MONTH: (MONTH, func.to_char(Document.registered, "YYYYMM"), []),
}  # fmt: skip


def document_page(
    session: Session, caller: Caller, chosen: DocumentFilter, today: date, offset: int, limit: int
) -> Page[DocumentRow]:
    """Two statements, however many documents there are: the number of all, and the page with its names.

    What tallies do not count is counted as far as a few screens; beyond that the page says that there are more.
    """
    order, known, more = order_of(chosen, today), _tallied(session, caller, chosen), False
    total = known.total if known else 0
    if known and chosen.sort is Sort.REGISTERED and not chosen.rising:
        page = _newest(session, caller, chosen, today, known, offset, limit)
        shown = page.order_by(*order).limit(limit).subquery()
    else:
        fits = and_(sight(caller), *conditions_of(session, caller, chosen, today))
        short = chosen.sort in READ
        if not known:
            total, more = _count_so_far(session, fits, SORTED_AT_MOST if short else offset + limit)
        if short and (more or total > SORTED_AT_MOST):
            raise Invalid(TOO_LONG, [Problem("sort", TOO_LONG)])
        found = select(Document.id).where(fits)
        if known and is_found_by_number(caller, chosen):
            found = found_by_number(session, caller, chosen, order, known, offset, limit)
        shown = _from_the_nearer_end(found, order, total, offset, limit, more=more)
    rows = session.execute(document_rows(today).join(shown, shown.c.id == Document.id).order_by(*order))
    return Page(total, [document_row(row) for row in rows], more)


def number_of(
    session: Session, caller: Caller, chosen: DocumentFilter, today: date, since: datetime | None = None
) -> int:
    """How many documents the caller sees in a register, or how many of them have come into it since a moment."""
    known = _tallied(session, caller, chosen) if since is None else None
    if known:
        return known.total
    come = [] if since is None else [func.coalesce(Document.registered_at, Document.created) > since]
    fits = and_(sight(caller, counting=True), *conditions_of(session, caller, chosen, today), *come)
    return session.execute(select(func.count()).select_from(Document).where(fits)).scalar_one()


def _tallied(session: Session, caller: Caller, chosen: DocumentFilter) -> Months | None:
    """What tallies know of a register; they know nothing of a filtered one, nor of a caller with limited grants."""
    if chosen != _whole(chosen) or not countable(caller):
        return None
    return months(session, caller, Document, _classes(chosen), chosen.states[0])


def _count_so_far(session: Session, fits: ColumnElement[bool], shown: int) -> tuple[int, bool]:
    """How many fit, and whether there are more than were counted."""
    most = max(COUNTED, shown)
    few = select(Document.id).where(fits).limit(most + 1).subquery()
    total = session.execute(select(func.count()).select_from(few)).scalar_one()
    return min(total, most), total > most


def _from_the_nearer_end(
    found: Select[Any], order: list[Any], total: int, offset: int, limit: int, *, more: bool
) -> Any:
    """The page's ids, passed over from the end that is nearer: the last page costs as little as the first."""
    if more or offset + limit <= total // 2 or offset >= total:
        return found.order_by(*order).offset(offset).limit(limit).subquery()
    shown = min(limit, total - offset)
    return found.order_by(*map(reversed_way, order)).offset(total - offset - shown).limit(shown).subquery()


def groups_of(session: Session, caller: Caller, chosen: DocumentFilter, by: Grouping, today: date) -> list[Group]:
    """The groups of what the caller sees in a register, with the number of documents in each."""
    key, title, joins = GROUPS[by]
    counted = select(key.label("group_key"), title.label("group_title"), func.count().label("documents")).select_from(
        Document
    )
    for target, on in joins:
        counted = counted.outerjoin(target, on)
    fits = and_(sight(caller, counting=True), *conditions_of(session, caller, chosen, today))
    rows = session.execute(
        counted.where(fits).group_by("group_key", "group_title").order_by(text("group_title NULLS LAST"))
    )
    return [Group("" if row.group_key is None else str(row.group_key), _said(by, row), row.documents) for row in rows]


def _said(by: Grouping, row: Any) -> str:
    if by is Grouping.STATE:
        return DocumentState(row.group_key).label
    if by is Grouping.MONTH:
        return f"{MONTHS[int(row.group_key[:2]) - 1]} {row.group_key[3:]}" if row.group_key else "Без даты"
    return str(row.group_title or row.group_key or "Не указано")


def _whole(chosen: DocumentFilter) -> DocumentFilter | None:
    """The register of a class, or of all, in one state without filters, which tallies count in whatever order."""
    if len(chosen.states) != 1:
        return None
    return DocumentFilter(
        document_class=chosen.document_class, states=chosen.states, sort=chosen.sort, rising=chosen.rising,
        sort_field=chosen.sort_field,
    )  # fmt: skip


def _classes(chosen: DocumentFilter) -> Sequence[DocumentClass]:
    return list(DocumentClass) if chosen.document_class is None else [chosen.document_class]


def _newest(
    session: Session, caller: Caller, chosen: DocumentFilter, today: date, known: Months, offset: int, limit: int
) -> Select[Any]:
    """The page from the month on in which it begins, in the shape that costs less."""
    month, passed = known.before(offset)
    place = offset - passed
    sparse = known.is_sparse(place + limit)
    fits = Document.id.in_(_gathered(caller)) if sparse else visible(caller)
    page = select(Document.id).where(fits, *conditions_of(session, caller, chosen, today)).offset(place)
    if passed and month is not None:
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        page = page.where(Document.registered < following)
    if offset and offset >= known.total:
        page = page.where(false())
    return page


def _gathered(caller: Caller) -> Any:
    return gathered(Document, shape_of(caller), Document.id).params(**values_of(caller))


def sight(caller: Caller, *, counting: bool = False) -> ColumnElement[bool]:
    """Who sees little is asked what that is, who sees much is asked of each document that the filters leave."""
    return Document.id.in_(_gathered(caller)) if sees_little(caller) else visible(caller, counting=counting)


def is_registered(document_class: DocumentClass) -> ColumnElement[bool]:
    """A registered document of the class, in the words of the register's index."""
    return and_(Document.document_class == document_class, Document.state == DocumentState.REGISTERED)


def addressees_of(document_id: Any) -> Select[Any]:
    """«Щукина Ж. Ё., Ёлкин С. П.» in their order."""
    return (
        select(func.string_agg(INITIALS, aggregate_order_by(COMMA, DocumentAddressee.position)))
        .join_from(DocumentAddressee, Person).where(DocumentAddressee.document_id == document_id)
    )  # fmt: skip


def _named(column: Any, condition: ColumnElement[bool]) -> Any:
    """A name beside the document: asked for by itself, for a join more doubles what the planner weighs."""
    return select(column).where(condition).correlate(Document).scalar_subquery()


def document_rows(today: date | None = None) -> Select[Any]:
    """The columns of a register row, to be narrowed; without a day nothing is said of the force of acts."""
    force, since = force_on(today) if today else (type_coerce(Force.NONE, BY_VALUE), null())
    addressees = addressees_of(Document.id).correlate(Document).scalar_subquery()
    kind = _named(DocumentKind.title, DocumentKind.key == Document.kind)
    place = _named(RegistrationPlace.title, RegistrationPlace.id == Document.place_id)
    signatory = _named(INITIALS, Person.id == Document.signatory_id)
    executor = _named(INITIALS, Person.id == Document.executor_id)
    controller = _named(INITIALS, Person.id == Document.controller_id)
    unit = _named(Unit.short_title, Unit.id == Document.unit_id)
    return (
        select(
            Document.id, Document.number, Document.registered, kind.label("kind"), WHO,
            Document.their_number, Document.their_date, Document.summary, addressees.label("addressees"),
            Document.control_due, place.label("place"), Document.restriction,
            Document.document_class, Document.state, signatory.label("signatory"),
            executor.label("executor"), unit.label("unit"), force.label("force"), since.label("force_since"),
            Document.form, Document.extra, Document.received, Document.case_file, Document.sheets, Document.remark,
            controller.label("controller"),
        )
        .select_from(Document)
        .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
    )  # fmt: skip


def document_row(row: Row[Any]) -> DocumentRow:
    return DocumentRow(
        row.id, row.number, row.registered, row.kind or "", row.name or "", row.their_number, row.their_date,
        row.summary, row.addressees or "", row.control_due, row.place, row.restriction is not Restriction.NONE,
        row.document_class, row.state, row.signatory or "", row.executor or "", row.unit or "", row.force,
        row.force_since, row.form, row.extra, row.received, row.case_file, row.sheets, row.remark,
        row.controller or "",
    )  # fmt: skip


def documents_of(session: Session, correspondent_ids: Sequence[CorrespondentId]) -> dict[CorrespondentId, int]:
    rows = session.execute(
        select(Document.correspondent_id, func.count())
        .where(Document.state == DocumentState.REGISTERED, Document.correspondent_id.in_(correspondent_ids))
        .where(~Document.practice)
        .group_by(Document.correspondent_id)
    )
    counted = {row[0]: row[1] for row in rows}
    return {each: counted.get(each, 0) for each in correspondent_ids}


def unregistered_page(
    session: Session, caller: Caller, chosen: QueueFilter, offset: int, limit: int
) -> Page[UnregisteredRow]:
    """Papers and signed projects without a number at the places where the caller registers, oldest first."""
    places = [place.id for place in caller.me.places]
    fits = and_(
        Document.state.in_([DocumentState.DRAFT, DocumentState.AWAITING]), Document.place_id.in_(places),
        visible(caller), waits_for(caller), *(_in_queue(word) for word in chosen.text.split()),
    )  # fmt: skip
    named = select(Document.id).outerjoin(Correspondent, Correspondent.id == Document.correspondent_id).outerjoin(
        DocumentKind, DocumentKind.key == Document.kind)  # fmt: skip
    total = session.execute(select(func.count()).select_from(named.where(fits).subquery())).scalar_one()
    rows = session.execute(
        select(
            Document.id, Document.created, Document.source, Document.name, Document.pages,
            Correspondent.name.label("who"), Document.summary, Document.reading, Document.document_class,
            DocumentKind.title.label("kind"), Document.proposed,
        )
        .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
        .outerjoin(DocumentKind, DocumentKind.key == Document.kind)
        .where(fits).order_by(Document.created, Document.id).offset(offset).limit(limit)
    )  # fmt: skip
    found = [
        UnregisteredRow(
            *row[:5], row.who or "", row.summary, row.reading, row.document_class, row.kind or "",
            "" if row.who else row.proposed.get("correspondent", ""),
            "" if row.summary else row.proposed.get("summary", ""),
        )
        for row in rows
    ]  # fmt: skip
    return Page(total, found)


def _in_queue(word: str) -> ColumnElement[bool]:
    """The queue is short: its rows are looked through as they read."""
    folded = word.lower().replace("ё", "е")
    columns = (
        Document.source, Document.name, Document.summary, Correspondent.name, DocumentKind.title,
        case((Correspondent.name.is_(None), Document.proposed["correspondent"].astext)),
        case((Document.summary == "", Document.proposed["summary"].astext)),
    )  # fmt: skip
    read = [func.translate(func.lower(func.coalesce(column, "")), "ё", "е") for column in columns]
    return or_(*(each.contains(folded, autoescape=True) for each in read))


def names_of(session: Session, person_ids: Sequence[int]) -> dict[Any, str]:
    rows = session.execute(
        select(Person.id, Person.surname, Person.first_name, Person.patronymic).where(Person.id.in_(person_ids))
    )
    return {row.id: short_name(row.surname, row.first_name, row.patronymic) for row in rows}
