"""The files of a document: their order, the main one, their versions; what is signed or registered stays as it is."""

from datetime import datetime
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import AttachmentId, DocumentId, FileId, PersonId
from common.kernel.rights import Right
from common.registry.card import FileRole
from common.registry.rules import Action
from common.rpc.api import Api, reads, writes

Remark = Annotated[str, Meta(max_length=500)]
REVISABLE = frozenset({FileRole.ATTACHMENT})
NOT_REVISABLE = "«{0}» не изменяется: это образ бумаги или его копия. Приложите исправленный файл отдельно."


class Holder(Struct, frozen=True):
    """Who edits a file, since when, on which computer, and when that computer was last heard of."""

    person_id: PersonId
    person: str
    since: datetime
    seen: datetime
    workplace: str


class FileRow(Struct, frozen=True):
    """A file in its current version; `versions` counts all of them, those kept aside too."""

    id: AttachmentId
    file_id: FileId
    name: str
    role: FileRole
    size: int
    media_type: str
    sha256: str
    is_main: bool
    number: int
    versions: int
    changed: datetime
    person: str
    holder: Holder | None = None

    @property
    def is_revisable(self) -> bool:
        return self.role in REVISABLE


class DocumentFiles(Struct, frozen=True):
    """All files in their order, and why the caller may not take the actions on files (empty: may)."""

    rows: list[FileRow]
    refusals: dict[Action, str]


class FileVersion(Struct, frozen=True):
    """`aside`: brought after somebody else had released the file; it never was the current one."""

    number: int
    file_id: FileId
    name: str
    size: int
    media_type: str
    sha256: str
    at: datetime
    person: str
    remark: str
    aside: bool
    is_current: bool


class AttachmentsApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def files(self, document_id: DocumentId) -> DocumentFiles: ...

    @reads(Right.READ_DOCUMENTS)
    def versions(self, attachment_id: AttachmentId) -> list[FileVersion]:
        """Newest first."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def add_version(self, attachment_id: AttachmentId, seen: int, file_id: FileId, remark: Remark = "") -> int:
        """A brought file becomes the next version after the one seen; gives its number. Raises Stale, NotAllowed."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def restore(self, attachment_id: AttachmentId, number: int) -> int:
        """The content of an earlier version becomes a new version; gives its number."""
        ...

    @writes(Right.READ_DOCUMENTS)
    def move(self, attachment_id: AttachmentId, up: bool) -> None: ...

    @writes(Right.READ_DOCUMENTS)
    def make_main(self, attachment_id: AttachmentId) -> None: ...
