"""Live counts beside the folders."""

from PySide6.QtCore import QObject, QTimer, Signal

from client.shell.workplace import Workplace
from common.kernel.changes import Change, Kind
from common.rpc.errors import CallError

PAUSE = 500  # ms between a change and the count that it asks for: a burst of changes is counted once


class Counter(QObject):
    """Counts for some folders; reads again when something of its kinds has changed."""

    counted = Signal(object)  # dict[str, Badge] by the folder's key
    watched = Signal(object)  # list[FolderSpec]: folders of the person's own, that come and go
    kinds: frozenset[Kind] = frozenset()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._workplace = workplace
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.read)
        workplace.calls.changed.connect(self._note)
        workplace.calls.online_changed.connect(self._return)

    def read(self) -> None:
        raise NotImplementedError

    def keep_old(self, error: CallError) -> None:
        """The old count stands; the status line tells that the server is away."""

    def _note(self, changes: list[Change]) -> None:
        if not self._pause.isActive() and any(change.kind in self.kinds for change in changes):
            self._pause.start()

    def _return(self, online: bool) -> None:
        if online:
            self._pause.start()
