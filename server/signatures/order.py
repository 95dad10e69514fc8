"""Orders for background work of the signatures."""

from msgspec import Struct

from common.kernel.ids import DocumentId

MARK = "signatures.mark"


class MarkOrder(Struct, frozen=True):
    document_id: DocumentId
