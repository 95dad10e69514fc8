from urllib.parse import parse_qs, urlparse

import msgspec
import pytest
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QHostAddress
from PySide6.QtWebSockets import QWebSocketServer

from client.core.push import Push
from common.kernel.changes import Change, Kind, Pushed
from common.rpc.errors import NotSignedIn
from tests.factories.desk import clerk

FIRST, SECOND = Change(Kind.ASSIGNMENT, 1), Change(Kind.DOCUMENT, 2)


class Pusher(QObject):
    """The push door of a server, which the test opens and shuts."""

    def __init__(self) -> None:
        super().__init__()
        self._server = QWebSocketServer("grif", QWebSocketServer.SslMode.NonSecureMode, self)
        self._server.listen(QHostAddress.SpecialAddress.LocalHost)
        self.port = self._server.serverPort()
        self.sockets = []
        self._server.newConnection.connect(self._accept)

    def _accept(self) -> None:
        self.sockets.append(self._server.nextPendingConnection())

    def push(self, sequence: int, *changes: Change) -> None:
        self.sockets[-1].sendTextMessage(msgspec.json.encode(Pushed(sequence, list(changes))).decode())

    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlparse(self.sockets[-1].requestUrl().toString()).query)


@pytest.fixture
def pusher(qapp) -> Pusher:
    return Pusher()


@pytest.fixture
def push(pusher, access, calls, asked, server, monkeypatch):
    monkeypatch.setattr("client.core.push.LONGEST_PAUSE", 20)
    server.answers["identity.me"] = clerk
    made = Push(access, calls, asked)
    access.address = f"http://127.0.0.1:{pusher.port}"
    yield made
    made.stop()


def listening(qtbot, push) -> None:
    with qtbot.waitSignal(push.listening):
        push.start()


def test_pushed_changes_are_told_together(qtbot, push, pusher, calls):
    listening(qtbot, push)
    with qtbot.waitSignal(calls.changed) as changed:
        pusher.push(7, FIRST)
        pusher.push(8, FIRST, SECOND)
    assert changed.args == [[FIRST, SECOND]]
    assert pusher.sockets[0].request().rawHeader("Authorization") == b"Bearer token-1"
    assert pusher.query() == {}


def test_lost_line_comes_back_and_asks_what_was_missed(qtbot, push, pusher, calls):
    listening(qtbot, push)
    with qtbot.waitSignal(calls.changed):
        pusher.push(7, FIRST)
    with qtbot.waitSignals([push.listening, push.listening]):
        pusher.sockets[-1].close()
    assert pusher.query() == {"since": ["7"]}


def test_line_lost_before_the_first_note_has_everything_read_again(qtbot, push, pusher, calls):
    listening(qtbot, push)
    with qtbot.waitSignal(calls.changed) as changed:
        pusher.sockets[-1].close()
    assert {change.kind for change in changed.args[0]} == set(Kind)


def test_ended_session_is_noticed_without_a_click(qtbot, push, pusher, calls, access, server):
    listening(qtbot, push)

    def ended():
        raise NotSignedIn("Сеанс завершён. Войдите снова.")

    server.answers["identity.me"] = ended
    access.address = server.address  # where no push door is
    with qtbot.waitSignal(calls.signed_out):
        pusher.sockets[-1].close()


def test_server_that_went_away_is_noticed_without_a_click(qtbot, push, pusher, calls, access, server):
    listening(qtbot, push)
    access.address = server.address
    server.close()
    with qtbot.waitSignal(calls.online_changed) as line:
        pusher.sockets[-1].close()
    assert line.args == [False]


def test_a_new_sign_in_opens_the_line_anew_with_its_token(qtbot, push, pusher, access):
    listening(qtbot, push)
    access.token = "token-2"
    with qtbot.waitSignal(push.listening, check_params_cb=lambda on: on):
        push.start()
    request = pusher.sockets[-1].request()
    assert bytes(request.rawHeader("Authorization").data()) == b"Bearer token-2"
