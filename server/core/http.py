"""HTTP around the dispatcher: calls, push, health and metrics, in one ASGI application."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from urllib.parse import unquote

import anyio.to_thread
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.requests import Request as HttpRequest
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from common.rpc.errors import CallError, Invalid
from common.rpc.wire import (
    HEADER_CALL,
    HEADER_KEY,
    HEADER_PROTOCOL,
    HEADER_WORKPLACE,
    JSON,
    MESSAGE_PACK,
    PROTOCOL,
    Reply,
    encode,
)
from server.core import metrics
from server.core.clock import Clock
from server.core.dispatcher import Authenticate, Dispatcher, Request
from server.core.push import Hub, Listener, as_text
from server.core.settings import Settings

LARGEST_CALL = 4 * 1024 * 1024
THREADS = 16
RECHECK = 30.0


def call_of(connection: HTTPConnection) -> str:
    """The id under which the log knows the call."""
    known: str = getattr(connection.state, "call", "")
    if not known:
        known = connection.state.call = uuid.uuid4().hex[:12]
    return known


def call_request(connection: HTTPConnection, name: str = "", body: bytes = b"") -> Request:
    headers = connection.headers
    protocol = headers.get(HEADER_PROTOCOL, str(PROTOCOL))
    media_type = headers.get("content-type", JSON).partition(";")[0].strip()
    return Request(
        name=name,
        media_type=MESSAGE_PACK if media_type == MESSAGE_PACK else JSON,
        body=body,
        call=call_of(connection),
        token=headers.get("authorization", "").removeprefix("Bearer ").strip(),
        key=headers.get(HEADER_KEY, "")[:100],
        protocol=int(protocol) if protocol.isdigit() else 0,
        address=connection.client.host if connection.client else "",
        workplace=unquote(headers.get(HEADER_WORKPLACE, ""))[:100],
    )


def refused(error: CallError, connection: HTTPConnection) -> Response:
    """A refusal outside a remote call, in the same envelope."""
    body = encode(JSON, Reply(failure=error.failure(call_of(connection))))
    return Response(body, error.status, media_type=JSON)


class Doors:
    """The endpoints of a server process."""

    def __init__(
        self, dispatcher: Dispatcher, engine: Engine, hub: Hub, settings: Settings, clock: Clock,
        authenticate: Authenticate,
    ) -> None:  # fmt: skip
        self._dispatcher = dispatcher
        self._engine = engine
        self._hub = hub
        self._settings = settings
        self._clock = clock
        self._authenticate = authenticate

    def application(self, more: Sequence[BaseRoute]) -> Starlette:
        routes = [
            Route("/rpc/{name}", self.rpc, methods=["POST"]),
            WebSocketRoute("/push", self.push),
            Route("/health", self.health),
            Route("/metrics", self.figures),
            *more,
        ]
        return Starlette(routes=routes, lifespan=self._alive)

    @contextlib.asynccontextmanager
    async def _alive(self, _: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        listening = asyncio.create_task(self._hub.run())
        yield
        listening.cancel()
        self._hub.close()
        self._engine.dispose()

    async def rpc(self, request: HttpRequest) -> Response:
        body = bytearray()
        async for block in request.stream():
            body += block
            if len(body) > LARGEST_CALL:
                return refused(Invalid("Запрос слишком велик. Файлы передаются отдельно."), request)
        call = call_request(request, request.path_params["name"], bytes(body))
        response = await anyio.to_thread.run_sync(self._dispatcher.call, call)
        return Response(response.body, response.status, {HEADER_CALL: call.call}, call.media_type)

    async def push(self, socket: WebSocket) -> None:
        request = call_request(socket)
        principals = await anyio.to_thread.run_sync(self._principals, request)
        if principals is None:
            await socket.close(4401)
            return
        await socket.accept()
        listener = Listener(principals)
        self._hub.join(listener)
        asked = socket.query_params.get("since", "")
        since = int(asked) if asked.isdigit() else None
        loops = [
            asyncio.create_task(self._hear(socket)),
            asyncio.create_task(self._send(socket, listener, request, since)),
        ]
        try:
            await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.part(listener)
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
            with contextlib.suppress(RuntimeError):  # closed already
                await socket.close(1011)

    async def _hear(self, socket: WebSocket) -> None:
        """Ends when the client goes; what it says is nothing."""
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                await socket.receive_text()

    async def _send(self, socket: WebSocket, listener: Listener, request: Request, since: int | None) -> None:
        """Ends when the session ends or the client is too slow; who the person stands for is looked up again."""
        if since is not None:
            await socket.send_text(as_text(await anyio.to_thread.run_sync(self._hub.since, since, listener)))
        recheck = time.monotonic() + RECHECK
        while not listener.too_slow:
            with contextlib.suppress(TimeoutError):
                left = max(0.0, recheck - time.monotonic())
                await socket.send_text(as_text(await asyncio.wait_for(listener.waiting.get(), left)))
            if time.monotonic() >= recheck:
                recheck = time.monotonic() + RECHECK
                principals = await anyio.to_thread.run_sync(self._principals, request)
                if principals is None:
                    await socket.close(4401)
                    return
                listener.principals = principals

    def _principals(self, request: Request) -> frozenset[int] | None:
        with Session(self._engine) as session:
            caller = self._authenticate(session, self._settings, self._clock, request)
            return caller.hears if caller else None

    async def health(self, _: HttpRequest) -> Response:
        alive = await anyio.to_thread.run_sync(self._database_answers)
        return PlainTextResponse("ok\n" if alive else "database away\n", 200 if alive else 503)

    def _database_answers(self) -> bool:
        try:
            with self._engine.connect() as connection:
                return bool(connection.execute(text("SELECT 1")).scalar_one())
        except DBAPIError:
            return False

    async def figures(self, _: HttpRequest) -> Response:
        return Response(metrics.exposed(), media_type=CONTENT_TYPE_LATEST)
