"""Remote methods as the client sees them: an object typed as the Api whose methods know their signature."""

from typing import Any, Protocol, TypeVar
from uuid import uuid4

import msgspec

from client.core.http import Answer, BlockingTransport, Request
from common.rpc.api import Signature, signatures
from common.rpc.errors import Failed, Unavailable, error_of
from common.rpc.wire import HEADER_CALL, HEADER_KEY, MESSAGE_PACK, Reply, decode, encode, reply_type

A_co = TypeVar("A_co", covariant=True)


class ApiOf(Protocol[A_co]):
    """An Api class; mypy lets a Protocol class through as what makes its instances, not as `type[A]`."""

    def __call__(self, *args: Any, **kwargs: Any) -> A_co: ...


class Remote:
    """A remote method: `Calls` sends it without waiting; called directly it waits, where it has a transport."""

    def __init__(self, signature: Signature, transport: BlockingTransport | None) -> None:
        self.signature = signature
        self._transport = transport

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._transport is None:
            raise TypeError(f"{self.signature.name} is called through Calls: the window must not wait.")
        request = request_for(self.signature.name, body_of(self.signature, *args, **kwargs), key_for(self.signature))
        return reply_of(self.signature.result, self._transport.fetch(request)).result


def proxy(api: ApiOf[A_co], transport: BlockingTransport | None = None) -> A_co:
    methods = {name: Remote(signature, transport) for name, signature in signatures(api).items()}  # type: ignore[arg-type]
    made: A_co = type(f"{api.__name__}Proxy", (), methods)()  # type: ignore[attr-defined]
    return made


def body_of(signature: Signature, *args: Any, **kwargs: Any) -> bytes:
    return encode(MESSAGE_PACK, signature.arguments(*args, **kwargs))


def key_for(signature: Signature) -> str:
    """A new idempotency key for a write; a read and what may be done again need none."""
    return str(uuid4()) if signature.terms.writes and not signature.terms.repeatable else ""


def request_for(name: str, body: bytes, key: str) -> Request:
    headers = {"Content-Type": MESSAGE_PACK, "Accept": MESSAGE_PACK}
    if key:
        headers[HEADER_KEY] = key
    return Request("POST", f"/rpc/{name}", body, headers)


def reply_of(result: Any, answer: Answer) -> Reply[Any]:
    """The reply that an answer carries; raises the CallError of a refusal."""
    try:
        reply: Reply[Any] = decode(MESSAGE_PACK, answer.body, reply_type(result))
    except msgspec.MsgspecError as error:
        raise _unreadable(answer) from error
    if reply.failure is not None:
        raise error_of(reply.failure)
    return reply


def _unreadable(answer: Answer) -> Failed | Unavailable:
    """What a gateway in between says, or a server that we do not understand."""
    if answer.status in {502, 503, 504}:
        return Unavailable("Сервер временно недоступен. Повторите действие через минуту.")
    failed = Failed("Сервер ответил непонятно. Обновите программу; если не поможет, обратитесь к администратору.")
    failed.call = answer.headers.get(HEADER_CALL.lower(), "")
    return failed
