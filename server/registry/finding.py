"""The one search box: documents by numbers, words, facets and conditions, under the rights of the caller."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from common.registry.card import Restriction
from common.registry.classes import DocumentState
from common.registry.document import DocumentFilter
from common.registry.numbers import place_of
from common.search import (
    EVERYTHING,
    MARK_END,
    MARK_START,
    Bookmark,
    Counted,
    Facet,
    FacetValue,
    Found,
    Hit,
    Narrowing,
    Order,
    SearchApi,
)
from server.access.sight import sees_little, shape_of, values_of
from server.core.service import Service
from server.registry import hits
from server.registry.conditions import conditions_of
from server.registry.models import Document
from server.search.models import SearchEntry
from server.search.questions import NOT_ASKED, Question, question


class FindingService(Service, SearchApi):
    def find(
        self, text: str, narrowing: Narrowing = EVERYTHING, order: Order = Order.NEWEST, after: Bookmark | None = None
    ) -> Found:
        """Step by step until the page is full; no step shows what an earlier one has shown."""
        asked = self._asked(text, narrowing, order)
        rows: list[tuple[int, Row[Any]]] = []
        for step in range(after.step if after else 0, len(asked.steps)):
            beyond = after if after and after.step == step else None
            rows += [(step, row) for row in self._page(asked, narrowing, step, beyond)]
            if len(rows) > hits.ROWS:
                last_step, last = rows[hits.ROWS - 1]
                place = Bookmark(last_step, last.on_date, last.id)
                return Found([_hit(row, asked) for _, row in rows[: hits.ROWS]], place)
        return Found([_hit(row, asked) for _, row in rows])

    def count(self, text: str, narrowing: Narrowing = EVERYTHING, exact: bool = False) -> Counted:
        asked = self._asked(text, narrowing, Order.NEWEST)
        shape, gathers = shape_of(self.caller), sees_little(self.caller)
        if narrowing == EVERYTHING:
            statement = hits.plain_figures(shape, gathers=gathers, exact=exact)
        else:
            words = [hits.ASKED] if asked.query else []
            chosen = [*words, hits.sight(shape, gathers=gathers), *self._chosen(narrowing)]
            statement = hits.figures(chosen, exact=exact)
        rows = self.session.execute(statement, {"query": asked.query, **values_of(self.caller)}).all()
        return _counted(rows, exact=exact)

    def _asked(self, text: str, narrowing: Narrowing, order: Order) -> Question:
        """Words may be missing where something else narrows."""
        self.check(narrowing.problems())
        return question(self.session, text, order) if text.strip() or narrowing == EVERYTHING else NOT_ASKED

    def _page(self, asked: Question, narrowing: Narrowing, step: int, after: Bookmark | None) -> Sequence[Row[Any]]:
        shape, gathers, earlier = shape_of(self.caller), sees_little(self.caller), step > 0
        if narrowing == EVERYTHING:
            statement = hits.plain_page(shape, gathers=gathers, earlier=earlier, after=after is not None)
        else:
            chosen = [hits.sight(shape, gathers=gathers), *self._chosen(narrowing)]
            statement = hits.page(chosen, words=bool(asked.query), earlier=earlier, after=after is not None)
        values = {
            "query": asked.query, "step": asked.steps[step], "earlier": " | ".join(asked.steps[:step]),
            **({"on": after.on, "document_id": after.document_id} if after else {}), **values_of(self.caller),
        }  # fmt: skip
        return self.session.execute(statement, values).all()

    def _chosen(self, narrowing: Narrowing) -> list[ColumnElement[bool]]:
        """Facets by the index of words itself, conditions by the cards."""
        chosen = [hits.has(facet, key) for facet, key in narrowing.chosen().items()]
        if narrowing.conditions:
            asked = DocumentFilter(document_class=None, states=(), conditions=narrowing.conditions)
            fitting = conditions_of(self.session, self.caller, asked, self.today)
            chosen.append(SearchEntry.document_id.in_(select(Document.id).where(*fitting)))
        return chosen


def _hit(row: Row[Any], asked: Question) -> Hit:
    marked = f"{row.marked_name}{row.marked_summary}"
    snippets = [text for text in (row.in_body, "" if MARK_START in marked else row.in_card) if MARK_START in text]
    return Hit(
        document_id=row.id, document_class=row.document_class, kind=row.kind or "",
        number=_marked_number(row.number, asked), on=row.registered, correspondent=row.marked_name or row.name or "",
        their_number=_marked_number(row.their_number, asked), summary=row.marked_summary or row.summary,
        snippet=snippets[0] if snippets else "", restricted=row.restriction is not Restriction.NONE,
        cancelled=row.state is DocumentState.CANCELLED,
    )  # fmt: skip


def _marked_number(number: str, asked: Question) -> str:
    for parts in asked.numbers:
        if place := place_of(parts, number):
            start, end = place
            return f"{number[:start]}{MARK_START}{number[start:end]}{MARK_END}{number[end:]}"
    return number


def _counted(rows: Sequence[Row[Any]], *, exact: bool) -> Counted:
    total = next((row.documents for row in rows if row.by == hits.IN_ALL), 0)
    more = not exact and total > hits.COUNTED
    values = [value for facet in Facet for row in rows if row.by == hits.IN_SET[facet] for value in _values(facet, row)]
    return Counted(hits.COUNTED if more else total, more, values)


def _values(facet: Facet, row: Row[Any]) -> list[FacetValue]:
    """The value that a row counts; what has none is no value."""
    key, title = {
        Facet.KIND: (row.kind, row.kind_title), Facet.JOURNAL: (row.journal_id, row.journal_title),
        Facet.UNIT: (row.unit_id, row.unit_title), Facet.YEAR: (row.year and int(row.year), None),
    }[facet]  # fmt: skip
    return [FacetValue(facet, str(key), title or str(key), row.documents)] if key else []
