"""What the program remembers for its person goes to the server, and comes along to every other workplace."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer

from client.core.calls import Calls
from client.core.settings import Settings
from common.identity import LONGEST_KEY, LONGEST_REMEMBERED, MOST_REMEMBERED, IdentityApi
from common.kernel.ids import PersonId
from common.rpc.errors import CallError

REST = 1500  # ms after the last change
UNSENT, WHOSE = "roaming/unsent", "roaming/person"  # keys that the server has not got yet, one to a line; of whom
OF_THIS_COMPUTER = ("session/", "window/", "scanning/", "roaming/", "scale", "scheme")  # its screen, scanner, server


class Roaming(QObject):
    """What was chosen last goes before what the server remembers: unsent, it waits for the line or the next start."""

    def __init__(self, settings: Settings, calls: Calls, api: IdentityApi, parent: QObject) -> None:
        super().__init__(parent)
        self._settings, self._calls, self._api = settings, calls, api
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self.send)
        settings.kept.connect(self._note)
        calls.online_changed.connect(self._return)
        if unsent(settings):
            self._rest.start()

    def send(self) -> None:
        values = {key: self._settings.packed(key) for key in unsent(self._settings)[:MOST_REMEMBERED]}
        if values:
            self._calls(self, self._api.remember, values).then(partial(self._forget, values)).fails(self._wait)

    def _note(self, key: str) -> None:
        fits = len(key) <= LONGEST_KEY and len(self._settings.packed(key)) <= LONGEST_REMEMBERED
        if fits and not key.startswith(OF_THIS_COMPUTER):
            self._put([*(each for each in unsent(self._settings) if each != key), key])
            self._rest.start()

    def _forget(self, sent: Mapping[str, bytes], _nothing: None) -> None:
        """But for what has changed again meanwhile."""
        self._put([key for key in unsent(self._settings) if self._settings.packed(key) != sent.get(key)])

    def _wait(self, _error: CallError) -> None:
        """It stays unsent."""

    def _return(self, online: bool) -> None:
        if online and unsent(self._settings):
            self._rest.start()

    def _put(self, keys: list[str]) -> None:
        self._settings.keep_text(UNSENT, "\n".join(keys))


def unsent(settings: Settings) -> list[str]:
    return [key for key in settings.text(UNSENT).split("\n") if key]


def take_over(settings: Settings, person_id: PersonId, remembered: Mapping[str, bytes]) -> None:
    """What has come along, before the first window is made; what the same person has not sent yet is newer."""
    if settings.text(WHOSE) != str(person_id):
        another_was_here = bool(settings.text(WHOSE))
        for key in settings.all_keys() if another_was_here else ():
            if not key.startswith(OF_THIS_COMPUTER):
                settings.forget(key)
        settings.keep_text(WHOSE, str(person_id))
        settings.keep_text(UNSENT, "")  # another's choices are not sent in one's own name
    newer = set(unsent(settings))
    for key, value in remembered.items():
        if not key.startswith(OF_THIS_COMPUTER) and key not in newer:
            settings.unpack(key, value)
