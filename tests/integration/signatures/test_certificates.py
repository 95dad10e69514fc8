"""A document signed by a certificate: what OpenSSL thinks of it, and what is refused in which words."""

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from client.signatures.keys import KeyFault, KeyPlace, found_in
from common.kernel.ids import DocumentId
from common.signatures import Verdict
from server.core.clock import Clock
from server.core.settings import Settings
from server.files.store import Store
from server.signatures.checking import Checker
from server.signatures.envelope import opened
from server.signatures.trust import keep_list, revoked_list_of, trust_certificate
from tests.city import City
from tests.factories.authority import PEM, PIN, YEAR, Authority, Owned, now, signed_by_openssl
from tests.factories.signing import LETTER, by_certificate
from tests.integration.signatures.conftest import MAYOR

Waiting = Callable[..., DocumentId]


@pytest.mark.parametrize("elliptic", [False, True], ids=["RSA", "ECDSA"])
def test_our_signature_is_verified_by_openssl(
    city: City, waiting: Waiting, authority: Authority, tmp_path: Path, elliptic: bool
) -> None:
    mayor, document_id = city.sign_in("mayor"), waiting()
    [outcome] = by_certificate(mayor, authority.issue(*MAYOR, elliptic=elliptic), tmp_path, document_id)
    assert outcome.refusal == ""
    [row] = mayor.api.signatures.of_document(document_id).rows
    assert (row.verdict, row.format) == (Verdict.VALID, "CAdES-BES")
    assert row.certificate is not None
    assert row.certificate.owner == "Шелест Сергей Николаевич"
    (tmp_path / "letter.sig").write_bytes(mayor.api.signatures.content(row.id))
    (tmp_path / "letter.pdf").write_bytes(mayor.fetch(row.file_id).content)
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "letter.sig", "-content",
               "letter.pdf", "-CAfile", "ca.pem", "-purpose", "any", "-out", "/dev/null"]  # fmt: skip
    verified = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stderr


def test_a_flipped_byte_is_caught(city: City, waiting: Waiting, own: Owned, tmp_path: Path, settings: Settings) -> None:
    mayor, document_id = city.sign_in("mayor"), waiting(LETTER + b" to be spoiled")
    by_certificate(mayor, own, tmp_path, document_id)
    [file] = mayor.api.signatures.of_document(document_id).files
    stored = Store(settings.files, 0).path(file.sha256)
    whole = stored.read_bytes()
    stored.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    [row] = mayor.api.signatures.check_again(document_id)
    assert row.verdict is Verdict.ALTERED
    said = [line.text for line in mayor.api.signatures.checks(row.id)[0].protocol]
    assert "Файл изменён после подписания." in said
    stored.write_bytes(whole)


def test_each_bad_certificate_is_refused_in_its_own_words(
    city: City, waiting: Waiting, authority: Authority, tmp_path: Path, settings: Settings
) -> None:
    mayor, document_id = city.sign_in("mayor"), waiting()
    revoked = authority.issue(*MAYOR)
    keep_list(settings, revoked_list_of(authority.revoked(revoked)))
    assert "отозван издателем" in mayor.api.signatures.certificate(revoked.der).refusal
    cases = {
        "сертификат истёк": authority.issue(*MAYOR, since=now() - 2 * YEAR, until=now() - timedelta(days=3)),
        "ещё не действует": authority.issue(*MAYOR, since=now() + timedelta(days=3), until=now() + YEAR),
        "сертификат отозван": revoked,
        "нет доверия к издателю": Authority("Чужой УЦ").issue(*MAYOR),
        "принадлежит другому человеку": authority.issue("Абакумов", "Пётр Ильич"),
    }
    for words, owned in cases.items():
        [outcome] = by_certificate(mayor, owned, tmp_path, document_id)
        assert words in outcome.refusal
    assert mayor.api.signatures.of_document(document_id).rows == []
    assert by_certificate(mayor, authority.issue(*MAYOR), tmp_path, document_id)[0].refusal == ""


def test_the_days_of_a_certificate_are_the_citys(
    city: City, waiting: Waiting, authority: Authority, tmp_path: Path
) -> None:
    """Late in the evening by Greenwich it is tomorrow in Omsk."""
    late = (now() - timedelta(days=2)).replace(hour=20, minute=0, second=0, microsecond=0)
    mayor, document_id = city.sign_in("mayor"), waiting()
    lapsed = authority.issue(*MAYOR, since=late - YEAR, until=late)
    [outcome] = by_certificate(mayor, lapsed, tmp_path, document_id)
    assert "сертификат истёк" in outcome.refusal
    card = mayor.api.signatures.certificate(lapsed.certificate.public_bytes(Encoding.DER))
    assert card.refusal == f"Срок действия сертификата закончился {late + timedelta(days=1):%d.%m.%Y}."
    owned = authority.issue(*MAYOR, since=late, until=late + YEAR)
    assert by_certificate(mayor, owned, tmp_path, document_id)[0].refusal == ""
    [row] = mayor.api.signatures.of_document(document_id).rows
    lines = " ".join(line.text for line in mayor.api.signatures.checks(row.id)[0].protocol)
    first, last = late + timedelta(days=1), late + YEAR + timedelta(days=1)
    assert f"с {first:%d.%m.%Y} по {last:%d.%m.%Y}" in lines


