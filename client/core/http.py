"""One exchange with the server over HTTP: asynchronous for the windows, blocking for scripts and tests."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

import httpx
from PySide6.QtCore import QByteArray, QObject, QTimer, QUrl, Signal
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest, QSslCertificate, QSslConfiguration

from common.rpc.errors import Unavailable
from common.rpc.wire import HEADER_PROTOCOL, HEADER_WORKPLACE, PROTOCOL

DEADLINE = 30.0  # seconds
UNREAD_LIMIT = 1024 * 1024  # what Qt holds of an answer that is fetched piece by piece


@dataclass
class Access:
    """Where the server is, by which authority it proves itself and by which token it is asked."""

    address: str = ""
    token: str = ""
    ca: Path | None = None

    def headers(self) -> dict[str, str]:
        headers = {HEADER_PROTOCOL: str(PROTOCOL), HEADER_WORKPLACE: quote(socket.gethostname())}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


@dataclass(frozen=True)
class Request:
    """`piecemeal` answers are handed over as they arrive and never held whole."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    deadline: float = DEADLINE
    piecemeal: bool = False


@dataclass(frozen=True)
class Answer:
    """Header names are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Loss(Enum):
    """Why no answer came."""

    UNREACHABLE = "Сервер не отвечает. Проверьте, подключён ли компьютер к сети; работу можно продолжать."
    TIMED_OUT = "Сервер не успел ответить. Повторите действие через минуту."
    UNTRUSTED = (
        "Сервер не подтвердил свою подлинность. Проверьте адрес сервера, затем обратитесь к администратору:"
        " на этом компьютере нужен сертификат удостоверяющего центра системы."
    )


class Exchange(QObject):
    """A request under way. Exactly one of `answered` and `lost` comes, none after `abort`."""

    answered = Signal(object)  # Answer
    lost = Signal(object)  # Loss
    opened = Signal(object)  # Answer without its body, before the first piece of a piecemeal one
    arrived = Signal(object)  # bytes
    sent = Signal(object)  # how many bytes of the body have gone

    def abort(self) -> None:
        raise NotImplementedError


class Transport(Protocol):
    """Sends without waiting; the exchange belongs to its owner and is aborted when the owner goes."""

    access: Access

    def send(self, request: Request, owner: QObject) -> Exchange: ...


class BlockingTransport(Protocol):
    def fetch(self, request: Request) -> Answer:
        """Raises Unavailable."""
        ...


class QtTransport(QObject):
    """The transport of the windows."""

    def __init__(self, access: Access, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.access = access
        self._network = QNetworkAccessManager(self)
        self._network.setRedirectPolicy(QNetworkRequest.RedirectPolicy.ManualRedirectPolicy)

    def send(self, request: Request, owner: QObject) -> Exchange:
        outgoing = QNetworkRequest(QUrl(self.access.address + request.path))
        if self.access.address.startswith("https"):
            outgoing.setSslConfiguration(trust(self.access.ca))
        for name, value in {**self.access.headers(), **request.headers}.items():
            outgoing.setRawHeader(name.encode(), value.encode())
        body = QByteArray(request.body)
        reply = self._network.sendCustomRequest(outgoing, request.method.encode(), body)
        return QtExchange(reply, request, owner)


class QtExchange(Exchange):
    def __init__(self, reply: QNetworkReply, request: Request, owner: QObject) -> None:
        super().__init__(owner)
        self._reply: QNetworkReply | None = reply
        self._loss: Loss | None = None
        self._opened = False
        self._passed_on = 0
        reply.setParent(self)
        reply.finished.connect(self._finish)
        reply.uploadProgress.connect(self._report)
        if request.piecemeal:
            reply.setReadBufferSize(UNREAD_LIMIT)
            reply.readyRead.connect(self._hand_over)
        self._piecemeal = request.piecemeal
        self._deadline = QTimer(self, singleShot=True, interval=int(request.deadline * 1000))
        self._deadline.timeout.connect(self._run_out)
        self._deadline.start()

    def abort(self) -> None:
        reply, self._reply = self._reply, None
        if reply is not None:
            reply.abort()
            self.deleteLater()

    def _run_out(self) -> None:
        if self._reply is not None:
            self._loss = Loss.TIMED_OUT
            self._reply.abort()

    def _report(self, gone: int, _total: int) -> None:
        self._deadline.start()
        self.sent.emit(gone)

    def _hand_over(self) -> None:
        if self._reply is None:
            return
        self._deadline.start()
        if not self._opened:
            self._opened = True
            self.opened.emit(answer_of(self._reply))
        self._pass_on()

    def _pass_on(self) -> None:
        if self._reply is not None:  # the reader may have aborted
            piece = rest_of(self._reply)
            self._passed_on += len(piece)
            self.arrived.emit(piece)

    def _finish(self) -> None:
        if self._reply is None:
            return
        self._deadline.stop()
        if self._piecemeal and self._reply.bytesAvailable():
            self._hand_over()
        self._conclude()

    def _conclude(self) -> None:
        reply, self._reply = self._reply, None
        if reply is None:  # the reader has aborted over the last piece
            return
        self.deleteLater()
        answer = answer_of(reply, rest_of(reply))
        loss = self._loss or loss_of(reply)
        if loss is None and broken_off(answer, self._passed_on + len(answer.body)):
            loss = Loss.UNREACHABLE
        if loss is None:
            self.answered.emit(answer)
        else:
            self.lost.emit(loss)


def rest_of(reply: QNetworkReply) -> bytes:
    """What has come and is not read yet; a call given up is closed, and Qt warns of reading it."""
    return bytes(reply.readAll().data()) if reply.isOpen() else b""


def answer_of(reply: QNetworkReply, body: bytes = b"") -> Answer:
    status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
    headers = {bytes(k.data()).decode().lower(): bytes(v.data()).decode() for k, v in reply.rawHeaderPairs()}
    return Answer(int(status or 0), headers, body)


def broken_off(answer: Answer, got: int) -> bool:
    """WORKAROUND: of a line cut in the middle of an answer Qt sometimes makes a finished one without an error."""
    if "content-encoding" in answer.headers:  # Qt has unpacked it: the lengths say nothing
        return False
    return got < int(answer.headers.get("content-length", 0))


def loss_of(reply: QNetworkReply) -> Loss | None:
    """A refusal by status is an answer; everything below HTTP is a loss."""
    error = reply.error()
    if error in {QNetworkReply.NetworkError.TimeoutError, QNetworkReply.NetworkError.ProxyTimeoutError}:
        return Loss.TIMED_OUT
    if error is QNetworkReply.NetworkError.SslHandshakeFailedError:
        return Loss.UNTRUSTED
    if reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute) is None or 0 < error.value < 200:
        return Loss.UNREACHABLE
    return None


@cache
def trust(ca: Path | None) -> QSslConfiguration:
    """The server's own authority alone where one is named, else those of the system."""
    configuration = QSslConfiguration.defaultConfiguration()
    if ca is not None:
        configuration.setCaCertificates(QSslCertificate.fromPath(str(ca)))
    return configuration


class HttpxTransport:
    """The transport of scripts, tests and load; one per thread."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self._client = httpx.Client(base_url=access.address, verify=ssl.create_default_context(cafile=access.ca))

    def fetch(self, request: Request) -> Answer:
        headers = {**self.access.headers(), **request.headers}
        try:
            answer = self._client.request(
                request.method, request.path, content=request.body, headers=headers, timeout=request.deadline
            )
        except httpx.TimeoutException as error:
            raise Unavailable(Loss.TIMED_OUT.value) from error
        except httpx.TransportError as error:
            raise Unavailable(Loss.UNREACHABLE.value) from error
        return Answer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content)

    def close(self) -> None:
        self._client.close()
