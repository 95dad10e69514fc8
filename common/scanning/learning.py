"""What this organisation's own past says about a document in hand."""

from datetime import datetime
from enum import Enum
from typing import Protocol

from msgspec import Struct

from common.kernel.ids import DocumentId, ExecutorId, JobId, PersonId
from common.kernel.rights import Right
from common.rpc.api import Api, reads, writes


class Question(Enum):
    """What is asked of the past; of resolutions the first one of a document counts."""

    KIND = "kind"
    CASE_FILE = "case_file"
    DELIVERY = "delivery"
    UNIT = "unit"
    EXECUTOR = "executor"


class Guess(Struct, frozen=True, kw_only=True):
    """Who usually executes: of `alike` documents with the weightiest of the `words`, `cases` went there.

    The words are those of the document in hand; `confidence` is how often such guesses have come true here.
    """

    executor_id: ExecutorId
    title: str
    detail: str
    cases: int
    alike: int
    words: list[str]
    confidence: float


class Learned(Struct, frozen=True, kw_only=True):
    """What the proposals rest on: `cards` have taught something, `answers` says how many taught which.

    `relearned` is when the whole past was last learned from, `relearned_from` so many cards; `job_id` is at it now.
    """

    cards: int
    answers: dict[Question, int]
    relearned: datetime | None
    relearned_from: int
    job_id: JobId | None


class LearningApi(Api, Protocol):
    @reads(Right.READ_ASSIGNMENTS)
    def executor(self, document_id: DocumentId, author_id: PersonId | None = None) -> Guess | str | None:
        """Who usually executes such documents, or in words why the past is not sure of it.

        Nothing of a restricted document, or where the caller wants it not.

        Raises Missing.
        """
        ...

    @reads(Right.ADMINISTER)
    def learned(self) -> Learned: ...

    @writes(Right.ADMINISTER)
    def relearn(self) -> JobId:
        """Forgets what was learned and orders that it be learned again from all registered documents.

        Raises Invalid while that is being done.
        """
        ...
