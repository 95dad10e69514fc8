"""Fetched files on this computer, each under the hash of its content."""

import hashlib
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path

BLOCK = 1024 * 1024
KEPT = 14 * 24 * 3600  # seconds since the file was fetched


class FileCache:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return bool(sha256) and self.place(sha256).is_file()

    def room(self) -> Path:
        """Where a file grows until it is whole, and what was sent as one is taken apart."""
        growing = self._folder / "growing"
        growing.mkdir(parents=True, exist_ok=True)
        return growing

    def take(self, part: Path, sha256: str) -> Path:
        place = self.place(sha256)
        place.parent.mkdir(exist_ok=True)
        return part.replace(place)

    def prune(self, now: float | None = None) -> None:
        """Drops what was fetched long ago; a file that a viewer holds open on Windows stays till next time."""
        oldest = (now or time.time()) - KEPT
        for file in self._folder.glob("*/*"):
            with suppress(OSError):
                if file.stat().st_mtime < oldest:
                    shutil.rmtree(file) if file.is_dir() else file.unlink()


def sha256_of(file: Path, given_up: threading.Event) -> str:
    """The hash of a file of any size; broken off, with whatever it then is, once nobody waits for it."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while (block := stream.read(BLOCK)) and not given_up.is_set():
            digest.update(block)
    return digest.hexdigest()
