"""What search asks the database: a page of hits, and the figures of all."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, cast, false, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import TSQUERY

from common.search import MARK_END, MARK_START, Facet
from server.access.sight import Shape, gathered, seen
from server.identity.models import Unit
from server.registry.models import Document, DocumentKind, Journal
from server.registry.queries import WHO, document_rows
from server.search.models import CONFIGURATION, SearchEntry

ROWS = 30
COUNTED = 1000  # up to here the figures are exact at once
HEADLINE_FROM = 200_000  # characters of the body in which a snippet is looked for
MARKS = f"StartSel={MARK_START}, StopSel={MARK_END}"
WHOLE = f"{MARKS}, HighlightAll=true"
PARTS = f"{MARKS}, MaxFragments=2, MaxWords=18, MinWords=6, FragmentDelimiter= … "

STEP, EARLIER, QUERY = (cast(bindparam(name), TSQUERY) for name in ("step", "earlier", "query"))
NEWEST = (SearchEntry.on_date.desc(), SearchEntry.document_id.desc())
YEAR = func.extract("year", SearchEntry.on_date)
ASKED = SearchEntry.words.bool_op("@@")(QUERY)
IN_SET = {Facet.KIND: 0b0111, Facet.JOURNAL: 0b1011, Facet.UNIT: 0b1101, Facet.YEAR: 0b1110}  # as grouping() says it
IN_ALL = 0b1111
Conditions = Sequence[ColumnElement[bool]]


def sight(shape: Shape, *, gathers: bool) -> ColumnElement[bool]:
    """Who sees little has it gathered before any word is looked up."""
    if not gathers:
        return seen(SearchEntry, shape)
    mine = gathered(SearchEntry, shape, SearchEntry.document_id).cte("mine").prefix_with("MATERIALIZED")
    return SearchEntry.document_id.in_(select(mine.c[0]))


def has(facet: Facet, key: str) -> ColumnElement[bool]:
    """The document has that value of the facet."""
    if facet is Facet.KIND:
        return SearchEntry.kind == key
    if facet is Facet.YEAR:
        year = int(key)
        return (
            SearchEntry.on_date.between(date(year, 1, 1), date(year, 12, 31)) if 0 < year <= date.max.year else false()
        )
    return (SearchEntry.journal_id if facet is Facet.JOURNAL else SearchEntry.unit_id) == int(key)


def page(chosen: Conditions, *, words: bool, earlier: bool, after: bool) -> Select[Any]:
    """A page of a step and the hit after it, newest first, with what is found marked.

    Without what `earlier` steps have shown, and from behind the place `after` which it begins.
    """
    wanted = list(chosen)
    if words:
        wanted.append(SearchEntry.words.bool_op("@@")(STEP))
    if earlier:
        wanted.append(~SearchEntry.words.bool_op("@@")(EARLIER))
    if after:
        place = tuple_(bindparam("on"), bindparam("document_id"))
        wanted.append(tuple_(SearchEntry.on_date, SearchEntry.document_id) < place)
    found = select(SearchEntry.document_id).where(*wanted).order_by(*NEWEST).limit(ROWS + 1).subquery()
    return (
        document_rows().add_columns(SearchEntry.on_date, *_texts(marked=words))
        .join(found, found.c.document_id == Document.id)
        .join(SearchEntry, SearchEntry.document_id == Document.id).order_by(*NEWEST)
    )  # fmt: skip


def _texts(*, marked: bool) -> list[Any]:
    """Names, summary, the card and the texts of the files, with what is found in them."""
    if not marked:
        return [literal("").label(name) for name in ("marked_name", "marked_summary", "in_card", "in_body")]
    body = func.left(SearchEntry.body, HEADLINE_FROM)
    texts = {
        "marked_name": (func.coalesce(WHO.element, ""), WHOLE), "marked_summary": (SearchEntry.summary, WHOLE),
        "in_card": (SearchEntry.card, PARTS), "in_body": (body, PARTS),
    }  # fmt: skip
    return [func.ts_headline(CONFIGURATION, text, QUERY, how).label(name) for name, (text, how) in texts.items()]


def figures(chosen: Conditions, *, exact: bool) -> Select[Any]:
    """In one pass: how many documents there are, and how many of each kind, journal, year and unit.

    Unless it has to be exact, no more than COUNTED and one are counted, the newest.
    """
    fitting = select(SearchEntry.kind, SearchEntry.journal_id, SearchEntry.unit_id, YEAR.label("year")).where(*chosen)
    found = (fitting if exact else fitting.order_by(*NEWEST).limit(COUNTED + 1)).subquery()
    columns = [found.c.kind, found.c.journal_id, found.c.unit_id, found.c.year]
    sets = func.grouping_sets(tuple_(), *(tuple_(column) for column in columns))
    grouped = (
        select(*columns, func.grouping(*columns).label("by"), func.count().label("documents")).group_by(sets).subquery()
    )
    return (
        select(grouped, DocumentKind.title.label("kind_title"), Journal.title.label("journal_title"),
               Unit.title.label("unit_title"))
        .outerjoin(DocumentKind, DocumentKind.key == grouped.c.kind)
        .outerjoin(Journal, Journal.id == grouped.c.journal_id).outerjoin(Unit, Unit.id == grouped.c.unit_id)
        .order_by(grouped.c.year.desc(), grouped.c.documents.desc(), grouped.c.journal_id, grouped.c.unit_id)
    )  # fmt: skip


# Built once for each shape of rights: building a statement costs as much as a search for a rare word.
@cache
def plain_page(shape: Shape, *, gathers: bool, earlier: bool, after: bool) -> Select[Any]:
    return page([sight(shape, gathers=gathers)], words=True, earlier=earlier, after=after)


@cache
def plain_figures(shape: Shape, *, gathers: bool, exact: bool) -> Select[Any]:
    return figures([ASKED, sight(shape, gathers=gathers)], exact=exact)
