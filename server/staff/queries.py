"""What the registers of staff show."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from common.kernel.ids import UnitId
from common.kernel.paging import Page
from common.registry.classes import DocumentState
from common.staff import EmployeeRow, FileReaderRow, HoldingRow, RoleRow, SubstitutionRow, UnitRow
from server.identity.models import (
    Account,
    FileReader,
    Person,
    PersonRole,
    RegistrationPlace,
    Role,
    Substitution,
    Unit,
    UnitSuccession,
    employed,
    short_name,
)
from server.registry.models import DocumentKind
from server.registry.queries import initials

COMMA: ColumnElement[str] = literal_column("', '")
Absent, Deputy, Parent, Head = aliased(Person), aliased(Person), aliased(Unit), aliased(Person)
FOLDED = func.translate(func.lower(Person.surname), "ё", "е")


def employees(
    session: Session, text: str, *, dismissed: bool, unit_id: UnitId | None, day: date, offset: int, limit: int
) -> Page[EmployeeRow]:
    fits = [_named(text)]
    if unit_id is not None:
        fits.append(Person.unit_id == unit_id)
    if not dismissed:
        fits.append(employed(day))
    roles = (
        select(func.string_agg(Role.title.distinct(), aggregate_order_by(COMMA, Role.title)))
        .join_from(PersonRole, Role).where(PersonRole.person_id == Person.id)
        .where(or_(PersonRole.until.is_(None), PersonRole.until >= day)).correlate(Person).scalar_subquery()
    )  # fmt: skip
    counted = select(func.count()).select_from(Person).join(Unit, Unit.id == Person.unit_id).where(*fits)
    rows = session.execute(
        select(
            Person.id, Person.surname, Person.first_name, Person.patronymic, Person.post, Unit.title,
            Account.login, roles.label("roles"), Person.dismissed,
        )
        .join(Unit, Unit.id == Person.unit_id).outerjoin(Account, Account.person_id == Person.id)
        .where(*fits).order_by(FOLDED, Person.first_name, Person.id).offset(offset).limit(limit)
    )  # fmt: skip
    found = [
        EmployeeRow(row.id, short_name(row.surname, row.first_name, row.patronymic), row.post, row.title,
                    row.login or "", row.roles or "", row.dismissed)
        for row in rows
    ]  # fmt: skip
    return Page(session.scalar(counted) or 0, found)


def _named(text: str) -> ColumnElement[bool]:
    typed = text.strip().lower().replace("ё", "е")
    columns = (Person.surname, Person.post, Unit.title, Unit.short_title)
    folded = [func.translate(func.lower(column), "ё", "е") for column in columns]
    return or_(*(column.contains(typed, autoescape=True) for column in folded))


def role_rows(session: Session, day: date) -> list[RoleRow]:
    people = (
        select(func.count(PersonRole.person_id.distinct())).where(PersonRole.role_id == Role.id)
        .where(or_(PersonRole.until.is_(None), PersonRole.until >= day)).correlate(Role).scalar_subquery()
    )  # fmt: skip
    rows = session.execute(select(Role.id, Role.title, Role.rights, people).order_by(Role.title))
    return [RoleRow(*row) for row in rows]


def holding_page(session: Session, text: str, day: date, offset: int, limit: int) -> Page[HoldingRow]:
    kinds = dict(session.execute(select(DocumentKind.key, DocumentKind.title)).all())
    fits = or_(_named(text), func.lower(Role.title).contains(text.strip().lower(), autoescape=True))
    joined = (
        select(PersonRole, initials(Person).label("person"), Role.title.label("role"),
               RegistrationPlace.title.label("place"))
        .join(Person, Person.id == PersonRole.person_id).join(Unit, Unit.id == Person.unit_id)
        .join(Role, Role.id == PersonRole.role_id)
        .outerjoin(RegistrationPlace, RegistrationPlace.id == PersonRole.place_id).where(fits)
    )  # fmt: skip
    total = session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    ended = (PersonRole.until < day).is_(True)
    page = session.execute(joined.order_by(ended, FOLDED, Person.first_name, PersonRole.id).offset(offset).limit(limit))
    rows = [
        HoldingRow(row.PersonRole.id, row.person, row.role, row.place or "",
                   _limits(row.PersonRole.kinds, row.PersonRole.states, kinds), row.PersonRole.since,
                   row.PersonRole.until)
        for row in page
    ]  # fmt: skip
    return Page(total, rows)


def _limits(kinds: list[str], states: list[str], titles: dict[str, str]) -> str:
    parts = []
    if kinds:
        parts.append("виды: " + ", ".join(titles.get(kind, kind) for kind in kinds))
    if states:
        parts.append("состояния: " + ", ".join(DocumentState(state).label for state in states))
    return "; ".join(parts)


def substitution_page(session: Session, offset: int, limit: int) -> Page[SubstitutionRow]:
    kinds = dict(session.execute(select(DocumentKind.key, DocumentKind.title)).all())
    total = session.scalar(select(func.count()).select_from(Substitution)) or 0
    rows = session.execute(
        select(Substitution, initials(Absent).label("absent"), initials(Deputy).label("deputy"))
        .join(Absent, Absent.id == Substitution.absent_id).join(Deputy, Deputy.id == Substitution.deputy_id)
        .order_by(Substitution.until.desc(), Substitution.id.desc()).offset(offset).limit(limit)
    )  # fmt: skip
    found = [
        SubstitutionRow(row.Substitution.id, row.absent, row.deputy, row.Substitution.since, row.Substitution.until,
                        _scope(row.Substitution, kinds))
        for row in rows
    ]  # fmt: skip
    return Page(total, found)


def _scope(row: Substitution, titles: dict[str, str]) -> str:
    said = ["видит", *(["действует"] if row.acts else []), *(["подписывает"] if row.signs else [])]
    if row.confidential:
        said.append("и ДСП")
    limits = _limits(row.kinds, [], titles)
    return ", ".join(said) + (f" ({limits})" if limits else "")


def file_reader_rows(session: Session) -> list[FileReaderRow]:
    rows = session.execute(
        select(FileReader.id, FileReader.case_file, initials(Person), FileReader.since, FileReader.until)
        .join(Person, Person.id == FileReader.person_id)
        .order_by(FileReader.case_file, FileReader.id)
    )
    return [FileReaderRow(*row) for row in rows]


def unit_rows(session: Session, day: date) -> list[UnitRow]:
    people: Any = (
        select(func.count()).select_from(Person)
        .where(Person.unit_id == Unit.id, employed(day))
        .correlate(Unit).scalar_subquery()
    )  # fmt: skip
    successor = aliased(Unit)
    successors = (
        select(func.string_agg(successor.short_title, aggregate_order_by(COMMA, successor.code)))
        .join_from(UnitSuccession, successor, successor.id == UnitSuccession.successor_id)
        .where(UnitSuccession.unit_id == Unit.id).correlate(Unit).scalar_subquery()
    )  # fmt: skip
    rows = session.execute(
        select(
            Unit.id, Unit.code, Unit.title, Unit.short_title, Unit.parent_id, func.coalesce(Parent.short_title, ""),
            Unit.head_id, func.coalesce(initials(Head), ""), people, Unit.closed, func.coalesce(successors, ""),
        )
        .outerjoin(Parent, Parent.id == Unit.parent_id).outerjoin(Head, Head.id == Unit.head_id)
        .order_by(Unit.closed.is_not(None), Unit.code)
    )  # fmt: skip
    return [UnitRow(*row) for row in rows]
