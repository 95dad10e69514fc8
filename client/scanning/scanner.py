"""The scanner as the window sees it: a process that is asked, listened to and, if need be, killed."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QProcess, QProcessEnvironment, QTimer, Signal

from client.scanning.devices import Ended, Found, Message, Scanned, ScanSettings, Trouble

SILENCE = 60_000  # ms without a page after which the driver counts as hung
MODULE = "client.scanning.scanner_process"
ROOT = Path(__file__).resolve().parents[2]


class Scanner(QObject):
    """One thing at a time; `ended` comes after every scan, also after a cancelled one."""

    found = Signal(object)  # list[Device]
    page_scanned = Signal(object)  # Path
    ended = Signal(object)  # Ended

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process: QProcess | None = None
        self._buffer = b""
        self._pages = 0
        self._listing = False
        self._cancelled = False
        self._silence = QTimer(self, singleShot=True, interval=SILENCE)
        self._silence.timeout.connect(self._hang_up)

    @property
    def busy(self) -> bool:
        return self._process is not None

    @property
    def scanning(self) -> bool:
        """Pages may still come; a mere search for devices holds nobody up."""
        return self.busy and not self._listing

    def look(self) -> None:
        """Looks for devices; takes some seconds on a large network."""
        if not self.busy:
            self._listing = True
            self._start(["list"])

    def scan(self, settings: ScanSettings, folder: Path) -> None:
        if self._listing:
            self.abandon()  # the person has chosen already
        if not self.busy:
            folder.mkdir(parents=True, exist_ok=True)
            self._start(["scan", msgspec.json.encode(settings).decode(), str(folder)])

    def abandon(self) -> None:
        """Nobody listens any longer."""
        process, self._process = self._process, None
        self._listing = False
        self._silence.stop()
        if process is not None:
            self._let_go(process)
            process.kill()

    def cancel(self) -> None:
        """What is scanned so far stays; the driver gets no say."""
        if self._process is not None:
            self._cancelled = True
            self._process.kill()

    def _start(self, arguments: Sequence[str]) -> None:
        self._buffer, self._pages, self._cancelled = b"", 0, False
        process = self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), environment.value("PYTHONPATH")])))
        process.setProcessEnvironment(environment)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._finish)
        process.errorOccurred.connect(self._fail_to_start)
        process.start(sys.executable, ["-m", MODULE, *arguments])
        self._silence.start()

    def _read(self) -> None:
        if self._process is None or self.sender() is not self._process:
            return  # a process let go talks on
        self._silence.start()
        self._buffer += bytes(self._process.readAllStandardOutput().data())
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            self._hear(line)

    def _hear(self, line: bytes) -> None:
        try:
            message = msgspec.json.decode(line, type=Message)
        except msgspec.MsgspecError:
            return  # a driver talks to itself on our line
        if isinstance(message, Found):
            self.found.emit(message.devices)
        elif isinstance(message, Scanned):
            self._pages += 1
            self.page_scanned.emit(Path(message.file))
        else:
            self._end(message)

    def _end(self, ended: Ended) -> None:
        process, self._process = self._process, None
        self._silence.stop()
        if process is not None:
            self._let_go(process)
        if self._listing and ended.trouble is not None:
            self.found.emit([])
        listing, self._listing = self._listing, False
        if not listing:
            self.ended.emit(ended)

    def _let_go(self, process: QProcess) -> None:
        process.setParent(QCoreApplication.instance())  # it may outlive this table by a moment
        process.finished.connect(process.deleteLater)

    def _finish(self, _code: int, status: QProcess.ExitStatus) -> None:
        """The process is gone; whether it has said its last word is another matter."""
        if self.sender() is self._process:
            self._read()
        if self.sender() is not self._process:
            return
        fell = status is QProcess.ExitStatus.CrashExit or not self._listing
        self._end(Ended(self._pages, Trouble.OTHER if fell and not self._cancelled else None))

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self.sender() is self._process:
            self._end(Ended(0, Trouble.OTHER, "the scanner process did not start"))

    def _hang_up(self) -> None:
        process = self._process
        self._end(Ended(self._pages, Trouble.OFFLINE, "silence"))
        if process is not None:
            process.kill()
