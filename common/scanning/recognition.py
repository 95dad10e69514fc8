"""What is read off a scanned page, and what a card may take from it."""

from collections.abc import Iterable
from enum import Enum, StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import DocumentId, FileId, JobId
from common.kernel.rights import Right
from common.rpc.api import Api, reads, writes


class Box(Struct, frozen=True, kw_only=True):
    """A place on a page, in shares of the width and height of the upright page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


def around(boxes: Iterable[Box]) -> Box:
    """The smallest place that holds all of them; there has to be at least one."""
    places = list(boxes)
    return Box(
        left=min(box.left for box in places),
        top=min(box.top for box in places),
        right=max(box.right for box in places),
        bottom=max(box.bottom for box in places),
    )


class Word(Struct, frozen=True, kw_only=True):
    """`line` and `block` run through the page; `confidence` is the reader's own, 0..1."""

    text: str
    box: Box
    confidence: float
    line: int
    block: int


class PageText(Struct, frozen=True, kw_only=True):
    """What was read on one page, numbered from 1; sizes are those of the upright page."""

    number: int
    width_mm: float
    height_mm: float
    words: list[Word]

    def lines(self) -> list[list[Word]]:
        lines: dict[int, list[Word]] = {}
        for word in self.words:
            lines.setdefault(word.line, []).append(word)
        return list(lines.values())

    @property
    def text(self) -> str:
        return "\n".join(" ".join(word.text for word in line) for line in self.lines())

    @property
    def confidence(self) -> float:
        return sum(word.confidence for word in self.words) / len(self.words) if self.words else 0.0


class ProposedField(Enum):
    """Fields of the incoming card that can be proposed, and who executes."""

    CORRESPONDENT = "correspondent"
    SIGNATORY = "signatory"
    THEIR_NUMBER = "their_number"
    THEIR_DATE = "their_date"
    ADDRESSEE = "addressee"
    SUMMARY = "summary"
    SHEETS = "sheets"
    APPENDIX_SHEETS = "appendix_sheets"
    KIND = "kind"  # not read, but guessed from the past: its text is the words that speak for it
    CASE_FILE = "case_file"  # guessed as the kind is
    DELIVERY = "delivery"  # the same
    ANSWERED = "answered"  # our document that the letter answers; a link, on no card
    EXECUTOR = "executor"  # said below the responsible one of a resolution; on no card

    @property
    def on_card(self) -> str:
        """Its name in the draft of the card."""
        return BY_ID.get(self.value, self.value)


BY_ID = {"correspondent": "correspondent_id", "addressee": "addressee_ids"}


class Letterhead(Struct, frozen=True, kw_only=True):
    """What a letter says of a sender who is not in the directory: enough to make his entry."""

    name: str
    tax_number: str = ""
    address: str = ""
    email: str = ""


class Proposal(Struct, frozen=True, kw_only=True):
    """A value for the card: `value` as the card keeps it (dates ISO, sheets in digits), `text` as printed at `box`.

    `name` says what a value is called that is an id; `doubt`, what speaks against it. Without a value `near_id` may
    name a document that is almost the one meant: for the clerk to look at, never to be taken by itself. A correspondent
    with a `letterhead` is in no directory.
    """

    field: ProposedField
    value: str
    text: str
    page: int
    box: Box
    confidence: float
    name: str = ""
    doubt: str = ""
    near_id: DocumentId | None = None
    letterhead: Letterhead | None = None


class Outcome(Enum):
    """What became of a proposal by the time the card had its number."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    CLEARED = "cleared"


LONGEST_REST = 60  # seconds: of a longer rest so much counts as work on the card


class Spent(Struct, frozen=True, kw_only=True):
    """What a card took from its opening to its number."""

    seconds: Annotated[int, Meta(ge=0, le=86400)]
    keys: Annotated[int, Meta(ge=0, le=100000)]


class PageState(StrEnum):
    WAITING = "waiting"
    READ = "read"
    FAILED = "failed"


DOUBTFUL = 0.5  # a worn copy is read with 0.9, a smear with 0.2


class ScannedPage(Struct, frozen=True, kw_only=True):
    """One page of a paper: `preview_id` is its upright image, `reason` says why it could not be read.

    `confidence` is 0 where there are no words.
    """

    number: int
    state: PageState
    reason: str
    preview_id: FileId | None
    confidence: float

    @property
    def is_doubtful(self) -> bool:
        """There is text, and most of it is guesswork."""
        return self.state is PageState.READ and 0 < self.confidence < DOUBTFUL


class Recognition(Struct, frozen=True, kw_only=True):
    """How far a paper has been read, and what its card may take over; `unread` originals were never ordered.

    `contradiction` says what on the image is not what the card says: it may be of another letter.
    """

    job_id: JobId | None
    done: int
    total: int
    message: str
    pages: list[ScannedPage]
    proposals: list[Proposal]
    unread: int = 0
    contradiction: str = ""


class ScanningApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def recognition(self, document_id: DocumentId) -> Recognition:
        """Raises Missing for a document that the person may not see."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def page(self, document_id: DocumentId, number: int) -> PageText:
        """The words of one page with their places; raises Missing until the page is read."""
        ...

    @writes(Right.REGISTER)
    def bear_with(self, document_id: DocumentId) -> None:
        """The image is of this document, though it says something else: that is told no more unless it changes."""
        ...

    @writes(Right.REGISTER)
    def spent(self, document_id: DocumentId, spent: Spent) -> None:
        """Kept of registered incoming documents that were scanned, once each and without the person's name."""
        ...

    @writes(Right.SCAN)
    def read(self, document_id: DocumentId) -> JobId:
        """Orders the pages that failed once more, and the originals that nobody has had read yet.

        Raises Missing where there is no image, Invalid while the paper is being read.
        """
        ...
