"""The queue of the unregistered: papers that have come, cards that are not finished."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select

from common.kernel.changes import Kind
from common.kernel.ids import AttachmentId, DocumentId, FileId, PlaceId
from common.kernel.validation import Problem
from common.registry.card import DocumentState, FileRole, Restriction
from common.registry.incoming import IncomingDraft
from common.registry.numbers import number_key
from common.rpc.errors import Invalid, NotAllowed, Stale
from server.core.events import DocumentFiled
from server.core.service import Service
from server.files.service import FileService
from server.identity.models import PersonRole
from server.registry.models import AttachmentRow, Document, DocumentAddressee
from server.registry.readers import readers_of, visible_document

STALE = "Карточку уже изменил другой сотрудник. Ваши правки не потеряны: откройте свежую карточку и сравните."
OWN_FIELDS = [name for name in IncomingDraft.__struct_fields__ if name != "addressee_ids"]


class Drafts(Service):
    """Opening, filling and discarding cards that have no number yet."""

    def open(self, place_id: PlaceId, source: str, name: str) -> Document:
        if place_id not in [place.id for place in self.caller.me.places]:
            raise NotAllowed("Вы не регистратор этого места регистрации. Выберите своё место.")
        document = Document(
            author_id=self.caller.me.id, place_id=place_id, source=source, name=name, received=self.today,
            readers=[place_id, self.caller.me.id], delivery="", created=self.now,
        )  # fmt: skip
        self.session.add(document)
        self.session.flush()  # the id
        self.record("draft_created", "document", document.id, source=source, name=name)
        self.changed(Kind.DOCUMENT, document.id, document.readers)
        return document

    def attach(self, document: Document, file_ids: Sequence[FileId], role: FileRole) -> list[AttachmentId]:
        """Ties files that the caller has brought to the document, in their order."""
        files = FileService(self.context)
        return [self.tie(document, file_id, files.brought_name(file_id), role) for file_id in file_ids]

    def tie(self, document: Document, file_id: FileId, name: str, role: FileRole) -> AttachmentId:
        """Ties a stored file to the document and tells the higher slices."""
        person_id = self.context.caller.me.id if self.context.caller else None
        row = AttachmentRow(document_id=document.id, file_id=file_id, name=name, role=role, person_id=person_id)
        self.session.add(row)
        self.session.flush()  # the id
        self.changed(Kind.DOCUMENT, document.id, document.readers)
        self.context.tell(DocumentFiled(document.id, row.id, file_id, role.value))
        return row.id

    def for_writing(self, document_id: DocumentId, version: int) -> Document:
        """The card, locked; raises Stale when it is not the version that the caller has read."""
        document = self.of_own_place(document_id)
        if document.version != version:
            raise Stale(STALE)
        return document

    def of_own_place(self, document_id: DocumentId) -> Document:
        """The document, locked, when the caller registers at its place and it is not in the bin."""
        document = visible_document(self.session, self.caller, document_id, lock=True)
        if document.place_id not in [place.id for place in self.caller.me.places]:
            raise NotAllowed("Карточка принадлежит другому месту регистрации: править её может только его регистратор.")
        if document.state is DocumentState.DISCARDED:
            raise Invalid("Бумага отложена в корзину и не изменяется. Если она нужна, отсканируйте её заново.")
        return document

    def fill(self, document: Document, draft: IncomingDraft) -> None:
        """Writes the typed card into the document; the draft's names are the columns'."""
        if draft.place_id not in [place.id for place in self.caller.me.places]:
            raise Invalid("Выберите своё место регистрации.", [Problem("place_id", "Вы не регистратор этого места.")])
        if document.state is DocumentState.REGISTERED and draft.place_id != document.place_id:
            raise Invalid("Место регистрации после присвоения номера не меняется.")
        for name in OWN_FIELDS:
            setattr(document, name, getattr(draft, name))
        document.their_number_key = number_key(draft.their_number)
        self._address(document, draft)

    def _address(self, document: Document, draft: IncomingDraft) -> None:
        self.session.execute(delete(DocumentAddressee).where(DocumentAddressee.document_id == document.id))
        rows: list[dict[str, Any]] = [
            {"document_id": document.id, "person_id": person_id, "position": position}
            for position, person_id in enumerate(dict.fromkeys(draft.addressee_ids))
        ]
        if rows:
            self.session.execute(insert(DocumentAddressee), rows)
        if document.state is not DocumentState.REGISTERED:
            document.readers = self._draft_readers(document)

    def _draft_readers(self, document: Document) -> list[int]:
        """The queue of the place; a paper marked as restricted is seen by its registrars in person only."""
        if document.restriction is Restriction.NONE:
            return readers_of(document, [document.author_id])
        registrars = self.session.scalars(
            select(PersonRole.person_id).where(PersonRole.place_id == document.place_id).distinct()
        )
        return readers_of(document, [document.author_id, *registrars])

    def discard(self, document: Document, reason: str) -> None:
        if document.state is not DocumentState.DRAFT:
            raise Invalid("Зарегистрированный документ удалить нельзя: его номер уже выдан.")
        if not reason.strip():
            raise Invalid("Укажите причину.", [Problem("reason", "Укажите, почему бумага не регистрируется.")])
        document.state = DocumentState.DISCARDED
        self.record("discarded", "document", document.id, reason=reason)
        self.changed(Kind.DOCUMENT, document.id, document.readers)


def draft_of(document: Document, addressee_ids: Sequence[Any]) -> IncomingDraft:
    """The card as it may be edited again."""
    values = {name: getattr(document, name) for name in OWN_FIELDS}
    return IncomingDraft(**values, addressee_ids=list(addressee_ids))


def differences(before: IncomingDraft, after: IncomingDraft) -> dict[str, Any]:
    """What a correction has changed: field → [before, after]."""
    old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}
