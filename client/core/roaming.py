"""What the program remembers for its person goes to the server, and comes along to every other workplace."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer

from client.core.calls import Calls
from client.core.settings import Settings
from common.identity import LONGEST_REMEMBERED, MOST_REMEMBERED, IdentityApi
from common.rpc.errors import CallError

REST = 1500  # ms after the last change
OF_THIS_COMPUTER = ("session/", "window/", "scanning/", "scale", "scheme")  # its screen, its scanner, its server


class Roaming(QObject):
    """Where the server remembers, that goes before what this computer knows."""

    def __init__(self, settings: Settings, calls: Calls, api: IdentityApi, parent: QObject) -> None:
        super().__init__(parent)
        self._settings, self._calls, self._api = settings, calls, api
        self._waiting: set[str] = set()
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.send)
        settings.kept.connect(self._note)

    def send(self) -> None:
        keys = sorted(self._waiting)[:MOST_REMEMBERED]
        values = {key: value for key in keys if len(value := self._settings.packed(key)) <= LONGEST_REMEMBERED}
        self._waiting -= set(keys)
        if values:
            self._calls(self, self._api.remember, values).fails(self._let_be)

    def _note(self, key: str) -> None:
        if not key.startswith(OF_THIS_COMPUTER):
            self._waiting.add(key)
            self._rest.start()

    def _let_be(self, _error: CallError) -> None:
        """Here it is remembered all the same."""


def take_over(settings: Settings, remembered: Mapping[str, bytes]) -> None:
    """What has come along, before the first window is made."""
    for key, value in remembered.items():
        if not key.startswith(OF_THIS_COMPUTER):
            settings.unpack(key, value)
