"""Questions made from the Apis themselves: of every reading method those that name no document for practice."""

import datetime as dt
import itertools
import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Annotated, Any, get_args, get_origin

import msgspec

from common.registry.classes import DocumentState
from common.registry.document import DocumentFilter
from common.rpc.api import Signature, signatures, slice_of
from common.rpc.errors import CallError, Failed
from server import app
from tests.city import TODAY, Signed

MOST = 24  # variants of one method
LOOKED_FOR = ("text", "words", "summary", "number")


class Questions:
    """`known` gives a value for each kind of identifier, `word` is what is looked for."""

    def __init__(self, known: Mapping[Any, Any], word: str) -> None:
        self._known, self._word = known, word

    def asked(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for api in app.services():
            for signature in signatures(api).values():
                if not signature.terms.writes and signature.terms.right is not None and slice_of(api) != "practice":
                    yield from ((signature.name, each) for each in self._variants(signature))

    def _variants(self, signature: Signature) -> Iterator[dict[str, Any]]:
        fields = msgspec.structs.fields(signature.arguments)
        given = {field.name: self._values(field.name, field.type) for field in fields if field.required}
        given |= {field.name: [500] for field in fields if field.name == "limit"}
        for values in itertools.islice(itertools.product(*given.values()), MOST):
            yield dict(zip(given, values, strict=True))

    def _values(self, name: str, kind: Any) -> list[Any]:
        if kind in self._known:
            return [self._known[kind]]
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._values(name, arguments[0])
        if origin in {types.UnionType, typing.Union}:
            return self._values(name, arguments[0])
        if origin in {list, tuple}:
            return [[each] for each in self._values(name, arguments[0])]
        if hasattr(kind, "__supertype__"):
            return self._values(name, kind.__supertype__)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return list(kind)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            return self._structs(kind)
        plain = {
            str: [self._word, ""], int: [2026 if name == "year" else 1], bool: [True, False], bytes: [b"x"],
            dt.date: [TODAY.date()], float: [1.0],
        }  # fmt: skip
        return plain[kind]

    def _structs(self, kind: type[msgspec.Struct]) -> list[Any]:
        """As it is by default, and each time with one of its words looked for."""
        fields = msgspec.structs.fields(kind)
        needed = {field.name: self._values(field.name, field.type)[0] for field in fields if field.required}
        looked = [{field.name: self._word} for field in fields if field.name in LOOKED_FOR and not field.required]
        found = [kind(**needed), *(kind(**needed, **each) for each in looked)]
        if kind is DocumentFilter:
            every = {"document_class": None, "states": tuple(DocumentState)}
            found += [kind(**every), *(kind(**every, **each) for each in looked), kind(document_class=None, to_me=True)]
        return found


def answer(person: Signed, name: str, values: dict[str, Any]) -> bytes:
    """The answer as it travels, or the kind of the refusal."""
    of, method = name.split(".")
    try:
        return msgspec.json.encode(getattr(getattr(person.api, of), method)(**values))
    except CallError as refusal:
        said = "" if isinstance(refusal, Failed) else refusal.message  # that names the call
        return f"{type(refusal).__name__} {said}".encode()
