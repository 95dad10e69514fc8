"""How a call travels: the media types, the headers and the envelope of the reply."""

from collections.abc import Callable
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

from common.kernel.changes import Change
from common.rpc.errors import Failure

JSON = "application/json"
MESSAGE_PACK = "application/msgpack"

PROTOCOL = 1  # raised when an older client can no longer be served
HEADER_PROTOCOL = "Grif-Protocol"
HEADER_KEY = "Idempotency-Key"
HEADER_CALL = "Grif-Call"
HEADER_WORKPLACE = "Grif-Workplace"

Result = TypeVar("Result")


class Reply(msgspec.Struct, Generic[Result], frozen=True, omit_defaults=True):
    """Either a result with what the call has changed, or a failure."""

    result: Result | None = None
    changed: list[Change] = []
    failure: Failure | None = None


def encode(media_type: str, value: Any) -> bytes:
    return _ENCODERS[media_type].encode(value)


def decode(media_type: str, body: bytes, kind: Any) -> Any:
    """Raises msgspec.ValidationError (also for an unreadable body) when the body is not of that kind."""
    return _decoder(media_type, kind)(body)


def reply_type(result: Any) -> Any:
    return Reply[result] if result is not type(None) else Reply[None]


_ENCODERS: dict[str, msgspec.json.Encoder | msgspec.msgpack.Encoder] = {
    JSON: msgspec.json.Encoder(),
    MESSAGE_PACK: msgspec.msgpack.Encoder(),
}


@cache
def _decoder(media_type: str, kind: Any) -> Callable[[bytes], Any]:
    if media_type == JSON:
        return msgspec.json.Decoder(kind).decode
    return msgspec.msgpack.Decoder(kind).decode
