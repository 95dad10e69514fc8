"""What the server pushes: notes of changes over a WebSocket that comes back by itself."""

import random
from urllib.parse import urlencode

import msgspec
from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtNetwork import QAbstractSocket, QNetworkRequest
from PySide6.QtWebSockets import QWebSocket

from client.core.apis import Apis
from client.core.calls import Calls
from client.core.http import Access, trust
from common.kernel.changes import Change, Kind, Pushed

HEARTBEAT = 20_000  # ms between two pings
PATIENCE = 10_000  # ms until a ping must be answered
GATHERING = 100  # ms during which notes are gathered into one
LONGEST_PAUSE = 30_000


class Push(QObject):
    """Listens for a signed-in person; what it hears is told by `Calls.changed`."""

    listening = Signal(bool)

    def __init__(self, access: Access, calls: Calls, apis: Apis, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._access, self._calls, self._apis = access, calls, apis
        self._sequence: int | None = None
        self._token = ""  # with which the socket was opened
        self._failures = 0
        self._wanted = self._probing = self._heard_before = False
        self._gathered: dict[Change, None] = {}
        self._socket = QWebSocket(parent=self)
        self._socket.connected.connect(self._connected)
        self._socket.disconnected.connect(self._lost)
        self._socket.errorOccurred.connect(self._lost)
        self._socket.textMessageReceived.connect(self._hear)
        self._socket.pong.connect(self._stop_waiting)
        self._again = self._timer(self._open)
        self._beat = self._timer(self._ping, HEARTBEAT)
        self._silence = self._timer(self._socket.abort, PATIENCE)
        self._gathering = self._timer(self._tell, GATHERING)

    def start(self) -> None:
        if self._wanted and self._token != self._access.token:  # somebody has signed in anew
            self._socket.abort()
            self._failures = 0
            self._again.start(0)
        elif not self._wanted:
            self._wanted = True
            self._open()

    def stop(self) -> None:
        self._wanted = False
        self._again.stop()
        self._beat.stop()
        self._socket.abort()

    def _timer(self, slot: object, interval: int = 0) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval)
        timer.timeout.connect(slot)
        return timer

    def _open(self) -> None:
        if not self._wanted or self._socket.state() != QAbstractSocket.SocketState.UnconnectedState:
            return
        address = "ws" + self._access.address.removeprefix("http") + "/push"
        if self._sequence is not None:
            address += "?" + urlencode({"since": self._sequence})
        self._token = self._access.token
        request = QNetworkRequest(QUrl(address))
        for name, value in self._access.headers().items():
            request.setRawHeader(name.encode(), value.encode())
        if address.startswith("wss"):
            self._socket.setSslConfiguration(trust(self._access.ca))
        self._socket.open(request)

    def _connected(self) -> None:
        self._failures = 0
        if self._heard_before and self._sequence is None:
            self._gather([Change(kind, 0) for kind in Kind])  # whatever was missed has no number yet
        self._heard_before = True
        self._beat.start()
        self._calls.note_online(online=True)
        self.listening.emit(True)

    def _lost(self) -> None:
        self._beat.stop()
        self._silence.stop()
        if not self._wanted or self._again.isActive():
            return
        self.listening.emit(False)
        longest = min(LONGEST_PAUSE, 1000 * 2**self._failures)
        self._failures = min(self._failures + 1, 10)
        self._again.start(int(longest * random.uniform(0.5, 1.0)))
        self._probe()

    def _probe(self) -> None:
        """Finds out what has gone: the server, or only our session."""
        if not self._probing:
            self._probing = True
            self._calls(self, self._apis.identity.me).then(self._probed).fails(self._probed)

    def _probed(self, _answer: object) -> None:
        self._probing = False

    def _hear(self, message: str) -> None:
        pushed = msgspec.json.decode(message.encode(), type=Pushed)
        self._sequence = pushed.sequence
        self._gather(pushed.changes)

    def _gather(self, changes: list[Change]) -> None:
        self._gathered.update(dict.fromkeys(changes))
        if self._gathered and not self._gathering.isActive():
            self._gathering.start()

    def _tell(self) -> None:
        gathered, self._gathered = list(self._gathered), {}
        self._calls.changed.emit(gathered)

    def _ping(self) -> None:
        self._socket.ping()
        self._silence.start()

    def _stop_waiting(self) -> None:
        self._silence.stop()
        self._beat.start()
