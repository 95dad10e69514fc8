"""The bytes of files over HTTP: pieces in, ranges out; streamed, never whole in memory."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import anyio.to_thread
import msgspec
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from common.files import PIECE
from common.kernel.ids import FileId, UploadId
from common.rpc.errors import Invalid, Missing, NotSignedIn
from server.core import audit, metrics
from server.core.clock import Clock
from server.core.dispatcher import Authenticate, explained
from server.core.http import call_of, call_request, refused
from server.core.service import Caller
from server.core.settings import Settings
from server.files.models import Content, ContentPreview, UploadRow
from server.files.service import Gate
from server.files.store import BLOCK, NotJoined, Store

STALLED = 30.0  # seconds without a byte
RANGE = re.compile(r"bytes=(\d+)-(\d*)$")


class Transfer:
    def __init__(
        self, engine: Engine, settings: Settings, clock: Clock, authenticate: Authenticate, store: Store,
        gates: Sequence[Gate],
    ) -> None:  # fmt: skip
        self._engine = engine
        self._settings = settings
        self._clock = clock
        self._authenticate = authenticate
        self._store = store
        self._gates = gates

    def routes(self) -> list[Route]:
        return [
            Route("/files/uploads/{upload_id}", self.take, methods=["PUT"]),
            Route("/files/{file_id:int}", self.give, methods=["GET"]),
        ]

    async def take(self, request: HttpRequest) -> Response:
        """A piece at `offset`; answers with how much has come, 409 when the piece does not join on."""
        upload_id = UploadId(request.path_params["upload_id"])
        try:
            size = await anyio.to_thread.run_sync(self._upload_size, request, upload_id)
            received = await anyio.to_thread.run_sync(self._store.received, upload_id)
            if request.query_params.get("offset") != str(received):
                return _received(received, 409)
            return _received(await self._append(request, upload_id, received, size), 200)
        except NotJoined:
            return _received(await anyio.to_thread.run_sync(self._store.received, upload_id), 409)
        except (ClientDisconnect, TimeoutError):
            return Response(status_code=499)
        except Exception as error:  # noqa: BLE001 -- the border
            return refused(explained(error, call_of(request), "files.take"), request)

    async def _append(self, request: HttpRequest, upload_id: UploadId, offset: int, size: int) -> int:
        room = min(size - offset, PIECE)
        with self._store.growing(upload_id, offset) as part:
            async with asyncio.timeout(STALLED) as patience:  # a dead line must not keep the upload to itself
                async for block in request.stream():
                    patience.reschedule(asyncio.get_running_loop().time() + STALLED)
                    room -= len(block)
                    if room < 0:
                        raise Invalid("Пришло больше, чем объявлено. Начните загрузку файла заново.")
                    await anyio.to_thread.run_sync(part.write, block)
                    metrics.moved.labels("in").inc(len(block))
        return self._store.received(upload_id)

    def _upload_size(self, request: HttpRequest, upload_id: UploadId) -> int:
        with Session(self._engine) as session:
            caller = self._caller(session, request)
            upload = session.get(UploadRow, upload_id)
            if upload is None or upload.person_id != caller.me.id or upload.file_id is not None:
                raise Missing("Такой загрузки нет. Начните загрузку файла заново.")
            return upload.size

    async def give(self, request: HttpRequest) -> Response:
        try:
            content = await anyio.to_thread.run_sync(self._readable, request, request.path_params["file_id"])
        except Exception as error:  # noqa: BLE001 -- the border
            return refused(explained(error, call_of(request), "files.give"), request)
        first, last, status = _range(request.headers.get("range", ""), content.size)
        headers = {
            "Content-Length": str(last - first + 1),
            "Accept-Ranges": "bytes",
            "ETag": f'"{content.sha256}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": "attachment",
        }
        if status == 206:
            headers["Content-Range"] = f"bytes {first}-{last}/{content.size}"
        metrics.moved.labels("out").inc(last - first + 1)
        blocks = _blocks(self._store.path(content.sha256), first, last - first + 1)
        return StreamingResponse(blocks, status, headers, content.media_type)

    def _readable(self, request: HttpRequest, file_id: FileId) -> Content:
        """The content, when any slice lets the person read it; every download leaves an act."""
        with Session(self._engine, expire_on_commit=False) as session:
            caller = self._caller(session, request)
            content = session.scalars(select(Content).where(Content.id == file_id)).one_or_none()
            asked = (file_id, *_sources(session, file_id))
            if content is None or not any(gate(session, caller, each) for gate in self._gates for each in asked):
                raise Missing("Файл не найден или недоступен вам.")
            if not self._store.path(content.sha256).exists():
                raise Missing("Файл не найден в хранилище. Сообщите администратору: нужна проверка целостности.")
            entry = audit.Entry("file_read", "file", file_id)
            audit.append(session, caller.actor, call_of(request), self._clock.now(), [entry])
            session.commit()
            return content

    def _caller(self, session: Session, request: HttpRequest) -> Caller:
        caller = self._authenticate(session, self._settings, self._clock, call_request(request))
        if caller is None:
            raise NotSignedIn("Сеанс закончился. Войдите снова.")
        return caller


def _sources(session: Session, file_id: FileId) -> Sequence[FileId]:
    """The files of which this one is the preview: who may read them may look at it."""
    return session.scalars(select(ContentPreview.file_id).where(ContentPreview.preview_id == file_id)).all()


def _received(received: int, status: int) -> Response:
    return Response(msgspec.json.encode({"received": received}), status, media_type="application/json")


def _range(header: str, size: int) -> tuple[int, int, int]:
    """First and last byte asked for, and the status of the answer."""
    asked = RANGE.match(header)
    if asked is None or int(asked[1]) >= size:
        return 0, size - 1, 200
    return int(asked[1]), min(int(asked[2] or size - 1), size - 1), 206


def _blocks(path: Path, first: int, length: int) -> Iterator[Any]:
    with path.open("rb") as content:
        content.seek(first)
        while length > 0 and (block := content.read(min(BLOCK, length))):
            length -= len(block)
            yield block
