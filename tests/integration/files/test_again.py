"""Uploads that are sent twice, finished twice, and finished by a transaction that fails in between."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from common.files import UploadDraft
from common.kernel.ids import UploadId
from common.rpc.errors import Invalid
from server import app
from server.core.postgres import EmbeddedPostgres
from server.core.settings import Settings
from server.files.service import abandoned_uploads
from server.files.store import Store, digest
from tests.city import City, Signed


def opened(clerk: Signed, content: bytes, folder: Path, name: str = "Письмо.pdf") -> UploadId:
    brought = folder / "brought"
    brought.write_bytes(content)
    return clerk.api.files.begin(UploadDraft(name=name, size=len(content), sha256=digest(brought))).id


@pytest.fixture
def store(settings: Settings) -> Store:
    return Store(settings.files, settings.spare_disk)


def test_of_two_pieces_for_the_same_place_one_is_taken_and_the_file_is_whole(
    city: City, store: Store, tmp_path: Path, eventually: Callable[..., object]
) -> None:
    clerk, content = city.sign_in("registrar"), b"%PDF-1.4 sent twice at once"
    upload_id = opened(clerk, content, tmp_path)
    go_on = threading.Event()

    def slowly() -> Iterator[bytes]:
        go_on.wait(30)
        yield content

    with ThreadPoolExecutor(1) as line:
        first = line.submit(clerk.put, upload_id, 0, slowly())
        eventually(store.part(upload_id).exists)
        second = clerk.put(upload_id, 0, content)
        assert (second.status_code, second.json()) == (409, {"received": 0})
        go_on.set()
        assert first.result().json() == {"received": len(content)}
    assert clerk.fetch(clerk.api.files.finish(upload_id).id).content == content


def test_an_upload_grown_beyond_its_size_starts_anew(city: City, store: Store, tmp_path: Path) -> None:
    clerk, content = city.sign_in("registrar"), b"%PDF-1.4 doubled by an earlier release"
    upload_id = opened(clerk, content, tmp_path)
    store.part(upload_id).write_bytes(content + content)
    assert clerk.api.files.upload(upload_id).received == 0
    assert clerk.fetch(clerk.bring(content)).content == content


@pytest.fixture
def rival(engine: Engine) -> Iterator[None]:
    """A rival transaction to which the first attempt to finish an upload falls victim."""
    with engine.begin() as connection:
        connection.execute(text("CREATE SEQUENCE attempt"))
        connection.execute(
            text(
                "CREATE FUNCTION fall_victim() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " IF nextval('attempt') = 1 THEN RAISE EXCEPTION 'rival' USING ERRCODE = '40001'; END IF;"
                " RETURN NEW; END $$"
            )
        )
        connection.execute(
            text("CREATE TRIGGER rival BEFORE UPDATE ON upload FOR EACH ROW EXECUTE FUNCTION fall_victim()")
        )
    yield
    with engine.begin() as connection:
        connection.execute(text("DROP FUNCTION fall_victim CASCADE"))
        connection.execute(text("DROP SEQUENCE attempt"))


@pytest.mark.usefixtures("rival")
def test_a_finish_that_falls_victim_to_a_rival_is_simply_done_again(city: City) -> None:
    content = b"%PDF-1.4 finished at the second attempt"
    clerk = city.sign_in("registrar")
    assert clerk.fetch(clerk.bring(content)).content == content


def test_finished_by_several_at_once_a_file_is_one(city: City, tmp_path: Path) -> None:
    clerk, content = city.sign_in("registrar"), b"%PDF-1.4 finished by four"
    upload_id = opened(clerk, content, tmp_path)
    clerk.put(upload_id, 0, content)
    with ThreadPoolExecutor(4) as windows:
        finished = list(windows.map(clerk.api.files.finish, [upload_id] * 4))
    assert len({stored.id for stored in finished}) == 1


@pytest.mark.parametrize("content", [b"MZ\x90\x00 I am a program", b"\x7fELF so am I"])
def test_nothing_of_a_refused_file_stays_in_the_store(city: City, store: Store, tmp_path: Path, content: bytes) -> None:
    clerk = city.sign_in("registrar")
    upload_id = opened(clerk, content, tmp_path)
    clerk.put(upload_id, 0, content)
    with pytest.raises(Invalid, match="программа"):
        clerk.api.files.finish(upload_id)
    assert not store.path(digest(tmp_path / "brought")).exists()
    assert not store.part(upload_id).exists()


def test_what_came_of_a_finished_upload_is_swept_and_the_file_stays(
    city: City, store: Store, settings: Settings, engine: Engine
) -> None:
    clerk, content = city.sign_in("registrar"), b"%PDF-1.4 finished and swept"
    file_id = clerk.bring(content)
    unfinished = opened(clerk, b"%PDF-1.4 under way", store.root)
    clerk.put(unfinished, 0, b"%PDF")
    with app.works(settings, engine=engine).transaction() as context:
        abandoned_uploads(context)
    assert store.parts() == [unfinished]
    assert clerk.fetch(file_id).content == content


@pytest.mark.parametrize("asked", ["bytes=0-", "bytes=0-3", "bytes=1-", "bytes=-5", "junk", None])
def test_no_download_goes_without_its_act(city: City, engine: Engine, asked: str | None) -> None:
    clerk = city.sign_in("registrar")
    file_id = clerk.bring(b"%PDF-1.4 read in pieces")

    def read() -> int:
        query = text("SELECT count(*) FROM audit_event WHERE action = 'file_read' AND object_id = :id")
        with engine.connect() as connection:
            return connection.execute(query, {"id": file_id}).scalar_one()

    before = read()
    assert clerk.fetch(file_id, **({"Range": asked} if asked else {})).status_code in (200, 206)
    assert read() == before + 1


def test_a_fault_of_the_server_comes_in_the_envelope_with_its_number_not_as_a_full_disk(
    city: City, store: Store, engine: Engine, tmp_path: Path
) -> None:
    clerk = city.sign_in("registrar")
    upload_id = opened(clerk, b"%PDF-1.4" * 10_000, tmp_path)
    in_the_way = store.part(upload_id)
    in_the_way.mkdir()
    file_id = clerk.bring(b"%PDF-1.4 good")
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE content RENAME TO lost"))
    try:
        answers = [clerk.put(upload_id, in_the_way.stat().st_size, b"%PDF"), clerk.fetch(file_id)]
    finally:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE lost RENAME TO content"))
    for answer in answers:
        assert answer.status_code == 500
        failure = answer.json()["failure"]
        assert failure["code"] == "failed"
        assert failure["call"] in failure["message"]
        assert f"call={failure['call']}" in city.served.log()


def test_without_the_database_a_file_is_asked_for_later(city: City, postgres: EmbeddedPostgres) -> None:
    clerk = city.sign_in("registrar")
    file_id = clerk.bring(b"%PDF-1.4 while the database restarts")
    postgres.stop()
    try:
        answers = [clerk.put(UploadId("any"), 0, b"%PDF"), clerk.fetch(file_id)]
    finally:
        postgres.start()
    for answer in answers:
        assert answer.status_code == 503
        assert "База данных" in answer.json()["failure"]["message"]
    assert clerk.fetch(file_id).status_code == 200
