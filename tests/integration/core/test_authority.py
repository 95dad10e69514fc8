"""Certificates of the installation's own: for the host that clients call, renewed in time, trusted once."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from server.core.authority import certificates


def trusted(folder: Path, name: x509.GeneralName) -> None:
    """As a client checks what the server shows; raises VerificationError."""
    root = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())
    shown = x509.load_pem_x509_certificate((folder / "server.pem").read_bytes())
    PolicyBuilder().store(Store([root])).build_server_verifier(name).verify(shown, [])


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("grif.severogorsk.ru", x509.DNSName("grif.severogorsk.ru")),
        ("10.1.2.3", x509.IPAddress(ip_address("10.1.2.3"))),
        ("127.0.0.1", x509.DNSName("localhost")),
    ],
)
def test_clients_trust_the_host_under_which_they_call(tmp_path: Path, host: str, name: x509.GeneralName) -> None:
    certificates(tmp_path, host)
    trusted(tmp_path, name)
    with pytest.raises(VerificationError):
        trusted(tmp_path, x509.DNSName("elsewhere.ru"))


def test_a_certificate_for_another_host_asks_nobody_to_trust_anew(tmp_path: Path) -> None:
    authority = certificates(tmp_path).authority.read_bytes()
    certificates(tmp_path, "grif.severogorsk.ru")
    assert (tmp_path / "authority.pem").read_bytes() == authority
    trusted(tmp_path, x509.DNSName("grif.severogorsk.ru"))


def test_a_certificate_that_still_serves_is_left_alone(tmp_path: Path) -> None:
    before = certificates(tmp_path, "grif.severogorsk.ru").certificate.read_bytes()
    assert certificates(tmp_path, "grif.severogorsk.ru").certificate.read_bytes() == before


def age(folder: Path) -> None:
    """The server's certificate as it is a week after its end."""
    shown = x509.load_pem_x509_certificate((folder / "server.pem").read_bytes())
    key = serialization.load_pem_private_key((folder / "authority.key").read_bytes(), None)
    aged = (
        x509.CertificateBuilder()
        .subject_name(shown.subject)
        .issuer_name(shown.issuer)
        .public_key(shown.public_key())
        .serial_number(shown.serial_number)
        .not_valid_before(datetime.now(UTC) - timedelta(days=400))
        .not_valid_after(datetime.now(UTC) - timedelta(days=7))
    )
    for extension in shown.extensions:
        aged = aged.add_extension(extension.value, extension.critical)
    pem = aged.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    (folder / "server.pem").write_bytes(pem)


def test_an_expired_certificate_is_renewed_under_the_same_authority(tmp_path: Path) -> None:
    authority = certificates(tmp_path).authority.read_bytes()
    age(tmp_path)
    with pytest.raises(VerificationError):
        trusted(tmp_path, x509.DNSName("localhost"))
    certificates(tmp_path)
    trusted(tmp_path, x509.DNSName("localhost"))
    assert (tmp_path / "authority.pem").read_bytes() == authority


def test_keys_are_for_the_server_alone(tmp_path: Path) -> None:
    certificates(tmp_path)
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("authority.key", "server.key")} == {0o600}
