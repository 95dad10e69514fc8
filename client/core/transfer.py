"""A file on its way: what an upload and a download have in common."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from common.files import StoredFile
from common.rpc.errors import CallError, Unavailable

FIRST_PAUSE, LONGEST_PAUSE = 1000, 15_000  # ms


class Transfer(QObject):
    """One file on its way. Either `done` or `failed` comes, neither after `cancel` or when the owner is gone."""

    done = Signal(object)  # StoredFile of an upload, Path of a download
    failed = Signal(object)  # CallError
    progress = Signal(object, object)  # bytes moved, bytes in all; 0 in all: not known yet
    waiting = Signal(bool)  # for the line
    over = Signal()  # in whatever way

    def __init__(self, title: str, owner: QObject) -> None:
        super().__init__(owner)
        self.title = title
        self._over = False
        self._pause = FIRST_PAUSE
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._go_on)

    def begin(self) -> None:
        raise NotImplementedError

    def proceed(self) -> None:
        """Finds out how far it has come, and goes on from there."""
        raise NotImplementedError

    def stop(self) -> None:
        """Lets go of what is under way."""
        raise NotImplementedError

    def cancel(self) -> None:
        if not self._over:
            self._finish()

    @property
    def is_over(self) -> bool:
        return self._over

    def _go_on(self) -> None:
        self.waiting.emit(False)
        self.proceed()

    def wait(self) -> None:
        """The line is down: tries again by and by, until cancelled."""
        if not self._over:
            self.waiting.emit(True)
            self._again.start(self._pause)
            self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def moved(self, done: int, total: int) -> None:
        self._pause = FIRST_PAUSE
        self.progress.emit(done, total)

    def refuse(self, error: CallError) -> None:
        if isinstance(error, Unavailable):
            self.wait()
        elif not self._over:
            self._finish()
            self.failed.emit(error)

    def succeed(self, result: StoredFile | Path) -> None:
        if not self._over:
            self._finish()
            self.done.emit(result)

    def _finish(self) -> None:
        self._over = True
        self._again.stop()
        self.stop()
        self.over.emit()
        self.deleteLater()
