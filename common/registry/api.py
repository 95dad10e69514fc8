"""What a client may ask of the registry."""

from typing import Annotated, Protocol

from msgspec import Meta

from common.kernel.ids import AttachmentId, CorrespondentId, DocumentId, FileId, PlaceId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.registry.bulk import BulkOrder, BulkOutcome
from common.registry.card import Attachment, HistoryRow
from common.registry.classes import DocumentClass
from common.registry.document import (
    Dictionaries,
    DocumentCard,
    DocumentDraft,
    DocumentFilter,
    DocumentRow,
    DraftFiles,
    QueueFilter,
    Registered,
    Rivalry,
    Touch,
    UnregisteredRow,
)
from common.registry.ledger import IN_TURN, NumberChoice
from common.registry.rules import Action
from common.registry.selection import Group, Grouping
from common.rpc.api import Api, reads, writes

Offset = Annotated[int, Meta(ge=0)]
Limit = Annotated[int, Meta(ge=1, le=500)]
CorrespondentIds = Annotated[list[CorrespondentId], Meta(max_length=100)]
Reason = Annotated[str, Meta(max_length=1000)]


class RegistryApi(Api, Protocol):
    @reads(Right.SIGNED_IN)
    def dictionaries(self) -> Dictionaries: ...

    @reads(Right.READ_DOCUMENTS)
    def documents(self, chosen: DocumentFilter, offset: Offset = 0, limit: Limit = PAGE_SIZE) -> Page[DocumentRow]:
        """Documents that the person may see, in the filter's order; raises Invalid for a bad condition."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def groups(self, chosen: DocumentFilter, by: Grouping) -> list[Group]:
        """The groups of a register in the order of their titles; raises Invalid for a bad condition."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def counts(self, chosen: Annotated[list[DocumentFilter], Meta(max_length=50)]) -> list[int]:
        """How many documents each of the registers shows the person."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def registered_today(self) -> dict[DocumentClass, int]:
        """How many documents that the person sees bear the date of today as that of their registration, by class."""
        ...

    @reads(Right.REGISTER)
    def unregistered(
        self, offset: Offset = 0, limit: Limit = PAGE_SIZE, chosen: QueueFilter | None = None
    ) -> Page[UnregisteredRow]:
        """Papers and signed projects that wait for registration at the person's places, oldest first."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def card(self, document_id: DocumentId) -> DocumentCard:
        """Raises Missing for what does not exist and for what the person may not see, without telling which."""
        ...

    @reads(Right.EDIT_CORRESPONDENTS)
    def documents_of(self, correspondent_ids: CorrespondentIds) -> dict[CorrespondentId, int]:
        """How many registered documents name each of the entries, seen by the caller or not."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def history(self, document_id: DocumentId) -> list[HistoryRow]: ...

    @reads(Right.READ_DOCUMENTS)
    def compare(self, document_id: DocumentId, draft: DocumentDraft) -> Rivalry:
        """How the draft differs from the card as it is kept, in words, and whose act was the last; raises Missing."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def touched(self, document_ids: Annotated[list[DocumentId], Meta(max_length=30)]) -> dict[DocumentId, Touch]:
        """Whose act was the last on each within the past minutes; nothing of one's own or of what one does not see."""
        ...

    @writes(Right.REGISTER)
    def accept(self, files: DraftFiles) -> DocumentId:
        """Puts a new paper into the queue of the unregistered."""
        ...

    @writes(Right.REGISTER)
    def new_draft(self, place_id: PlaceId) -> DocumentId:
        """Opens a card without a scan, for a paper that is registered before it is scanned."""
        ...

    @writes(Right.DRAFT)
    def new_project(self, kind: str, place_id: PlaceId) -> DocumentId:
        """A project of ours of that kind, to be registered at the place."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def save(self, document_id: DocumentId, version: int, draft: DocumentDraft) -> int:
        """Keeps an unfinished or corrected card; returns its new version. Raises Stale, NotAllowed by the rules."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def pass_on(self, document_id: DocumentId, version: int, action: Action, reason: Reason = "") -> int:
        """Takes a project a step further or back; returns its new version. Approval has an Api of its own.

        Sending back asks for a reason. Raises NotAllowed, Invalid, Stale.
        """
        ...

    @reads(Right.REGISTER)
    def twins(self, document_id: DocumentId, draft: DocumentDraft) -> list[DocumentRow]:
        """Registered letters with the same correspondent, number and date, or with the same file."""
        ...

    @writes(Right.REGISTER)
    def register(
        self,
        document_id: DocumentId,
        version: int,
        draft: DocumentDraft,
        twin_reason: Reason = "",
        choice: NumberChoice = IN_TURN,
    ) -> Registered:
        """Gives the document its number, gapless in its journal, in one transaction with the number ledger.

        Raises Invalid with the fields at fault, Stale, and Twin before a number is spent unless a reason is given
        why the letter is none.
        """
        ...

    @writes(Right.READ_DOCUMENTS)
    def discard(self, document_id: DocumentId, version: int, reason: Reason) -> None:
        """Moves a card without a number to the bin."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def abandon(self, document_id: DocumentId) -> None:
        """Takes back a card that its author has left empty: it never was. Raises NotAllowed for any other."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def restore(self, document_id: DocumentId, version: int) -> None:
        """Takes a card out of the bin, back to where it was."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def bulk(self, order: BulkOrder) -> list[BulkOutcome]:
        """One action over many documents: each is done or refused for itself, and all are accounted for."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def attach(self, document_id: DocumentId, file_id: FileId) -> AttachmentId:
        """Adds a file that the caller has brought, where the rules allow it."""
        ...

    @reads(Right.READ_DOCUMENTS)
    def attachments(self, document_id: DocumentId) -> list[Attachment]: ...

    @reads(Right.READ_DOCUMENTS)
    def label(self, document_id: DocumentId) -> bytes:
        """The stamp of registration as a PDF label of 58 × 40 mm."""
        ...
