"""How many documents a caller sees, by month, from tallies: no document is read that others' tallies count."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    DateTime,
    Text,
    all_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from common.registry.classes import DocumentClass, DocumentState
from server.access.models import NOBODY, AccessSet, PlaceTally, ReaderTally, SetTally, UnitTally
from server.core.service import EVERYBODY, Caller, Grant

NUMBERS = ARRAY(BigInteger)
PLACES = cast(bindparam("places_0", type_=NUMBERS), NUMBERS)
UNITS = cast(bindparam("units_0", type_=NUMBERS), NUMBERS)
READ_OFF = cast(bindparam("read_off", type_=NUMBERS), NUMBERS)
CLASSES = cast(bindparam("classes", type_=ARRAY(Text)), ARRAY(Text))
ONE_BY_ONE = cast(bindparam("one_by_one", type_=NUMBERS), NUMBERS)
GATHERING = 3  # what fetching a document by itself costs against passing it in order


class Months(Struct, frozen=True):
    """What a caller sees of one class and state, newest month first; `all` is what there is."""

    seen: list[tuple[date, int]]
    all: int

    @property
    def total(self) -> int:
        return sum(count for _, count in self.seen)

    def before(self, offset: int) -> tuple[date | None, int]:
        """The month in which the row of that offset stands, and how many rows stand before it."""
        passed = 0
        for month, count in self.seen:
            if passed + count > offset:
                return month, passed
            passed += count
        return None, 0

    def year_of(self, rows: int, *, oldest_first: bool = False) -> int | None:
        """The year in which so many rows are reached, counted from the newest month or the oldest; none if never."""
        for month, count in reversed(self.seen) if oldest_first else self.seen:
            rows -= count
            if rows <= 0:
                return month.year
        return None

    def is_sparse(self, rows: int) -> bool:
        """Whether gathering all that is seen costs less than passing the register until so many rows are found."""
        return bool(self.total) and self.total * GATHERING < rows * self.all / self.total


def countable(caller: Caller) -> bool:
    """Tallies know places, sets and readers as wholes: a caller with limited grants is counted row by row."""
    return len(caller.grants) == 1


class Way(Struct, frozen=True):
    """How what a caller sees is put together without counting anything twice.

    In person it is read off when it is one person's, and nothing but places and what is open to all shows the same;
    the rest is counted one by one, which is little.
    """

    everywhere: bool
    read_off: tuple[int, ...]
    one_by_one: tuple[int, ...]

    @classmethod
    def of(cls, grant: Grant) -> "Way":
        in_person = [person for person in grant.people if person < 0]
        others = [person for person in grant.people if person > 0]
        read_off = in_person if len(in_person) == 1 else []
        if len(others) == 1 and len(grant.units) == 1 and not grant.files:
            read_off = [*read_off, *others]
        one_by_one = [person for person in grant.people if person not in read_off]
        return cls(grant.everywhere, tuple(read_off), tuple(one_by_one))


def months(
    session: Session, caller: Caller, table: Any, classes: Sequence[DocumentClass], state: DocumentState
) -> Months:
    """One statement; `table` is that of the documents, which stands above this slice."""
    grant = caller.grants[0]
    way = Way.of(grant)
    values = {
        "places_0": list(grant.places), "units_0": list(grant.units), "files_0": list(grant.files),
        "read_off": list(way.read_off), "one_by_one": list(way.one_by_one), "classes": [each.value for each in classes],
        "state": state.value,
    }  # fmt: skip
    statement = _statement(
        table, everywhere=way.everywhere, scans=bool(way.one_by_one or grant.files),
        one_unit=sum(unit != EVERYBODY for unit in grant.units) <= 1,
    )  # fmt: skip
    rows = session.execute(statement, values).all()
    return Months([(row.month, int(row.mine)) for row in rows if row.mine], sum(int(row.all) for row in rows))


@cache
def _statement(table: Any, *, everywhere: bool, scans: bool, one_unit: bool) -> Any:
    parts = [_of_places(everywhere=everywhere), _of_readers()]
    if not everywhere:
        parts.append(_of_unit() if one_unit else _of_sets())
    if scans:
        parts.append(_of_own(table, everywhere=everywhere))
    every = union_all(*parts).subquery()
    return (
        select(every.c.month, func.sum(every.c.mine).label("mine"), func.sum(every.c.all).label("all"))
        .group_by(every.c.month).order_by(every.c.month.desc())
    )  # fmt: skip


def _chosen(table: Any) -> Sequence[Any]:
    return table.document_class == any_(CLASSES), table.state == bindparam("state")


def _of_places(*, everywhere: bool) -> Any:
    shown = PlaceTally.open_place_id == any_(PLACES)
    if everywhere:
        shown |= PlaceTally.organisational
    mine = func.sum(case((shown, PlaceTally.documents), else_=0))
    return (
        select(PlaceTally.month.label("month"), mine.label("mine"), func.sum(PlaceTally.documents).label("all"))
        .where(*_chosen(PlaceTally)).group_by(PlaceTally.month)
    )  # fmt: skip


def _of_readers() -> Any:
    return (
        select(ReaderTally.month, func.sum(ReaderTally.documents), literal(0))
        .where(ReaderTally.reader == any_(READ_OFF), *_chosen(ReaderTally))
        .where(ReaderTally.open_place_id != all_(PLACES), ~ReaderTally.to_all).group_by(ReaderTally.month)
    )  # fmt: skip


def _of_unit() -> Any:
    """What one unit and everybody see at places that are not the caller's: no document counts for both."""
    return (
        select(UnitTally.month, func.sum(UnitTally.documents), literal(0))
        .where(UnitTally.unit == any_(UNITS), UnitTally.open_place_id != all_(PLACES), *_chosen(UnitTally))
        .group_by(UnitTally.month)
    )  # fmt: skip


def _of_sets() -> Any:
    """The same for several units, in whose sets the same documents may be."""
    return (
        select(SetTally.month, func.sum(SetTally.documents), literal(0))
        .join(AccessSet, AccessSet.id == SetTally.access_id)
        .where(AccessSet.members.bool_op("&&")(UNITS), SetTally.open_place_id != all_(PLACES), *_chosen(SetTally))
        .group_by(SetTally.month)
    )  # fmt: skip


def _of_own(table: Any, *, everywhere: bool) -> Any:
    """What the caller sees in person, or as a reader of the file, and in no other way."""
    members = select(AccessSet.members).where(AccessSet.id == table.access_id).scalar_subquery()
    hidden = table.access_id == NOBODY if everywhere else ~members.bool_op("&&")(UNITS)
    files = cast(bindparam("files_0", type_=ARRAY(table.open_file.type)), ARRAY(table.open_file.type))
    undated = literal(date(1, 1, 1))
    month = func.coalesce(cast(func.date_trunc("month", cast(table.registered, DateTime)), undated.type), undated)
    return (
        select(month, func.count(), literal(0))
        .where(or_(table.readers.bool_op("&&")(ONE_BY_ONE), table.open_file == any_(files)))
        .where(table.open_place_id != all_(PLACES), hidden, *_chosen(table)).group_by(month)
    )  # fmt: skip
