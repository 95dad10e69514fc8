"""Search over cards and recognised texts, in any grammatical form of a word."""

from datetime import date
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.rpc.api import Api, reads

MARK_START, MARK_END = "\ue000", "\ue001"  # private characters around a found word in a snippet


class Hit(Struct, frozen=True):
    """A document found; words found stand between MARK_START and MARK_END in `snippet`."""

    document_id: DocumentId
    title: str
    on: date | None
    summary: str
    snippet: str


class Found(Struct, frozen=True):
    """`total` is exact, unless `more` says that there are at least so many."""

    total: int
    more: bool
    rows: list[Hit]


class SearchApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def find(
        self,
        text: Annotated[str, Meta(min_length=1, max_length=300)],
        offset: Annotated[int, Meta(ge=0)] = 0,
        exact: bool = False,
    ) -> Found:
        """Documents with all the words («-слово» excludes, «"слова рядом"» is a phrase), newest first."""
        ...
