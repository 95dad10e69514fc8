"""What search asks the database: the ids of a page, its rows, and the figures of all.

The planner knows how often a word occurs, but neither how often words occur together nor who sees what; so nothing is
left to its guess: what is common is met soon among the newest documents, and what is not is few.
"""

from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from common.search import MARK_END, MARK_START, Facet
from server.access.sight import Shape, gathered, seen
from server.identity.models import Unit
from server.registry.models import Document, DocumentKind, Journal
from server.registry.queries import WHO, document_rows
from server.search.models import CONFIGURATION, SearchEntry

ROWS = 30
COUNTED = 1000  # up to here the figures are exact at once
COMMON = 50_000  # entries guessed to have the words: reading all their places in the index costs more than the newest
HEADLINE_FROM = 200_000  # characters of the body in which a snippet is looked for
MARKS = f"StartSel={MARK_START}, StopSel={MARK_END}"
WHOLE = f"{MARKS}, HighlightAll=true"
PARTS = f"{MARKS}, MaxFragments=2, MaxWords=18, MinWords=6, FragmentDelimiter= … "

STEP, EARLIER, QUERY = (cast(bindparam(name), TSQUERY) for name in ("step", "earlier", "query"))
BEFORE = tuple_(SearchEntry.on_date, SearchEntry.document_id) < tuple_(bindparam("on"), bindparam("document_id"))
NEWEST = (SearchEntry.on_date.desc(), SearchEntry.document_id.desc())
NEEDED = tuple(
    getattr(SearchEntry, name)
    for name in (
        "document_id on_date words kind journal_id unit_id open_place_id open_file access_id readers state".split()
    )
)
IN_SET = {Facet.KIND: 0b0111, Facet.JOURNAL: 0b1011, Facet.UNIT: 0b1101, Facet.YEAR: 0b1110}  # as grouping() says it
IN_ALL = 0b1111
GUESS = text("EXPLAIN (FORMAT JSON) SELECT FROM search_entry WHERE words @@ CAST(:step AS tsquery)")
Conditions = Sequence[ColumnElement[bool]]


class Source(Enum):
    """Where hits are looked for: among so many newest entries; in what has the words, if it is few; in everything."""

    NEAR = 2_000
    FEW = 5_000
    FAR = 50_000
    ALL = 0

    @property
    def is_newest(self) -> bool:
        return self in {Source.NEAR, Source.FAR}


class Asked(Struct, frozen=True):
    """The form of a question, without its values."""

    words: bool = True
    earlier: bool = False  # without what earlier steps have shown
    after: bool = False  # from behind a bookmark on
    within: tuple[Any, ...] = ()  # days
    chosen: Callable[[Any], Conditions] | None = None


PLAIN = Asked()


def days_of_year(key: str) -> ColumnElement[bool]:
    """Of the year of registration: what has no number is of none."""
    year = int(key)
    possible = 0 < year <= date.max.year
    if not possible:
        return false()
    of_year = SearchEntry.on_date.between(date(year, 1, 1), date(year, 12, 31))
    return and_(of_year, SearchEntry.journal_id.is_not(None))


def has(entry: Any, facet: Facet, key: str) -> ColumnElement[bool]:
    """The entry has that value of the facet."""
    if facet is Facet.KIND:
        return entry.kind == key  # type: ignore[no-any-return]
    return (entry.journal_id if facet is Facet.JOURNAL else entry.unit_id) == int(key)  # type: ignore[no-any-return]


def are_common(session: Session, step: str) -> bool:
    """Whether the words occur often, by what the planner knows of each: together they may be fewer or more."""
    plan = session.execute(GUESS, {"step": step}).scalar_one()
    return bool(plan[0]["Plan"]["Plan Rows"] > COMMON)


def _entries(source: Source, asked: Asked) -> Any:
    base = select(*NEEDED).where(*asked.within, *([BEFORE] if asked.after else []))
    if source.is_newest:
        return base.order_by(*NEWEST).limit(source.value).subquery()
    if source is Source.FEW:
        few = base.where(SearchEntry.words.bool_op("@@")(STEP)).limit(source.value + 1)
        return few.cte("few").prefix_with("MATERIALIZED")
    return base.subquery()


