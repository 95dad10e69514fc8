"""Orders for background work on the content of files."""

from msgspec import Struct

from common.kernel.ids import FileId

PREVIEW = "files.preview"
TEXT = "files.text"


class FileOrder(Struct, frozen=True):
    """`name` tells the format where the content does not."""

    file_id: FileId
    name: str
