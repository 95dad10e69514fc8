"""Fetching a file from the server into the cache, checked by its hash."""

import hashlib
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from PySide6.QtCore import QObject

from client.core.apis import Apis
from client.core.cache import FileCache
from client.core.calls import Call, Calls
from client.core.faults import fault
from client.core.http import Answer, Exchange, Loss, Request, Transport
from client.core.rpc import reply_of
from client.core.transfer import Transfer
from common.identity import Me
from common.kernel.ids import FileId
from common.rpc.errors import CallError, Failed, NotSignedIn, Unavailable

PARTIAL = 206
WHOLE = 200


class Download(Transfer):
    """Without a known hash the server's ETag names it."""

    def __init__(
        self,
        transport: Transport,
        calls: Calls,
        apis: Apis,
        cache: FileCache,
        file_id: FileId,
        name: str,
        sha256: str,
        owner: QObject,
    ) -> None:
        super().__init__(name or f"№ {file_id}", owner)
        self._transport, self._calls, self._apis, self._cache = transport, calls, apis, cache
        self._file_id, self._sha256 = file_id, sha256
        self._exchange: Exchange | None = None
        self._call: Call[Me] | None = None
        self._part: BinaryIO | None = None
        self._hash = hashlib.sha256()
        self._got = self._total = 0
        self._second_try = False
        self._refusal: bytearray | None = None  # the body of an answer that is no file

    def begin(self) -> None:
        if self._cache.has(self._sha256):
            self.succeed(self._cache.place(self._sha256))
        else:
            self.proceed()

    def proceed(self) -> None:
        if self._got and self._got == self._total:  # only the end of the answer was lost
            self._check()
            return
        headers = {"Range": f"bytes={self._got}-"} if self._got else {}
        request = Request("GET", f"/files/{self._file_id}", headers=headers, piecemeal=True)
        self._refusal = None
        self._exchange = self._transport.send(request, self)
        self._exchange.opened.connect(self._opened)
        self._exchange.arrived.connect(self._arrive)
        self._exchange.answered.connect(self._conclude)
        self._exchange.lost.connect(self._lose)

    def stop(self) -> None:
        if self._call is not None:
            self._call.cancel()
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.abort()
        part, self._part = self._part, None
        if part is not None:
            give_up(part)

    def _opened(self, answer: Answer) -> None:
        if answer.status not in {WHOLE, PARTIAL}:
            self._refusal = bytearray()
            return
        try:
            if answer.status == WHOLE or self._part is None:
                self._start_over()
        except OSError as error:
            self._cannot_write(error)
            return
        self._total = self._got + int(answer.headers.get("content-length", 0))
        self._sha256 = self._sha256 or answer.headers.get("etag", "").removeprefix("W/").strip('"')

    def _start_over(self) -> None:
        part = self._part
        if part is None:
            part = self._part = (self._cache.room() / uuid4().hex).open("w+b")
            self.destroyed.connect(partial(give_up, part))
        part.seek(0)
        part.truncate()
        self._got, self._hash = 0, hashlib.sha256()

    def _arrive(self, piece: bytes) -> None:
        if self._refusal is not None:
            self._refusal += piece
            return
        if self._part is None:
            return
        try:
            self._part.write(piece)
        except OSError as error:
            self._cannot_write(error)
            return
        self._hash.update(piece)
        self._got += len(piece)
        self.moved(self._got, self._total)

    def _conclude(self, answer: Answer) -> None:
        self._exchange = None
        if answer.status in {WHOLE, PARTIAL}:
            if self._part is None:  # an empty file brings no piece
                self._opened(answer)
            self._check()
            return
        try:
            reply_of(None, Answer(answer.status, answer.headers, bytes(self._refusal or b"")))
            self.wait()
        except NotSignedIn:
            self._call = self._calls(self, self._apis.identity.me).then(self._go_back).fails(self.refuse)
        except CallError as error:
            self.refuse(error)

    def _check(self) -> None:
        if self._part is None:
            return
        part, found = Path(self._part.name), self._hash.hexdigest()
        if self._sha256 and found != self._sha256:
            if not self._second_try:
                self._second_try, self._got = True, 0
                self.wait()
                return
            text = self.tr(
                "Файл «{}» пришёл повреждённым. Откройте его снова; если повторится, сообщите администратору."
            )
            self.refuse(Failed(text.format(self.title)))
            return
        try:
            self._part.close()
            self._part = None
            place = self._cache.take(part, found)
        except OSError as error:
            self._cannot_write(error)
        else:
            self.succeed(place)

    def _go_back(self, _me: Me) -> None:
        self.proceed()

    def _lose(self, loss: Loss) -> None:
        self._exchange = None
        self.refuse(Unavailable(loss.value))

    def _cannot_write(self, error: OSError) -> None:
        text = self.tr("Файл «{}» не записан на этот компьютер: {}. Освободите место на диске и откройте его снова.")
        self.refuse(Failed(text.format(self.title, fault(error))))


def give_up(part: BinaryIO) -> None:
    """Takes away what came of a file for which nobody waits any more; a whole one has been closed and moved."""
    if not part.closed:
        with suppress(OSError):  # of a full disk, which does not take the last piece
            part.close()
        Path(part.name).unlink(missing_ok=True)
