"""Search over numbers, cards and texts of files: one box, narrowed by facets and by conditions on any field."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct
from msgspec.structs import replace

from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.classes import NUMBERED, UNREGISTERED, DocumentClass, DocumentState
from common.registry.document import DocumentFilter
from common.registry.selection import Comparison, Condition
from common.rpc.api import Api, reads

MARK_START, MARK_END = "\ue000", "\ue001"  # private characters around what is found in a text
LONGEST_ID = 15  # digits
Key = Annotated[str, Meta(max_length=60)]
Text = Annotated[str, Meta(max_length=300)]


class Facet(StrEnum):
    KIND = "kind"
    JOURNAL = "journal"
    YEAR = "year"
    UNIT = "unit"

    @property
    def label(self) -> str:
        return FACETS[self]


FACETS = {Facet.KIND: "Вид", Facet.JOURNAL: "Журнал", Facet.YEAR: "Год", Facet.UNIT: "Подразделение"}


class Order(StrEnum):
    """A number asked for stands first in both; RELEVANT goes on with phrases, then cards, then texts."""

    NEWEST = "newest"
    RELEVANT = "relevant"


class Narrowing(Struct, frozen=True, kw_only=True):
    """What narrows a search beside its words: at most one value of each facet, and conditions on fields."""

    kind: Key = ""
    journal: Key = ""
    year: Key = ""
    unit: Key = ""
    conditions: Annotated[list[Condition], Meta(max_length=40)] = []

    def problems(self) -> Iterator[Problem]:
        for facet, key in self.chosen().items():
            if facet is not Facet.KIND and not (key.isdecimal() and len(key) <= LONGEST_ID):
                yield Problem(facet, f"«{facet.label}»: такого значения нет.")
        for condition in self.conditions:
            yield from condition.problems()

    def chosen(self) -> dict[Facet, str]:
        """The facets that have a value."""
        return {facet: key for facet in Facet if (key := getattr(self, facet))}

    def with_facet(self, facet: Facet, key: str) -> "Narrowing":
        """Narrowed by the value; an empty one frees the facet."""
        return replace(self, **{facet.value: key})


EVERYTHING = Narrowing()


def as_filter(text: str, narrowing: Narrowing) -> DocumentFilter:
    """The same documents as a register shows them."""
    chosen = [
        Condition(field="registered", value=key)
        if facet is Facet.YEAR
        else Condition(field=facet.value, comparison=Comparison.KEY, value=key)
        for facet, key in narrowing.chosen().items()
    ]
    return DocumentFilter(
        document_class=None,
        states=tuple(sorted(NUMBERED | UNREGISTERED)),
        words=text,
        conditions=[*narrowing.conditions, *chosen],
    )


class Hit(Struct, frozen=True, kw_only=True):
    """A document found; what was found stands between MARK_START and MARK_END in all that is text."""

    document_id: DocumentId
    document_class: DocumentClass
    kind: str
    number: str
    on: date | None
    correspondent: str
    their_number: str
    summary: str
    snippet: str  # of the card or a file; empty when what is found stands above
    restricted: bool
    state: DocumentState = DocumentState.REGISTERED
    former: str = ""  # the number that it bore before, when it was found by that

    @property
    def cancelled(self) -> bool:
        return self.state is DocumentState.CANCELLED


class Bookmark(Struct, frozen=True):
    """Where a page of hits ends: the step of the order, and the last hit."""

    step: int
    on: date
    document_id: DocumentId


class Found(Struct, frozen=True):
    """A page of hits; `next` is where the following one begins, none after the last hit."""

    rows: list[Hit]
    next: Bookmark | None = None


class FacetValue(Struct, frozen=True):
    facet: Facet
    key: str
    title: str
    documents: int


class Counted(Struct, frozen=True):
    """How many documents there are; all figures are exact, unless `more` says that there are at least so many."""

    total: int
    more: bool
    values: list[FacetValue]


class SearchApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def find(
        self,
        text: Text,
        narrowing: Narrowing = EVERYTHING,
        order: Order = Order.NEWEST,
        after: Bookmark | None = None,
    ) -> Found:
        """Documents with all that is asked for: words in any form, numbers in any spelling, «"слова рядом"»,
        «начал*», «-исключение», «или». Raises Invalid when nothing is asked.
        """
        ...

    @reads(Right.READ_DOCUMENTS)
    def nearest(self, text: Text, narrowing: Narrowing = EVERYTHING) -> str:
        """The question with its misspelt words replaced by the nearest words of the cards; empty where there are none,
        or where the caller would find nothing by it either.
        """
        ...

    @reads(Right.READ_DOCUMENTS)
    def count(self, text: Text, narrowing: Narrowing = EVERYTHING, exact: bool = False) -> Counted:
        """How many documents `find` finds, in all and by each value of each facet; raises what it raises."""
        ...
