"""Orders for the worker, as they wait in the queue."""

import msgspec

from common.kernel.ids import BatchId, DocumentId

READ = "scanning.read"
INDEX = "scanning.index"
LOOK = "scanning.look"
RELEASE = "scanning.release"
LEARN = "scanning.learn"
RELEARN = "scanning.relearn"
PROPOSE_ANEW = "scanning.propose_anew"


class ReadingOrder(msgspec.Struct, frozen=True):
    document_id: DocumentId


class PastOrder(msgspec.Struct, frozen=True):
    """The whole past: counted `anew`, or only what of it has taught nothing yet."""

    anew: bool = False


class WaitingOrder(msgspec.Struct, frozen=True):
    """So many of the letters that have been read and wait for their numbers, as they queue; or all of them."""

    most: int | None = None


class BatchOrder(msgspec.Struct, frozen=True):
    batch_id: BatchId
