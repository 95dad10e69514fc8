"""The registry as its Api: registers, cards, registration."""

from collections.abc import Collection, Mapping

from msgspec.structs import asdict, replace
from sqlalchemy import insert, select, update

from common.kernel.changes import Kind
from common.kernel.ids import AttachmentId, CorrespondentId, DocumentId, FileId, PersonId, PlaceId
from common.kernel.paging import PAGE_SIZE, Page
from common.registry.api import RegistryApi
from common.registry.bulk import BulkOrder, BulkOutcome
from common.registry.card import Attachment, FileRole, HistoryRow
from common.registry.classes import NUMBERED, DocumentClass, DocumentState
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
from common.rpc.errors import Invalid
from server.core.events import AddresseesAdded
from server.core.service import Service
from server.files.service import FileService
from server.registry import cards
from server.registry.bulk import in_bulk
from server.registry.daily import registered_on
from server.registry.drafts import Drafts, differences, is_restricted
from server.registry.indexing import index_card
from server.registry.inside import Inside
from server.registry.kinds import kind_draft, kind_of, open_kind
from server.registry.models import Document, DocumentApprover
from server.registry.participants import access_of, approvers, let_in, seen_for
from server.registry.passage import Passage
from server.registry.past import discards
from server.registry.queries import document_page, documents_of, groups_of, number_of, unregistered_page
from server.registry.readers import audience, audience_of_place, opened_document
from server.registry.registration import Registration
from server.registry.stamping import label_of
from server.registry.touching import touches


