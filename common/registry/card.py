"""What every document has: restriction, attachments, dictionaries and history."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from common.kernel.ids import AttachmentId, FileId


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
    MARKED = "marked"  # the copy with the mark of the electronic signature
    ATTACHMENT = "attachment"

    @property
    def label(self) -> str:
        return FILE_ROLES[self]


FILE_ROLES = {
    FileRole.ORIGINAL: "Подлинный образ",
    FileRole.SEARCHABLE: "Копия с текстовым слоем",
    FileRole.STAMPED: "Копия со штампом",
    FileRole.MARKED: "Копия с отметкой об ЭП",
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


class HistoryRow(Struct, frozen=True):
    """One act from the audit as the card shows it."""

    at: datetime
    person: str
    acting_for: str
    action: str
    details: str
    address: str
