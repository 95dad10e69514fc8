"""Files of signatures as they come: in other wrappings, attached, spoilt."""

import base64
import random
import subprocess
from pathlib import Path

import pytest
from asn1crypto import pem

from common.rpc.errors import Invalid
from common.signatures import Verdict
from server.core.clock import Clock
from server.core.settings import Settings
from server.signatures.certificates import certificate_of
from server.signatures.checking import Checker
from server.signatures.envelope import Envelope, opened
from server.signatures.trust import keep_list, revoked_list_of, trust_certificate
from tests.factories.authority import Authority, Owned, signed_by_openssl

CONTENT = b"the letter"
SPOILT = 300


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def owned(authority: Authority) -> Owned:
    return authority.issue("Костров", "Дмитрий Павлович")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signature")


@pytest.fixture(scope="module")
def signature(owned: Owned, folder: Path) -> bytes:
    return signed_by_openssl(owned, CONTENT, folder)


@pytest.fixture(scope="module")
def checker(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Checker:
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, files=home)
    trust_certificate(settings, authority.pem)
    keep_list(settings, revoked_list_of(authority.revoked()))
    return Checker(settings, Clock())


def essence(envelope: Envelope) -> tuple[bytes, ...]:
    """What the verdict stands on."""
    signer = envelope.signer
    return envelope.certificate.dump(), signer["signed_attrs"].dump(), signer["signature"].dump()


def test_pem_and_bare_base64_are_read_as_the_same_signature(signature: bytes) -> None:
    lines = base64.encodebytes(signature)
    assert {opened(each).der for each in (pem.armor("PKCS7", signature), lines)} == {signature}


def test_an_attached_signature_is_refused_with_what_is_needed(owned: Owned, folder: Path) -> None:
    owned.files(folder)
    command = ["openssl", "cms", "-sign", "-nodetach", "-binary", "-in", "content", "-signer", "owner.pem", "-inkey",
               "owner.key", "-outform", "DER", "-out", "attached.sig"]  # fmt: skip
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    with pytest.raises(Invalid, match="отсоединённая"):
        opened((folder / "attached.sig").read_bytes())


def test_a_spoilt_signature_is_refused_or_found_broken_never_believed(
    signature: bytes, folder: Path, checker: Checker
) -> None:
    whole = essence(opened(signature))
    chance = random.Random(20261128)
    for _ in range(SPOILT):
        spoilt = bytearray(signature)
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        try:
            envelope = opened(bytes(spoilt))
        except Invalid:
            continue
        found = checker.check(envelope, folder / "content", Clock().now(), foreign=True)
        assert found.verdict is not Verdict.VALID or essence(envelope) == whole


def test_a_spoilt_certificate_is_refused(owned: Owned) -> None:
    chance = random.Random(20261128)
    for _ in range(SPOILT):
        spoilt = bytearray(owned.der)
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        try:
            certificate_of(bytes(spoilt))
        except Invalid:
            continue
