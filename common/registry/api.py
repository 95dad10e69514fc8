"""What a client may ask of the registry."""

from typing import Annotated, Protocol

from msgspec import Meta

from common.kernel.ids import AttachmentId, DocumentId, FileId, PlaceId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.registry.card import Attachment, Dictionaries, HistoryRow
from common.registry.incoming import (
    DraftFiles,
    IncomingCard,
    IncomingDraft,
    IncomingFilter,
    IncomingRow,
    Registered,
    UnregisteredRow,
)
from common.rpc.api import Api, reads, writes

Offset = Annotated[int, Meta(ge=0)]
Limit = Annotated[int, Meta(ge=1, le=500)]
Reason = Annotated[str, Meta(max_length=1000)]


class RegistryApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def dictionaries(self) -> Dictionaries: ...

    @reads(Right.READ_DOCUMENTS)
    def incoming(self, chosen: IncomingFilter, offset: Offset = 0, limit: Limit = PAGE_SIZE) -> Page[IncomingRow]:
        """Registered incoming letters that the person may see, newest first."""
        ...

    @reads(Right.REGISTER_INCOMING)
    def unregistered(self, offset: Offset = 0, limit: Limit = PAGE_SIZE) -> Page[UnregisteredRow]:
        """Papers that wait for registration at the person's places, oldest first."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def card(self, document_id: DocumentId) -> IncomingCard:
        """Raises Missing for what does not exist and for what the person may not see, without telling which."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def history(self, document_id: DocumentId) -> list[HistoryRow]: ...

    @writes(Right.REGISTER_INCOMING)
    def accept(self, files: DraftFiles) -> DocumentId:
        """Puts a new paper into the queue of the unregistered."""
        ...

    @writes(Right.REGISTER_INCOMING)
    def new_draft(self, place_id: PlaceId) -> DocumentId:
        """Opens a card without a scan, for a paper that is registered before it is scanned."""
        ...

    @writes(Right.REGISTER_INCOMING)
    def save(self, document_id: DocumentId, version: int, draft: IncomingDraft) -> int:
        """Keeps an unfinished or corrected card; returns its new version. Raises Stale."""
        ...

    @reads(Right.REGISTER_INCOMING)
    def twins(self, document_id: DocumentId, draft: IncomingDraft) -> list[IncomingRow]:
        """Registered letters with the same correspondent, number and date, or with the same file."""
        ...

    @writes(Right.REGISTER_INCOMING)
    def register(
        self, document_id: DocumentId, version: int, draft: IncomingDraft, twin_reason: Reason = ""
    ) -> Registered:
        """Gives the letter its number, gapless in its journal, in one transaction with the number ledger.

        Raises Invalid with the fields at fault, Stale, and Twin before a number is spent unless a reason is given
        why the letter is none.
        """
        ...

    @writes(Right.REGISTER_INCOMING)
    def discard(self, document_id: DocumentId, version: int, reason: Reason) -> None:
        """Moves an unregistered paper to the bin."""
        ...

    @writes(Right.REGISTER_INCOMING)
    def attach(self, document_id: DocumentId, file_id: FileId) -> AttachmentId:
        """Adds a file that the caller has brought to a document of the caller's place of registration."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def attachments(self, document_id: DocumentId) -> list[Attachment]: ...

    @reads(Right.READ_DOCUMENTS)
    def label(self, document_id: DocumentId) -> bytes:
        """The stamp of registration as a PDF label of 58 × 40 mm."""
        ...
