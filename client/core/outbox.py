"""Writes that must not be lost: kept on disk before they are sent, sent once, whatever falls over in between."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from msgspec import Struct, json
from PySide6.QtCore import QObject, QTimer, Signal

from client.core.calls import Call, Calls, signature_of
from client.core.drafts import read_all
from client.core.faults import fault
from client.core.rpc import body_of, key_for
from client.core.whole import write_whole
from common.rpc.api import Signature
from common.rpc.errors import CallError, NotSignedIn, OldClient, Unavailable

P = ParamSpec("P")
T = TypeVar("T")

LATER = (Unavailable, NotSignedIn, OldClient)  # says nothing of the letter: it waits for server, person or update
RETRY = 15_000  # ms between two tries while nothing tells that the server is back


class Letter(Struct, frozen=True):
    """A write as it is kept: `title` and `subject` say to people and windows what it is about."""

    key: str
    method: str
    body: bytes
    title: str
    subject: int
    written: datetime


class Outbox(QObject):
    """Keeps a write until the server has answered it.

    The answer to a first try is the caller's own business, through the call that `post` gives. What the server
    answers later, perhaps to the next run of the program, is told by `delivered` and `refused`.
    """

    delivered = Signal(object, object)  # Letter, result
    refused = Signal(object, object)  # Letter, CallError
    changed = Signal(int)  # how many letters wait
    not_kept = Signal(str)  # why this computer could not keep one; it is sent all the same

    def __init__(
        self, folder: Path, calls: Calls, signatures: dict[str, Signature], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder, self._calls, self._signatures = folder, calls, signatures
        self._waiting = {letter.key: letter for letter in sorted(read_all(folder, Letter), key=_written)}
        self._under_way: set[str] = set()
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self.send)
        calls.online_changed.connect(self._line_changed)

    @property
    def waiting(self) -> list[Letter]:
        """What no call of this run is carrying now."""
        return [letter for key, letter in self._waiting.items() if key not in self._under_way]

    def waits(self, subject: int) -> bool:
        return any(letter.subject == subject for letter in self._waiting.values())

    def post(self, title: str, subject: int, method: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Call[T]:
        signature = signature_of(method)
        letter = Letter(
            key_for(signature), signature.name, body_of(signature, *args, **kwargs), title, subject, datetime.now(UTC)
        )
        try:
            write_whole(self._file(letter), json.encode(letter))
        except OSError as error:  # a full disk here must not stop what the server could take
            self.not_kept.emit(fault(error))
        self._waiting[letter.key] = letter
        return Delivery(self, letter, late=False).send()

    def send(self) -> None:
        """Sends the oldest letter; its answer sends the next."""
        for letter in self.waiting[:1]:
            if not self._under_way:
                Delivery(self, letter, late=True).send()

    def call(self, letter: Letter) -> Call[Any]:
        self._again.stop()
        self._under_way.add(letter.key)
        return self._calls.repeat(self, self._signatures[letter.method], letter.body, letter.key)

    def settle(self, letter: Letter) -> None:
        self._file(letter).unlink(missing_ok=True)
        self._waiting.pop(letter.key, None)
        self._under_way.discard(letter.key)
        self.changed.emit(len(self.waiting))
        self.send()

    def put_back(self, letter: Letter) -> None:
        self._under_way.discard(letter.key)
        self._again.start(RETRY)
        self.changed.emit(len(self.waiting))

    def _line_changed(self, online: bool) -> None:
        if online:
            self._again.start(0)  # when the call that has noticed it is over

    def _file(self, letter: Letter) -> Path:
        return self._folder / f"{letter.key}.json"


class Delivery(QObject):
    """One attempt to deliver a letter.

    WORKAROUND: it asks for its parent instead of keeping it: PySide frees a parent that only the attribute of a dying
    child holds in the middle of that child's end, and crashes.
    """

    def __init__(self, outbox: Outbox, letter: Letter, *, late: bool) -> None:
        super().__init__(outbox)
        self._letter, self._late = letter, late

    @property
    def outbox(self) -> Outbox:
        parent = self.parent()
        assert isinstance(parent, Outbox)
        return parent

    def send(self) -> Call[Any]:
        return self.outbox.call(self._letter).then(self._deliver).fails(self._fail)

    def _deliver(self, result: Any) -> None:
        self.deleteLater()
        if self._late:
            self.outbox.delivered.emit(self._letter, result)
        self.outbox.settle(self._letter)

    def _fail(self, error: CallError) -> None:
        self.deleteLater()
        if isinstance(error, LATER):
            self.outbox.put_back(self._letter)
            return
        if self._late:
            self.outbox.refused.emit(self._letter, error)
        self.outbox.settle(self._letter)


def _written(letter: Letter) -> datetime:
    return letter.written
