"""Search: what is indexed of a document, and how it is found by those who may see it."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import TSQUERY, Insert, insert
from sqlalchemy.exc import DBAPIError

from common.kernel.ids import DocumentId
from common.kernel.validation import Problem
from common.rpc.errors import Invalid
from common.search import MARK_END, MARK_START, Found, Hit, SearchApi
from server.access.sight import Shape, seen, shape_of, values_of
from server.core.service import Service
from server.search.forms import question
from server.search.models import CONFIGURATION, SearchEntry, words_of

ROWS = 30
COUNTED = 1000  # up to here the total is exact at once
TOO_LONG = "54000"  # program_limit_exceeded
HEADLINE_FROM = 200_000  # characters of the body in which a snippet is looked for
LONGEST_BODY = 900_000  # PostgreSQL takes a tsvector of at most 1 MB
HEADLINE = f"StartSel={MARK_START}, StopSel={MARK_END}, MaxFragments=2, MaxWords=18, MinWords=6, FragmentDelimiter= … "

QUERY = cast(bindparam("query"), TSQUERY)
ACCESS = ("open_place_id", "open_file", "access_id", "readers", "kind", "state")


def _fits(shape: Shape) -> ColumnElement[bool]:
    return SearchEntry.words.bool_op("@@")(QUERY) & seen(SearchEntry, shape)


# Built once for each shape of rights: building a statement costs as much as a search for a rare word.
@cache
def page_of_hits(shape: Shape) -> Select[Any]:
    """A page of what fits, newest first, with a snippet for each."""
    page = (
        select(SearchEntry).where(_fits(shape))
        .order_by(SearchEntry.on_date.desc(), SearchEntry.document_id.desc()).offset(bindparam("offset")).limit(ROWS)
        .subquery()
    )  # fmt: skip
    shown = func.concat(page.c.card, " … ", func.left(page.c.body, HEADLINE_FROM))
    snippet = func.ts_headline(CONFIGURATION, shown, QUERY, HEADLINE).label("snippet")
    columns = (page.c.document_id, page.c.title, page.c.on_date, page.c.summary, snippet)
    return select(*columns).order_by(page.c.on_date.desc(), page.c.document_id.desc())


@cache
def number_of_hits(shape: Shape, *, exact: bool) -> Select[Any]:
    fitting = select(SearchEntry.document_id).where(_fits(shape))
    return select(func.count()).select_from((fitting if exact else fitting.limit(COUNTED + 1)).subquery())


def _put() -> Insert:
    """A fresh entry, or the card of one that is there already, with the words of both its texts."""
    fresh = insert(SearchEntry).values(words=words_of(bindparam("words_from"), literal("")))
    kept = {name: fresh.excluded[name] for name in ("on_date", "title", "summary", "card", *ACCESS)}
    return fresh.on_conflict_do_update(
        index_elements=[SearchEntry.document_id],
        set_={**kept, "words": words_of(fresh.excluded.card, SearchEntry.body)},
    )


PUT = _put()


class SearchService(Service, SearchApi):
    def put(self, document_id: DocumentId, *, title: str, summary: str, card: str, on_date: date, guarded: Any) -> None:
        """Indexes a card anew under the access of the guarded row; the texts of its files stay."""
        values = {
            "document_id": document_id, "on_date": on_date, "title": title, "summary": summary, "card": card,
            "words_from": card, "body": "", **{name: getattr(guarded, name) for name in ACCESS},
        }  # fmt: skip
        self.session.execute(PUT, values)

    def put_body(self, document_id: DocumentId, body: str) -> None:
        """Indexes the texts of the document's files, as much of them as the database takes."""
        short = body[:LONGEST_BODY]
        while not self._put_body(document_id, short):
            short = short[: len(short) // 2]

    def _put_body(self, document_id: DocumentId, body: str) -> bool:
        """False when there are more different words than one index entry holds (tables of numbers)."""
        try:
            with self.session.begin_nested():
                self.session.execute(
                    update(SearchEntry).where(SearchEntry.document_id == document_id)
                    .values(body=body, words=words_of(SearchEntry.card, literal(body)))
                )  # fmt: skip
        except DBAPIError as error:
            if getattr(error.orig, "pgcode", None) != TOO_LONG:
                raise
            return False
        return True

    def find(self, text: str, offset: int = 0, exact: bool = False) -> Found:
        asked = question(self.session, text)
        if not asked:
            message = "Введите хотя бы одно значимое слово: предлоги и знаки в поиске не учитываются."
            raise Invalid(message, [Problem("text", message)])
        shape = shape_of(self.caller)
        values = {"query": asked, **values_of(self.caller)}
        rows = self.session.execute(page_of_hits(shape), {**values, "offset": offset}).all()
        total = self.session.execute(number_of_hits(shape, exact=exact), values).scalar_one()
        more = not exact and total > COUNTED
        hits = [Hit(row.document_id, row.title, row.on_date, row.summary, row.snippet) for row in rows]
        return Found(COUNTED if more else total, more, hits)
