import pytest

from client.core.apis import signatures_of
from client.core.drafts import Drafts
from client.core.outbox import Outbox
from common.kernel.ids import DocumentId
from common.registry.document import DocumentDraft
from common.rpc.errors import NotSignedIn, OldClient, Twin

LETTER = DocumentId(7)


@pytest.fixture
def outbox(tmp_path, calls, asked) -> Outbox:
    return Outbox(tmp_path / "outbox", calls, signatures_of(asked))


def post(outbox, asked):
    draft = DocumentDraft(summary="О ремонте кровли")
    return outbox.post("Регистрация письма", LETTER, asked.registry.save, LETTER, 3, draft)


def test_answered_write_leaves_nothing_behind(qtbot, outbox, asked, server, tmp_path):
    server.answers["registry.save"] = lambda *_: 4
    with qtbot.waitSignal(outbox.changed), qtbot.assertNotEmitted(outbox.delivered):
        post(outbox, asked)
    assert list((tmp_path / "outbox").iterdir()) == []


def test_write_is_on_disk_before_it_travels(qtbot, outbox, asked, server, tmp_path):
    server.gate.clear()
    post(outbox, asked)
    assert len(list((tmp_path / "outbox").glob("*.json"))) == 1
    server.gate.set()


def test_kept_write_is_sent_once_with_its_key_after_a_crash(qtbot, outbox, asked, server, tmp_path, calls):
    server.busy_next = 3
    with qtbot.waitSignal(outbox.changed) as changed:
        post(outbox, asked)
    assert changed.args == [1]
    assert outbox.waits(LETTER)
    server.answers["registry.save"] = lambda *_: 4
    next_run = Outbox(tmp_path / "outbox", calls, signatures_of(asked))
    with qtbot.waitSignal(next_run.delivered) as delivered:
        next_run.send()
    letter, version = delivered.args
    assert (letter.subject, letter.title, version) == (LETTER, "Регистрация письма", 4)
    assert len({heard.key for heard in server.heard}) == 1
    assert server.heard[-1].arguments.draft.summary == "О ремонте кровли"
    assert list((tmp_path / "outbox").iterdir()) == []


def test_letters_go_when_the_line_is_back(qtbot, outbox, asked, server, calls):
    server.busy_next = 3
    server.answers["registry.save"] = lambda *_: 4
    with qtbot.waitSignal(outbox.changed):
        post(outbox, asked)
    calls.note_online(online=False)
    with qtbot.waitSignal(outbox.delivered):
        calls.note_online(online=True)


def test_late_refusal_is_told(qtbot, outbox, asked, server):
    server.busy_next = 3

    def twin(*_):
        raise Twin("Такой документ уже есть.", twin=5)

    server.answers["registry.save"] = twin
    with qtbot.waitSignal(outbox.changed):
        post(outbox, asked)
    with qtbot.waitSignal(outbox.refused) as refused:
        outbox.send()
    assert refused.args[1].twin == 5
    assert not outbox.waits(LETTER)


def test_letter_outlives_the_session_and_goes_when_its_person_is_back(qtbot, outbox, asked, server, tmp_path, calls):
    def ended(*_):
        raise NotSignedIn("Сеанс завершён. Войдите снова.")

    server.answers["registry.save"] = ended
    with qtbot.waitSignal(calls.signed_out):
        post(outbox, asked)
    with qtbot.waitSignal(outbox.changed) as changed:
        calls.give_up()
    assert changed.args == [1]
    server.answers["registry.save"] = lambda *_: 4
    next_sign_in = Outbox(tmp_path / "outbox", calls, signatures_of(asked))
    with qtbot.waitSignal(next_sign_in.delivered), qtbot.assertNotEmitted(next_sign_in.refused):
        next_sign_in.send()
    assert len({heard.key for heard in server.heard}) == 1
    assert list((tmp_path / "outbox").iterdir()) == []


def test_letter_of_an_outdated_program_waits_for_the_update(qtbot, outbox, asked, server, tmp_path, calls):
    def outdated(*_):
        raise OldClient("Обновите программу.")

    server.answers["registry.save"] = outdated
    with qtbot.waitSignal(outbox.changed) as changed:
        post(outbox, asked)
    assert changed.args == [1]
    server.answers["registry.save"] = lambda *_: 4
    updated = Outbox(tmp_path / "outbox", calls, signatures_of(asked))
    with qtbot.waitSignal(updated.delivered):
        updated.send()


def test_full_disk_here_does_not_stop_the_server(qtbot, outbox, asked, server, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("client.core.outbox.write_whole", full)
    server.answers["registry.save"] = lambda *_: 4
    with qtbot.waitSignal(outbox.not_kept) as told, qtbot.waitSignal(outbox.changed):
        call = post(outbox, asked)
        versions = []
        call.then(versions.append)
    assert versions == [4]
    assert told.args == ["на диске нет места"]


def test_draft_comes_back_after_a_crash(tmp_path):
    Drafts(tmp_path / "drafts").keep("document-7", DocumentDraft(summary="Ёлка", sheets=2))
    again = Drafts(tmp_path / "drafts")
    assert again.keys() == ["document-7"]
    assert again.recall("document-7", DocumentDraft) == DocumentDraft(summary="Ёлка", sheets=2)
    again.forget("document-7")
    assert again.recall("document-7", DocumentDraft) is None


def test_half_written_draft_is_none(tmp_path):
    (tmp_path / "document-7.json").write_text('{"summary": "О рем')
    assert Drafts(tmp_path).recall("document-7", DocumentDraft) is None


def test_draft_that_cannot_be_kept_is_told(qtbot, tmp_path):
    (tmp_path / "drafts").write_text("a file stands in the way")
    drafts = Drafts(tmp_path / "drafts")
    with qtbot.waitSignal(drafts.not_kept) as told:
        assert not drafts.keep("document-7", DocumentDraft())
    assert "не сохранён" in told.args[0]
