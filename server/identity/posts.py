"""Posts: who holds one today, who answers for a vacant one, and how both follow people and units."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.orm import Session, aliased

from common.kernel.ids import PersonId, PostId, UnitId
from server.identity.models import Person, Post, Unit, employed, short_name

Holder = aliased(Person)
VACANT = "вакантна, исполняет руководитель подразделения"

# Of a post joined with its unit; nobody's when it is vacant and the unit has no head.
ANSWERS = func.coalesce(Post.holder_id, Unit.head_id)


class NamedPost(Struct, frozen=True):
    """A post in words: «Ведущий архивист (Щукина Ж. Ё.)», and where it stands."""

    id: PostId
    title: str
    unit: str
    is_vacant: bool
    closed: date | None

    @property
    def place(self) -> str:
        return f"{self.unit} · {VACANT}" if self.is_vacant else self.unit


def posts_like(session: Session, typed: str, limit: int) -> list[NamedPost]:
    """The posts each typed word of which begins a word of title or unit; those that nobody answers for are left out."""
    words = typed.strip().lower().replace("ё", "е").split()
    if not words:
        return []
    known = func.translate(func.lower(" " + func.concat_ws(" ", Post.title, Unit.title, Unit.short_title)), "ё", "е")
    rows = session.execute(
        _rows().where(Post.closed.is_(None), ANSWERS.is_not(None))
        .where(*(known.contains(f" {word}", autoescape=True) for word in words))
        .order_by(func.lower(Post.title).startswith(words[0], autoescape=True).desc(), Post.title, Unit.code, Post.id)
        .limit(limit)
    )  # fmt: skip
    return [_named(row) for row in rows]


def posts_named(session: Session, post_ids: Iterable[PostId]) -> dict[PostId, NamedPost]:
    ids = list(post_ids)
    rows = session.execute(_rows().where(Post.id.in_(ids))) if ids else ()
    return {row.id: _named(row) for row in rows}


def _rows() -> Any:
    return (
        select(Post.id, Post.title, Unit.title.label("unit"), Post.closed,
               Holder.surname, Holder.first_name, Holder.patronymic)
        .select_from(Post).join(Unit, Unit.id == Post.unit_id).outerjoin(Holder, Holder.id == Post.holder_id)
    )  # fmt: skip


def _named(row: Any) -> NamedPost:
    holder = short_name(row.surname, row.first_name, row.patronymic) if row.surname else "вакантна"
    return NamedPost(row.id, f"{row.title} ({holder})", row.unit, not row.surname, row.closed)


def create_all(session: Session, today: date) -> None:
    """Gives everybody the post that his card names."""
    held = select(Person.unit_id, Person.post, Person.id).where(employed(today))
    session.execute(insert(Post).from_select(["unit_id", "title", "holder_id"], held.order_by(Person.id)))


def appoint(session: Session, post: Post, person: Person) -> None:
    """Ends whoever held the post, and what the person held before; the card says the new words and unit."""
    freed = update(Post).where(Post.holder_id == person.id, Post.id != post.id)
    session.execute(freed.values(holder_id=None))
    post.holder_id = person.id
    person.post, person.unit_id = post.title, post.unit_id
    session.flush()


def follow(session: Session, person: Person, today: date) -> None:
    """Puts the person into the post that the card names: the one held, a vacant one of that unit, or a new one."""
    if person.dismissed is not None and person.dismissed <= today:
        session.execute(update(Post).where(Post.holder_id == person.id).values(holder_id=None))
        return
    fits = select(Post).where(Post.unit_id == person.unit_id, Post.title == person.post, Post.closed.is_(None))
    own = session.scalars(fits.where(Post.holder_id == person.id)).first()
    if own is not None:
        return
    vacant = session.scalars(fits.where(Post.holder_id.is_(None)).order_by(Post.id).with_for_update()).first()
    if vacant is None:
        vacant = Post(unit_id=person.unit_id, title=person.post)
        session.add(vacant)
        session.flush()  # the id
    appoint(session, vacant, person)


def follow_units(session: Session) -> None:
    """After people have changed units their posts are where they are."""
    moved = update(Post).where(Post.holder_id == Person.id, Post.unit_id != Person.unit_id)
    session.execute(moved.values(unit_id=Person.unit_id))


def hand_over(session: Session, unit_id: UnitId, successor_id: UnitId) -> None:
    """The vacant posts of a unit that closes."""
    vacant = update(Post).where(Post.unit_id == unit_id, Post.holder_id.is_(None), Post.closed.is_(None))
    session.execute(vacant.values(unit_id=successor_id))


def answering(session: Session, post_ids: Collection[PostId]) -> dict[PostId, PersonId]:
    """Of each post who does its work today; those are left out that nobody answers for."""
    found = session.execute(
        select(Post.id, ANSWERS).join(Unit, Unit.id == Post.unit_id).where(Post.id.in_(post_ids))
    )  # fmt: skip
    return {row[0]: row[1] for row in found if row[1] is not None}


def answered_by(session: Session, person_ids: Collection[PersonId]) -> dict[PersonId, set[PostId]]:
    """The posts whose work each does today: the one held, and the vacant ones of the units that he or she leads."""
    held = select(Post.id, Post.holder_id).where(Post.holder_id.in_(person_ids))
    vacant = (
        select(Post.id, Unit.head_id).join(Unit, Unit.id == Post.unit_id)
        .where(Post.holder_id.is_(None), Post.executes, Unit.head_id.in_(person_ids))
    )  # fmt: skip
    found: dict[PersonId, set[PostId]] = {}
    for post_id, person_id in session.execute(held.union_all(vacant)):
        if person_id is not None:
            found.setdefault(person_id, set()).add(post_id)
    return found


def put_to_work(session: Session, post_ids: Collection[PostId]) -> None:
    """From now on what the holder sees depends on the post; said once, for everybody's view is read again then."""
    idle = Post.id.in_(post_ids), Post.executes.is_(False)
    if post_ids and session.scalar(select(literal(1)).where(*idle).limit(1)):
        session.execute(update(Post).where(*idle).values(executes=True))
