"""Contents on disk, addressed by SHA-256; an upload grows beside them and moves in when it is whole."""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from common.kernel.ids import UploadId

BLOCK = 1024 * 1024


class NotJoined(Exception):
    """A piece does not join on what has come, or another piece of the same upload is just coming."""


class Store:
    """A folder that all server processes and workers share."""

    def __init__(self, root: Path, spare: int) -> None:
        self.root = root
        self._spare = spare
        self.uploads = root / "uploads"

    def prepare(self) -> None:
        self.uploads.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def received(self, upload_id: UploadId) -> int:
        part = self.part(upload_id)
        return part.stat().st_size if part.exists() else 0

    @contextmanager
    def growing(self, upload_id: UploadId, offset: int) -> Iterator[BinaryIO]:
        """The upload's file at its end, for one writer at a time; raises OSError (no space) before the disk is full.

        Raises NotJoined unless the offset is where the file ends.
        """
        self._leave_room()
        with self.part(upload_id).open("ab") as part:
            try:
                fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise NotJoined from error
            if os.fstat(part.fileno()).st_size != offset:
                raise NotJoined
            yield part
            part.flush()

    def keep_upload(self, upload_id: UploadId, sha256: str) -> None:
        """Gives a whole upload its place; what has come stays too, for the transaction may fail and run again."""
        link = self.uploads / f"{upload_id}.whole"
        link.unlink(missing_ok=True)
        link.hardlink_to(self.part(upload_id))
        self._move_in(link, sha256)
        link.unlink(missing_ok=True)  # is still there when its place had it already

    def keep(self, path: Path) -> str:
        """Takes over a file made by the server itself; gives its hash."""
        self._leave_room()
        sha256 = digest(path)
        copy = self.uploads / f"own-{os.getpid()}-{sha256}"
        shutil.copyfile(path, copy)
        self._move_in(copy, sha256)
        return sha256

    def forget_upload(self, upload_id: UploadId) -> None:
        self.part(upload_id).unlink(missing_ok=True)

    def parts(self) -> list[UploadId]:
        """The uploads of which something has come."""
        return [UploadId(part.stem) for part in self.uploads.glob("*.part")]

    def _leave_room(self) -> None:
        if shutil.disk_usage(self.root).free < self._spare:
            raise OSError(errno.ENOSPC, "no space left for files")

    def part(self, upload_id: UploadId) -> Path:
        return self.uploads / f"{upload_id}.part"

    def _move_in(self, path: Path, sha256: str) -> None:
        """Durable before anybody hears of it: the content first, then its name."""
        target = self.path(sha256)
        with path.open("rb") as content:
            os.fsync(content.fileno())
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def digest(path: Path) -> str:
    sha = hashlib.sha256()
    with path.open("rb") as content:
        while block := content.read(BLOCK):
            sha.update(block)
    return sha.hexdigest()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"GIF8", "image/gif"),
    (b"{\\rtf", "application/rtf"),
    (OLE, "application/x-ole-storage"),
)
OLD_OFFICE = {
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
TEXTS = {"txt": "text/plain", "csv": "text/csv", "eml": "message/rfc822"}
OFFICE = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")


def media_type(path: Path, name: str) -> str:
    """What the content is, by its first bytes rather than by its name."""
    with path.open("rb") as content:
        head = content.read(1024)
    kind = next((kind for magic, kind in MAGIC if head.startswith(magic)), "")
    extension = name.rpartition(".")[2].lower()
    if kind == "application/zip":
        return OFFICE.get(extension, kind)
    if head.startswith(OLE):
        return OLD_OFFICE.get(extension, kind)
    return kind or TEXTS.get(extension, "application/octet-stream")


def is_program(path: Path) -> bool:
    """Whether the content runs, whatever its name says."""
    with path.open("rb") as content:
        head = content.read(4)
    return head.startswith(PROGRAMS)
