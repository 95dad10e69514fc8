"""Keys of ГОСТ Р 34.10-2012 in a container, used by OpenSSL with the gost engine: the key goes from pipe to pipe."""

import logging
import os
import subprocess
import tempfile
from pathlib import Path

from asn1crypto import pem

from client.signatures.keys import KeyFault, KeyPlace

log = logging.getLogger("grif.signatures")

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
NO_ENGINE = (
    "Для подписи по ГОСТ на этом компьютере нужен OpenSSL с модулем gost (пакет libengine-gost-openssl)."
    " Обратитесь к администратору."
)


class GostKey:
    def __init__(self, container: Path, pin: str, certificate: bytes) -> None:
        self._container, self._pin, self._certificate = container, pin, certificate

    def sign(self, content: Path) -> bytes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            signer = folder / "signer.pem"
            signer.write_bytes(pem.armor("CERTIFICATE", self._certificate))
            key = _opened(folder, self._container, self._pin, "-nocerts", "-nodes")
            return _run(
                folder, "cms", "-sign", "-cades", "-binary", "-in", content, "-signer", signer, "-inkey", "/dev/stdin",
                "-outform", "DER", fed=key,
            )  # fmt: skip

    def close(self) -> None:
        """Nothing is held."""


def certificates(path: Path, pin: str) -> list[bytes]:
    with tempfile.TemporaryDirectory() as name:
        listed = _opened(Path(name), path, pin, "-nokeys", "-clcerts")
    if not pem.detect(listed):
        raise KeyFault("В файле нет сертификата владельца. Выберите файл .pfx или .p12 с ключом.")
    return [bytes(der) for kind, _, der in pem.unarmor(listed, multiple=True) if kind == "CERTIFICATE"]


def unlock(place: KeyPlace, pin: str) -> GostKey:
    if place.certificate not in certificates(Path(place.path), pin):
        raise KeyFault("В файле ключа теперь другой сертификат. Добавьте его заново.")
    return GostKey(Path(place.path), pin, place.certificate)


def _opened(folder: Path, container: Path, pin: str, *what: str) -> bytes:
    return _run(folder, "pkcs12", "-in", container, "-passin", "stdin", *what, fed=pin.encode() + b"\n")


def _run(folder: Path, *arguments: str | Path, fed: bytes) -> bytes:
    settings = folder / "openssl.cnf"
    settings.write_text(ENGINE, encoding="ascii")
    environment = {**os.environ, "OPENSSL_CONF": str(settings)}
    command = ["openssl", *map(str, arguments)]
    try:
        done = subprocess.run(  # noqa: S603 -- our own words
            command, env=environment, input=fed, capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KeyFault(NO_ENGINE) from error
    said = done.stderr.decode(errors="replace")
    if done.returncode == 0:
        return done.stdout
    if "invalid password" in said or "mac verify" in said.lower():
        raise KeyFault("Неверный PIN (пароль ключа). Проверьте раскладку и Caps Lock.", pin=True)
    if "could not load the shared library" in said or "no such engine" in said:
        raise KeyFault(NO_ENGINE)
    log.warning("openssl=%s", said.strip()[-400:])
    raise KeyFault("Это не контейнер ключа или файл повреждён. Выберите файл .pfx или .p12 с ключом.")
