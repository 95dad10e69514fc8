"""A folder into which a machine scans: whole files are taken as they come, and kept aside as taken."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from client.scanning.intake import Intake, copied
from client.scanning.stack import Stack, StackPage, suits

EVERY = 2000  # ms: a file that has not grown between two looks is whole
TAKEN, REFUSED = "Принято", "Не принято"


class WatchedFolder(QObject):
    """Looks, rather than listens: shares of other machines tell nothing."""

    arrived = Signal()  # files have come, and are about to be taken
    lost = Signal(str)  # why the folder can no longer be read

    def __init__(self, intake: Intake, parent: QObject) -> None:
        super().__init__(parent)
        self._intake = intake
        self.folder: Path | None = None
        self._seen: dict[Path, tuple[int, float]] = {}
        self._taken: dict[Path, tuple[int, float]] = {}  # still in the folder: being copied, or not to be put aside
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
        self._taken = {
            file: measure
            for file, measure in self._taken.items()
            if file.parent != self.folder or found.get(file) == measure
        }
        fresh = {file: measure for file, measure in found.items() if file not in self._taken}
        whole = {file: measure for file, measure in fresh.items() if measure[0] and self._seen.get(file) == measure}
        self._seen = fresh
        if whole:
            self._taken |= whole
            self.arrived.emit()
            self._intake.take(list(whole), _taken)


def _taken(stack: Stack, file: Path) -> StackPage | str:
    """What came goes into a folder beside; what cannot be put aside is not taken, for it would come again and again."""
    result = copied(stack, file)
    try:
        _put_aside(file, REFUSED if isinstance(result, str) else TAKEN)
    except OSError as error:
        if isinstance(result, StackPage):
            stack.path(result).unlink(missing_ok=True)
            words = _tr(
                "«{0}» не принят: его не переложить в папку «{1}» ({2}). Когда это поправят, откройте стол заново."
            )
            return words.format(file.name, TAKEN, error.strerror or error)
    return result


def _put_aside(file: Path, folder: str) -> None:
    """Under its own name or the next free one; nothing is deleted."""
    kept = file.parent / folder
    kept.mkdir(exist_ok=True)
    names = (kept / (f"{file.stem} ({number}){file.suffix}" if number else file.name) for number in range(10_000))
    file.rename(next(name for name in names if not name.exists()))


def _measure(file: Path) -> tuple[int, float]:
    known = file.stat()
    return known.st_size, known.st_mtime


def _tr(text: str) -> str:
    return QCoreApplication.translate("WatchedFolder", text)