def test_another_persons_snils_is_refused_whatever_the_name(
    city: City, waiting: Waiting, authority: Authority, tmp_path: Path
) -> None:
    mayor, admin, document_id = city.sign_in("mayor"), city.sign_in("admin"), waiting()
    staff = admin.api.staff
    draft = msgspec.structs.replace(staff.person(mayor.me.id).draft, snils="112-233-445 95")
    staff.put_person(mayor.me.id, draft)
    [outcome] = by_certificate(mayor, authority.issue(*MAYOR, snils="00000000000"), tmp_path, document_id)
    assert "СНИЛС" in outcome.refusal
    [outcome] = by_certificate(mayor, authority.issue(*MAYOR, snils="11223344595"), tmp_path, document_id)
    assert outcome.refusal == ""


def test_a_revocation_after_the_signature_leaves_it_valid(
    city: City, waiting: Waiting, authority: Authority, tmp_path: Path, settings: Settings
) -> None:
    mayor, document_id, owned = city.sign_in("mayor"), waiting(), authority.issue(*MAYOR)
    by_certificate(mayor, owned, tmp_path, document_id)
    keep_list(settings, revoked_list_of(authority.revoked(owned, at=now() + timedelta(minutes=5))))
    [row] = mayor.api.signatures.check_again(document_id)
    assert row.verdict is Verdict.VALID
    said = [line.text for line in mayor.api.signatures.checks(row.id)[0].protocol]
    assert any("уже после подписания" in text for text in said)


def test_a_wrong_pin_is_told_from_a_wrong_file(authority: Authority, tmp_path: Path) -> None:
    container, letter = tmp_path / "key.pfx", tmp_path / "letter.pfx"
    container.write_bytes(authority.issue(*MAYOR).container())
    letter.write_bytes(LETTER)
    with pytest.raises(KeyFault, match="Неверный PIN") as wrong:
        found_in(container, "чужой")
    assert wrong.value.pin
    with pytest.raises(KeyFault, match="не читается"):
        found_in(tmp_path / "nothing.pfx", PIN)
    [place] = found_in(container, PIN)
    assert isinstance(place, KeyPlace)


def test_the_dialog_learns_of_a_bad_certificate_at_once(city: City, authority: Authority) -> None:
    mayor = city.sign_in("mayor")
    good, theirs = authority.issue(*MAYOR), authority.issue("Абакумов", "Пётр Ильич")
    assert mayor.api.signatures.certificate(good.der).refusal == ""
    assert "другому человеку" in mayor.api.signatures.certificate(theirs.der).refusal


def test_a_backdated_signature_does_not_get_past_a_revocation(authority: Authority, tmp_path: Path) -> None:
    """A foreign signature may claim any time: its certificate was revoked before the server had it."""
    settings = Settings(home=tmp_path, files=tmp_path)
    trust_certificate(settings, authority.pem)
    owned = authority.issue(*MAYOR, since=now() - timedelta(days=30))
    keep_list(settings, revoked_list_of(authority.revoked(owned, at=now() - timedelta(hours=1))))
    signature = opened(signed_by_openssl(owned, LETTER, tmp_path))
    early = msgspec.structs.replace(signature, claimed_at=now() - timedelta(days=9))
    found = Checker(settings, Clock()).check(early, tmp_path / "content", now(), foreign=True)
    assert found.verdict is Verdict.REVOKED


def test_a_forged_authority_that_came_along_hides_no_revocation(tmp_path: Path) -> None:
    """The authority in between is revoked; the signature brings another certificate under its name."""
    root = Authority("Головной УЦ")
    between = Authority("Подчинённый УЦ")
    genuine = root.subordinate(between)
    settings = Settings(home=tmp_path, files=tmp_path)
    trust_certificate(settings, root.pem)
    trust_certificate(settings, genuine.certificate.public_bytes(PEM))
    owned = between.issue(*MAYOR)
    signature = signed_by_openssl(owned, LETTER, tmp_path, along=[between.certificate])
    checker = Checker(settings, Clock())
    assert checker.check(opened(signature), tmp_path / "content", now()).verdict is Verdict.VALID
    keep_list(settings, revoked_list_of(root.revoked(genuine)))
    checker = Checker(settings, Clock())
    assert checker.check(opened(signature), tmp_path / "content", now()).verdict is Verdict.REVOKED
