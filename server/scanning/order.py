"""Orders for the worker, as they wait in the queue."""

import msgspec

from common.kernel.ids import BatchId, DocumentId

READ = "scanning.read"
INDEX = "scanning.index"
LOOK = "scanning.look"
RELEASE = "scanning.release"
LEARN = "scanning.learn"
RELEARN = "scanning.relearn"


class ReadingOrder(msgspec.Struct, frozen=True):
    document_id: DocumentId


class PastOrder(msgspec.Struct, frozen=True):
    """The whole past."""


class BatchOrder(msgspec.Struct, frozen=True):
    batch_id: BatchId
