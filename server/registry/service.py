"""The registry as its Api: registers, cards, registration."""

from sqlalchemy import select, update

from common.kernel.changes import Kind
from common.kernel.ids import AttachmentId, DocumentId, FileId, PersonId, PlaceId
from common.kernel.paging import PAGE_SIZE, Page
from common.registry.api import RegistryApi
from common.registry.card import Attachment, Dictionaries, DocumentState, FileRole, HistoryRow
from common.registry.incoming import (
    DraftFiles,
    IncomingCard,
    IncomingDraft,
    IncomingFilter,
    IncomingRow,
    Registered,
    UnregisteredRow,
)
from common.rpc.errors import Invalid
from server.core.service import Service
from server.files.service import FileService
from server.registry import cards
from server.registry.drafts import Drafts, differences, draft_of
from server.registry.indexing import index_card
from server.registry.models import Document
from server.registry.queries import incoming_page, unregistered_page
from server.registry.readers import readers_of, visible_document
from server.registry.registration import Registration
from server.registry.stamping import label_of
from server.search.service import SearchService


class RegistryService(Service, RegistryApi):
    def dictionaries(self) -> Dictionaries:
        return cards.dictionaries(self.context, self.caller)

    def incoming(self, chosen: IncomingFilter, offset: int = 0, limit: int = PAGE_SIZE) -> Page[IncomingRow]:
        return incoming_page(self.session, self.caller, chosen, offset, limit)

    def unregistered(self, offset: int = 0, limit: int = PAGE_SIZE) -> Page[UnregisteredRow]:
        return unregistered_page(self.session, self.caller, offset, limit)

    def card(self, document_id: DocumentId) -> IncomingCard:
        document = visible_document(self.session, self.caller, document_id)
        if cards.is_restricted(document):
            self.record("viewed", "document", document.id)
        return cards.card(self.session, document)

    def history(self, document_id: DocumentId) -> list[HistoryRow]:
        return cards.history(self.session, visible_document(self.session, self.caller, document_id))

    def accept(self, files: DraftFiles) -> DocumentId:
        drafts = Drafts(self.context)
        document = drafts.open(files.place_id, files.source, files.name)
        drafts.attach(document, files.file_ids, FileRole.ORIGINAL)
        return document.id

    def new_draft(self, place_id: PlaceId) -> DocumentId:
        return Drafts(self.context).open(place_id, "Без образа", "Новая карточка").id

    def save(self, document_id: DocumentId, version: int, draft: IncomingDraft) -> int:
        drafts = Drafts(self.context)
        document = drafts.for_writing(document_id, version)
        before = draft_of(document, cards.addressees(self.session, document.id))
        registered = document.state is DocumentState.REGISTERED
        problems = draft.problems(document.registered or self.today) if registered else draft.contradictions()
        self.check([*problems, *Registration(self.context).unknown(draft)])
        drafts.fill(document, draft)
        if registered:
            document.readers = self._with(document, [document.author_id, *draft.addressee_ids])
        self.session.flush()  # the version
        if registered:
            index_card(self.context, document)
        action = "card_corrected" if registered else "draft_saved"
        self.record(action, "document", document.id, changes=differences(before, draft))
        self.changed(Kind.DOCUMENT, document.id, [*document.readers, document.place_id])
        return document.version

    def twins(self, document_id: DocumentId, draft: IncomingDraft) -> list[IncomingRow]:
        return Registration(self.context).twins(document_id, draft)

    def register(
        self, document_id: DocumentId, version: int, draft: IncomingDraft, twin_reason: str = ""
    ) -> Registered:
        return Registration(self.context).register(document_id, version, draft, twin_reason)

    def discard(self, document_id: DocumentId, version: int, reason: str) -> None:
        drafts = Drafts(self.context)
        drafts.discard(drafts.for_writing(document_id, version), reason)

    def attach(self, document_id: DocumentId, file_id: FileId) -> AttachmentId:
        drafts = Drafts(self.context)
        document = drafts.of_own_place(document_id)
        [attachment_id] = drafts.attach(document, [file_id], FileRole.ATTACHMENT)
        self.record("file_attached", "document", document.id, name=FileService(self.context).brought_name(file_id))
        return attachment_id

    def attachments(self, document_id: DocumentId) -> list[Attachment]:
        return cards.attachments(self.session, visible_document(self.session, self.caller, document_id).id)

    def label(self, document_id: DocumentId) -> bytes:
        document = visible_document(self.session, self.caller, document_id)
        if document.state is not DocumentState.REGISTERED:
            raise Invalid("Этикетка печатается после регистрации: номера ещё нет.")
        self.record("label_printed", "document", document.id)
        return label_of(self.context, document)

    def lock(self, document_id: DocumentId) -> None:
        """Makes those who count or widen on the same document take turns."""
        self.session.execute(select(Document.id).where(Document.id == document_id).with_for_update(key_share=True))

    def let_read(self, document_id: DocumentId, person_ids: list[PersonId]) -> None:
        """Makes people participants of the document; its card is not edited by that, so its version stays."""
        self.lock(document_id)
        document = self.session.scalars(
            select(Document).where(Document.id == document_id).execution_options(populate_existing=True)
        ).one()
        readers = self._with(document, person_ids)
        if readers != document.readers:
            self.session.execute(update(Document).where(Document.id == document_id).values(readers=readers))
            SearchService(self.context).put_readers(document_id, readers)

    def note_execution(self, document_id: DocumentId, resolutions: int, unexecuted: int) -> None:
        """Keeps on the document how many resolutions it has and how many are not executed."""
        self.session.execute(
            update(Document).where(Document.id == document_id).values(resolutions=resolutions, unexecuted=unexecuted)
        )
        readers = self.session.scalars(select(Document.readers).where(Document.id == document_id)).one()
        self.changed(Kind.DOCUMENT, document_id, readers)

    def note_reading(self, document_id: DocumentId, pages: int, reading: str) -> list[int]:
        """Keeps on the document how many pages its image has and how far they are read; gives its readers."""
        noted = update(Document).where(Document.id == document_id).values(pages=pages, reading=reading)
        return self.session.scalars(noted.returning(Document.readers)).one()

    def _with(self, document: Document, person_ids: list[PersonId]) -> list[int]:
        known = [reader for reader in document.readers if reader != document.place_id]
        return readers_of(document, [*known, *person_ids])
