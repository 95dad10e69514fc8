"""A certification authority for tests: employees' certificates, containers of keys, lists of the revoked ones."""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from client.signatures.gost_keys import ENGINE

DER, PEM = serialization.Encoding.DER, serialization.Encoding.PEM
YEAR = timedelta(days=365)
PIN = "1234-тест"
SNILS, ORGANISATION_TAX_NUMBER = x509.ObjectIdentifier("1.2.643.100.3"), x509.ObjectIdentifier("1.2.643.100.4")
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass
class Owned:
    """A certificate with its key, and the container in which they are given out."""

    key: Key
    certificate: x509.Certificate
    chain: list[x509.Certificate]

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(DER)

    def container(self, pin: str = PIN) -> bytes:
        sealed = serialization.BestAvailableEncryption(pin.encode())
        return pkcs12.serialize_key_and_certificates(b"key", self.key, self.certificate, self.chain, sealed)

    def files(self, folder: Path) -> tuple[Path, Path]:
        """The certificate and its open key, for OpenSSL."""
        certificate, key = folder / "owner.pem", folder / "owner.key"
        certificate.write_bytes(self.certificate.public_bytes(PEM))
        key.write_bytes(self.key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return certificate, key


@dataclass
class Authority:
    title: str = "УЦ Северогорска"
    key: Key = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.certificate = self._build(
            [(NameOID.COMMON_NAME, self.title)], self.key, now() - 5 * YEAR, now() + 10 * YEAR, ca=True
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(PEM)

    def issue(
        self, surname: str, given: str, *, snils: str = "", organisation: str = "", since: datetime | None = None,
        until: datetime | None = None, elliptic: bool = False, stamps: bool = False,
    ) -> Owned:  # fmt: skip
        key: Key = ec.generate_private_key(ec.SECP256R1()) if elliptic else rsa.generate_private_key(65537, 2048)
        names = [(NameOID.COMMON_NAME, f"{surname} {given}"), (NameOID.SURNAME, surname), (NameOID.GIVEN_NAME, given),
                 (NameOID.ORGANIZATION_NAME, "Администрация города Северогорска")]  # fmt: skip
        if snils:
            names.append((SNILS, snils))
        if organisation:
            names.append((ORGANISATION_TAX_NUMBER, organisation))
        made = self._build(names, key, since or now() - timedelta(days=1), until or now() + YEAR, stamps=stamps)
        return Owned(key, made, [self.certificate])

    def subordinate(self, other: "Authority") -> Owned:
        """The certificate by which another authority stands under this one."""
        names = [(NameOID.COMMON_NAME, other.title)]
        return Owned(other.key, self._build(names, other.key, now() - YEAR, now() + YEAR, ca=True), [self.certificate])

    def revoked(self, *owned: Owned, at: datetime | None = None) -> bytes:
        """The list of revoked certificates, signed by the authority."""
        listed = (
            x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
            .last_update(now() - timedelta(minutes=1)).next_update(now() + timedelta(days=7))
        )  # fmt: skip
        for each in owned:
            entry = x509.RevokedCertificateBuilder().serial_number(each.certificate.serial_number)
            listed = listed.add_revoked_certificate(entry.revocation_date(at or now() - timedelta(hours=1)).build())
        return listed.sign(self.key, hashes.SHA256()).public_bytes(PEM)

    def _build(
        self, names: list[tuple[x509.ObjectIdentifier, str]], key: Key, since: datetime, until: datetime,
        *, ca: bool = False, stamps: bool = False,
    ) -> x509.Certificate:  # fmt: skip
        usage = x509.KeyUsage(not ca, not ca, False, False, False, ca, ca, False, False)
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(oid, text) for oid, text in names]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.title)]))
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(since).not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca, None), critical=True).add_extension(usage, critical=True)
        )  # fmt: skip
        if stamps:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return made.sign(self.key, hashes.SHA256())


def signed_by_openssl(owned: Owned, content: bytes, folder: Path, along: Sequence[x509.Certificate] = ()) -> bytes:
    """A detached CAdES-BES signature, made as a correspondent's program makes it."""
    certificate, key = owned.files(folder)
    (folder / "content").write_bytes(content)
    command = ["openssl", "cms", "-sign", "-cades", "-binary", "-in", "content", "-signer", certificate.name, "-inkey",
               key.name, "-outform", "DER", "-out", "content.sig"]  # fmt: skip
    if along:
        (folder / "along.pem").write_bytes(b"".join(each.public_bytes(PEM) for each in along))
        command += ["-certfile", "along.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return (folder / "content.sig").read_bytes()


class GostAuthority:
    """The same by ГОСТ Р 34.10-2012, made with OpenSSL and its gost engine."""

    def __init__(self, folder: Path, title: str = "УЦ ГОСТ Северогорска") -> None:
        self.folder = folder
        (folder / "openssl.cnf").write_text(ENGINE + "[req]\ndistinguished_name = dn\n[dn]\n", encoding="ascii")
        self.run("genpkey", "-algorithm", "gost2012_256", "-pkeyopt", "paramset:A", "-out", "ca.key")
        self.run("req", "-x509", "-new", "-key", "ca.key", "-md_gost12_256", "-utf8", "-subj", f"/CN={title}", "-days",
                 "3650", "-addext", "basicConstraints=critical,CA:TRUE", "-out", "ca.pem")  # fmt: skip

    @property
    def pem(self) -> bytes:
        return (self.folder / "ca.pem").read_bytes()

    def issue(self, surname: str, given: str, *, days: int = 365) -> Path:
        """A container with key and certificate."""
        subject = f"/CN={surname} {given}/SN={surname}/GN={given}"
        self.run("genpkey", "-algorithm", "gost2012_256", "-pkeyopt", "paramset:A", "-out", "own.key")
        self.run("req", "-new", "-key", "own.key", "-md_gost12_256", "-utf8", "-subj", subject, "-out", "own.csr")
        self.run("x509", "-req", "-in", "own.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                 "-md_gost12_256", "-days", str(days), "-out", "own.pem")  # fmt: skip
        self.run("pkcs12", "-export", "-inkey", "own.key", "-in", "own.pem", "-certfile", "ca.pem", "-passout",
                 f"pass:{PIN}", "-out", "own.p12")  # fmt: skip
        return self.folder / "own.p12"

    def revoke(self) -> bytes:
        """The list with the certificate issued last."""
        (self.folder / "index.txt").write_text("")
        (self.folder / "ca.cnf").write_text(
            ENGINE
            + "[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\ndefault_md = md_gost12_256\ndefault_crl_days = 7\n"
        )
        authority = ("-config", "ca.cnf", "-cert", "ca.pem", "-keyfile", "ca.key")
        self.run("ca", *authority, "-revoke", "own.pem")
        self.run("ca", *authority, "-gencrl", "-out", "ca.crl")
        return (self.folder / "ca.crl").read_bytes()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "OPENSSL_CONF": str(self.folder / "openssl.cnf")}
        return subprocess.run(
            ["openssl", *arguments], cwd=self.folder, env=environment, check=True, capture_output=True
        )
