"""Bringing a file to the server, piece by piece."""

import threading
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct
from PySide6.QtCore import QObject

from client.core.apis import Apis
from client.core.background import Work
from client.core.cache import sha256_of
from client.core.calls import Call, Calls
from client.core.faults import fault
from client.core.http import Answer, Exchange, Loss, Request, Transport
from client.core.rpc import reply_of
from client.core.transfer import Transfer
from common.files import PIECE, StoredFile, UploadDraft, refusal
from common.files import Upload as Opened
from common.rpc.errors import CallError, Invalid, NotSignedIn, Unavailable


class Received(Struct, frozen=True):
    """How much the server has of a file, as it answers to each piece."""

    received: int


class Upload(Transfer):
    def __init__(
        self, transport: Transport, calls: Calls, apis: Apis, file: Path, owner: QObject, name: str = ""
    ) -> None:
        super().__init__(name or file.name, owner)
        self._name = name or file.name
        self._transport, self._calls, self._apis, self._file = transport, calls, apis, file
        self._draft: UploadDraft | None = None
        self._opened: Opened | None = None
        self._call: Call[Opened] | Call[StoredFile] | None = None
        self._exchange: Exchange | None = None
        self._offset = 0
        self._given_up = threading.Event()

    def begin(self) -> None:
        try:
            size = self._file.stat().st_size
        except OSError as error:
            self._misread(error)
            return
        reason = refusal(self._name, size)
        if reason:
            self.refuse(Invalid(reason))
            return
        self.progress.emit(0, size)
        work = Work(partial(sha256_of, self._file, self._given_up), self)
        work.done.connect(self._open)
        work.failed.connect(self._misread)

    def proceed(self) -> None:
        if self._draft is None:
            self.begin()
        elif self._opened is None:
            self._call = self._calls(self, self._apis.files.begin, self._draft).then(self._go).fails(self.refuse)
        else:
            upload_id = self._opened.id
            self._call = self._calls(self, self._apis.files.upload, upload_id).then(self._go).fails(self.refuse)

    def stop(self) -> None:
        self._given_up.set()
        if self._call is not None:
            self._call.cancel()
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.abort()

    def _open(self, sha256: str) -> None:
        self._draft = UploadDraft(name=self._name, size=self._file.stat().st_size, sha256=sha256)
        self.proceed()

    def _go(self, opened: Opened) -> None:
        """From where the server is."""
        self._opened = opened
        self._offset = opened.received
        self._next()

    def _next(self) -> None:
        assert self._draft is not None
        assert self._opened is not None
        self.moved(self._offset, self._draft.size)
        if self._offset >= self._draft.size or self._opened.file_id is not None:
            self._call = self._calls(self, self._apis.files.finish, self._opened.id)
            self._call.then(self.succeed).fails(self.refuse)
            return
        work = Work(partial(read_piece, self._file, self._offset), self)
        work.done.connect(self._send)
        work.failed.connect(self._misread)

    def _send(self, piece: bytes) -> None:
        if self.is_over:
            return
        if not piece:
            self.refuse(
                Invalid(self.tr("Файл «{}» изменился во время передачи. Выберите его снова.").format(self.title))
            )
            return
        assert self._opened is not None
        path = f"/files/uploads/{self._opened.id}?offset={self._offset}"
        headers = {"Content-Type": "application/octet-stream"}
        self._exchange = self._transport.send(Request("PUT", path, piece, headers), self)
        self._exchange.sent.connect(self._count)
        self._exchange.answered.connect(self._take)
        self._exchange.lost.connect(self._lose)

    def _count(self, gone: int) -> None:
        if self._draft is not None:
            self.moved(self._offset + gone, self._draft.size)

    def _take(self, answer: Answer) -> None:
        self._exchange = None
        if answer.status in {200, 409}:
            try:
                self._offset = msgspec.json.decode(answer.body, type=Received).received
            except msgspec.MsgspecError:
                self.wait()
            else:
                self._next()
            return
        try:
            reply_of(None, answer)
            self.wait()
        except NotSignedIn:
            self.proceed()  # asks by a call, which waits for a new session
        except CallError as error:
            self.refuse(error)

    def _lose(self, loss: Loss) -> None:
        self._exchange = None
        self.refuse(Unavailable(loss.value))

    def _misread(self, error: OSError) -> None:
        text = self.tr("Файл «{}» не читается: {}. Проверьте, на месте ли он, и выберите снова.")
        self.refuse(Invalid(text.format(self.title, fault(error))))


def read_piece(file: Path, offset: int) -> bytes:
    with file.open("rb") as stream:
        stream.seek(offset)
        return stream.read(PIECE)
