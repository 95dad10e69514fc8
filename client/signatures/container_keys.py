"""Keys of RSA and ECDSA in a container (PKCS#12: .pfx, .p12), used through pyHanko."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer, SimpleSigner

from client.signatures.keys import KeyFault, KeyPlace

DER = serialization.Encoding.DER
DIGEST = "sha256"


class PyHankoKey:
    """What pyHanko signs with, be it software or a token."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def sign(self, content: Path) -> bytes:
        attributes = PdfCMSSignedAttributes(signing_time=datetime.now(UTC))
        try:
            with content.open("rb") as stream:
                signed = asyncio.run(
                    self._signer.async_sign_general_data(
                        stream, DIGEST, detached=True, use_cades=True, signed_attr_settings=attributes
                    )
                )
        except OSError as error:
            raise KeyFault(f"Файл не читается: {error.strerror or error}.") from error
        return bytes(signed.dump())

    def close(self) -> None:
        """Nothing is held."""


def certificates(path: Path, pin: str) -> list[bytes]:
    _, certificate = _opened(path, pin)
    return [certificate]


def unlock(place: KeyPlace, pin: str) -> PyHankoKey:
    content, certificate = _opened(Path(place.path), pin)
    if certificate != place.certificate:
        raise KeyFault("В файле ключа теперь другой сертификат. Добавьте его заново.")
    signer = SimpleSigner.load_pkcs12_data(content, [], pin.encode())
    if signer is None:
        raise KeyFault("Ключ из файла не читается. Получите файл ключа заново.")
    return PyHankoKey(signer)


def _opened(path: Path, pin: str) -> tuple[bytes, bytes]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KeyFault(f"Файл ключа не читается: {error.strerror or error}. Вставьте носитель.") from error
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, pin.encode())
    except ValueError as error:
        raise KeyFault("Неверный PIN (пароль ключа). Проверьте раскладку и Caps Lock.", pin=True) from error
    if key is None or certificate is None:
        raise KeyFault("В файле нет пары «ключ и сертификат». Выберите файл .pfx или .p12 с ключом.")
    return content, certificate.public_bytes(DER)
