"""Typed cards kept on this computer until the server has them."""

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from PySide6.QtCore import QObject, Signal

from client.core.faults import fault
from client.core.whole import write_whole

Kept = TypeVar("Kept", bound=msgspec.Struct)


class Drafts(QObject):
    """One folder per server and person; a card lies there under its key, written so that a crash cannot halve it."""

    not_kept = Signal(str)  # why this computer could not keep a card

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder

    def keep(self, key: str, card: msgspec.Struct) -> bool:
        try:
            write_whole(self._file(key), msgspec.json.encode(card))
        except OSError as error:
            self.not_kept.emit(self.tr("Черновик не сохранён на этом компьютере: {}").format(fault(error)))
            return False
        return True

    def recall(self, key: str, kind: type[Kept]) -> Kept | None:
        """The card kept under the key; one that this version cannot read is none."""
        try:
            return msgspec.json.decode(self._file(key).read_bytes(), type=kind)
        except (OSError, msgspec.MsgspecError):
            return None

    def forget(self, key: str) -> None:
        self._file(key).unlink(missing_ok=True)

    def keys(self) -> list[str]:
        return sorted(file.stem for file in self._folder.glob("*.json"))

    def _file(self, key: str) -> Path:
        assert re.fullmatch(r"[\w.-]+", key), key
        return self._folder / f"{key}.json"


def read_all(folder: Path, kind: type[Kept]) -> list[Kept]:
    """All that can be read in a folder, in the order of the file names."""
    read: list[Any] = []
    for file in sorted(folder.glob("*.json")):
        try:
            read.append(msgspec.json.decode(file.read_bytes(), type=kind))
        except msgspec.MsgspecError:
            file.replace(file.with_suffix(".unreadable"))
    return read
