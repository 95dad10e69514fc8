"""Orders for the worker, as they wait in the queue."""

import msgspec

from common.kernel.ids import BatchId, DocumentId

READ = "scanning.read"
INDEX = "scanning.index"
LOOK = "scanning.look"
RELEASE = "scanning.release"


class ReadingOrder(msgspec.Struct, frozen=True):
    document_id: DocumentId


class BatchOrder(msgspec.Struct, frozen=True):
    batch_id: BatchId
