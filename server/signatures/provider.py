"""What checks the mathematics of signatures: one provider for the world's algorithms, one for those of ГОСТ."""

import importlib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from asn1crypto import crl, x509
from msgspec import Struct

from server.core.settings import Settings
from server.signatures.envelope import Envelope
from server.signatures.trust import Trust

# Each is loaded when it is first needed: pyHanko costs a second of every start.
CRYPTO, GOST = "server.signatures.crypto_provider", "server.signatures.gost_provider"


class Examination(Struct, frozen=True):
    """`sound`: the signature is the certificate's; `fits`: it is over this content; `chained`: it leads to a root."""

    sound: bool
    fits: bool
    chained: bool
    why_not: str
    software: str


class NotSupported(Exception):
    """The provider cannot work on this machine; says why, for the protocol."""


class Provider(Protocol):
    def examine(self, envelope: Envelope, content: Path, trust: Trust, at: datetime) -> Examination:
        """Raises NotSupported."""
        ...

    def stamp_is_sound(self, envelope: Envelope, trust: Trust) -> str:
        """Why the timestamp cannot be believed; empty when it can."""
        ...

    def issued(self, revoked: crl.CertificateList, authority: x509.Certificate) -> bool:
        """Whether the authority has signed its list of revoked certificates. Raises NotSupported."""
        ...


def provider_for(settings: Settings, *, gost: bool) -> Provider:
    return _loaded(GOST if gost else CRYPTO, settings.openssl)


@cache
def _loaded(module: str, openssl: str) -> Provider:
    return cast("Provider", importlib.import_module(module).provider(openssl))
