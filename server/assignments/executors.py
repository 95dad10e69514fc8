"""Whom an assignment may be given to: people, units, posts with their holders, and whether they will be there."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased

from common.assignments.cards import Absence, ExecutorRow
from common.identity import PersonRow
from common.kernel.ids import POSTS, UNITS, ExecutorId, PostId
from server.assignments.standing import people_behind
from server.identity.models import Person, Post, Substitution, Unit, employed, short_name
from server.identity.posts import NamedPost, answering, posts_like, posts_named
from server.identity.profile import people_like

Deputy = aliased(Person)
POSTS_AT_ONCE = 5  # beside people and units


def executors_like(session: Session, text: str, limit: int, today: date) -> list[ExecutorRow]:
    """Those of that surname, then units, posts, people known by their post: who types a surname looks for a person."""
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
    posts = [_of_post(each, f"должность, {each.place}") for each in posts_like(session, typed, POSTS_AT_ONCE)]
    return [*named[: limit - min(len(led) + len(posts), limit // 2)], *led, *posts, *others][:limit]


def _of_post(post: NamedPost, detail: str) -> ExecutorRow:
    return ExecutorRow(ExecutorId(POSTS + post.id), post.title, detail)


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
        .where(Unit.id.in_([each - UNITS for each in named if UNITS < each < POSTS]))
    )  # fmt: skip
    found = {ExecutorId(row.id): ExecutorRow(ExecutorId(row.id), short_name(*row[1:4]), row.post) for row in people}
    for row in units:
        found[ExecutorId(UNITS + row.id)] = ExecutorRow(ExecutorId(UNITS + row.id), row.short_title, row.title)
    posts = posts_named(session, [PostId(each - POSTS) for each in named if each > POSTS])
    found |= {ExecutorId(POSTS + each): _of_post(post, post.place) for each, post in posts.items()}
    return found


def at_work(session: Session, executors: Iterable[ExecutorId], today: date) -> set[ExecutorId]:
    """Those who may be named: people at work, open units with a head, open posts for which somebody answers."""
    named = set(executors)
    people, units, posts = (
        {each - low for each in named if low < each < high}
        for low, high in ((0, UNITS), (UNITS, POSTS), (POSTS, 2 * POSTS))
    )
    at_work = select(Person.id).where(Person.id.in_(people), employed(today))
    found = {ExecutorId(each) for each in session.scalars(at_work)}
    led = select(Unit.id).where(Unit.id.in_(units), Unit.closed.is_(None), Unit.head_id.is_not(None))
    found |= {ExecutorId(UNITS + each) for each in session.scalars(led)}
    existing = session.scalars(select(Post.id).where(Post.id.in_(posts), Post.closed.is_(None)))
    return found | {ExecutorId(POSTS + each) for each in answering(session, list(existing))}


def titles_of(session: Session, executors: Iterable[ExecutorId]) -> dict[ExecutorId, str]:
    return {each: row.title for each, row in rows_of(session, executors).items()}


def absences(session: Session, executors: Iterable[ExecutorId], on: date) -> list[Absence]:
    """Deputies who act, one for each of the absent; the head answers for a unit, the holder for a post."""
    named = list(executors)
    behind = people_behind(session, named)
    rows = session.execute(
        select(
            Substitution.absent_id, Substitution.since, Substitution.until, Person.surname, Person.first_name,
            Person.patronymic, Deputy.id.label("deputy_id"), Deputy.surname.label("deputy_surname"),
            Deputy.first_name.label("deputy_name"), Deputy.patronymic.label("deputy_patronymic"),
            Deputy.post.label("deputy_post"),
        )
        .join(Person, Person.id == Substitution.absent_id).join(Deputy, Deputy.id == Substitution.deputy_id)
        .where(Substitution.absent_id.in_(behind.values()), Substitution.since <= on, Substitution.until >= on)
        .where(Substitution.acts, or_(Deputy.dismissed.is_(None), Deputy.dismissed > on))
        .order_by(case((Substitution.kinds == [], 0), else_=1), Substitution.id)
    )  # fmt: skip
    found: dict[ExecutorId, Absence] = {}
    for row in rows:
        for executor in (each for each, person in behind.items() if person == row.absent_id):
            found.setdefault(executor, _absence(executor, row))
    return list(found.values())


def _absence(executor: ExecutorId, row: Any) -> Absence:
    deputy = short_name(row.deputy_surname, row.deputy_name, row.deputy_patronymic)
    title = short_name(row.surname, row.first_name, row.patronymic)
    return Absence(
        executor, title, row.since, row.until, ExecutorRow(ExecutorId(row.deputy_id), deputy, row.deputy_post)
    )  # fmt: skip
