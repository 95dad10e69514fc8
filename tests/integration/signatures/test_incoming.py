"""Signatures that come with letters: brought by a clerk, checked, kept whatever the verdict."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from common.kernel.ids import DocumentId
from common.rpc.errors import Invalid, NotAllowed
from common.signatures import ForeignSignature, Verdict
from tests.city import City, Signed
from tests.factories.authority import Authority, now, signed_by_openssl

LETTER = b"%PDF-1.4 from the prosecutor\n%%EOF"
SENDER = ("Костров", "Дмитрий Павлович")


def brought(clerk: Signed, letter: DocumentId, cms: bytes) -> Verdict:
    [file] = clerk.api.signatures.of_document(letter).files
    clerk.api.signatures.bring(ForeignSignature(file.attachment_id, cms))
    return clerk.api.signatures.of_document(letter).rows[-1].verdict


def test_a_signature_made_by_openssl_is_verified(city: City, authority: Authority, tmp_path: Path) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.paper(LETTER)
    assert brought(clerk, letter, signed_by_openssl(authority.issue(*SENDER), LETTER, tmp_path)) is Verdict.VALID
    [row] = clerk.api.signatures.of_document(letter).rows
    assert (row.foreign, row.signer) == (True, "Костров Дмитрий Павлович")
    said = [line.text for line in clerk.api.signatures.checks(row.id)[0].protocol]
    assert any("со слов подписавшего" in text for text in said)


def test_signatures_that_do_not_hold_are_kept_with_their_verdict(
    city: City, authority: Authority, tmp_path: Path
) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.paper(LETTER + b"2")
    other = signed_by_openssl(authority.issue(*SENDER), LETTER + b"another", tmp_path)
    unknown = signed_by_openssl(Authority("Чужой УЦ").issue(*SENDER), LETTER + b"2", tmp_path)
    lapsed = authority.issue(*SENDER, since=now() - timedelta(days=9), until=now() - timedelta(days=2))
    late = signed_by_openssl(lapsed, LETTER + b"2", tmp_path)
    assert [brought(clerk, letter, each) for each in (other, unknown, late)] == [
        Verdict.ALTERED, Verdict.UNTRUSTED, Verdict.EXPIRED,
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"not a signature", b"\x30\x03\x02\x01\x05", LETTER], ids=["text", "der", "pdf"])
def test_what_is_no_signature_is_refused(city: City, content: bytes) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.paper(LETTER + b"3")
    with pytest.raises(Invalid, match="не файл отсоединённой подписи"):
        brought(clerk, letter, content)


def test_only_a_registrar_of_the_place_brings_one(
    city: City, waiting: Callable[..., DocumentId], authority: Authority, tmp_path: Path
) -> None:
    author, letter = city.sign_in("executor"), waiting()
    with pytest.raises(NotAllowed):
        brought(author, letter, signed_by_openssl(authority.issue(*SENDER), LETTER, tmp_path))
