"""Calls from the windows: sent without waiting, answered by signals, gone together with their owner."""

import random
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from shiboken6 import isValid

from client.core.http import Answer, Exchange, Loss, Transport
from client.core.rpc import Remote, body_of, key_for, reply_of, request_for
from common.rpc.api import Signature
from common.rpc.errors import CallError, Missing, NotSignedIn, Unavailable

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 3
PAUSES = (0.2, 0.8)  # seconds before the second and the third try, give or take half


class Sender(QObject):
    """Sends the body of one call, tries again where that is safe, and hands back the answer."""

    answered = Signal(object)  # Answer
    lost = Signal(object)  # Loss

    def __init__(self, transport: Transport, name: str, body: bytes, key: str, owner: QObject) -> None:
        super().__init__(owner)
        self._transport = transport
        self._request = request_for(name, body, key)
        self._tries = 0
        self._exchange: Exchange | None = None
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self.send)

    def send(self) -> None:
        self._tries += 1
        self._exchange = self._transport.send(self._request, self)
        self._exchange.answered.connect(self._answer)
        self._exchange.lost.connect(self._lose)

    def again(self) -> None:
        """Starts anew with a fresh count of tries and the same idempotency key."""
        self._tries = 0
        self.send()

    def abort(self) -> None:
        self._pause.stop()
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.abort()

    def _answer(self, answer: Answer) -> None:
        self._exchange = None
        if answer.status != 503 or not self._tried_again():
            self.answered.emit(answer)

    def _lose(self, loss: Loss) -> None:
        self._exchange = None
        if loss is not Loss.UNREACHABLE or not self._tried_again():
            self.lost.emit(loss)

    def _tried_again(self) -> bool:
        if self._tries >= TRIES:
            return False
        self._pause.start(int(PAUSES[self._tries - 1] * random.uniform(500, 1500)))
        return True


class Call(QObject, Generic[T]):
    """One call under way. Either `done` or `failed` comes, neither after `cancel` or when the owner is gone."""

    done = Signal(object)
    failed = Signal(object)  # CallError

    def __init__(self, calls: "Calls", signature: Signature, body: bytes, key: str, owner: QObject) -> None:
        super().__init__(owner)
        self.key = key
        self._calls = calls
        self._signature = signature
        self._taken = False
        self._over = False
        self._sender = Sender(calls.transport, signature.name, body, key, self)
        self._sender.answered.connect(self._answer)
        self._sender.lost.connect(self._lose)
        self._sender.send()

    def then(self, slot: Callable[[T], object]) -> "Call[T]":
        self.done.connect(slot)
        return self

    def fails(self, slot: Callable[[CallError], object]) -> "Call[T]":
        self._taken = True
        self.failed.connect(slot)
        return self

    def beside_a_card(self) -> "Call[T]":
        """Of a document that is not shown its card says so for all that is read beside it; the rest is told."""
        return self.fails(self._tell_unless_missing)

    def cancel(self) -> None:
        if not self._over:
            self._finish()
            self._sender.abort()

    def again(self) -> None:
        """Sends what waited for a new session."""
        if not self._over:
            self._sender.again()

    def refuse(self, error: CallError) -> None:
        if self._over:
            return
        self._finish()
        if not self._taken:
            self._calls.refused.emit(error)
        self.failed.emit(error)

    def _answer(self, answer: Answer) -> None:
        if not isValid(self._calls):  # the program ends, and its windows after its line
            return
        self._calls.note_online(online=True)
        try:
            reply = reply_of(self._signature.result, answer)
        except NotSignedIn as error:
            if self._signature.terms.right is None:
                self.refuse(error)
            else:
                self._calls.park(self, error)
            return
        except CallError as error:
            self.refuse(error)
            return
        self._finish()
        self.done.emit(reply.result)
        if reply.changed:
            self._calls.changed.emit(reply.changed)

    def _lose(self, loss: Loss) -> None:
        if not isValid(self._calls):
            return
        self._calls.note_online(online=False)
        self.refuse(Unavailable(loss.value))

    def _tell_unless_missing(self, error: CallError) -> None:
        if not isinstance(error, Missing):
            self._calls.refused.emit(error)

    def _finish(self) -> None:
        self._over = True
        self.deleteLater()


class Latest(Generic[T]):
    """The one call whose answer still counts: a later question cancels the earlier, whose answer may come after."""

    def __init__(self) -> None:
        self._call: Call[T] | None = None

    def be(self, call: Call[T]) -> Call[T]:
        self.cancel()
        self._call = call
        return call

    def cancel(self) -> None:
        if self._call is not None:
            self._call.cancel()
            self._call = None


class Calls(QObject):
    """Makes calls; tells of refusals that nobody took, of changes, of a session that has ended and of the line."""

    refused = Signal(object)  # CallError
    changed = Signal(object)  # list[Change]
    signed_out = Signal(object)  # NotSignedIn: calls wait until `resume` or `give_up`
    online_changed = Signal(bool)

    def __init__(self, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.transport = transport
        self.online = True
        self._parked: list[Call[Any]] = []
        self._ended: NotSignedIn | None = None

    def __call__(self, owner: QObject, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Call[T]:
        signature = signature_of(method)
        return Call(self, signature, body_of(signature, *args, **kwargs), key_for(signature), owner)

    def repeat(self, owner: QObject, signature: Signature, body: bytes, key: str) -> Call[Any]:
        """Sends a call kept from before, under the key it had."""
        return Call(self, signature, body, key, owner)

    def park(self, call: Call[Any], error: NotSignedIn) -> None:
        self._parked.append(call)
        if self._ended is None:
            self._ended = error
            self.signed_out.emit(error)

    def resume(self) -> None:
        """The same person has signed in again: what waited goes on."""
        for call in self._release():
            call.again()

    def give_up(self) -> None:
        """Nobody, or another person, has signed in: what waited fails."""
        error = self._ended or NotSignedIn("Сеанс завершён. Войдите снова.")
        for call in self._release():
            call.refuse(error)

    def note_online(self, *, online: bool) -> None:
        if online is not self.online:
            self.online = online
            self.online_changed.emit(online)

    def _release(self) -> list[Call[Any]]:
        parked, self._parked, self._ended = self._parked, [], None
        return [call for call in parked if isValid(call)]


def signature_of(method: Callable[..., Any]) -> Signature:
    assert isinstance(method, Remote), f"{method} is no remote method"
    return method.signature
