"""The one search box: documents by numbers, words, facets and conditions, under the rights of the caller."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import ColumnElement, Row, select

from common.kernel.ids import DocumentId
from common.registry.card import Restriction
from common.registry.document import DocumentFilter
from common.registry.ledger import NumberState
from common.registry.numbers import place_of
from common.rpc.errors import Invalid
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
from server.registry.nearest import nearest
from server.registry.number_models import NumberLedger
from server.search.questions import NOT_ASKED, Question, question

FARTHER = hits.Source.FAR.value // hits.Source.NEAR.value


class FindingService(Service, SearchApi):
    def find(
        self, text: str, narrowing: Narrowing = EVERYTHING, order: Order = Order.NEWEST, after: Bookmark | None = None
    ) -> Found:
        """Step by step until the page is full; no step shows what an earlier one has shown."""
        asked = self._asked(text, narrowing, order)
        found: list[tuple[int, Row[Any]]] = []
        for step in range(after.step if after else 0, len(asked.steps)):
            beyond = after if after and after.step == step else None
            found += [(step, row) for row in self._step(asked, narrowing, step, beyond)]
            if len(found) > hits.ROWS:
                last_step, last = found[hits.ROWS - 1]
                place = Bookmark(last_step, last.on_date, last.document_id)
                return Found(self._hits(asked, found[: hits.ROWS]), place)
        return Found(self._hits(asked, found))

    def nearest(self, text: str, narrowing: Narrowing = EVERYTHING) -> str:
        meant = nearest(self.session, text, self._finds)
        return meant if meant and self._finds(meant, narrowing) else ""

    def count(self, text: str, narrowing: Narrowing = EVERYTHING, exact: bool = False) -> Counted:
        asked = self._asked(text, narrowing, Order.NEWEST)
        values = {"step": asked.query, **values_of(self.caller)}
        ways = _Ways(asked, hits.COUNTED, self._are_common(asked.query), exact=exact)
        for source in ways:
            rows = self.session.execute(self._figures(asked, narrowing, source, exact=exact), values).all()
            counted = _counted(rows, exact=exact)
            if counted.more or (source is hits.Source.FEW and _complete(rows)):
                break
            if ways.has_neither(counted.total):
                return replace(counted, more=True)
            ways.found = counted.total
        return counted

    def _finds(self, text: str, narrowing: Narrowing = EVERYTHING) -> bool:
        """Nothing is found by what means nothing, either."""
        try:
            return bool(self.find(text, narrowing).rows)
        except Invalid:
            return False

    def _are_common(self, step: str) -> Callable[[], bool]:
        return lambda: hits.are_common(self.session, step)

    def _asked(self, text: str, narrowing: Narrowing, order: Order) -> Question:
        """Words may be missing where something else narrows."""
        self.check(narrowing.problems())
        return question(self.session, text, order) if text.strip() or narrowing == EVERYTHING else NOT_ASKED

    def _step(self, asked: Question, narrowing: Narrowing, step: int, after: Bookmark | None) -> list[Row[Any]]:
        """A page of a step, from the nearest source that fills it, or from the first that has all of it."""
        values = {
            "step": asked.steps[step], "earlier": " | ".join(asked.steps[:step]),
            **({"on": after.on, "document_id": after.document_id} if after else {}), **values_of(self.caller),
        }  # fmt: skip
        found: list[Row[Any]] = []
        ways = _Ways(asked, hits.ROWS, self._are_common(asked.steps[step]), rare=asked.is_rare(step))
        for source in ways:
            statement = self._page(asked, narrowing, source, earlier=step > 0, after=after is not None)
            rows = self.session.execute(statement, values).all()
            found = [row for row in rows if row.document_id is not None]
            if len(found) > hits.ROWS or (source is hits.Source.FEW and _complete(rows)):
                return found
            ways.found = len(found)
        return found

    def _page(self, asked: Question, narrowing: Narrowing, source: hits.Source, *, earlier: bool, after: bool) -> Any:
        shape, gathers = shape_of(self.caller), sees_little(self.caller)
        if narrowing == EVERYTHING:
            return hits.plain_page(source, shape, gathers=gathers, earlier=earlier, after=after)
        return hits.page(source, self._form(asked, narrowing, earlier=earlier, after=after), shape, gathers=gathers)

    def _figures(self, asked: Question, narrowing: Narrowing, source: hits.Source, *, exact: bool) -> Any:
        shape, gathers = shape_of(self.caller), sees_little(self.caller)
        if narrowing == EVERYTHING:
            return hits.plain_figures(source, shape, gathers=gathers, exact=exact)
        return hits.figures(source, self._form(asked, narrowing), shape, gathers=gathers, exact=exact)

    def _form(self, asked: Question, narrowing: Narrowing, *, earlier: bool = False, after: bool = False) -> hits.Asked:
        """Facets by the index of words itself, conditions by the cards."""
        facets = narrowing.chosen()
        year = facets.pop(Facet.YEAR, "")
        documents = DocumentFilter(document_class=None, states=(), conditions=narrowing.conditions)
        fitting = conditions_of(self.session, self.caller, documents, self.today)

        def chosen(entry: Any) -> list[ColumnElement[bool]]:
            by_card = [entry.document_id.in_(select(Document.id).where(*fitting))] if fitting else []
            return [*(hits.has(entry, facet, key) for facet, key in facets.items()), *by_card]

        within = (hits.days_of_year(year),) if year else ()
        return hits.Asked(bool(asked.query), earlier, after, within, chosen)

    def _hits(self, asked: Question, found: Sequence[tuple[int, Row[Any]]]) -> list[Hit]:
        """In the order in which they were found."""
        ids = [row.document_id for _, row in found]
        if not ids:
            return []
        values = {"query": asked.query, "ids": ids}
        rows = self.session.execute(hits.rows(marked=bool(asked.query)), values).all()
        by_id = {row.id: _hit(row, asked) for row in rows}
        former = self._former(asked, [each for each, hit in by_id.items() if MARK_START not in hit.number])
        return [replace(by_id[each], former=former.get(each, "")) for each in ids]

    def _former(self, asked: Question, ids: list[DocumentId]) -> dict[DocumentId, str]:
        """The numbers of before by which documents were found."""
        if not asked.numbers or not ids:
            return {}
        borne = self.session.execute(
            select(NumberLedger.document_id, NumberLedger.number)
            .where(NumberLedger.document_id.in_(ids), NumberLedger.state == NumberState.VOID)
            .order_by(NumberLedger.at)
        )
        marked = ((document_id, _marked_number(number, asked)) for document_id, number in borne)
        return {document_id: number for document_id, number in marked if document_id and MARK_START in number}


class _Ways:
    """Where to look in turn: what is common is near, what is not is few; only what is neither is looked for everywhere.

    `found` says how many the last way has found: what is met often among the newest is met often enough farther on.
    Nor are words few that `are_common`, though little of theirs may be among the newest.
    """

    def __init__(
        self, asked: Question, wanted: int, are_common: Callable[[], bool], *, exact: bool = False, rare: bool = False
    ) -> None:
        self.found, self._wanted, self._are_common = 0, wanted, are_common
        self._left = list(hits.Source)[int(rare) :] if asked.query and not exact else [hits.Source.ALL]

    def __iter__(self) -> Iterator[hits.Source]:
        while self._left:
            few_first = self._left[:2] == [hits.Source.FEW, hits.Source.FAR]
            if few_first and (self.found * FARTHER > 2 * self._wanted or self._are_common()):
                self._left[:2] = self._left[1::-1]
            yield self._left.pop(0)

    def has_neither(self, found: int) -> bool:
        """The words are neither few nor near: a figure of the nearer ones is better than to count them all."""
        return self._left == [hits.Source.ALL] and found > hits.ROWS


def _complete(rows: Sequence[Row[Any]]) -> bool:
    """Whether all that has the words was looked through."""
    return bool(rows[0].matched <= hits.Source.FEW.value)


def _hit(row: Row[Any], asked: Question) -> Hit:
    marked = f"{row.marked_name}{row.marked_summary}"
    snippets = [text for text in (row.in_body, "" if MARK_START in marked else row.in_card) if MARK_START in text]
    return Hit(
        document_id=row.id, document_class=row.document_class, kind=row.kind or "",
        number=_marked_number(row.number, asked), on=row.registered, correspondent=row.marked_name or row.name or "",
        their_number=_marked_number(row.their_number, asked), summary=row.marked_summary or row.summary,
        snippet=snippets[0] if snippets else "", restricted=row.restriction is not Restriction.NONE,
        state=row.state,
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
