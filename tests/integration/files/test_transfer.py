"""Files in resumable pieces, checked, stored once, given only to those who may read them."""

import hashlib
from collections.abc import Iterator

import msgspec
import pytest

from common.files import PIECE, UploadDraft
from common.rpc.errors import Invalid, Missing
from server.core.settings import Settings
from tests.city import City
from tests.serving import Served, serving

CONTENT = b"%PDF-1.4 " + bytes(range(256)) * 40_000 + b"%%EOF"  # ten megabytes, three pieces


@pytest.fixture(scope="module")
def settings(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, largest_file=16 * 2**20)


def draft(content: bytes, name: str = "Скан.pdf") -> UploadDraft:
    return UploadDraft(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def test_an_upload_broken_off_goes_on_where_it_stopped(city: City) -> None:
    clerk = city.sign_in("registrar")
    upload = clerk.api.files.begin(draft(CONTENT))
    clerk.put(upload.id, 0, CONTENT[:PIECE])
    assert clerk.api.files.upload(upload.id).received == PIECE
    repeated = clerk.put(upload.id, 0, CONTENT[:PIECE])
    assert (repeated.status_code, repeated.json()) == (409, {"received": PIECE})
    resumed = clerk.api.files.begin(draft(CONTENT))
    assert resumed == upload or resumed.received == PIECE
    with pytest.raises(Invalid, match="получен не весь"):
        clerk.api.files.finish(upload.id)
    for offset in range(PIECE, len(CONTENT), PIECE):
        clerk.put(upload.id, offset, CONTENT[offset : offset + PIECE])
    stored = clerk.api.files.finish(upload.id)
    assert stored.media_type == "application/pdf"
    assert clerk.fetch(stored.id).content == CONTENT
    part = clerk.fetch(stored.id, Range="bytes=100-199")
    assert (part.status_code, part.content) == (206, CONTENT[100:200])


def test_a_file_distorted_on_its_way_is_refused(city: City) -> None:
    clerk = city.sign_in("registrar")
    wanted = draft(b"%PDF-1.4 wanted")
    upload = clerk.api.files.begin(wanted)
    clerk.put(upload.id, 0, b"%PDF-1.4 broken")
    with pytest.raises(Invalid, match="исказился"):
        clerk.api.files.finish(upload.id)


def test_what_is_empty_too_large_or_a_program_is_refused_with_the_way_out(city: City) -> None:
    clerk = city.sign_in("registrar")
    for name, size, words in (
        ("Пустой.pdf", 0, "0 байт"),
        ("Большой.pdf", 17 * 2**20, "больше допустимого"),
        ("Счёт.pdf.exe", 100, "программа"),
    ):
        with pytest.raises(Invalid, match=words):
            clerk.api.files.begin(UploadDraft(name=name, size=size, sha256="0" * 64))


def test_a_program_under_the_name_of_a_letter_is_refused(city: City) -> None:
    with pytest.raises(Invalid, match="программа"):
        city.sign_in("registrar").bring(b"MZ\x90\x00 I am a program", "Письмо.pdf")


def test_more_than_announced_is_refused(city: City) -> None:
    clerk = city.sign_in("registrar")
    upload = clerk.api.files.begin(draft(b"%PDF short"))
    assert clerk.put(upload.id, 0, b"%PDF much longer than announced").status_code == 422


def test_a_file_is_read_by_its_bringer_and_by_readers_of_the_document_only(city: City) -> None:
    clerk, stranger, colleague = (city.sign_in(login) for login in ("registrar", "outsider", "registrar2"))
    content = b"%PDF-1.4 for the chancellery only\n%%EOF"
    document_id = clerk.paper(content)
    [attachment] = clerk.api.registry.card(document_id).attachments
    assert colleague.fetch(attachment.file_id).content == content
    assert stranger.fetch(attachment.file_id).status_code == 404


def test_knowing_the_hash_of_a_file_does_not_give_the_file(city: City) -> None:
    clerk, stranger = city.sign_in("registrar"), city.sign_in("outsider")
    content = b"%PDF-1.4 secret\n%%EOF"
    clerk.bring(content)
    assert stranger.api.files.begin(draft(content)).file_id is None


def test_anothers_upload_is_missing(city: City) -> None:
    clerk, stranger = city.sign_in("registrar"), city.sign_in("outsider")
    upload = clerk.api.files.begin(draft(b"%PDF mine"))
    assert stranger.put(upload.id, 0, b"%PDF mine").status_code == 404
    with pytest.raises(Missing):
        stranger.api.files.finish(upload.id)


@pytest.fixture
def full(settings: Settings) -> Iterator[Served]:
    """A server whose disk counts as full."""
    with serving(msgspec.structs.replace(settings, spare_disk=2**60)) as running:
        yield running


def test_a_full_disk_is_said_plainly_and_loses_nothing(full: Served, served: Served) -> None:
    crowded = City(full)
    clerk = crowded.sign_in("registrar")
    content = b"%PDF-1.4 while the disk is full"
    upload = clerk.api.files.begin(draft(content))
    answer = clerk.put(upload.id, 0, content)
    assert answer.status_code == 503
    assert "кончилось место" in answer.json()["failure"]["message"]
    crowded.close()
    roomy = City(served)
    clerk = roomy.sign_in("registrar")
    assert clerk.fetch(clerk.bring(content)).content == content
    roomy.close()
