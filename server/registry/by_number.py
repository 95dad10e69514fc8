"""A register in the order of its numbers: the numbers of one place stand together."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Integer, Select, Subquery, cast, func, select, union_all
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session
from sqlalchemy.sql.operators import asc_op

from common.registry.classes import NUMBERED
from common.registry.document import DocumentFilter
from common.registry.selection import Sort
from server.access.sight import by_ground, sees_little, shape_of, values_of
from server.access.tallies import Months
from server.core.service import Caller
from server.registry.models import Document
from server.registry.ordering import reversed_way

ASKED = 1000  # so many rows from an end, it pays to ask beforehand how far the numbers of the caller's places reach


def is_found_by_number(caller: Caller, chosen: DocumentFilter) -> bool:
    """Who registers at places, or sees little, would pass over all the numbers of other places in their order."""
    grant = caller.grants[0]
    return (
        chosen.sort is Sort.NUMBER and chosen.document_class is not None and chosen.states[0] in NUMBERED
        and not grant.everywhere and (bool(grant.places) or sees_little(caller))
    )  # fmt: skip


def found_by_number(
    session: Session, caller: Caller, chosen: DocumentFilter, order: list[Any], known: Months, offset: int, limit: int
) -> Select[Any]:
    """Documents among which the page stands as it does among all, reckoned from the end that is nearer to it.

    These are the beginnings of the orders of the caller's places, and what the caller sees elsewhere: no farther than
    the last of so many numbers of the places, or else than the year in which the page ends.
    """
    if offset + limit > known.total // 2:
        offset, order = max(known.total - offset - limit, 0), [reversed_way(each) for each in order]
    rows = offset + limit
    rising = order[0].modifier is asc_op
    of_class = [Document.document_class == chosen.document_class, Document.state == chosen.states[0]]
    grant = caller.grants[0]
    of_places = [
        select(Document.id, Document.number_order).where(Document.open_place_id == place, *of_class)
        .order_by(*order).limit(rows).subquery()
        for place in grant.places
    ]  # fmt: skip
    last = _last_of(session, of_places, rows, rising=rising) if of_places and rows <= ASKED else None
    year = int(last[:4]) if last else known.year_of(rows, oldest_first=rising)
    within = [] if year is None else [_up_to(last or _end_of(year, rising=rising), rising=rising)]
    elsewhere = msgspec.structs.replace(caller, grants=(msgspec.structs.replace(grant, places=()),))
    of_others = [
        ground.where(Document.open_place_id.not_in(grant.places), *of_class, *within)
        .order_by(*_gathered_first(order)).limit(rows).subquery()
        for ground in by_ground(Document, shape_of(elsewhere), Document.id, _in_years(known, year, rising=rising))
    ]  # fmt: skip
    ids = union_all(*(select(arm.c.id) for arm in (*of_places, *of_others)))
    return select(Document.id).where(Document.id.in_(ids)).params(**values_of(elsewhere))


def _last_of(session: Session, of_places: Sequence[Subquery], rows: int, *, rising: bool) -> str | None:
    """The number with which the places alone would fill the page, if they do."""
    numbers = union_all(*(select(arm.c.number_order) for arm in of_places)).subquery().c.number_order
    way = numbers.asc() if rising else numbers.desc()
    return session.scalar(select(numbers).order_by(way).offset(rows - 1).limit(1))


def _up_to(number_order: str, *, rising: bool) -> ColumnElement[bool]:
    return Document.number_order <= number_order if rising else Document.number_order >= number_order


def _end_of(year: int, *, rising: bool) -> str:
    return f"{year + 1:04d}" if rising else f"{year:04d}"


def _in_years(known: Months, year: int | None, *, rising: bool) -> list[ColumnElement[bool]]:
    """Up to that year, as the index of readers has it; a check holds that a number's year is its document's."""
    if year is None:
        return []
    years = {month.year for month, _ in known.seen if (month.year <= year if rising else month.year >= year)}
    return [array([cast(func.date_part("year", Document.registered), Integer)]).overlap(sorted(years))]


def _gathered_first(order: list[Any]) -> list[Any]:
    """The order of numbers as no index has it: what is to be sorted is less than what an index would pass over."""
    hidden = func.concat(Document.number_order, "")
    return [hidden.asc() if order[0].modifier is asc_op else hidden.desc(), *order[1:]]
