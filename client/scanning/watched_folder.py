"""A folder into which a machine scans: whole files are taken as they come, and kept aside as taken."""

from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from client.core.background import Work
from client.core.faults import fault
from client.scanning.intake import Intake, copied
from client.scanning.stack import Stack, StackPage, suits

EVERY = 2000  # ms: a file that has not grown between two looks is whole
PATIENCE = 5  # looks for which one that hangs is waited without a word
Measures = dict[Path, tuple[int, float]]  # size and time of each file
TAKEN, REFUSED = "Принято", "Не принято"


class WatchedFolder(QObject):
    """Looks, rather than listens: shares of other machines tell nothing. Never in the window's thread: they hang."""

    arrived = Signal()  # files have come, and are about to be taken
    lost = Signal(str, str)  # the folder, why it can no longer be read
    silent = Signal(str)  # words: the folder has not answered for a while; it is still waited for
    looked = Signal()  # another look is over

    def __init__(self, intake: Intake, parent: QObject) -> None:
        super().__init__(parent)
        self._intake = intake
        self.folder: Path | None = None
        self._looks: dict[Path, Work] = {}  # not over: a folder that hangs holds one, however often it is chosen
        self._waited = 0
        self._seen: Measures = {}
        self._taken: Measures = {}  # still in the folder: being copied, or not to be put aside
        self._clock = QTimer(self, interval=EVERY)
        self._clock.timeout.connect(self.look)

    def watch(self, folder: Path | None) -> None:
        """What a look under way finds in another folder counts no longer."""
        self.folder, self._seen, self._waited = folder, {}, 0
        if folder is None:
            self._clock.stop()
        else:
            self._clock.start()
            self.look()

    @property
    def ready(self) -> bool:
        return self.folder not in self._looks and not self._intake.left

    def look(self) -> None:
        """One look at a time, and none while files are copied: a share that hangs holds one thread, not all."""
        if self.folder in self._looks:
            self._waited += 1
            if self._waited == PATIENCE:
                words = _tr("Папка «{0}» не отвечает: файлы из неё появятся, когда связь с ней восстановится.")
                self.silent.emit(words.format(self.folder))
        elif self.folder is not None and self.ready:
            self._waited = 0
            self._looks[self.folder] = look = Work(partial(_measured, self.folder), self)
            look.done.connect(partial(self._see, self.folder))
            look.failed.connect(partial(self._lose, self.folder))

    def _see(self, folder: Path, found: Measures) -> None:
        del self._looks[folder]
        if folder != self.folder:
            return
        self._taken = {
            file: measure
            for file, measure in self._taken.items()
            if file.parent != folder or found.get(file) == measure
        }
        fresh = {file: measure for file, measure in found.items() if file not in self._taken}
        whole = {file: measure for file, measure in fresh.items() if measure[0] and self._seen.get(file) == measure}
        self._seen = fresh
        if whole:
            self._taken |= whole
            self.arrived.emit()
            self._intake.take(list(whole), _taken)
        self.looked.emit()

    def _lose(self, folder: Path, error: Exception) -> None:
        del self._looks[folder]
        if folder == self.folder:
            self.watch(None)
            gone = isinstance(error, FileNotFoundError)  # of a folder "there is no such file" is no word
            self.lost.emit(str(folder), _tr("её больше нет на этом месте") if gone else fault(error))


def _measured(folder: Path) -> Measures:
    """In any thread; a file renamed meanwhile is seen at the next look. Raises OSError."""
    found = {}
    for file in sorted(folder.iterdir()):
        with suppress(FileNotFoundError):
            if suits(file):
                found[file] = _measure(file)
    return found


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
            return words.format(file.name, TAKEN, fault(error))
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
