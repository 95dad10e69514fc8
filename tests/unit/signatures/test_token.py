"""A key on a token signs through PKCS#11; SoftHSM stands in for a Рутокен."""

import subprocess
from pathlib import Path

import pkcs11
import pytest
from pkcs11 import Attribute, CertificateType, ObjectClass

from client.signatures.keys import Keeper, KeyFault, KeyPlace, found_in, sign_all
from tests.factories.authority import Authority

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
TOKEN_PIN = "12345678"


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def place(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> KeyPlace:
    """A token with one key and its certificate; the library reads its settings once a process."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    patch = pytest.MonkeyPatch()
    patch.setenv("SOFTHSM2_CONF", str(settings))
    owned = authority.issue("Шелест", "Сергей Николаевич")
    _, key = owned.files(folder)
    token = ["--token", "mayor", "--pin", TOKEN_PIN]
    for command in (
        ["--init-token", "--free", "--label", "mayor", "--pin", TOKEN_PIN, "--so-pin", "87654321"],
        ["--import", str(key), "--label", "own", "--id", "a1", *token],
    ):
        subprocess.run(["softhsm2-util", *command], check=True, capture_output=True)
    library = pkcs11.lib(str(LIBRARY))
    with library.get_token(token_label="mayor").open(rw=True, user_pin=TOKEN_PIN) as session:
        session.create_object({
            Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
            Attribute.TOKEN: True, Attribute.ID: b"\xa1", Attribute.LABEL: "own", Attribute.VALUE: owned.der,
            Attribute.SUBJECT: owned.certificate.subject.public_bytes(),
        })  # fmt: skip
    [found] = found_in(LIBRARY, TOKEN_PIN)
    patch.undo()
    return found


def test_a_signature_by_a_token_is_verified_by_openssl(place: KeyPlace, authority: Authority, tmp_path: Path) -> None:
    assert place.keeper is Keeper.TOKEN
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.4 the letter\n%%EOF")
    [signature] = sign_all(place, TOKEN_PIN, [letter])
    (tmp_path / "letter.sig").write_bytes(signature)
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "letter.sig", "-content",
               "letter.pdf", "-CAfile", "ca.pem", "-purpose", "any", "-out", "/dev/null"]  # fmt: skip
    verified = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stderr


def test_a_wrong_pin_of_a_token_is_told(place: KeyPlace, tmp_path: Path) -> None:
    with pytest.raises(KeyFault, match="Неверный PIN токена") as wrong:
        sign_all(place, "0000", [tmp_path / "letter.pdf"])
    assert wrong.value.pin


def test_a_file_that_is_no_library_of_a_token_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.so").write_bytes(b"nothing")
    with pytest.raises(KeyFault, match="Токен не отвечает"):
        found_in(tmp_path / "no.so", TOKEN_PIN)
