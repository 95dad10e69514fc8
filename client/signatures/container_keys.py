"""Keys of RSA and ECDSA in a container (PKCS#12: .pfx, .p12)."""

from pathlib import Path

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from client.signatures.cades import algorithm_of, detached
from client.signatures.keys import KeyFault, KeyPlace

DER = serialization.Encoding.DER
NO_KEY = "Ключ из файла не читается. Получите файл ключа заново."


class ContainerKey:
    def __init__(self, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, certificate: bytes) -> None:
        self._key, self._certificate = key, x509.Certificate.load(certificate)

    def sign(self, content: Path) -> bytes:
        return detached(content, self._certificate, self._signed)

    def close(self) -> None:
        """Nothing is held."""

    def _signed(self, said: bytes) -> bytes:
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(said, padding.PKCS1v15(), hashes.SHA256())
        return self._key.sign(said, ec.ECDSA(hashes.SHA256()))


def certificates(path: Path, pin: str) -> list[bytes]:
    _, certificate = _opened(path, pin)
    algorithm_of(x509.Certificate.load(certificate))
    return [certificate]


def unlock(place: KeyPlace, pin: str) -> ContainerKey:
    key, certificate = _opened(Path(place.path), pin)
    if certificate != place.certificate:
        raise KeyFault("В файле ключа теперь другой сертификат. Добавьте его заново.")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyFault(NO_KEY)
    return ContainerKey(key, certificate)


def _opened(path: Path, pin: str) -> tuple[object, bytes]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise KeyFault("Файл ключа не найден или не читается. Вставьте носитель с ключом и повторите.") from error
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, pin.encode())
    except ValueError as error:
        raise KeyFault("Неверный PIN (пароль ключа). Проверьте раскладку и Caps Lock.", pin=True) from error
    if key is None or certificate is None:
        raise KeyFault("В файле нет пары «ключ и сертификат». Выберите файл .pfx или .p12 с ключом.")
    return key, certificate.public_bytes(DER)
