"""Who sees what, as SQL: the one place where a caller becomes a condition of lists, counts, cards, search and files."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Text, and_, any_, bindparam, cast, false, or_, select, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import CompoundSelect

from server.access.models import AccessSet
from server.core.service import Caller, Grant

PARTS = {
    "places": BigInteger, "files": Text, "units": BigInteger, "people": BigInteger, "kinds": Text, "states": Text,
}  # fmt: skip
Shape = tuple[frozenset[str], ...]  # which parts each grant has
Array = Callable[[str], Any]  # the array of a part


def shape_of(caller: Caller) -> Shape:
    return tuple(frozenset(part for part in PARTS if getattr(grant, part)) for grant in caller.grants)


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


def visible(caller: Caller, table: Any) -> ColumnElement[bool]:
    """The condition that any query over guarded rows carries."""
    return or_(false(), *(_by_grant(table, _parts(grant), _given(grant)) for grant in caller.grants))


def gathered(caller: Caller, table: Any, key: Any) -> CompoundSelect[Any]:
    """The keys of all rows that the caller sees, each ground by its own index; for those who see little."""
    found: list[Select[Any]] = []
    for grant in caller.grants:
        array, parts = _given(grant), _parts(grant)
        limits = _limits(table, parts, array)
        found += [select(key).where(clause, *limits) for clause in _grounds(table, parts - {"units"}, array)]
        if "units" in parts:
            sets = AccessSet.members.bool_op("&&")(array("units"))
            found.append(select(key).join(AccessSet, AccessSet.id == table.access_id).where(sets, *limits))
    return union(*found)


def _by_grant(table: Any, parts: frozenset[str], array: Array) -> ColumnElement[bool]:
    return and_(or_(false(), *_grounds(table, parts, array)), *_limits(table, parts, array))


def _grounds(table: Any, parts: frozenset[str], array: Array) -> Iterable[ColumnElement[bool]]:
    if "places" in parts:
        yield table.open_place_id == any_(array("places"))
    if "people" in parts:
        yield table.readers.bool_op("&&")(array("people"))
    if "units" in parts:
        members = select(AccessSet.members).where(AccessSet.id == table.access_id).scalar_subquery()
        yield members.bool_op("&&")(array("units"))
    if "files" in parts:
        yield table.open_file == any_(array("files"))


def _limits(table: Any, parts: frozenset[str], array: Array) -> list[ColumnElement[bool]]:
    limits = {"kinds": table.kind, "states": table.state}
    return [cast(column, Text) == any_(array(part)) for part, column in limits.items() if part in parts]


def _parts(grant: Grant) -> frozenset[str]:
    return frozenset(part for part in PARTS if getattr(grant, part))


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
