"""Whom an assignment may be given to: people and units with their heads, and whether they will be there."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased

from common.assignments.cards import Absence, ExecutorRow
from common.identity import PersonRow
from common.kernel.ids import UNITS, ExecutorId, PersonId
from server.identity.models import Person, Substitution, Unit, short_name
from server.identity.profile import people_like

Deputy = aliased(Person)


def executors_like(session: Session, text: str, limit: int, today: date) -> list[ExecutorRow]:
    """Those of that surname, then units, then people known by their post: who types a surname looks for a person."""
    people = people_like(session, text, limit, today)
    typed = text.strip().lower().replace("ё", "е")
    titles = [func.translate(func.lower(column), "ё", "е") for column in (Unit.title, Unit.short_title, Unit.code)]
    units = session.execute(
        select(Unit.id, Unit.title, Person.surname, Person.first_name, Person.patronymic)
        .join(Person, Person.id == Unit.head_id).where(Unit.closed.is_(None))
        .where(or_(*(title.startswith(typed, autoescape=True) for title in titles)))
        .order_by(Unit.title, Unit.id).limit(limit)
    )  # fmt: skip
    named = [_person(row) for row in people if row.name.lower().replace("ё", "е").startswith(typed)]
    others = [_person(row) for row in people if not row.name.lower().replace("ё", "е").startswith(typed)]
    led = [
        ExecutorRow(ExecutorId(UNITS + row.id), row.title, f"подразделение, {short_name(*row[2:])}") for row in units
    ]
    return [*named[: limit - min(len(led), limit // 2)], *led, *others][:limit]


def _person(row: PersonRow) -> ExecutorRow:
    detail = " · ".join(part for part in (row.post, row.unit) if part)
    return ExecutorRow(ExecutorId(row.id), row.name, detail, row.absent_until, deputy=row.deputy)


def rows_of(session: Session, executors: Iterable[ExecutorId]) -> dict[ExecutorId, ExecutorRow]:
    named = list(executors)
    people = session.execute(
        select(Person.id, Person.surname, Person.first_name, Person.patronymic, Person.post)
        .where(Person.id.in_([each for each in named if each < UNITS]))
    )  # fmt: skip
    units = session.execute(
        select(Unit.id, Unit.short_title, Unit.title)
        .where(Unit.id.in_([each - UNITS for each in named if each > UNITS]))
    )  # fmt: skip
    found = {ExecutorId(row.id): ExecutorRow(ExecutorId(row.id), short_name(*row[1:4]), row.post) for row in people}
    for row in units:
        found[ExecutorId(UNITS + row.id)] = ExecutorRow(ExecutorId(UNITS + row.id), row.short_title, row.title)
    return found


def titles_of(session: Session, executors: Iterable[ExecutorId]) -> dict[ExecutorId, str]:
    return {each: row.title for each, row in rows_of(session, executors).items()}


def absences(session: Session, executors: Iterable[ExecutorId], on: date) -> list[Absence]:
    """Deputies who act, one for each of the absent; the head answers for a unit."""
    named = list(executors)
    units = {each - UNITS for each in named if each > UNITS}
    head = {row.head_id: row for row in session.execute(select(Unit.id, Unit.head_id, Unit.short_title)
                                                         .where(Unit.id.in_(units)))}  # fmt: skip
    people = [PersonId(each) for each in named if each < UNITS]
    rows = session.execute(
        select(
            Substitution.absent_id, Substitution.since, Substitution.until, Person.surname, Person.first_name,
            Person.patronymic, Deputy.id.label("deputy_id"), Deputy.surname.label("deputy_surname"),
            Deputy.first_name.label("deputy_name"), Deputy.patronymic.label("deputy_patronymic"),
            Deputy.post.label("deputy_post"),
        )
        .join(Person, Person.id == Substitution.absent_id).join(Deputy, Deputy.id == Substitution.deputy_id)
        .where(Substitution.absent_id.in_([*people, *head]), Substitution.since <= on, Substitution.until >= on)
        .where(Substitution.acts, or_(Deputy.dismissed.is_(None), Deputy.dismissed > on))
        .order_by(case((Substitution.kinds == [], 0), else_=1), Substitution.id)
    )  # fmt: skip
    found: dict[ExecutorId, Absence] = {}
    for row in rows:
        for executor in [row.absent_id] if row.absent_id in people else [UNITS + head[row.absent_id].id]:
            found.setdefault(ExecutorId(executor), _absence(ExecutorId(executor), row))
    return list(found.values())


def _absence(executor: ExecutorId, row: Any) -> Absence:
    deputy = short_name(row.deputy_surname, row.deputy_name, row.deputy_patronymic)
    title = short_name(row.surname, row.first_name, row.patronymic)
    return Absence(
        executor, title, row.since, row.until, ExecutorRow(ExecutorId(row.deputy_id), deputy, row.deputy_post)
    )  # fmt: skip
