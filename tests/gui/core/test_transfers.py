import hashlib

import pytest
from PySide6.QtCore import QObject

from client.core.cache import FileCache
from client.core.transfers import Transfers
from common.files import PIECE
from common.kernel.ids import FileId
from common.rpc.errors import Invalid, Missing, NotSignedIn

LETTER = bytes(range(256)) * 20_000  # a little over one piece


@pytest.fixture
def cache(tmp_path) -> FileCache:
    return FileCache(tmp_path / "cache")


@pytest.fixture
def transfers(transport, calls, asked, cache) -> Transfers:
    return Transfers(transport, calls, asked, cache)


@pytest.fixture
def letter(tmp_path):
    file = tmp_path / "письмо.pdf"
    file.write_bytes(LETTER)
    return file


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr("client.core.transfer.FIRST_PAUSE", 10)


def test_file_is_brought_in_pieces(qtbot, transfers, owner, server, letter):
    upload = transfers.upload(owner, letter)
    moved = []
    upload.progress.connect(lambda done, _total: moved.append(done))
    with qtbot.waitSignal(upload.done) as done:
        pass
    assert server.shelf.stored[1] == LETTER
    assert done.args[0].name == "письмо.pdf"
    assert moved[-1] == len(LETTER) > PIECE


def test_upload_goes_on_after_a_lost_line(qtbot, transfers, owner, server, letter):
    server.shelf.drop_pieces = 8  # more than Qt repeats by itself
    server.answers["files.upload"] = lambda upload_id: server.shelf.begin(server.shelf.drafts[upload_id])
    upload = transfers.upload(owner, letter)
    with qtbot.waitSignals([upload.waiting, upload.done]):
        pass
    assert server.shelf.stored[1] == LETTER


def test_cancelled_upload_stops(qtbot, transfers, owner, server, letter):
    upload = transfers.upload(owner, letter)
    with qtbot.waitSignal(upload.over), qtbot.assertNotEmitted(upload.done):
        qtbot.waitUntil(lambda: bool(server.heard))
        upload.cancel()
    assert server.shelf.stored == {}


@pytest.mark.parametrize(("name", "body", "word"), [("пусто.pdf", b"", "пуст"), ("счёт.exe", b"MZ", "программа")])
def test_bad_file_is_refused_before_it_travels(qtbot, transfers, owner, server, tmp_path, name, body, word):
    (tmp_path / name).write_bytes(body)
    with qtbot.waitSignal(transfers.upload(owner, tmp_path / name).failed) as failed:
        pass
    assert isinstance(failed.args[0], Invalid)
    assert word in failed.args[0].message
    assert not server.heard


def test_missing_file_is_named(qtbot, transfers, owner, tmp_path):
    with qtbot.waitSignal(transfers.upload(owner, tmp_path / "нет.pdf").failed) as failed:
        pass
    assert "«нет.pdf» не читается" in failed.args[0].message


def test_file_is_fetched_once_and_then_from_the_cache(qtbot, transfers, owner, server):
    stored = server.shelf.put(LETTER)
    with qtbot.waitSignal(transfers.download(owner, stored.id, stored.name, stored.sha256).done) as done:
        pass
    assert done.args[0].read_bytes() == LETTER
    server.shelf.stored.clear()
    with qtbot.waitSignal(transfers.download(owner, stored.id, stored.name, stored.sha256).done) as done:
        pass
    assert done.args[0].read_bytes() == LETTER


def test_download_goes_on_where_the_line_broke(qtbot, transfers, owner, server):
    server.shelf.break_after = 1_000_000
    download = transfers.download(owner, server.shelf.put(LETTER).id)
    with qtbot.waitSignals([download.waiting, download.done]):
        pass
    assert transfers.cache.place(hashlib.sha256(LETTER).hexdigest()).read_bytes() == LETTER


def test_what_was_fetched_for_a_window_closed_since_is_taken_away(qtbot, transfers, server, cache, monkeypatch):
    monkeypatch.setattr("client.core.transfer.FIRST_PAUSE", 600_000)
    server.shelf.break_after = 1_000_000
    window = QObject()
    with qtbot.waitSignal(transfers.download(window, server.shelf.put(LETTER).id).waiting):
        pass
    assert len(list(cache.room().iterdir())) == 1
    window.deleteLater()
    qtbot.waitUntil(lambda: not list(cache.room().iterdir()))


def test_damaged_download_is_thrown_away(qtbot, transfers, owner, server, cache):
    stored = server.shelf.put(LETTER)
    with qtbot.waitSignal(transfers.download(owner, stored.id, "письмо.pdf", "0" * 64).failed) as failed:
        pass
    assert "повреждённым" in failed.args[0].message
    assert list(cache.room().iterdir()) == []


def test_refused_download_says_why(qtbot, transfers, owner):
    with qtbot.waitSignal(transfers.download(owner, FileId(99)).failed) as failed:
        pass
    assert isinstance(failed.args[0], Missing)
    assert failed.args[0].call == "call-2"


def test_upload_waits_for_a_new_session(qtbot, transfers, owner, calls, server, letter):
    begin = server.answers["files.begin"]

    def ended(_draft):
        raise NotSignedIn("Сеанс завершён. Войдите снова.")

    server.answers["files.begin"] = ended
    with qtbot.waitSignal(calls.signed_out):
        upload = transfers.upload(owner, letter)
    server.answers["files.begin"] = begin
    with qtbot.waitSignal(upload.done):
        calls.resume()


def test_old_files_leave_the_cache(cache):
    part = cache.room() / "part"
    part.write_bytes(b"letter")
    place = cache.take(part, "a" * 64)
    cache.prune()
    assert cache.has("a" * 64)
    cache.prune(now=place.stat().st_mtime + 15 * 24 * 3600)
    assert not cache.has("a" * 64)


def test_what_a_client_that_fell_had_unpacked_leaves_with_the_old_files(cache):
    folder = cache.room() / "mail-1"
    folder.mkdir()
    (folder / "Письмо.pdf").write_bytes(b"%PDF")
    cache.prune(now=folder.stat().st_mtime + 15 * 24 * 3600)
    assert list(cache.room().iterdir()) == []
