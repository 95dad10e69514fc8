"""A folder into which a machine scans: whole files are taken as they come, and kept aside as taken."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from client.scanning.intake import taken
from client.scanning.stack import Stack, suits

EVERY = 2000  # ms: a file that has not grown between two looks is whole
TAKEN, REFUSED = "Принято", "Не принято"


class WatchedFolder(QObject):
    """Looks, rather than listens: shares of other machines tell nothing."""

    arrived = Signal(object)  # list[str]: what of the files that came could not be taken, and why
    lost = Signal(str)  # why the folder can no longer be read

    def __init__(self, stack: Stack, parent: QObject) -> None:
        super().__init__(parent)
        self._stack = stack
        self.folder: Path | None = None
        self._seen: dict[Path, tuple[int, float]] = {}
        self._clock = QTimer(self, interval=EVERY)
        self._clock.timeout.connect(self.look)

    def watch(self, folder: Path | None) -> None:
        self.folder, self._seen = folder, {}
        if folder is None:
            self._clock.stop()
        else:
            self._clock.start()
            self.look()

    def look(self) -> None:
        if self.folder is None:
            return
        try:
            found = {file: _measure(file) for file in sorted(self.folder.iterdir()) if suits(file)}
        except OSError as error:
            self.lost.emit(error.strerror or str(error))
            self.watch(None)
            return
        whole = [file for file, measure in found.items() if measure[0] and self._seen.get(file) == measure]
        self._seen = {file: measure for file, measure in found.items() if file not in whole}
        if whole:
            self.arrived.emit([reason for file in whole if (reason := self._take(file))])

    def _take(self, file: Path) -> str:
        """What came goes into a folder beside, under its own name or the next free one; nothing is deleted."""
        refused = taken(self._stack, file)
        kept = file.parent / (REFUSED if refused else TAKEN)
        kept.mkdir(exist_ok=True)
        names = (kept / (f"{file.stem} ({number}){file.suffix}" if number else file.name) for number in range(10_000))
        file.rename(next(name for name in names if not name.exists()))
        return refused


def _measure(file: Path) -> tuple[int, float]:
    known = file.stat()
    return known.st_size, known.st_mtime
