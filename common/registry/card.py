"""What every document has: class, state, dictionaries, attachments and history."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from common.identity import PersonRow, Place
from common.kernel.ids import AttachmentId, DocumentId, FileId


class DocumentClass(StrEnum):
    INCOMING = "incoming"

    @property
    def label(self) -> str:
        return {DocumentClass.INCOMING: "Входящий"}[self]


class DocumentState(StrEnum):
    """DRAFT waits in the queue of the unregistered; nothing REGISTERED is ever removed."""

    DRAFT = "draft"
    REGISTERED = "registered"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        return DOCUMENT_STATES[self]


DOCUMENT_STATES = {
    DocumentState.DRAFT: "Не зарегистрирован",
    DocumentState.REGISTERED: "Зарегистрирован",
    DocumentState.DISCARDED: "В корзине",
}


class Restriction(StrEnum):
    NONE = "none"
    OFFICIAL = "official"

    @property
    def label(self) -> str:
        return {Restriction.NONE: "Без ограничений", Restriction.OFFICIAL: "Для служебного пользования"}[self]


class FileRole(StrEnum):
    ORIGINAL = "original"  # the untouched scan
    SEARCHABLE = "searchable"  # its copy with a text layer
    STAMPED = "stamped"  # the copy with the stamp of registration
    ATTACHMENT = "attachment"

    @property
    def label(self) -> str:
        return FILE_ROLES[self]


FILE_ROLES = {
    FileRole.ORIGINAL: "Подлинный образ",
    FileRole.SEARCHABLE: "Копия с текстовым слоем",
    FileRole.STAMPED: "Копия со штампом",
    FileRole.ATTACHMENT: "Приложение",
}


class Attachment(Struct, frozen=True):
    id: AttachmentId
    file_id: FileId
    name: str
    role: FileRole
    size: int
    media_type: str
    sha256: str


class Choice(Struct, frozen=True):
    """An entry of a dictionary: the key is stored, the title is shown."""

    key: str
    title: str


class Dictionaries(Struct, frozen=True):
    """All that the card of an incoming letter offers to choose from."""

    kinds: list[Choice]
    deliveries: list[Choice]
    topics: list[Choice]
    case_files: list[Choice]
    places: list[Place]
    addressees: list[PersonRow]


class HistoryRow(Struct, frozen=True):
    """One act from the audit as the card shows it."""

    at: datetime
    person: str
    acting_for: str
    action: str
    details: str
    address: str


class DocumentTitle(Struct, frozen=True):
    """How other slices name a document: «Письмо Вх-123 от 12.03.2026»."""

    id: DocumentId
    title: str
    summary: str
