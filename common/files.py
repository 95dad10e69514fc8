"""Computer files: stored once by content, brought and fetched in resumable pieces."""

from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import FileId, JobId, UploadId
from common.kernel.rights import Right
from common.rpc.api import Api, reads, writes

PIECE = 4 * 1024 * 1024
LARGEST = 512 * 1024 * 1024
REFUSED_EXTENSIONS = frozenset(
    "ade adp apk bat chm cmd com cpl dll dmg exe hta ins isp jar js jse lib lnk mde msc msi msp mst nsh pif ps1 scr"
    " sct sh sys vb vbe vbs vxd wsc wsf wsh".split()
)

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class UploadDraft(Struct, frozen=True, kw_only=True):
    """A file about to be brought; its content is known by hash before the first byte travels."""

    name: Annotated[str, Meta(min_length=1, max_length=255)]
    size: Annotated[int, Meta(ge=0)]
    sha256: Sha256


class Upload(Struct, frozen=True):
    """How far an upload has come; `file_id` is there once the content is stored."""

    id: UploadId
    received: int
    file_id: FileId | None = None


class StoredFile(Struct, frozen=True):
    id: FileId
    name: str
    size: int
    sha256: str
    media_type: str


class Preview(Struct, frozen=True):
    """What a client may show of a file: `shown`, or `reason` why not, or the work that prepares it."""

    shown: StoredFile | None = None
    reason: str = ""
    job_id: JobId | None = None


def extension_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


def runs_by_itself(name: str) -> bool:
    """Whether a computer would start the file as a program."""
    return extension_of(name.rstrip(" .")) in REFUSED_EXTENSIONS


def refusal(name: str, size: int, largest: int = LARGEST) -> str:
    """Why a file of this name and size cannot be taken, or nothing."""
    extension = extension_of(name)
    if runs_by_itself(name):
        return f"Файлы .{extension} не принимаются: это программа. Попросите отправителя прислать документ."
    if size == 0:
        return f"Файл «{name}» пуст (0 байт). Проверьте его и выберите снова."
    if size > largest:
        return (
            f"Файл «{name}» больше допустимого: {size // 2**20} МБ при пределе {largest // 2**20} МБ."
            " Разделите его или уменьшите разрешение."
        )
    return ""


class FilesApi(Api, Protocol):
    @writes(Right.SIGNED_IN)
    def begin(self, draft: UploadDraft) -> Upload:
        """Opens or resumes an upload of this content; known content is finished at once. Raises Invalid."""
        ...

    @reads(Right.SIGNED_IN)
    def upload(self, upload_id: UploadId) -> Upload: ...

    @writes(Right.SIGNED_IN)
    def finish(self, upload_id: UploadId) -> StoredFile:
        """Checks size and SHA-256 and stores the content; raises Invalid when pieces are missing or differ."""
        ...
