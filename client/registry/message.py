"""What an e-mail message kept as a file says of itself, and where the files that came with it go."""

from datetime import datetime
from pathlib import Path, PureWindowsPath

from msgspec import Struct

from client.core.editing import local_name

NAMELESS = "Вложение"


class Message(Struct, frozen=True):
    """`file` is the message itself; `attached` are the files that came with it; `sent` may be without a zone."""

    file: Path
    subject: str = ""
    address: str = ""
    sent: datetime | None = None
    attached: tuple[Path, ...] = ()
    unread: int = 0  # files of it that cannot be read


def laid(folder: Path, name: str, ending: str, raw: bytes) -> Path:
    """A file that came with a message, by its name or without one; two of one name are both kept."""
    named = local_name(PureWindowsPath(name).name.strip() or f"{NAMELESS}.{ending}")
    stem, dot, last = named.rpartition(".")
    file, number = folder / named, 1
    while file.exists():
        number += 1
        file = folder / (f"{stem} ({number}).{last}" if dot else f"{named} ({number})")
    file.write_bytes(raw)
    return file