def _wanted(entry: Any, source: Source, asked: Asked, shape: Shape, *, gathers: bool) -> list[Any]:
    """Who sees little has it gathered where nothing else makes the documents few."""
    if gathers and source is Source.ALL:
        mine = gathered(SearchEntry, shape, SearchEntry.document_id).cte("mine").prefix_with("MATERIALIZED")
        sight = entry.document_id.in_(select(mine.c[0]))
    else:
        sight = seen.__wrapped__(entry, shape)
    words = [entry.words.bool_op("@@")(STEP)] if asked.words and source is not Source.FEW else []
    earlier = [~entry.words.bool_op("@@")(EARLIER)] if asked.earlier else []
    return [*words, *earlier, sight, *(asked.chosen(entry) if asked.chosen else ())]


def page(source: Source, asked: Asked, shape: Shape, *, gathers: bool) -> Select[Any]:
    """The hits of a page and the one after it, newest first, each with how many entries have the words at all."""
    entries = _entries(source, asked)
    entry = entries.c
    found = (
        select(entry.document_id, entry.on_date).where(*_wanted(entry, source, asked, shape, gathers=gathers))
        .order_by(entry.on_date.desc(), entry.document_id.desc()).limit(ROWS + 1)
    )  # fmt: skip
    if source is not Source.FEW:
        return found
    hits, matched = found.subquery(), select(func.count().label("matched")).select_from(entries).subquery()
    return (
        select(hits.c.document_id, hits.c.on_date, matched.c.matched).select_from(matched).outerjoin(hits, true())
        .order_by(hits.c.on_date.desc(), hits.c.document_id.desc())
    )  # fmt: skip


def figures(source: Source, asked: Asked, shape: Shape, *, gathers: bool, exact: bool) -> Select[Any]:
    """In one pass: how many documents there are, and how many of each kind, journal, year and unit.

    Unless it has to be exact, no more than COUNTED and one are counted, the newest.
    """
    entries = _entries(source, asked)
    entry = entries.c
    year = case((entry.journal_id.is_not(None), func.extract("year", entry.on_date))).label("year")
    fitting = select(entry.kind, entry.journal_id, entry.unit_id, year).where(
        *_wanted(entry, source, asked, shape, gathers=gathers)
    )
    newest = (entry.on_date.desc(), entry.document_id.desc())
    found = (fitting if exact else fitting.order_by(*newest).limit(COUNTED + 1)).subquery()
    columns = [found.c.kind, found.c.journal_id, found.c.unit_id, found.c.year]
    sets = func.grouping_sets(tuple_(), *(tuple_(column) for column in columns))
    grouped = (
        select(*columns, func.grouping(*columns).label("by"), func.count().label("documents")).group_by(sets).subquery()
    )
    few = source is Source.FEW
    matched = select(func.count()).select_from(entries).scalar_subquery() if few else literal(0)
    return (
        select(grouped, matched.label("matched"), DocumentKind.title.label("kind_title"),
               Journal.title.label("journal_title"), Unit.title.label("unit_title"))
        .outerjoin(DocumentKind, DocumentKind.key == grouped.c.kind)
        .outerjoin(Journal, Journal.id == grouped.c.journal_id).outerjoin(Unit, Unit.id == grouped.c.unit_id)
        .order_by(grouped.c.year.desc(), grouped.c.documents.desc(), grouped.c.journal_id, grouped.c.unit_id)
    )  # fmt: skip


# Built once for each shape of rights: building a statement costs as much as a search for a rare word.
@cache
def plain_page(source: Source, shape: Shape, *, gathers: bool, earlier: bool, after: bool) -> Select[Any]:
    return page(source, Asked(earlier=earlier, after=after), shape, gathers=gathers)


@cache
def plain_figures(source: Source, shape: Shape, *, gathers: bool, exact: bool) -> Select[Any]:
    return figures(source, PLAIN, shape, gathers=gathers, exact=exact)


@cache
def rows(*, marked: bool) -> Select[Any]:
    """What is shown of the hits, with what is found in names, summary, card and texts of the files marked."""
    texts = {
        "marked_name": (func.coalesce(WHO.element, ""), WHOLE), "marked_summary": (SearchEntry.summary, WHOLE),
        "in_card": (SearchEntry.card, PARTS), "in_body": (func.left(SearchEntry.body, HEADLINE_FROM), PARTS),
    }  # fmt: skip
    headlines = [func.ts_headline(CONFIGURATION, text, QUERY, how).label(name) for name, (text, how) in texts.items()]
    nothing = [literal("").label(name) for name in texts]
    return (
        document_rows().add_columns(*(headlines if marked else nothing))
        .join(SearchEntry, SearchEntry.document_id == Document.id)
        .where(Document.id.in_(bindparam("ids", expanding=True)))
    )  # fmt: skip
