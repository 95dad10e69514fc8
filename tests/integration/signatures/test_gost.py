"""ГОСТ Р 34.10-2012: signed on the client by OpenSSL's engine, verified by the server and by OpenSSL itself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from client.signatures.keys import Keeper, KeyFault, found_in
from common.kernel.ids import DocumentId
from common.signatures import Verdict
from server.core.settings import Settings
from server.files.store import Store
from server.signatures.certificates import certificate_of
from server.signatures.provider import NotSupported, provider_for
from server.signatures.trust import keep_list, revoked_list_of, trust_certificate
from tests.city import City
from tests.factories.authority import GostAuthority
from tests.factories.signing import LETTER, by_key
from tests.integration.signatures.conftest import MAYOR

Waiting = Callable[..., DocumentId]


@pytest.fixture
def gost(settings: Settings, tmp_path: Path) -> Iterator[GostAuthority]:
    made = GostAuthority(tmp_path)
    trust_certificate(settings, made.pem)
    yield made
    for path in (settings.home / "trust").iterdir():
        path.unlink()


def test_a_gost_signature_is_put_verified_and_known_to_openssl(
    city: City, waiting: Waiting, gost: GostAuthority, tmp_path: Path, settings: Settings
) -> None:
    mayor, document_id = city.sign_in("mayor"), waiting(LETTER + b" gost")
    [place] = found_in(gost.issue(*MAYOR), "1234-тест")
    assert place.keeper is Keeper.GOST
    [outcome] = by_key(mayor, place, tmp_path, document_id)
    assert outcome.refusal == ""
    [row] = mayor.api.signatures.of_document(document_id).rows
    assert row.certificate is not None
    assert (row.verdict, row.certificate.algorithm) == (Verdict.VALID, "ГОСТ Р 34.10-2012 (256 бит)")
    (tmp_path / "letter.sig").write_bytes(mayor.api.signatures.content(row.id))
    (tmp_path / "letter.pdf").write_bytes(mayor.fetch(row.file_id).content)
    gost.run("cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "letter.sig", "-content", "letter.pdf",
             "-CAfile", "ca.pem", "-purpose", "any", "-out", "/dev/null")  # fmt: skip
    [file] = mayor.api.signatures.of_document(document_id).files
    stored = Store(settings.files, 0).path(file.sha256)
    whole = stored.read_bytes()
    stored.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    assert mayor.api.signatures.check_again(document_id)[0].verdict is Verdict.ALTERED
    stored.write_bytes(whole)


def test_a_revoked_gost_certificate_is_refused(
    city: City, waiting: Waiting, gost: GostAuthority, tmp_path: Path, settings: Settings
) -> None:
    mayor, document_id = city.sign_in("mayor"), waiting()
    [place] = found_in(gost.issue(*MAYOR), "1234-тест")
    revoked = revoked_list_of(gost.revoke())
    authority = trust_certificate(settings, gost.pem)
    assert provider_for(settings, gost=True).issued(revoked, authority)
    keep_list(settings, revoked)
    [outcome] = by_key(mayor, place, tmp_path, document_id)
    assert "сертификат отозван" in outcome.refusal


def test_a_gost_certificate_of_an_unknown_authority_is_refused(
    city: City, waiting: Waiting, gost: GostAuthority, tmp_path: Path
) -> None:
    mayor, document_id = city.sign_in("mayor"), waiting()
    (tmp_path / "other").mkdir()
    [place] = found_in(GostAuthority(tmp_path / "other", "Чужой УЦ").issue(*MAYOR), "1234-тест")
    [outcome] = by_key(mayor, place, tmp_path, document_id)
    assert "нет доверия к издателю" in outcome.refusal


def test_a_wrong_pin_of_a_gost_container_is_a_wrong_pin(gost: GostAuthority) -> None:
    container = gost.issue(*MAYOR)
    with pytest.raises(KeyFault, match="Неверный PIN"):
        found_in(container, "чужой")


def test_without_openssl_it_is_said_that_nothing_can_check(gost: GostAuthority, tmp_path: Path) -> None:
    gost.issue(*MAYOR)
    without = provider_for(Settings(home=tmp_path, files=tmp_path, openssl="/no/openssl"), gost=True)
    with pytest.raises(NotSupported, match="OpenSSL не запускается"):
        without.issued(revoked_list_of(gost.revoke()), certificate_of(gost.pem))
