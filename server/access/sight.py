"""Who sees what, as SQL: the one place where a caller becomes a condition of lists, counts, cards, search and files."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    cast,
    false,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import CompoundSelect

from server.access.models import NOBODY, AccessSet
from server.core.service import EVERYBODY, Caller, Grant

PARTS = {
    "places": BigInteger, "files": Text, "units": BigInteger, "people": BigInteger, "kinds": Text, "states": Text,
}  # fmt: skip
OPEN = "open"  # marks a grant whose only unit is everybody
FEW_UNITS = 10  # whoever leads more sees much
Shape = tuple[frozenset[str], ...]  # which parts each grant has
Array = Callable[[str], Any]  # the array of a part


def shape_of(caller: Caller) -> Shape:
    return tuple(_parts(grant) for grant in caller.grants)


def values_of(caller: Caller) -> dict[str, list[Any]]:
    """What a statement of the caller's shape is executed with."""
    return {
        f"{part}_{number}": list(getattr(grant, part))
        for number, grant in enumerate(caller.grants)
        for part in PARTS
        if getattr(grant, part)
    }


@cache
def seen(table: Any, shape: Shape) -> ColumnElement[bool]:
    """The condition for statements that are built once and executed with `values_of` each caller."""
    return or_(false(), *(_by_grant(table, parts, _named(number)) for number, parts in enumerate(shape)))


def visible(caller: Caller, table: Any, *, counting: bool = False) -> ColumnElement[bool]:
    """The condition that any query over guarded rows carries.

    A page asks the set of each row that it passes; `counting` finds the caller's sets once and hashes them, which a
    page does too for a caller without units: what is open to everybody is one set.
    """
    return or_(false(), *(_by_grant(table, _parts(grant), _given(grant), counting=counting) for grant in caller.grants))


@cache
def gathered(table: Any, shape: Shape, key: Any) -> CompoundSelect[Any]:
    """The keys of all rows that the caller sees; for those who see little."""
    return union(*by_ground(table, shape, key))


def by_ground(table: Any, shape: Shape, key: Any, in_person: Sequence[ColumnElement[bool]] = ()) -> list[Select[Any]]:
    """The keys of the rows that the caller sees, each ground by its own index; `in_person` narrows what is seen so."""
    found: list[Select[Any]] = []
    for number, parts in enumerate(shape):
        array = _named(number)
        limits = _limits(table, parts, array)
        by_set = "units" in parts and "everywhere" not in parts
        grounds = _grounds(table, parts - {"units"} if by_set else parts, array, in_person=in_person)
        found += [select(key).where(clause, *limits) for clause in grounds]
        if by_set:
            sets = select(AccessSet.id).where(AccessSet.members.bool_op("&&")(array("units")))
            of_set = table.access_id == any_(func.array(sets.scalar_subquery()))
            found.append(select(key).where(of_set, table.access_id > NOBODY, *limits))  # as its index is made
    return found


def sees_little(caller: Caller) -> bool:
    """Whether gathering what is seen promises less work than asking each document."""
    return not any(grant.places or grant.everywhere or len(grant.units) > FEW_UNITS for grant in caller.grants)


def _by_grant(table: Any, parts: frozenset[str], array: Array, *, counting: bool = False) -> ColumnElement[bool]:
    return and_(or_(false(), *_grounds(table, parts, array, counting=counting)), *_limits(table, parts, array))


def _grounds(
    table: Any,
    parts: frozenset[str],
    array: Array,
    *,
    counting: bool = False,
    in_person: Sequence[ColumnElement[bool]] = (),
) -> Iterable[ColumnElement[bool]]:
    if "places" in parts:
        yield table.open_place_id == any_(array("places"))
    if "people" in parts:
        yield and_(table.readers.bool_op("&&")(array("people")), *in_person)
    if "everywhere" in parts:
        yield table.access_id > NOBODY
    elif "units" in parts and (counting or OPEN in parts):
        yield table.access_id.in_(select(AccessSet.id).where(AccessSet.members.bool_op("&&")(array("units"))))
    elif "units" in parts:
        members = select(AccessSet.members).where(AccessSet.id == table.access_id).scalar_subquery()
        yield members.bool_op("&&")(array("units"))
    if "files" in parts:
        yield table.open_file == any_(array("files"))


def _limits(table: Any, parts: frozenset[str], array: Array) -> list[ColumnElement[bool]]:
    limits = {"kinds": table.kind, "states": table.state}
    return [cast(column, Text) == any_(array(part)) for part, column in limits.items() if part in parts]


def _parts(grant: Grant) -> frozenset[str]:
    own = frozenset(part for part in (*PARTS, "everywhere") if getattr(grant, part))
    return own | {OPEN} if list(grant.units) == [EVERYBODY] else own


def _named(number: int) -> Array:
    def array(part: str) -> Any:
        kind: ARRAY[Any] = ARRAY(PARTS[part])
        return cast(bindparam(f"{part}_{number}", type_=kind), kind)

    return array


def _given(grant: Grant) -> Array:
    def array(part: str) -> Any:
        kind: ARRAY[Any] = ARRAY(PARTS[part])
        return cast(bindparam(None, list(getattr(grant, part)), type_=kind), kind)

    return array
