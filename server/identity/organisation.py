"""The whole organisation in memory: its units, people, roles and substitutions, today or as they were on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from common.kernel.ids import PersonId, PlaceId, PostId, RoleId, UnitId
from common.kernel.rights import Right
from server.core.models import PastRow
from server.identity.models import (
    FileReader,
    Person,
    PersonRole,
    Post,
    RegistrationPlace,
    Role,
    Substitution,
    Unit,
    UnitSuccession,
    short_name,
)


class Employee(Struct, frozen=True):
    id: PersonId
    unit_id: UnitId
    assistant_of_id: PersonId | None
    name: str
    post: str
    dismissed: date | None


class Branch(Struct, frozen=True):
    """A unit in its place in the tree."""

    id: UnitId
    parent_id: UnitId | None
    head_id: PersonId | None
    title: str
    closed: date | None


class Seat(Struct, frozen=True):
    """A post to which work has been given; `units` are all in which it has been, as documents carry them."""

    id: PostId
    title: str
    unit_id: UnitId
    holder_id: PersonId | None
    units: frozenset[UnitId]


class Dated(Struct, frozen=True, kw_only=True):
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class RoleOf(Dated, frozen=True, kw_only=True):
    title: str
    rights: frozenset[Right]
    place_id: PlaceId | None
    place: str
    kinds: tuple[str, ...]
    states: tuple[str, ...]


class StandsIn(Struct, frozen=True, kw_only=True):
    absent_id: PersonId
    since: date
    until: date
    acts: bool
    signs: bool
    confidential: bool
    kinds: tuple[str, ...]


class ReaderOf(Dated, frozen=True, kw_only=True):
    case_file: str


class Organisation(Struct, frozen=True, kw_only=True):
    people: dict[PersonId, Employee]
    units: dict[UnitId, Branch]
    roles: Mapping[PersonId, Sequence[RoleOf]]
    stands_in: Mapping[PersonId, Sequence[StandsIn]]
    files: Mapping[PersonId, Sequence[ReaderOf]]
    successors: Mapping[UnitId, Collection[UnitId]]
    formerly: Mapping[PersonId, frozenset[UnitId]] = field(default_factory=dict)
    seats: Mapping[PostId, Seat] = field(default_factory=dict)

    def led_by(self, heads: Collection[PersonId]) -> frozenset[UnitId]:
        """The units that these lead, all below them, and all whose work has passed to one of these."""
        wanted, children, forerunners = set(heads), defaultdict(list), defaultdict(list)
        for unit in self.units.values():
            if unit.parent_id is not None and unit.closed is None:
                children[unit.parent_id].append(unit.id)
        for unit_id, successors in self.successors.items():
            for successor in successors:
                forerunners[successor].append(unit_id)
        edge = [unit.id for unit in self.units.values() if unit.head_id in wanted and unit.closed is None]
        found = set(edge)
        while edge:
            edge = [each for unit in edge for each in (*children[unit], *forerunners[unit]) if each not in found]
            found.update(edge)
        return frozenset(found)

    def answers_for(self, seat: Seat) -> PersonId | None:
        """Its holder; while it is vacant, the head of its unit."""
        return seat.holder_id or self.units[seat.unit_id].head_id

    def ever_in(self, person_id: PersonId) -> frozenset[UnitId]:
        """Every unit in which the person has worked: documents carry the one of their time."""
        return self.formerly.get(person_id, frozenset()) | {self.people[person_id].unit_id}

    def with_units(self, *changed: Branch) -> "Organisation":
        return replace(self, units={**self.units, **{unit.id: unit for unit in changed}})

    def with_people(self, *changed: Employee) -> "Organisation":
        formerly = {**self.formerly, **{each.id: self.ever_in(each.id) for each in changed if each.id in self.people}}
        return replace(self, people={**self.people, **{each.id: each for each in changed}}, formerly=formerly)

    def with_successors(self, unit_id: UnitId, successors: Collection[UnitId]) -> "Organisation":
        return replace(self, successors={**self.successors, unit_id: successors})


def organisation(session: Session, moment: datetime | None = None, day: date | None = None) -> Organisation:
    """As it is, or as it was at a moment in the past, the last of a day."""
    people, units = _people(session, moment), _units(session, moment)
    successors: dict[UnitId, set[UnitId]] = defaultdict(set)
    for row in session.execute(select(UnitSuccession.unit_id, UnitSuccession.successor_id, UnitSuccession.since)):
        if day is None or row.since <= day:
            successors[row.unit_id].add(row.successor_id)
    formerly: dict[PersonId, set[UnitId]] = defaultdict(set)
    unit_then = PastRow.was["unit_id"].as_integer()
    past = select(PastRow.row_id, unit_then).where(PastRow.source == "person", unit_then.is_not(None))
    for person, unit in session.execute(past.distinct()):
        formerly[PersonId(person)].add(UnitId(unit))
    if moment is not None:
        for person_id, unit_id in session.execute(select(Person.id, Person.unit_id)):
            formerly[person_id].add(unit_id)
    return Organisation(
        people=people, units=units, roles=_roles(session, moment), stands_in=_substitutions(session, moment),
        files=_files(session, moment), successors=successors,
        formerly={person: frozenset(found) for person, found in formerly.items()}, seats=_seats(session, moment),
    )  # fmt: skip


def rows_then(session: Session, model: Any, moment: datetime | None) -> Sequence[Mapping[str, Any]]:
    """The rows of a table at a moment: those of now, with what triggers have kept of what they were."""
    table: Table = model.__table__
    now = {row["id"]: dict(row) for row in session.execute(select(table)).mappings()}
    if moment is None:
        return list(now.values())
    oldest = func.row_number().over(partition_by=PastRow.row_id, order_by=(PastRow.until, PastRow.id)).label("place")
    kept = (
        select(PastRow.row_id, PastRow.was, oldest).where(PastRow.source == table.name, PastRow.until > moment)
    ).subquery()
    for row in session.execute(select(kept.c.row_id, kept.c.was).where(kept.c.place == 1)):
        if row.was is None or row.was.get("absent"):
            now.pop(row.row_id, None)  # it came later
        else:
            now[row.row_id] = {**now.get(row.row_id, {}), **row.was}
    return list(now.values())


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _people(session: Session, moment: datetime | None) -> dict[PersonId, Employee]:
    return {
        row["id"]: Employee(
            row["id"], row["unit_id"], row["assistant_of_id"],
            short_name(row["surname"], row["first_name"], row["patronymic"]), row["post"], _day(row["dismissed"]),
        )
        for row in rows_then(session, Person, moment)
    }  # fmt: skip


def _seats(session: Session, moment: datetime | None) -> dict[PostId, Seat]:
    rows = [row for row in rows_then(session, Post, moment) if row["executes"]]
    units: dict[PostId, set[UnitId]] = {row["id"]: {row["unit_id"]} for row in rows}
    past = select(PastRow.row_id, PastRow.was["unit_id"].as_integer()).where(
        PastRow.source == "post", PastRow.row_id.in_(list(units)), PastRow.was["unit_id"].as_integer().is_not(None)
    )
    for post_id, unit_id in session.execute(past):
        units[PostId(post_id)].add(UnitId(unit_id))
    return {
        row["id"]: Seat(row["id"], row["title"], row["unit_id"], row["holder_id"], frozenset(units[row["id"]]))
        for row in rows
    }


def _units(session: Session, moment: datetime | None) -> dict[UnitId, Branch]:
    return {
        row["id"]: Branch(row["id"], row["parent_id"], row["head_id"], row["title"], _day(row["closed"]))
        for row in rows_then(session, Unit, moment)
    }


def _roles(session: Session, moment: datetime | None) -> dict[PersonId, list[RoleOf]]:
    roles: dict[RoleId, Mapping[str, Any]] = {row["id"]: row for row in rows_then(session, Role, moment)}
    places: dict[PlaceId, str] = dict(session.execute(select(RegistrationPlace.id, RegistrationPlace.title)).all())
    found: dict[PersonId, list[RoleOf]] = defaultdict(list)
    for row in rows_then(session, PersonRole, moment):
        if row["role_id"] not in roles:
            continue
        role = roles[row["role_id"]]
        found[row["person_id"]].append(
            RoleOf(
                title=role["title"], rights=frozenset(Right(name) for name in role["rights"]),
                place_id=row["place_id"], place=places.get(row["place_id"], ""), kinds=tuple(row["kinds"]),
                states=tuple(row["states"]), since=_day(row["since"]), until=_day(row["until"]),
            )
        )  # fmt: skip
    return found


def _substitutions(session: Session, moment: datetime | None) -> dict[PersonId, list[StandsIn]]:
    found: dict[PersonId, list[StandsIn]] = defaultdict(list)
    for row in sorted(rows_then(session, Substitution, moment), key=lambda row: int(row["id"])):
        since, until = _day(row["since"]), _day(row["until"])
        assert since is not None
        assert until is not None
        found[row["deputy_id"]].append(
            StandsIn(
                absent_id=row["absent_id"], since=since, until=until, acts=row["acts"], signs=row["signs"],
                confidential=row["confidential"], kinds=tuple(row["kinds"]),
            )
        )  # fmt: skip
    return found


def _files(session: Session, moment: datetime | None) -> dict[PersonId, list[ReaderOf]]:
    found: dict[PersonId, list[ReaderOf]] = defaultdict(list)
    for row in rows_then(session, FileReader, moment):
        reader = ReaderOf(case_file=row["case_file"], since=_day(row["since"]), until=_day(row["until"]))
        found[row["person_id"]].append(reader)
    return found
