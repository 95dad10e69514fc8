"""A small real HTTP server that speaks the wire, with answers given by the test."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from client.core.apis import apis, signatures_of
from common.files import StoredFile, Upload, UploadDraft
from common.kernel.changes import Change
from common.kernel.ids import FileId, UploadId
from common.rpc.errors import CallError, Invalid, Missing
from common.rpc.wire import HEADER_KEY, MESSAGE_PACK, Reply, decode, encode

SIGNATURES = signatures_of(apis())


@dataclass
class Heard:
    """One request as the server got it."""

    name: str
    arguments: Any
    headers: dict[str, str]

    @property
    def key(self) -> str:
        return self.headers.get(HEADER_KEY.lower(), "")


@dataclass
class Said:
    """A result together with what the call has changed."""

    result: Any
    changed: list[Change]


@dataclass
class Shelf:
    """The files of the server; `break_after` drops the line once so many bytes of a body have passed."""

    stored: dict[int, bytes] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    fetched: list[int] = field(default_factory=list)
    partial: dict[str, bytearray] = field(default_factory=dict)
    drafts: dict[str, UploadDraft] = field(default_factory=dict)
    drop_pieces: int = 0
    break_after: int | None = None

    def begin(self, draft: UploadDraft) -> Upload:
        upload_id = UploadId(draft.sha256[:12])
        self.drafts[upload_id] = draft
        return Upload(upload_id, len(self.partial.setdefault(upload_id, bytearray())))

    def finish(self, upload_id: UploadId) -> StoredFile:
        body, draft = bytes(self.partial[upload_id]), self.drafts[upload_id]
        if hashlib.sha256(body).hexdigest() != draft.sha256:
            raise Invalid("Файл передан не полностью.")
        known = next((file_id for file_id, kept in self.stored.items() if kept == body), None)
        return self._stored(known, draft.name) if known is not None else self.put(body, draft.name)

    def put(self, body: bytes, name: str = "письмо.pdf") -> StoredFile:
        file_id = len(self.stored) + 1
        self.stored[file_id], self.names[file_id] = body, name
        return self._stored(file_id, name)

    def _stored(self, file_id: int, name: str) -> StoredFile:
        body = self.stored[file_id]
        return StoredFile(FileId(file_id), name, len(body), hashlib.sha256(body).hexdigest(), "application/pdf")


class SpeakingServer:
    """`answers` maps "slice.method" to a function of its arguments; it may raise a CallError."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[..., Any]] = {}
        self.heard: list[Heard] = []
        self.shelf = Shelf()
        self.refuse_next = 0  # so many requests are dropped without an answer
        self.refuse_only = ""  # unless any may be dropped, the calls of this name
        self.busy_next = 0  # so many are answered 503 by a gateway
        self.lock = threading.Lock()
        self.gate = threading.Event()  # cleared: answers wait
        self.gate.set()
        self._server = Listening(("127.0.0.1", 0), Conversation)
        self._server.speaking = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.answers["files.begin"] = self.shelf.begin
        self.answers["files.finish"] = self.shelf.finish

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def calls_of(self, name: str) -> list[Heard]:
        return [heard for heard in self.heard if heard.name == name]

    def close(self) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Listening(ThreadingHTTPServer):
    daemon_threads = True
    speaking: SpeakingServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error here."""


class Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20
    disable_nagle_algorithm = True
    server: Listening

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the base's word
        """The test reads `heard`."""

    def do_POST(self) -> None:
        speaking = self.server.speaking
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        name = self.path.removeprefix("/rpc/")
        signature = SIGNATURES[name]
        arguments = decode(MESSAGE_PACK, body, signature.arguments)
        with speaking.lock:
            speaking.heard.append(Heard(name, arguments, {k.lower(): v for k, v in self.headers.items()}))
            dropped = speaking.refuse_next > 0 and speaking.refuse_only in {"", name}
            speaking.refuse_next -= dropped
            busy, speaking.busy_next = speaking.busy_next > 0, max(0, speaking.busy_next - 1)
        speaking.gate.wait()
        if dropped:
            self.close_connection = True
            self.connection.close()
        elif busy:
            self._send(503, b"<html>busy</html>", "text/html")
        else:
            self._answer(name, arguments)

    def _answer(self, name: str, arguments: Any) -> None:
        values = [getattr(arguments, field) for field in arguments.__struct_fields__]
        try:
            if name not in self.server.speaking.answers:
                raise Missing(f"Нет ответа на {name}")
            said = self.server.speaking.answers[name](*values)
        except CallError as error:
            self._send(error.status, encode(MESSAGE_PACK, Reply[Any](failure=error.failure("call-1"))))
            return
        result, changed = (said.result, said.changed) if isinstance(said, Said) else (said, [])
        self._send(200, encode(MESSAGE_PACK, Reply[Any](result=result, changed=changed)))

    def do_PUT(self) -> None:
        shelf = self.server.speaking.shelf
        path, _, query = self.path.partition("?")
        partial = shelf.partial[path.rpartition("/")[2]]
        offset = int(query.removeprefix("offset="))
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if offset == len(partial):
            partial.extend(body)
            status = 200
        else:
            status = 409
        if shelf.drop_pieces:
            shelf.drop_pieces -= 1
            self.close_connection = True
            self.connection.close()
        else:
            self._send(status, b'{"received": %d}' % len(partial), "application/json")

    def do_GET(self) -> None:
        shelf = self.server.speaking.shelf
        file_id = int(self.path.rpartition("/")[2])
        shelf.fetched.append(file_id)
        body = shelf.stored.get(file_id)
        if body is None:
            self._send(404, encode(MESSAGE_PACK, Reply[Any](failure=Missing("Файл не найден.").failure("call-2"))))
            return
        start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        self.send_response(206 if "Range" in self.headers else 200)
        self.send_header("Content-Length", str(len(body) - start))
        self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
        self.end_headers()
        if shelf.break_after is not None:
            self.wfile.write(body[start : start + shelf.break_after])
            shelf.break_after = None
            self.close_connection = True
            self.connection.close()
        else:
            self.wfile.write(body[start:])

    def _send(self, status: int, body: bytes, media_type: str = MESSAGE_PACK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
