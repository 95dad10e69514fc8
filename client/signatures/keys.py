"""Keys of signature on this computer: where they are, how they are unlocked, and what may go wrong with it.

A private key never leaves its container or token; only signatures do.
"""

import importlib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol, cast

import msgspec
from msgspec import Struct

from client.core.whole import write_whole


class Keeper(StrEnum):
    """What keeps a key; the value names the module that opens it, loaded when first needed."""

    CONTAINER = "client.signatures.container_keys"
    GOST = "client.signatures.gost_keys"
    TOKEN = "client.signatures.token_keys"  # noqa: S105 -- a module


class KeyPlace(Struct, frozen=True):
    """`path` is the container, or the library of the token; `certificate` (DER) tells the keys of one place apart."""

    keeper: Keeper
    path: str
    certificate: bytes


class KeyFault(Exception):
    """Why a key cannot be used, in words for its owner; `pin` when the PIN was wrong."""

    def __init__(self, words: str, *, pin: bool = False) -> None:
        super().__init__(words)
        self.pin = pin


class Unlocked(Protocol):
    """A key that was opened with its PIN, for as many files as are at hand."""

    def sign(self, content: Path) -> bytes:
        """The detached CAdES-BES signature (DER). Raises KeyFault."""
        ...

    def close(self) -> None: ...


class KeyModule(Protocol):
    def certificates(self, path: Path, pin: str) -> list[bytes]:
        """The certificates of the keys in there. Raises KeyFault."""
        ...

    def unlock(self, place: KeyPlace, pin: str) -> Unlocked:
        """Raises KeyFault."""
        ...


def module_of(keeper: Keeper) -> KeyModule:
    return cast("KeyModule", importlib.import_module(keeper.value))


def found_in(path: Path, pin: str) -> list[KeyPlace]:
    """The keys of a container or of the token behind a library. Raises KeyFault."""
    if path.suffix.lower() in {".so", ".dll", ".dylib"}:
        return _places(Keeper.TOKEN, path, pin)
    try:
        return _places(Keeper.CONTAINER, path, pin)
    except KeyFault as fault:
        if not fault.pin:
            raise
        try:  # a container of ГОСТ looks like a wrong PIN to the first
            return _places(Keeper.GOST, path, pin)
        except KeyFault as second:
            raise (fault if second.pin else second) from None


def sign_all(place: KeyPlace, pin: str, contents: Sequence[Path]) -> list[bytes]:
    """One PIN for all of them. Raises KeyFault."""
    key = module_of(place.keeper).unlock(place, pin)
    try:
        return [key.sign(content) for content in contents]
    finally:
        key.close()


def _places(keeper: Keeper, path: Path, pin: str) -> list[KeyPlace]:
    return [KeyPlace(keeper, str(path), each) for each in module_of(keeper).certificates(path, pin)]


class KeyRing:
    """The keys that this person uses on this computer: places and certificates only, no PIN and no key."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "signature-keys.json"

    def places(self) -> list[KeyPlace]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=list[KeyPlace])
        except (OSError, msgspec.MsgspecError):
            return []

    def add(self, places: Sequence[KeyPlace]) -> None:
        known = {each.certificate: each for each in (*self.places(), *places)}
        self._keep(list(known.values()))

    def forget(self, place: KeyPlace) -> None:
        self._keep([each for each in self.places() if each.certificate != place.certificate])

    def _keep(self, places: Sequence[KeyPlace]) -> None:
        write_whole(self._file, msgspec.json.encode(places))
