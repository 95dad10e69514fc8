"""A file in the hands of an editor of this computer: seen whatever way it saves, kept whatever happens."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from client.core.cache import FileCache
from client.core.editing import Editing, local_name
from client.core.transfers import Transfers
from client.core.watched_file import WatchedFile, is_open
from common.kernel.changes import Change, Kind
from common.kernel.ids import AttachmentId, CheckoutId, DocumentId, FileId
from common.registry.checkouts import Ended, Returned, Taken
from common.rpc.errors import Missing, NotAllowed
from tests.factories.speaking_server import Said

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TEXT = "Ответ на представление".encode()


def hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def watched(qtbot, owner, tmp_path):
    file = tmp_path / "Ответ.docx"
    file.write_bytes(TEXT)
    watched = WatchedFile(file, owner, settled=20, polled=200)
    watched.start(hashed(TEXT))
    yield watched
    watched.stop()


def test_a_file_saved_by_renaming_is_seen_time_after_time(qtbot, watched):
    for content in (b"first", b"second", b"third"):
        with qtbot.waitSignal(watched.changed) as seen:
            fresh = watched.file.with_suffix(".tmp")
            fresh.write_bytes(content)
            fresh.replace(watched.file)
        assert seen.args == [hashed(content)]


def test_a_file_written_in_place_is_seen(qtbot, watched):
    with qtbot.waitSignal(watched.changed) as seen:
        watched.file.write_bytes(b"in place")
    assert seen.args == [hashed(b"in place")]


def test_saved_without_a_change_it_is_no_news(qtbot, watched):
    with qtbot.waitSignal(watched.changed) as seen:
        watched.file.write_bytes(TEXT)
        watched.file.write_bytes(b"changed")
    assert seen.args == [hashed(b"changed")]


@pytest.mark.parametrize("lock", ["~$вет.docx", ".~lock.Ответ.docx#"])
def test_the_editors_own_files_tell_that_it_is_open_and_are_no_change(watched, lock):
    assert not is_open(watched.file)
    (watched.file.parent / lock).write_text("кто-то")
    assert is_open(watched.file)


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("../../etc/passwd", "_.._etc_passwd"), ("Акт: «О мерах»?.docx", "Акт_ «О мерах»_.docx"), ("...", "файл"),
    ],
)  # fmt: skip
def test_a_name_leads_nowhere_outside_the_folder(name, local):
    assert local_name(name) == local


class Desk:
    def __init__(self, transport, calls, asked, server, folder):
        self.transport, self.calls, self.asked, self.server, self.folder = transport, calls, asked, server, folder
        self.opened: list[Path] = []
        stored = server.shelf.put(TEXT, "Ответ.docx")
        self.taken = Taken(
            CheckoutId(5), DocumentId(7), AttachmentId(3), 2, FileId(stored.id), "Ответ.docx", stored.sha256, NOW
        )
        self.ended: list[Ended] = []
        server.answers |= {
            "checkouts.take": lambda _id: self.taken,
            "checkouts.beat": lambda _ids: self.ended,
            "checkouts.give_up": lambda _id: None,
            "checkouts.bring_back": lambda *_: Returned(3, aside=False),
        }
        self.editing = self.start()

    def start(self) -> Editing:
        transfers = Transfers(self.transport, self.calls, self.asked, FileCache(self.folder / "cache"), self.calls)
        return Editing(
            self.asked, self.calls, transfers, self.folder / "editing", self.calls,
            opener=lambda file: not self.opened.append(file),
        )  # fmt: skip

    def edit(self, qtbot, content: bytes) -> Path:
        self.editing.begin(AttachmentId(3), "Ответ.docx")
        qtbot.waitUntil(lambda: bool(self.opened))
        self.opened[0].write_bytes(content)
        qtbot.waitUntil(lambda: self.editing.is_edited(self.taken), timeout=8000)
        return self.opened[0]


@pytest.fixture
def desk(qtbot, transport, calls, asked, server, tmp_path):
    return Desk(transport, calls, asked, server, tmp_path)


def test_taken_the_file_is_opened_in_a_private_folder(qtbot, desk):
    desk.editing.begin(AttachmentId(3), "Ответ.docx")
    qtbot.waitUntil(lambda: bool(desk.opened))
    [file] = desk.opened
    assert (file.name, file.read_bytes()) == ("Ответ.docx", TEXT)
    assert file.parent.stat().st_mode & 0o077 == 0
    assert desk.editing.held(AttachmentId(3)) == desk.taken
    assert not desk.editing.is_edited(desk.taken)


def test_asked_for_again_it_is_opened_without_being_taken_twice(qtbot, desk):
    desk.edit(qtbot, b"edited")
    desk.editing.begin(AttachmentId(3), "Ответ.docx")
    assert len(desk.opened) == 2
    assert len(desk.server.calls_of("checkouts.take")) == 1
    assert desk.opened[1].read_bytes() == b"edited"


def test_who_comes_second_hears_the_name_of_the_first(qtbot, desk):
    def refuse(_id):
        raise NotAllowed("Файл «Ответ.docx» редактирует Петрова А. И. с 10:15.")

    desk.server.answers["checkouts.take"] = refuse
    with qtbot.waitSignal(desk.editing.failed) as failed:
        desk.editing.begin(AttachmentId(3), "Ответ.docx")
    assert "Петрова А. И." in failed.args[0].message
    assert desk.editing.taken == {}


@pytest.mark.parametrize("name", ["Счёт.exe", "Счёт.docx.LNK", "Счёт.js. "])
def test_a_program_is_not_opened(qtbot, desk, name):
    with qtbot.waitSignal(desk.editing.failed) as failed:
        desk.editing.begin(AttachmentId(3), name)
    assert "программа" in failed.args[0].message
    assert desk.server.calls_of("checkouts.take") == []


def test_brought_back_it_is_the_next_version_and_leaves_nothing_here(qtbot, desk):
    file = desk.edit(qtbot, b"edited text")
    with qtbot.waitSignals([desk.editing.returned, desk.editing.told]):
        desk.editing.bring_back(desk.taken, "Уточнён срок")
    sent = desk.server.calls_of("checkouts.bring_back")[0].arguments
    assert (sent.checkout_id, sent.remark, desk.server.shelf.stored[sent.file_id]) == (
        5,
        "Уточнён срок",
        b"edited text",
    )
    assert not file.parent.exists()
    assert desk.start().taken == {}


def test_after_a_crash_the_next_start_has_it_with_what_was_typed(qtbot, desk):
    desk.edit(qtbot, b"typed before the crash")
    again = desk.start()
    with qtbot.waitSignal(again.told) as told:
        again.recall()
    assert "файлов: 1" in told.args[0]
    qtbot.waitUntil(lambda: again.is_edited(desk.taken))
    again.open(again.taken[CheckoutId(5)])
    assert desk.opened[-1].read_bytes() == b"typed before the crash"


def test_a_forced_release_is_told_and_the_text_is_kept_aside(qtbot, desk):
    desk.edit(qtbot, b"mine")
    desk.ended = [Ended(CheckoutId(5), "Шелест И. П.", NOW, "Срок сегодня")]
    desk.server.answers["checkouts.bring_back"] = lambda *_: Returned(4, aside=True, ended=desk.ended[0])
    with qtbot.waitSignal(desk.editing.told) as told:
        desk.calls.changed.emit([Change(Kind.DOCUMENT, DocumentId(7))])
    assert "освобождён: Шелест И. П., Срок сегодня" in told.args[0]
    with qtbot.waitSignal(desk.editing.told) as told:
        desk.editing.bring_back(desk.taken, "")
    assert "отдельной версией 4" in told.args[0]


def test_a_file_whose_document_is_wiped_is_forgotten_and_what_was_typed_stays(qtbot, desk):
    file = desk.edit(qtbot, b"practised")
    desk.ended = [Ended(CheckoutId(5), "", NOW, "")]
    with qtbot.waitSignal(desk.editing.told) as told:
        desk.calls.changed.emit([Change(Kind.DOCUMENT, DocumentId(7))])
    assert str(file) in told.args[0]
    assert (desk.editing.taken, desk.editing.ended, file.read_bytes()) == ({}, {}, b"practised")
    again = desk.start()
    again.recall()
    assert again.taken == {}


def test_given_up_it_is_gone_from_here(qtbot, desk):
    file = desk.edit(qtbot, b"not wanted")
    desk.editing.give_up(desk.taken)
    qtbot.waitUntil(lambda: desk.editing.taken == {})
    assert not file.exists()


def test_what_the_server_knows_no_more_stays_here_and_its_place_is_named(qtbot, desk):
    file = desk.edit(qtbot, b"orphan")

    def gone(*_):
        raise Missing("Этот файл за вами не числится.")

    desk.server.answers["checkouts.bring_back"] = gone
    with qtbot.waitSignal(desk.editing.failed) as failed:
        desk.editing.bring_back(desk.taken, "")
    assert str(file) in failed.args[0].message
    assert file.read_bytes() == b"orphan"


def test_a_sign_of_life_names_all_that_is_taken(qtbot, desk):
    desk.edit(qtbot, b"edited")
    desk.server.answers["checkouts.beat"] = lambda ids: Said([], [])
    desk.editing.beat()
    qtbot.waitUntil(lambda: bool(desk.server.calls_of("checkouts.beat")))
    assert desk.server.calls_of("checkouts.beat")[-1].arguments.checkout_ids == [5]
