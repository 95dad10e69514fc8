"""What follows from who one is: rights, places, and everybody in whose name documents may be seen."""

from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from common.identity import Me, PersonRow, Place
from common.kernel.ids import PersonId
from common.kernel.rights import Right
from server.identity.models import Person, PersonRole, RegistrationPlace, Role, Substitution, Unit, short_name


class Profile(Struct, frozen=True):
    me: Me
    principals: list[int]
    rights: frozenset[Right]


def profile_of(session: Session, person_id: PersonId, today: date) -> Profile:
    """The person, those under him or her, those assisted, and those absent today whom he or she stands in for.

    A leader sees what the people of the unit take part in, an assistant what the leader sees, a deputy what the
    absent person takes part in.
    """
    row = session.execute(
        select(Person, Unit.title).join(Unit, Unit.id == Person.unit_id).where(Person.id == person_id)
    ).one()
    person: Person = row.Person
    roles = session.execute(
        select(Role.rights, RegistrationPlace.id, RegistrationPlace.title)
        .join_from(PersonRole, Role).outerjoin(RegistrationPlace, RegistrationPlace.id == PersonRole.place_id)
        .where(PersonRole.person_id == person_id)
    ).all()  # fmt: skip
    places = {role.id: Place(role.id, role.title) for role in roles if role.id is not None}
    rights = frozenset(Right(name) for role in roles for name in role.rights) | {Right.SIGNED_IN}
    absent = _absent(session, person_id, today)
    stands_for = [person_id, *(row.id for row in absent)]
    if person.assistant_of_id is not None:
        stands_for.append(person.assistant_of_id)
    principals = {*stands_for, *places, *_subordinates(session, stands_for)}
    me = Me(
        person.id, person.name, person.post, person.unit_id, row.title, sorted(rights),
        sorted(places.values(), key=lambda place: place.title), absent,
    )  # fmt: skip
    return Profile(me, sorted(principals), rights)


def _absent(session: Session, person_id: PersonId, today: date) -> list[PersonRow]:
    statement = (
        select(Person, Unit.title)
        .join(Unit, Unit.id == Person.unit_id).join(Substitution, Substitution.absent_id == Person.id)
        .where(Substitution.deputy_id == person_id, Substitution.since <= today, Substitution.until >= today)
    )  # fmt: skip
    return [PersonRow(row.Person.id, row.Person.name, row.Person.post, row.title) for row in session.execute(statement)]


def _subordinates(session: Session, heads: list[PersonId]) -> set[int]:
    below = select(Unit.id).where(Unit.head_id.in_(heads)).cte("below", recursive=True)
    child = aliased(Unit)
    below = below.union(select(child.id).join(below, child.parent_id == below.c.id))
    return set(session.scalars(select(Person.id).where(Person.unit_id.in_(select(below.c.id)))))


def people_like(session: Session, text: str, limit: int, today: date) -> list[PersonRow]:
    """Employees whose surname, post or unit begins with the text, each with an absence that covers today."""
    typed = text.strip().lower().replace("ё", "е")
    deputy = aliased(Person)
    statement = (
        select(
            Person.id, Person.surname, Person.first_name, Person.patronymic, Person.post, Unit.title,
            Substitution.until, deputy.surname.label("deputy_surname"), deputy.first_name.label("deputy_name"),
            deputy.patronymic.label("deputy_patronymic"),
        )
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(
            Substitution,
            (Substitution.absent_id == Person.id) & (Substitution.since <= today) & (Substitution.until >= today),
        )
        .outerjoin(deputy, deputy.id == Substitution.deputy_id)
        .where(Person.dismissed.is_(None))
        .where(or_(*(_folded(c).startswith(typed, autoescape=True) for c in (Person.surname, Person.post, Unit.title))))
        .order_by(_folded(Person.surname), _folded(Person.first_name), Person.id)
        .limit(limit)
    )  # fmt: skip
    return [_row(row) for row in session.execute(statement)]


def _folded(column: Any) -> ColumnElement[str]:
    """As people look for a name: small letters, ё as е, which the database would put after я."""
    return func.translate(func.lower(column), "ё", "е")


def _row(row: Any) -> PersonRow:
    return PersonRow(
        row.id, short_name(row.surname, row.first_name, row.patronymic), row.post, row.title, row.until,
        short_name(row.deputy_surname, row.deputy_name, row.deputy_patronymic) if row.until else "",
    )  # fmt: skip
