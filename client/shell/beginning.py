"""Where the day begins: in the first folder that has something in it."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal

from client.shell.counter import Counter
from client.shell.manifest import Badge, FolderSpec


class Beginning(QObject):
    """Waits until every folder of the day has been counted once; whoever opens something meanwhile is left alone."""

    found = Signal(str)  # the key of a folder

    def __init__(self, folders: Iterable[FolderSpec], counters: Sequence[Counter], parent: QObject) -> None:
        super().__init__(parent)
        self._keys = [each.key for each in sorted(folders, key=lambda each: each.begins) if each.begins]
        self._badges: dict[str, Badge] = {}
        self._over = False
        for counter in counters:
            counter.counted.connect(self._count)

    def leave(self) -> None:
        self._over = True

    def _count(self, badges: dict[str, Badge]) -> None:
        self._badges.update(badges)
        if self._over or not all(key in self._badges for key in self._keys):
            return
        self._over = True
        full = next((key for key in self._keys if self._badges[key].count), None)
        if full is not None:
            self.found.emit(full)
