"""What a remote method is: a typed method of an Api that says whether it writes and which right it asks for."""

import inspect
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Protocol, TypeVar, get_type_hints

from msgspec import Struct, defstruct

from common.kernel.rights import Right

Method = TypeVar("Method", bound=Callable[..., Any])


class Terms(Struct, frozen=True):
    """Under which terms a method may be called; no right means that no session is needed.

    What carries a secret leaves no hash behind from which it could be guessed. What may be done again without harm
    is not remembered by a key.
    """

    right: Right | None
    writes: bool
    secret: bool = False
    repeatable: bool = False


class Signature(Struct, frozen=True):
    """A method as both ends need it: `arguments` is the struct that travels, `result` the type that comes back."""

    name: str  # "assignments.issue"
    terms: Terms
    arguments: type[Any]
    result: Any


class Api(Protocol):
    """Base of all Apis; the name of a remote method is the Api's slice and the method's own."""


def reads(right: Right | None) -> Callable[[Method], Method]:
    return _under(Terms(right, writes=False))


def writes(right: Right | None, *, secret: bool = False, repeatable: bool = False) -> Callable[[Method], Method]:
    return _under(Terms(right, writes=True, secret=secret, repeatable=repeatable))


def _under(terms: Terms) -> Callable[[Method], Method]:
    def mark(method: Method) -> Method:
        method.__terms__ = terms  # type: ignore[attr-defined]
        return method

    return mark


def slice_of(api: type[Any]) -> str:
    """`AssignmentsApi` speaks for the slice `assignments`."""
    return api.__name__.removesuffix("Api").lower()


@cache
def signatures(api: type[Any]) -> dict[str, Signature]:
    """The remote methods of an Api by their names in it."""
    return {name: _signature(api, name, method) for name, method in _methods(api)}


def _methods(api: type[Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, method in vars(api).items():
        if hasattr(method, "__terms__"):
            yield name, method


def _signature(api: type[Any], name: str, method: Callable[..., Any]) -> Signature:
    hints = get_type_hints(method, include_extras=True)
    parameters = list(inspect.signature(method).parameters.values())[1:]
    fields: list[Any] = [
        (p.name, hints[p.name]) if p.default is p.empty else (p.name, hints[p.name], p.default) for p in parameters
    ]
    arguments = defstruct(f"{api.__name__}_{name}", fields, frozen=True, forbid_unknown_fields=True)
    terms = method.__terms__  # type: ignore[attr-defined]
    return Signature(f"{slice_of(api)}.{name}", terms, arguments, hints["return"])
