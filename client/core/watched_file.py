"""A file that another program edits: tells when its content has become another."""

import threading
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from client.core.background import Work
from client.core.cache import sha256_of

SETTLED = 1500  # ms without an event before the file is read
POLLED = 5000  # ms
LOCKS = ("~$*", ".~lock.*#", ".~*.tmp")


class WatchedFile(QObject):
    """Editors save by renaming, by which a watcher of the file alone loses it: the folder is watched with it, both
    are watched anew after each event, and where no event comes the file is looked at all the same.
    """

    changed = Signal(str)  # the SHA-256 of what the file has become

    def __init__(self, file: Path, parent: QObject, settled: int = SETTLED, polled: int = POLLED) -> None:
        super().__init__(parent)
        self.file = file
        self._known: tuple[int, int] | None = None  # time and size of what was hashed
        self._sha256 = ""
        self._reading = False
        self._given_up = threading.Event()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._look_soon)
        self._watcher.fileChanged.connect(self._look_soon)
        self._settled = QTimer(self, singleShot=True, interval=settled)
        self._settled.timeout.connect(self._look)
        self._polled = QTimer(self, interval=polled)
        self._polled.timeout.connect(self._look)

    def start(self, sha256: str = "") -> None:
        """The content with this hash is no news."""
        self._sha256 = sha256
        self._watch()
        self._polled.start()
        self._look()

    def stop(self) -> None:
        self._given_up.set()
        self._polled.stop()
        self._settled.stop()
        self._watcher.removePaths([*self._watcher.files(), *self._watcher.directories()])

    def _watch(self) -> None:
        wanted = {str(self.file.parent), str(self.file)} - {*self._watcher.files(), *self._watcher.directories()}
        there = [path for path in wanted if Path(path).exists()]
        if there:
            self._watcher.addPaths(there)

    def _look_soon(self) -> None:
        self._watch()
        self._settled.start()

    def _look(self) -> None:
        """What cannot be read now is being written: it is looked at again."""
        self._watch()
        now = self._signature()
        if now is None or self._reading or now == self._known:
            return
        self._reading = True
        work = Work(partial(sha256_of, self.file, self._given_up), self)
        work.done.connect(partial(self._hashed, now))
        work.failed.connect(self._misread)

    def _signature(self) -> tuple[int, int] | None:
        try:
            stat = self.file.stat()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_size

    def _hashed(self, of: tuple[int, int], sha256: str) -> None:
        """What was written while it was read is read again."""
        self._reading = False
        if self._signature() != of:
            self._settled.start()
            return
        self._known = of
        if sha256 != self._sha256:
            self._sha256 = sha256
            self.changed.emit(sha256)

    def _misread(self, _error: Exception) -> None:
        self._reading = False


def is_open(file: Path) -> bool:
    """Whether an office program says by a file of its own that it has the file open."""
    return any(True for pattern in LOCKS for _ in file.parent.glob(pattern))
