"""A file taken to be edited on somebody's computer: nobody else changes it until it is back."""

from datetime import datetime
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import AttachmentId, CheckoutId, DocumentId, FileId
from common.kernel.rights import Right
from common.registry.attachments import Remark
from common.rpc.api import Api, reads, writes

BEAT = 60  # seconds between two signs of life of a client that edits
Ids = Annotated[list[CheckoutId], Meta(max_length=200)]
Reason = Annotated[str, Meta(max_length=1000)]


class Taken(Struct, frozen=True):
    """What was taken, in which version."""

    id: CheckoutId
    document_id: DocumentId
    attachment_id: AttachmentId
    number: int
    file_id: FileId
    name: str
    sha256: str
    since: datetime


class Ended(Struct, frozen=True):
    """A check-out that somebody else has ended; of one gone with its document, wiped practice, nobody is named."""

    id: CheckoutId
    by: str
    at: datetime
    reason: str

    @property
    def is_gone(self) -> bool:
        """Nothing can be brought back to it."""
        return not self.by


class Returned(Struct, frozen=True):
    """`aside`: the version was kept beside the current one, for the reason in `ended` or because of the state."""

    number: int
    aside: bool
    ended: Ended | None = None


class MyCheckout(Struct, frozen=True):
    taken: Taken
    document: str
    workplace: str
    ended: Ended | None = None


class CheckoutsApi(Api, Protocol):
    @writes(Right.READ_DOCUMENTS)
    def take(self, attachment_id: AttachmentId) -> Taken:
        """Takes the current version to be edited; raises NotAllowed naming who has it already."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def beat(self, checkout_ids: Ids) -> list[Ended]:
        """A sign of life; answers with those of the caller's check-outs that others have ended, and those gone."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def bring_back(self, checkout_id: CheckoutId, file_id: FileId, remark: Remark = "") -> Returned:
        """A brought file becomes a new version and the file is free; unchanged content makes no version."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def give_up(self, checkout_id: CheckoutId) -> None:
        """The file is free again, as it was."""
        ...

    @writes(Right.RELEASE_FILES)
    def release(self, attachment_id: AttachmentId, reason: Reason) -> None:
        """Takes the file from whoever edits it; what he brings back later is kept aside."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def mine(self, known: Ids = []) -> list[MyCheckout]:  # noqa: B006 -- a default of the wire, never written to
        """What the caller has taken and not brought back, and those of the known that have been ended."""
        ...
