"""What follows from who one is: rights, places, and everybody in whose name documents may be seen."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, case, func, select, true
from sqlalchemy.orm import Session, aliased

from common.identity import Me, PersonRow, Place, StandIn
from common.kernel.ids import PersonId, PlaceId
from common.kernel.rights import Right
from server.core.service import EVERYBODY, Grant, RoleGrant, post_principal, unit_principal
from server.identity.models import Person, Substitution, Unit, short_name
from server.identity.organisation import Organisation, RoleOf, StandsIn

WORD = re.compile(r"\w+")
MARKS = ".,-–—«»\"'()№/:;"
SHORTEST = 3  # letters of a surname of which more may be mistyped
ALIKE = 0.3  # likeness from which a surname counts as meant
LENT = frozenset(
    {
        Right.READ_DOCUMENTS,
        Right.READ_ASSIGNMENTS,
        Right.DRAFT,
        Right.ADD_APPROVERS,
        Right.DISTRIBUTE,
        Right.RESOLVE,
        Right.EXECUTE,
        Right.CONTROL,
    }
)


class Profile(Struct, frozen=True):
    me: Me
    grants: tuple[Grant, ...]
    rights: frozenset[Right]
    roles: tuple[RoleGrant, ...]


def profile_of(organisation: Organisation, person_id: PersonId, day: date) -> Profile:
    """The person's own rights, and the documents seen in the name of others on that day.

    A leader sees what the unit and those below it take part in, an assistant what the leader sees, a deputy what the
    absent person takes part in, as far as the substitution goes.
    """
    person = organisation.people[person_id]
    roles = [role for role in organisation.roles.get(person_id, ()) if role.holds_on(day)]
    absent = [each for each in organisation.stands_in.get(person_id, ()) if each.since <= day <= each.until]
    granted = (
        *(RoleGrant(rights=role.rights, place_id=role.place_id, kinds=role.kinds, states=role.states)
          for role in roles),
        *(lent for each in absent if each.acts for lent in _lent(organisation, each, day)),
    )  # fmt: skip
    rights = frozenset({Right.SIGNED_IN}.union(*(role.rights for role in granted)))
    me = Me(
        person.id, person.name, person.post, person.unit_id, organisation.units[person.unit_id].title, sorted(rights),
        _places(roles), [_row(organisation, each.absent_id) for each in absent if each.acts],
        [StandIn(each.absent_id, organisation.people[each.absent_id].name, each.until, each.acts, each.signs,
                 list(each.kinds)) for each in absent],
    )  # fmt: skip
    return Profile(me, tuple(_grants(organisation, person_id, roles, absent, day)), rights, granted)


def _lent(organisation: Organisation, absent: StandsIn, day: date) -> Iterable[RoleGrant]:
    """With what rights one acts for an absent person: those of work with documents; no place of registration."""
    for role in organisation.roles.get(absent.absent_id, ()):
        kinds = tuple(kind for kind in absent.kinds if not role.kinds or kind in role.kinds) or role.kinds
        apart = absent.kinds and role.kinds and not set(absent.kinds) & set(role.kinds)
        if role.holds_on(day) and role.rights & LENT and not apart:
            yield RoleGrant(
                rights=role.rights & LENT, kinds=kinds, states=role.states, in_stead_of=absent.absent_id
            )  # fmt: skip


def _places(roles: Iterable[RoleOf]) -> list[Place]:
    titles = {role.place_id: role.place for role in roles if role.place_id is not None}
    return [Place(place_id, title) for place_id, title in sorted(titles.items(), key=lambda item: item[1])]


def _row(organisation: Organisation, person_id: PersonId) -> PersonRow:
    person = organisation.people[person_id]
    return PersonRow(person.id, person.name, person.post, organisation.units[person.unit_id].title)


def _grants(
    organisation: Organisation, person_id: PersonId, roles: list[RoleOf], absent: list[StandsIn], day: date
) -> Iterable[Grant]:
    """The grant without limits, then those limited by kinds and states."""
    names = [person_id, *(each.absent_id for each in absent if not each.kinds)]
    assisted = organisation.people[person_id].assistant_of_id
    if assisted is not None:
        names.append(assisted)
    in_person = [person_id, *(each.absent_id for each in absent if each.confidential and not each.kinds)]
    readers = [role for role in roles if role.place_id is not None and Right.READ_DOCUMENTS in role.rights]
    files = sorted({each.case_file for each in organisation.files.get(person_id, ()) if each.holds_on(day)})
    yield in_name_of(
        organisation, names, in_person, files=tuple(files),
        places=tuple(sorted({PlaceId(r.place_id or 0) for r in readers if not (r.kinds or r.states)})),
    )  # fmt: skip
    for role in readers:
        if role.kinds or role.states:
            yield Grant(places=(role.place_id or 0,), kinds=role.kinds, states=role.states)
    for each in absent:
        if each.kinds:
            confidential = [each.absent_id] if each.confidential else []
            yield in_name_of(organisation, [each.absent_id], confidential, kinds=each.kinds)


def in_name_of(
    organisation: Organisation, names: list[PersonId], in_person: list[PersonId], *,
    places: tuple[int, ...] = (), files: tuple[str, ...] = (), kinds: tuple[str, ...] = (),
) -> Grant:  # fmt: skip
    """People and posts whose documents their units see anyway are left out: whose units these are sees them too."""
    units = organisation.led_by(names)
    seats = sorted(
        seat.id for seat in organisation.seats.values()
        if organisation.answers_for(seat) in names and not seat.units <= units
    )  # fmt: skip
    alone = {name for name in names if not organisation.ever_in(name) <= units}
    return Grant(
        places=places,
        units=(
            *(() if kinds else (EVERYBODY,)),
            *sorted(unit_principal(unit) for unit in units),
            *map(post_principal, seats),
        ),
        files=files,
        people=tuple(sorted({*alone, *(-name for name in in_person)})),
        everywhere=units == organisation.units.keys(),
        kinds=kinds,
    )


def people_like(session: Session, text: str, limit: int, today: date, *, dismissed: bool = False) -> list[PersonRow]:
    """Employees each typed word of whom begins a word of name, post or unit, or whose surname looks like it.

    Those whose names begin with the words in their turn come first: «Сидорова Н» means Наталья, not a «начальник».
    Each with an absence that covers today.
    """
    typed = text.strip().lower().replace("ё", "е")
    words = WORD.findall(typed)
    if typed and not words:
        return []
    named = " " + func.concat_ws(
        " ", Person.surname, Person.first_name, Person.patronymic, Person.post, Unit.title, Unit.short_title
    )
    known = func.translate(func.lower(named), "ё" + MARKS, "е" + " " * len(MARKS))
    employed = true() if dismissed else Person.dismissed.is_(None)
    statement = _people_rows(today).where(employed).limit(limit)
    names = (Person.surname, Person.first_name, Person.patronymic)
    in_turn = [_folded(name).startswith(word, autoescape=True) for name, word in zip(names, words, strict=False)]
    begun = case((and_(true(), *in_turn), 0), (_folded(Person.surname).startswith(typed, autoescape=True), 1), else_=2)
    by_name = (_folded(Person.surname), _folded(Person.first_name), Person.id)
    rows = session.execute(
        statement.where(*(known.contains(f" {word}", autoescape=True) for word in words)).order_by(begun, *by_name)
    ).all()
    if not rows and words and len(words[0]) > SHORTEST:
        likeness = func.similarity(_folded(Person.surname), words[0])
        rows = session.execute(statement.where(likeness > ALIKE).order_by(likeness.desc(), *by_name)).all()
    return list({row.id: _found(row) for row in rows}.values())  # whoever has two deputies is named once


def _people_rows(today: date) -> Any:
    deputy = aliased(Person)
    return (
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
    )  # fmt: skip


def _folded(column: Any) -> ColumnElement[str]:
    """As people look for a name: small letters, ё as е, which the database would put after я."""
    return func.translate(func.lower(column), "ё", "е")


def _found(row: Any) -> PersonRow:
    return PersonRow(
        row.id, short_name(row.surname, row.first_name, row.patronymic), row.post, row.title, row.until,
        short_name(row.deputy_surname, row.deputy_name, row.deputy_patronymic) if row.until else "",
    )  # fmt: skip
