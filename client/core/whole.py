"""Files that stand whole under their name or not at all, whatever happens while they are written."""

import os
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4


def write_whole(file: Path, body: bytes) -> None:
    """Either the old content stands afterwards or the new one, also when the power goes. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=file.name, suffix=".new")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    _settle(file.parent)


def copy_whole(source: Path, target: Path) -> Path:
    """A copy that others may read as they may any new file of that folder. Raises OSError; what stood there stays."""
    part = target.with_name(f"{uuid4().hex}.part")
    try:
        with source.open("rb") as read, part.open("wb") as written:
            shutil.copyfileobj(read, written)
            written.flush()
            os.fsync(written.fileno())
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    _settle(target.parent)
    return target


def _settle(folder: Path) -> None:
    """Makes the new name itself durable; Windows needs and knows no such step."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
