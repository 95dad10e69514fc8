"""A certificate authority of the installation's own: for the demo, tests and sites without one."""

import socket
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

YEAR = timedelta(days=365)
AUTHORITY_LASTS, CERTIFICATE_LASTS = 20 * YEAR, 5 * YEAR
RENEWED = timedelta(days=60)  # before the end
ROOT_NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Гриф: свой центр доверия")])
ALWAYS = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 -- an address to listen at that nobody can call by


class Certificates(Struct, frozen=True):
    """Files: what clients trust, what the server shows, and its key."""

    authority: Path
    certificate: Path
    key: Path


class Pair(Struct, frozen=True):
    """A certificate with its private key."""

    certificate: x509.Certificate
    key: Any


def certificates(folder: Path, host: str = "127.0.0.1") -> Certificates:
    """Finds, makes or renews the authority and the server's certificate for the host in the folder.

    The authority's key stays beside it, so that a renewed certificate asks nobody to trust anew.
    """
    files = Certificates(folder / "authority.pem", folder / "server.pem", folder / "server.key")
    names = [*ALWAYS, socket.gethostname() if host in EVERYWHERE else host]
    root, own = _read(files.authority, folder / "authority.key"), _read(files.certificate, files.key)
    if own and _trusted(files.authority, own.certificate) and _serves(own.certificate, names):
        return files
    folder.mkdir(parents=True, exist_ok=True)
    if root is None or not _lasts(root.certificate):
        root = _authority()
        _write(root, files.authority, folder / "authority.key")
    _write(_issued(root, names), files.certificate, files.key)
    return files


def _trusted(authority: Path, certificate: x509.Certificate) -> bool:
    try:
        root = x509.load_pem_x509_certificate(authority.read_bytes())
        certificate.verify_directly_issued_by(root)
    except (OSError, ValueError, TypeError, InvalidSignature):
        return False
    return _lasts(root)


def _lasts(certificate: x509.Certificate) -> bool:
    return certificate.not_valid_after_utc > datetime.now(UTC) + RENEWED


def _serves(certificate: x509.Certificate, names: list[str]) -> bool:
    shown = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return _lasts(certificate) and set(map(_general_name, names)) <= set(shown)


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode())


def _authority() -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _builder(ROOT_NAME, key, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_signs_certificates(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Pair(builder.sign(key, hashes.SHA256()), key)


def _issued(root: Pair, names: list[str]) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[-1][:64])])
    root_ski = root.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    shown = x509.SubjectAlternativeName(dict.fromkeys(map(_general_name, names)))
    builder = (
        _builder(subject, key, CERTIFICATE_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(root_ski), critical=False)
        .add_extension(shown, critical=False)
    )
    return Pair(builder.sign(root.key, hashes.SHA256()), key)


def _builder(subject: x509.Name, key: ec.EllipticCurvePrivateKey, lasts: timedelta) -> x509.CertificateBuilder:
    now = datetime.now(UTC) - timedelta(hours=1)
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(ROOT_NAME).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now).not_valid_after(now + lasts)
    )  # fmt: skip


def _read(certificate: Path, key: Path) -> Pair | None:
    """The pair, or nothing when a file is missing, broken, or does not belong to the other."""
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), None)
    except (OSError, ValueError):
        return None
    return Pair(found, private) if private.public_key() == found.public_key() else None


def _write(pair: Pair, certificate: Path, key: Path) -> None:
    pem = serialization.Encoding.PEM
    key.unlink(missing_ok=True)
    key.touch(mode=0o600, exist_ok=False)
    key.write_bytes(pair.key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    certificate.write_bytes(pair.certificate.public_bytes(pem))


def _signs_certificates() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
