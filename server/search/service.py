"""Search: what is indexed of a document, and how it is found by those who may see it."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, Insert, insert
from sqlalchemy.exc import DBAPIError

from common.kernel.ids import DocumentId
from common.kernel.validation import Problem
from common.rpc.errors import Invalid
from common.search import MARK_END, MARK_START, Found, Hit, SearchApi
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
MINE = cast(bindparam("mine", type_=ARRAY(BigInteger)), ARRAY(BigInteger))
FITS = SearchEntry.words.bool_op("@@")(QUERY) & SearchEntry.readers.bool_op("&&")(MINE)


def _hits() -> Select[Any]:
    """A page of what fits, newest first, with a snippet for each."""
    page = (
        select(SearchEntry).where(FITS)
        .order_by(SearchEntry.on_date.desc(), SearchEntry.document_id.desc()).offset(bindparam("offset")).limit(ROWS)
        .subquery()
    )  # fmt: skip
    shown = func.concat(page.c.card, " … ", func.left(page.c.body, HEADLINE_FROM))
    snippet = func.ts_headline(CONFIGURATION, shown, QUERY, HEADLINE).label("snippet")
    columns = (page.c.document_id, page.c.title, page.c.on_date, page.c.summary, snippet)
    return select(*columns).order_by(page.c.on_date.desc(), page.c.document_id.desc())


def _number(fitting: Select[Any]) -> Select[Any]:
    return select(func.count()).select_from(fitting.subquery())


# Built once: building a statement costs as much as a search for a rare word.
HITS = _hits()
ALL = _number(select(SearchEntry.document_id).where(FITS))
SOME = _number(select(SearchEntry.document_id).where(FITS).limit(COUNTED + 1))


def _put() -> Insert:
    """A fresh entry, or the card of one that is there already, with the words of both its texts."""
    fresh = insert(SearchEntry).values(words=words_of(bindparam("words_from"), literal("")))
    kept = {name: fresh.excluded[name] for name in ("on_date", "readers", "title", "summary", "card")}
    return fresh.on_conflict_do_update(
        index_elements=[SearchEntry.document_id],
        set_={**kept, "words": words_of(fresh.excluded.card, SearchEntry.body)},
    )


PUT = _put()


class SearchService(Service, SearchApi):
    def put(
        self, document_id: DocumentId, *, title: str, summary: str, card: str, on_date: date, readers: list[int]
    ) -> None:
        """Indexes a card anew; the texts of its files stay."""
        values = {
            "document_id": document_id, "on_date": on_date, "readers": readers, "title": title, "summary": summary,
            "card": card, "words_from": card, "body": "",
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

    def put_readers(self, document_id: DocumentId, readers: list[int]) -> None:
        self.session.execute(
            update(SearchEntry).where(SearchEntry.document_id == document_id).values(readers=readers)
        )  # fmt: skip

    def find(self, text: str, offset: int = 0, exact: bool = False) -> Found:
        asked = question(self.session, text)
        if not asked:
            message = "Введите хотя бы одно значимое слово: предлоги и знаки в поиске не учитываются."
            raise Invalid(message, [Problem("text", message)])
        values = {"query": asked, "mine": self.caller.mine}
        rows = self.session.execute(HITS, {**values, "offset": offset}).all()
        total = self.session.execute(ALL if exact else SOME, values).scalar_one()
        more = not exact and total > COUNTED
        hits = [Hit(row.document_id, row.title, row.on_date, row.summary, row.snippet) for row in rows]
        return Found(COUNTED if more else total, more, hits)
