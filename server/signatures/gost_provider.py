"""ГОСТ Р 34.10-2012 and 34.11-2012, checked by OpenSSL with the gost engine in a process of its own."""

import os
import re
import subprocess
import tempfile
from datetime import datetime
from pathlib import Path

from asn1crypto import crl, pem, x509

from server.signatures.envelope import Envelope
from server.signatures.provider import Examination, NotSupported
from server.signatures.trust import Trust

PATIENCE = 60
ENGINE = """openssl_conf = begin
[begin]
engines = engines
[engines]
gost = gost
[gost]
engine_id = gost
default_algorithms = ALL
"""
REASON = re.compile(r"Verify error:\s*(.+)|error:[0-9A-F]+:[^:]*:[^:]*:([^:]+)")


def provider(openssl: str) -> "GostProvider":
    return GostProvider(openssl)


class GostProvider:
    def __init__(self, openssl: str) -> None:
        self._openssl = openssl
        self._version = ""

    def examine(self, envelope: Envelope, content: Path, trust: Trust, at: datetime) -> Examination:
        """The mathematics first, then the chain: OpenSSL tells but the first thing that is wrong."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            signature = _put(folder, "signature.der", envelope.der)
            checking: list[str | Path] = [
                "cms",
                "-verify",
                "-inform",
                "DER",
                "-in",
                signature,
                "-binary",
                "-out",
                os.devnull,
            ]
            checking += ["-content", content]
            sound = self._run(folder, [*checking, "-noverify"])
            if sound.returncode:
                altered = "verify_content:verification failure" in sound.stderr  # it looks at the content last
                return Examination(altered, False, False, _reason(sound.stderr), self._software(folder))
            chain = [*_anchors(folder, trust), "-purpose", "any", "-attime", str(int(at.timestamp()))]
            chained = self._run(folder, [*checking, *chain])
            why = "" if chained.returncode == 0 else _reason(chained.stderr)
            return Examination(True, True, chained.returncode == 0, why, self._software(folder))

    def stamp_is_sound(self, envelope: Envelope, trust: Trust) -> str:
        assert envelope.stamp is not None
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            token = _put(folder, "stamp.der", envelope.stamp.dump())
            signature = _put(folder, "signature.bin", envelope.signer["signature"].native)
            checking: list[str | Path] = ["ts", "-verify", "-in", token, "-token_in", "-data", signature]
            done = self._run(folder, [*checking, *_anchors(folder, trust, "-untrusted")])
            return "" if done.returncode == 0 else _reason(done.stderr)

    def issued(self, revoked: crl.CertificateList, authority: x509.Certificate) -> bool:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            listed = _put(folder, "revoked.crl", revoked.dump())
            issuer = _put(folder, "issuer.pem", pem.armor("CERTIFICATE", authority.dump()))
            done = self._run(folder, ["crl", "-inform", "DER", "-in", listed, "-CAfile", issuer, "-noout"])
            return "verify OK" in done.stderr

    def _software(self, folder: Path) -> str:
        self._version = self._version or self._run(folder, ["version"]).stdout.strip()
        return f"{self._version}, engine gost"

    def _run(self, folder: Path, arguments: list[str | Path]) -> subprocess.CompletedProcess[str]:
        settings = folder / "openssl.cnf"
        settings.write_text(ENGINE, encoding="ascii")
        command = [self._openssl, *map(str, arguments)]
        environment = {**os.environ, "OPENSSL_CONF": str(settings), "LC_ALL": "C.UTF-8"}
        try:
            done = subprocess.run(  # noqa: S603 -- the program is the administrator's setting
                command, env=environment, capture_output=True, text=True, errors="replace", timeout=PATIENCE,
                check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotSupported(f"OpenSSL не запускается: {error}") from error
        if "could not load the shared library" in done.stderr or "no such engine" in done.stderr:
            raise NotSupported("У OpenSSL нет модуля gost: установите пакет libengine-gost-openssl.")
        return done


def _put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _anchors(folder: Path, trust: Trust, helpers: str = "-certfile") -> list[str | Path]:
    """An empty file of roots is an error to OpenSSL; the option that trusts none stands instead."""
    found: list[str | Path] = ["-no-CApath", "-no-CAstore"]
    for option, certificates, name in (("-CAfile", trust.roots, "roots"), (helpers, trust.intermediates, "helpers")):
        if certificates:
            armoured = b"".join(pem.armor("CERTIFICATE", each.dump()) for each in certificates)
            found += [option, _put(folder, f"{name}.pem", armoured)]
    return found if trust.roots else [*found, "-no-CAfile"]


def _reason(stderr: str) -> str:
    found = [first or second for first, second in REASON.findall(stderr)]
    return (found[-1] if found else stderr.strip()[-200:]).strip()
