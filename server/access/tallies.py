"""How many documents a caller sees, by month, from tallies: no document is read that others' tallies count."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import BigInteger, all_, any_, bindparam, case, cast, func, literal, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from common.registry.classes import DocumentClass, DocumentState
from server.access.models import AccessSet, PlaceTally, SetTally
from server.access.sight import values_of
from server.core.service import Caller

NUMBERS = ARRAY(BigInteger)
PLACES = cast(bindparam("places_0", type_=NUMBERS), NUMBERS)
UNITS = cast(bindparam("units_0", type_=NUMBERS), NUMBERS)
PEOPLE = cast(bindparam("people_0", type_=NUMBERS), NUMBERS)
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

    def is_sparse(self, rows: int) -> bool:
        """Whether gathering all that is seen costs less than passing the register until so many rows are found."""
        return bool(self.total) and self.total * GATHERING < rows * self.all / self.total


def countable(caller: Caller) -> bool:
    """Tallies know places, sets and kinds as wholes: a caller with limited grants is counted row by row."""
    return len(caller.grants) == 1


def months(session: Session, caller: Caller, table: Any, document_class: DocumentClass, state: DocumentState) -> Months:
    """One statement; `table` is that of the documents, which stands above this slice."""
    values = {"places_0": [], "units_0": [], "people_0": [], "files_0": [], **values_of(caller)}
    rows = session.execute(_statement(table), {**values, "class": document_class.value, "state": state.value}).all()
    return Months([(row.month, int(row.mine)) for row in rows if row.mine], sum(int(row.all) for row in rows))


@cache
def _statement(table: Any) -> Any:
    parts = union_all(_of_places(), _of_sets(), _of_own(table)).subquery()
    return (
        select(parts.c.month, func.sum(parts.c.mine).label("mine"), func.sum(parts.c.all).label("all"))
        .group_by(parts.c.month).order_by(parts.c.month.desc())
    )  # fmt: skip


def _chosen(table: Any) -> Sequence[Any]:
    return table.document_class == bindparam("class"), table.state == bindparam("state")


def _of_places() -> Any:
    mine = func.sum(case((PlaceTally.open_place_id == any_(PLACES), PlaceTally.documents), else_=0))
    return (
        select(PlaceTally.month.label("month"), mine.label("mine"), func.sum(PlaceTally.documents).label("all"))
        .where(*_chosen(PlaceTally)).group_by(PlaceTally.month)
    )  # fmt: skip


def _of_sets() -> Any:
    """What the units of the caller see at places that are not the caller's."""
    return (
        select(SetTally.month, func.sum(SetTally.documents), literal(0))
        .join(AccessSet, AccessSet.id == SetTally.access_id)
        .where(AccessSet.members.bool_op("&&")(UNITS), SetTally.open_place_id != all_(PLACES), *_chosen(SetTally))
        .group_by(SetTally.month)
    )  # fmt: skip


def _of_own(table: Any) -> Any:
    """What the caller sees in person, or as a reader of the file, and in no other way."""
    members = select(AccessSet.members).where(AccessSet.id == table.access_id).scalar_subquery()
    files = cast(bindparam("files_0", type_=ARRAY(table.open_file.type)), ARRAY(table.open_file.type))
    undated = literal(date(1, 1, 1))
    month = func.coalesce(cast(func.date_trunc("month", func.timezone("UTC", table.registered_at)), undated.type),
                          undated)  # fmt: skip
    return (
        select(month, func.count(), literal(0))
        .where(or_(table.readers.bool_op("&&")(PEOPLE), table.open_file == any_(files)))
        .where(table.open_place_id != all_(PLACES), ~members.bool_op("&&")(UNITS), *_chosen(table)).group_by(month)
    )  # fmt: skip
