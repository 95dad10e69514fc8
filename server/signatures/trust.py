"""Whom the installation trusts: certificates of authorities and their lists of revoked ones, as files in a folder."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from asn1crypto import crl, pem, x509
from msgspec import Struct

from common.rpc.errors import Invalid
from server.core.clock import Clock
from server.core.settings import Settings
from server.signatures.certificates import certificate_of

CERTIFICATE, REVOKED = ".cer", ".crl"


class Trust(Struct, frozen=True):
    """Roots are trusted; intermediates only help to build a chain to one."""

    roots: list[x509.Certificate]
    intermediates: list[x509.Certificate]
    lists: list[crl.CertificateList]

    def list_of(self, issuer: x509.Name) -> crl.CertificateList | None:
        """The newest list of an authority."""
        known = [each for each in self.lists if each.issuer == issuer]
        return max(known, key=this_update, default=None)


def this_update(revoked: crl.CertificateList) -> datetime:
    moment: datetime = revoked["tbs_cert_list"]["this_update"].native
    return moment


def next_update(revoked: crl.CertificateList) -> datetime | None:
    moment: datetime | None = revoked["tbs_cert_list"]["next_update"].native
    return moment


def revoked_since(listed: crl.CertificateList, certificate: x509.Certificate) -> datetime | None:
    entries: Iterable[crl.RevokedCertificate] = listed["tbs_cert_list"]["revoked_certificates"]
    for entry in entries:
        if entry["user_certificate"].native == certificate.serial_number:
            moment: datetime = entry["revocation_date"].native
            return moment
    return None


def withdrawn(certificate: x509.Certificate, settings: Settings, clock: Clock) -> str:
    """Why the certificate is good for no new signature: its issuer has revoked it, as far as the lists here tell."""
    listed = read_trust(settings).list_of(certificate.issuer)
    since = revoked_since(listed, certificate) if listed is not None else None
    if since is None or since > clock.now():
        return ""
    return f"Сертификат отозван издателем {clock.local(since):%d.%m.%Y}: подписывать им больше нельзя."


def read_trust(settings: Settings) -> Trust:
    folder = settings.home / "trust"
    certificates = [x509.Certificate.load(path.read_bytes()) for path in sorted(folder.glob(f"*{CERTIFICATE}"))]
    return Trust(
        roots=[each for each in certificates if is_root(each)],
        intermediates=[each for each in certificates if not is_root(each)],
        lists=[crl.CertificateList.load(path.read_bytes()) for path in sorted(folder.glob(f"*{REVOKED}"))],
    )


def is_root(certificate: x509.Certificate) -> bool:
    return bool(certificate.issuer == certificate.subject)


def trust_certificate(settings: Settings, content: bytes) -> x509.Certificate:
    """Keeps the certificate of an authority; raises Invalid for one that may not issue any."""
    certificate = certificate_of(content)
    if not certificate.ca:
        raise Invalid("Это сертификат владельца, а не удостоверяющего центра: доверяют только центрам.")
    _keep(settings, certificate.dump(), CERTIFICATE)
    return certificate


def revoked_list_of(content: bytes) -> crl.CertificateList:
    """From DER or PEM; raises Invalid for anything else."""
    try:
        der = pem.unarmor(content)[2] if pem.detect(content) else content
        revoked = crl.CertificateList.load(der, strict=True)
        this_update(revoked)
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("Это не список отозванных сертификатов (.crl).") from error
    return revoked


def keep_list(settings: Settings, revoked: crl.CertificateList) -> None:
    """In the stead of older ones of the same authority."""
    for path in _folder(settings).glob(f"*{REVOKED}"):
        older = crl.CertificateList.load(path.read_bytes())
        if older.issuer == revoked.issuer and this_update(older) <= this_update(revoked):
            path.unlink()
    _keep(settings, revoked.dump(), REVOKED)


def _keep(settings: Settings, der: bytes, suffix: str) -> None:
    path = _folder(settings) / f"{hashlib.sha256(der).hexdigest()[:16]}{suffix}"
    growing = path.with_suffix(".growing")
    growing.write_bytes(der)
    growing.replace(path)


def _folder(settings: Settings) -> Path:
    folder = settings.home / "trust"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
