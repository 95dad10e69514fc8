"""A batch: a stack of paper on its way from the scanner to its cards, with every page accounted for."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import BatchId, BatchPageId, DocumentId, FileId, JobId, PlaceId, ProfileId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.rpc.api import Api, reads, writes
from common.scanning.arranging import Arrangement

Line = Annotated[str, Meta(max_length=200)]
Run = Annotated[str, Meta(max_length=32)]
Sheets = Annotated[int, Meta(ge=1, le=100_000)]
PER_FILE = 3_000


class BatchState(StrEnum):
    OPEN = "open"
    RELEASING = "releasing"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return STATES[self]

    @property
    def is_closed(self) -> bool:
        return self in {BatchState.RELEASED, BatchState.WITHDRAWN}


STATES = {
    BatchState.OPEN: "разбирается",
    BatchState.RELEASING: "передаётся",
    BatchState.RELEASED: "передана",
    BatchState.WITHDRAWN: "снята",
}


class Look(StrEnum):
    """Whether the page has been looked over yet."""

    WAITING = "waiting"
    SEEN = "seen"
    FAILED = "failed"


class BatchPage(Struct, frozen=True, kw_only=True):
    """A page as it came; `number` counts through the batch.

    `reason` says why it could not be looked over, or what is amiss with one that was; `turned` is how far the page was
    turned clockwise to stand upright. The original is page `in_file` of its file; without `file_id` nobody who asks
    may fetch it.
    """

    id: BatchPageId
    number: int
    look: Look
    reason: str
    preview_id: FileId | None
    turned: int = 0
    file_id: FileId | None = None
    sha256: str = ""
    in_file: int = 1


class TroubleKind(StrEnum):
    """What keeps a batch from being released; some may be let pass by the clerk's word."""

    UNREADABLE = "unreadable"
    DAMAGED_CODE = "damaged_code"
    UNKNOWN_CARD = "unknown_card"
    HAS_IMAGE = "has_image"
    OTHER_CARD = "other_card"
    SHEETS = "sheets"
    TWIN = "twin"
    ALIKE = "alike"
    STATED = "stated"
    NO_PAGES = "no_pages"
    COARSE = "coarse"
    NOTHING = "nothing"

    @property
    def may_pass(self) -> bool:
        return self not in {TroubleKind.UNREADABLE, TroubleKind.UNKNOWN_CARD, TroubleKind.NOTHING}


class Trouble(Struct, frozen=True, kw_only=True):
    """`key` stays the same while the cause does, so that a word given for it holds."""

    key: str
    kind: TroubleKind
    words: str
    page_id: BatchPageId | None = None
    passed: bool = False


class BoundCard(Struct, frozen=True, kw_only=True):
    """The card that a paper of the batch is bound to, as the clerk may see it."""

    document_id: DocumentId
    number: str
    summary: str
    sheets: int | None


class Batch(Struct, frozen=True, kw_only=True):
    """`documents` are what its papers have become, in the order of the papers; `fresh` of them had no card before."""

    id: BatchId
    title: str
    source: str
    place_id: PlaceId
    sheets: int | None
    keep_blank: bool
    profile_id: ProfileId | None = None
    state: BatchState
    version: int
    created: datetime
    pages: list[BatchPage]
    arrangement: Arrangement
    cards: list[BoundCard]
    troubles: list[Trouble]
    documents: list[DocumentId]
    fresh: list[DocumentId] = []


class BatchRow(Struct, frozen=True, kw_only=True):
    id: BatchId
    title: str
    place: str
    person: str
    state: BatchState
    pages: int
    papers: int
    created: datetime


class BatchDraft(Struct, frozen=True, kw_only=True):
    """`sheets` is how many sheets the stack is said to have; `profile_id` with what its blank sides are told."""

    place_id: PlaceId
    title: Line = ""
    source: Line = ""
    sheets: Sheets | None = None
    keep_blank: bool = False
    profile_id: ProfileId | None = None

    def problems(self) -> Iterator[Problem]:
        if not self.place_id:
            yield Problem("place_id", "Выберите место регистрации.")


class Brought(Struct, frozen=True, kw_only=True):
    """A file laid on the stack; `begins` a paper of its own; `instead_of` a page scanned badly.

    `run` is the same for all that a scanner has drawn at once, and empty for what no scanner has.
    """

    file_id: FileId
    begins: bool = False
    instead_of: BatchPageId | None = None
    run: Run = ""


class BatchesApi(Api, Protocol):
    @writes(Right.SCAN)
    def open(self, draft: BatchDraft) -> BatchId: ...

    @writes(Right.SCAN)
    def describe(self, batch_id: BatchId, draft: BatchDraft) -> None: ...

    @writes(Right.SCAN)
    def add(self, batch_id: BatchId, brought: Annotated[list[Brought], Meta(min_length=1, max_length=500)]) -> None:
        """Lays files on the stack in their order and has them looked over.

        Raises Invalid once the batch is released.
        """
        ...

    @writes(Right.SCAN)
    def look_again(self, batch_id: BatchId) -> bool:
        """Has pages looked over that nobody looks at any more, a worker having given up; whether there were such."""
        ...

    @reads(Right.SCAN)
    def batches(self) -> list[BatchRow]:
        """The batches of one's places of registration: all that are open, then the last closed; newest first."""
        ...

    @reads(Right.SCAN)
    def batch(self, batch_id: BatchId) -> Batch: ...

    @writes(Right.SCAN)
    def arrange(self, batch_id: BatchId, version: int, arrangement: Arrangement) -> int:
        """Keeps how the clerk has laid the pages; pages that came meanwhile are laid down after them.

        Raises Stale when somebody else has laid them otherwise, Invalid for pages that are not of this batch.
        """
        ...

    @writes(Right.SCAN)
    def let_pass(self, batch_id: BatchId, keys: list[str]) -> None:
        """The clerk's word for troubles that may pass; each is in the protocol with the name."""
        ...

    @writes(Right.SCAN)
    def hold_again(self, batch_id: BatchId, keys: list[str]) -> None:
        """Takes that word back, whoever has given it."""
        ...

    @writes(Right.SCAN)
    def release(self, batch_id: BatchId, version: int) -> JobId:
        """Makes the papers: drafts in the queue, images of the cards.

        Raises Invalid while anything is unaccounted for.
        """
        ...

    @reads(Right.SCAN)
    def separators(self, count: Annotated[int, Meta(ge=1, le=100)]) -> bytes:
        """A PDF of sheets to be laid between papers."""
        ...

    @writes(Right.SCAN)
    def withdraw(self, batch_id: BatchId, reason: Line) -> None:
        """Nothing of it becomes a document; its pages stay in the store. The reason is in the protocol."""
        ...
