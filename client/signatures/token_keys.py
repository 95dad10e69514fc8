"""Keys on a token (Рутокен, JaCarta, SoftHSM), used through its PKCS#11 library: they never leave it."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, Mechanism, ObjectClass, Session
from pkcs11.exceptions import PinIncorrect, PinInvalid, PinLenRange, PinLocked, PKCS11Error
from pkcs11.util.ec import encode_ecdsa_signature

from client.signatures.cades import algorithm_of, detached
from client.signatures.keys import KeyFault, KeyPlace

log = logging.getLogger("grif.signatures")

WRONG = (PinIncorrect, PinInvalid, PinLenRange)


class TokenKey:
    def __init__(self, session: Session, certificate: bytes, key_id: bytes) -> None:
        self._session, self._certificate = session, x509.Certificate.load(certificate)
        self._key: Any = session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=key_id)

    def sign(self, content: Path) -> bytes:
        with _explained():
            return detached(content, self._certificate, self._signed)

    def _signed(self, said: bytes) -> bytes:
        if algorithm_of(self._certificate) == "rsa":
            return bytes(self._key.sign(said, mechanism=Mechanism.SHA256_RSA_PKCS))
        hashed = hashlib.sha256(said).digest()  # by far not every token hashes for ECDSA itself
        return bytes(encode_ecdsa_signature(self._key.sign(hashed, mechanism=Mechanism.ECDSA)))

    def close(self) -> None:
        self._session.close()


def certificates(path: Path, pin: str) -> list[bytes]:
    found: list[bytes] = []
    with _explained():
        for token in _tokens(path):
            with token.open(user_pin=pin) as session:
                found += [value for value, _ in _certificates(session)]
    if not found:
        raise KeyFault("На токене нет сертификата. Запишите на него ключ с сертификатом.")
    return found


def unlock(place: KeyPlace, pin: str) -> TokenKey:
    with _explained():
        for token in _tokens(Path(place.path)):
            session = token.open(user_pin=pin)
            for value, key_id in _certificates(session):
                if value == place.certificate:
                    return TokenKey(session, value, key_id)
            session.close()
    raise KeyFault("На вставленном токене нет этого сертификата. Вставьте токен, с которым он выдан.")


def _tokens(library: Path) -> list[pkcs11.Token]:
    """The tokens that are plugged in and set up."""
    known = pkcs11.lib(str(library))
    tokens = [slot.get_token() for slot in known.get_slots(token_present=True)]
    ready = [token for token in tokens if token.flags & pkcs11.TokenFlag.TOKEN_INITIALIZED]
    if not ready:
        raise KeyFault("Токен не вставлен. Вставьте его и повторите.")
    return ready


def _certificates(session: Session) -> list[tuple[bytes, bytes]]:
    """Each with the identifier that it shares with its key."""
    objects = session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})
    return [(bytes(each[Attribute.VALUE]), bytes(each[Attribute.ID])) for each in objects]


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except WRONG as error:
        raise KeyFault("Неверный PIN токена. После нескольких ошибок токен блокируется.", pin=True) from error
    except PinLocked as error:
        raise KeyFault("PIN токена заблокирован. Обратитесь к администратору.") from error
    except (PKCS11Error, RuntimeError, OSError) as error:
        log.warning("token=%r", error)
        raise KeyFault(
            "Токен не отвечает. Вставьте его заново и проверьте, та ли библиотека выбрана; не поможет — обратитесь"
            " к администратору."
        ) from error