class RegistryService(Service, RegistryApi):
    def dictionaries(self) -> Dictionaries:
        return cards.dictionaries(self.context, self.caller)

    def documents(self, chosen: DocumentFilter, offset: int = 0, limit: int = PAGE_SIZE) -> Page[DocumentRow]:
        self.check(chosen.problems())
        page = document_page(self.session, self.caller, chosen, self.today, offset, limit)
        if DocumentState.DISCARDED not in chosen.states:
            return page
        said = discards(self.context, [row.id for row in page.rows])
        return replace(page, rows=[replace(row, discarded=said.get(row.id, "")) for row in page.rows])

    def groups(self, chosen: DocumentFilter, by: Grouping) -> list[Group]:
        self.check(chosen.problems())
        return groups_of(self.session, self.caller, chosen, by, self.today)

    def counts(self, chosen: list[DocumentFilter]) -> list[int]:
        for each in chosen:
            self.check(each.problems())
        return [number_of(self.session, self.caller, each, self.today) for each in chosen]

    def registered_today(self) -> dict[DocumentClass, int]:
        return registered_on(self.session, self.caller, self.today)

    def unregistered(
        self, offset: int = 0, limit: int = PAGE_SIZE, chosen: QueueFilter | None = None
    ) -> Page[UnregisteredRow]:
        return unregistered_page(self.session, self.caller, chosen or QueueFilter(), offset, limit)

    def card(self, document_id: DocumentId) -> DocumentCard:
        document = opened_document(self.session, self.caller, document_id)
        if is_restricted(document):
            self.record("viewed", "document", document.id, seen_for(self.caller, document))
        return cards.card(self.context, self.caller, document)

    def history(self, document_id: DocumentId) -> list[HistoryRow]:
        return cards.history(self.session, opened_document(self.session, self.caller, document_id))

    def compare(self, document_id: DocumentId, draft: DocumentDraft) -> Rivalry:
        document = opened_document(self.session, self.caller, document_id)
        changes = differences(Drafts(self.context).draft_of(document), draft)
        return cards.rivalry(self.session, self.caller, document, changes)

    def touched(self, document_ids: list[DocumentId]) -> dict[DocumentId, Touch]:
        return touches(self.context, self.caller, document_ids)

    def accept(self, files: DraftFiles) -> DocumentId:
        drafts = Drafts(self.context)
        document = drafts.open(files.place_id, files.source, files.name)
        drafts.attach(document, files.file_ids, FileRole.ORIGINAL)
        return document.id

    def new_draft(self, place_id: PlaceId) -> DocumentId:
        return Drafts(self.context).open(place_id, "Без образа", "Новая карточка").id

    def new_project(self, kind: str, place_id: PlaceId) -> DocumentId:
        return Drafts(self.context).open(place_id, "Проект", "", open_kind(self.session, kind).key).id

    def save(self, document_id: DocumentId, version: int, draft: DocumentDraft) -> int:
        drafts = Drafts(self.context)
        document = drafts.for_editing(document_id, version)
        before, heard = drafts.draft_of(document), audience(self.session, document)
        registered = document.state in NUMBERED
        kind = kind_draft(kind_of(self.session, draft.kind))
        problems = draft.problems(document.registered or self.today, kind) if registered else draft.contradictions()
        self.check([*problems, *Registration(self.context).unknown(draft)])
        drafts.fill(document, draft)
        let_in(self.session, document, keep=registered)
        self.session.flush()  # the version
        index_card(self.context, document)
        if registered:
            Inside(self.context).follow_mark(document)
            added = [each for each in draft.addressee_ids if each not in before.addressee_ids]
            if added and not document.practice:
                self.context.tell(AddresseesAdded(document.id, added))
        action = "card_corrected" if registered else "draft_saved"
        self.record(action, "document", document.id, changes=differences(before, draft))
        self.changed(Kind.DOCUMENT, document.id, [*heard, *audience_of_place(self.session, document)])
        return document.version

    def pass_on(self, document_id: DocumentId, version: int, action: Action, reason: str = "") -> int:
        return Passage(self.context).pass_on(document_id, version, action, reason)

    def documents_of(self, correspondent_ids: list[CorrespondentId]) -> dict[CorrespondentId, int]:
        return documents_of(self.session, correspondent_ids)

    def twins(self, document_id: DocumentId, draft: DocumentDraft) -> list[DocumentRow]:
        return Registration(self.context).twins(document_id, draft)

    def register(
        self, document_id: DocumentId, version: int, draft: DocumentDraft, twin_reason: str = "",
        choice: NumberChoice = IN_TURN,
    ) -> Registered:  # fmt: skip
        return Registration(self.context).register(document_id, version, draft, twin_reason, choice)

    def discard(self, document_id: DocumentId, version: int, reason: str) -> None:
        drafts = Drafts(self.context)
        drafts.discard(drafts.for_action(document_id, Action.DISCARD, version), reason)

    def abandon(self, document_id: DocumentId) -> None:
        drafts = Drafts(self.context)
        drafts.abandon(drafts.for_action(document_id, Action.DISCARD))

    def restore(self, document_id: DocumentId, version: int) -> None:
        drafts = Drafts(self.context)
        drafts.restore(drafts.for_action(document_id, Action.RESTORE, version))

    def bulk(self, order: BulkOrder) -> list[BulkOutcome]:
        self.check(order.problems())
        return in_bulk(self.context, order)

    def attach(self, document_id: DocumentId, file_id: FileId) -> AttachmentId:
        drafts = Drafts(self.context)
        document = drafts.for_action(document_id, Action.ATTACH)
        [attachment_id] = drafts.attach(document, [file_id], FileRole.ATTACHMENT)
        self.record("file_attached", "document", document.id, name=FileService(self.context).brought_name(file_id))
        return attachment_id

    def attachments(self, document_id: DocumentId) -> list[Attachment]:
        return cards.attachments(self.session, opened_document(self.session, self.caller, document_id).id)

    def label(self, document_id: DocumentId) -> bytes:
        document = opened_document(self.session, self.caller, document_id)
        if document.state not in NUMBERED:
            raise Invalid("Этикетка печатается после регистрации: номера ещё нет.")
        self.record("label_printed", "document", document.id)
        return label_of(self.context, document)

    def lock(self, document_id: DocumentId) -> None:
        """Makes those who count or widen on the same document take turns."""
        self.session.execute(select(Document.id).where(Document.id == document_id).with_for_update(key_share=True))

    def let_read(self, document_id: DocumentId, person_ids: Collection[int]) -> None:
        """Makes people and posts participants of the document; its card is not edited by that, so its version stays."""
        self.lock(document_id)
        document = self.session.scalars(
            select(Document).where(Document.id == document_id).execution_options(populate_existing=True)
        ).one()
        widened = asdict(access_of(self.session, document, set(person_ids), keep=True))
        if widened != {name: getattr(document, name) for name in widened}:
            self.session.execute(update(Document).where(Document.id == document_id).values(**widened))
            self.session.refresh(document)

    def note_approvers(self, document: Document, come: set[PersonId], awaited: set[PersonId]) -> None:
        """Keeps whose turn to approve has come and whose visa is waited for; they see the document from then on."""
        known = approvers(self.session, document)
        if added := come - known:
            rows = [{"document_id": document.id, "person_id": person, "awaited": True} for person in added]
            self.session.execute(insert(DocumentApprover), rows)
        of_document = update(DocumentApprover).where(DocumentApprover.document_id == document.id)
        self.session.execute(of_document.values(awaited=DocumentApprover.person_id.in_(awaited)))
        if added:
            self.let_read(document.id, sorted(added))
        self.changed(Kind.DOCUMENT, document.id, audience(self.session, document))

    def take_step(self, document: Document, action: Action, reason: str = "") -> int:
        """For slices that lead to a step of the way themselves; gives the new version."""
        return Passage(self.context).take(document, action, reason)

    def note_execution(self, document_id: DocumentId, resolutions: int, unexecuted: int) -> None:
        """Keeps on the document how many resolutions it has and how many are not executed."""
        self.session.execute(
            update(Document).where(Document.id == document_id).values(resolutions=resolutions, unexecuted=unexecuted)
        )
        document = self.session.get_one(Document, document_id)
        self.changed(Kind.DOCUMENT, document_id, audience(self.session, document))

    def note_reading(self, document_id: DocumentId, pages: int, reading: str) -> list[int]:
        """Keeps on the document how many pages its image has and how far they are read; gives its audience."""
        noted = update(Document).where(Document.id == document_id).values(pages=pages, reading=reading)
        self.session.execute(noted)
        return audience(self.session, self.session.get_one(Document, document_id))

    def note_proposed(self, document_id: DocumentId, proposed: Mapping[str, str]) -> bool:
        """Keeps what the queue tells of the sender and the matter until the card says it; gives whether it is new."""
        said = dict(proposed)
        other = update(Document).where(Document.id == document_id, Document.proposed.is_distinct_from(said))
        return self.session.scalar(other.values(proposed=said).returning(Document.id)) is not None
