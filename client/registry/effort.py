"""How many seconds and keys the card of a scanned document takes, from its opening to its number."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QWidget

from client.registry.registration import Phase, Registration
from client.shell.workplace import Workplace
from common.registry.document import Registered
from common.rpc.errors import CallError
from common.scanning.recognition import LONGEST_REST, Spent

ALONE = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock}
PRESSED = QEvent.Type.ShortcutOverride  # comes once before every press, whether a shortcut or a field takes it
LIFE = {PRESSED, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel}


class Effort(QObject):
    """Listens to whichever window has the keys: a card is filled in its dialogs too. A long rest counts in part."""

    def __init__(self, workplace: Workplace, page: QWidget, registration: Registration) -> None:
        super().__init__(page)
        self._work, self._page, self._registration = workplace, page, registration
        program = QGuiApplication.instance()
        assert isinstance(program, QGuiApplication)
        self._program = program
        self.clock: Callable[[], float] = time.monotonic
        self._last: float | None = None
        self._seconds, self._keys = 0.0, 0
        self._spent: Spent | None = None
        self._window: QWindow | None = None
        registration.phase_changed.connect(self._follow)
        registration.registered.connect(self._tell)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in LIFE and self._last is not None:
            if isinstance(event, QKeyEvent) and self._page.isVisible():
                self._keys += not event.isAutoRepeat() and event.key() not in ALONE
            self._go_on()
        return False

    def _follow(self, phase: Phase) -> None:
        """What is sent is measured so far; a refusal goes on from there."""
        if phase is Phase.EDITING and self._last is None:
            self._last = self.clock()
            self._listen(QGuiApplication.focusWindow())
            self._program.focusWindowChanged.connect(self._listen)
        elif phase is Phase.SENDING and self._last is not None:
            self._go_on()
            self._spent = Spent(seconds=round(self._seconds), keys=self._keys)

    def _go_on(self) -> None:
        """Another document's tab in front of this one is another document's time."""
        now = self.clock()
        if self._last is not None and self._page.isVisible():
            self._seconds += min(now - self._last, LONGEST_REST)
        self._last = now

    def _listen(self, window: QWindow | None) -> None:
        if self._window is not None:
            self._window.removeEventFilter(self)
        self._window = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._forget)

    def _forget(self) -> None:
        self._window = None

    def _tell(self, _registered: Registered) -> None:
        """The server keeps it of scanned documents only; who goes to the next card need not wait for it."""
        if self._spent is not None:
            api, calls = self._work.apis.scanning, self._work.calls
            calls(calls, api.spent, self._registration.document_id, self._spent).fails(_let_be)
        if self._last is not None:
            self._program.focusWindowChanged.disconnect(self._listen)
            self._listen(None)
        self._last = self._spent = None


def _let_be(_error: CallError) -> None:
    """A measure that is lost hurts nobody."""
