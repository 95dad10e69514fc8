"""The order to read a paper, as it waits in the queue."""

import msgspec

from common.kernel.ids import DocumentId

READ = "scanning.read"
INDEX = "scanning.index"


class ReadingOrder(msgspec.Struct, frozen=True):
    document_id: DocumentId
