import threading

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject

from client.core.apis import apis
from client.core.calls import Latest
from client.core.http import Access, HttpxTransport
from common.kernel.changes import Change, Kind
from common.kernel.ids import DocumentId
from common.kernel.validation import Problem
from common.registry.document import DocumentDraft
from common.rpc.errors import Invalid, Missing, NotSignedIn, Unavailable
from tests.factories.speaking_server import Said

LETTER = DocumentId(7)


@pytest.fixture
def saves(server):
    server.answers["registry.save"] = lambda _id, version, _draft: Said(version + 1, [Change(Kind.DOCUMENT, 7)])
    return server


def gone(owner: QObject) -> None:
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_result_arrives_typed_and_changes_are_told(qtbot, calls, asked, owner, saves):
    with qtbot.waitSignal(calls.changed) as changed:
        call = calls(owner, asked.registry.save, LETTER, 3, DocumentDraft(summary="О ремонте"))
        versions = []
        call.then(versions.append)
    assert versions == [4]
    assert changed.args == [[Change(Kind.DOCUMENT, 7)]]
    heard = saves.heard[0]
    assert heard.arguments.draft.summary == "О ремонте"
    assert heard.headers["authorization"] == "Bearer token-1"
    assert heard.key


def test_refusal_carries_its_problems_and_the_call_id(qtbot, calls, asked, owner, server):
    def refuse(*_):
        raise Invalid("Исправьте поля.", [Problem("summary", "Заполните поле «Краткое содержание».")])

    server.answers["registry.save"] = refuse
    call = calls(owner, asked.registry.save, LETTER, 3, DocumentDraft())
    taken = []
    call.fails(taken.append)
    with qtbot.waitSignal(call.failed), qtbot.assertNotEmitted(calls.refused):
        pass
    (error,) = taken
    assert isinstance(error, Invalid)
    assert error.problems[0].field == "summary"
    assert error.call == "call-1"


def test_refusal_that_nobody_takes_reaches_the_window(qtbot, calls, asked, owner, server):
    with qtbot.waitSignal(calls.refused) as refused:
        calls(owner, asked.registry.card, LETTER)
    assert isinstance(refused.args[0], Missing)


@pytest.mark.parametrize("trouble", ["refuse_next", "busy_next"])
def test_write_is_tried_again_under_the_same_key(qtbot, calls, asked, owner, saves, trouble):
    setattr(saves, trouble, 2)
    call = calls(owner, asked.registry.save, LETTER, 3, DocumentDraft())
    with qtbot.waitSignal(call.done):
        pass
    keys = [heard.key for heard in saves.heard]
    assert len(keys) >= 3  # Qt itself may repeat once over a connection that was closed
    assert len(set(keys)) == 1


def test_third_loss_is_unavailable_and_the_line_is_down(qtbot, calls, asked, owner, server):
    server.close()
    with qtbot.waitSignal(calls.refused) as refused, qtbot.waitSignal(calls.online_changed):
        calls(owner, asked.registry.dictionaries)
    (error,) = refused.args
    assert isinstance(error, Unavailable)
    assert "не отвечает" in error.message
    assert not calls.online


def test_answer_to_an_owner_that_is_gone_is_dropped(qtbot, calls, asked, saves):
    owner, versions = QObject(), []
    saves.gate.clear()
    calls(owner, asked.registry.save, LETTER, 3, DocumentDraft()).then(versions.append)
    qtbot.waitUntil(lambda: bool(saves.heard))
    gone(owner)
    saves.gate.set()
    other = QObject()
    with qtbot.waitSignal(calls.changed):
        calls(other, asked.registry.save, LETTER, 3, DocumentDraft())
    assert versions == []


def test_cancelled_call_says_nothing(qtbot, calls, asked, owner, saves):
    saves.gate.clear()
    call = calls(owner, asked.registry.save, LETTER, 3, DocumentDraft())
    said = []
    call.then(said.append).fails(said.append)
    qtbot.waitUntil(lambda: bool(saves.heard))
    call.cancel()
    call.cancel()
    saves.gate.set()
    with qtbot.waitSignal(calls.changed):
        calls(owner, asked.registry.save, LETTER, 3, DocumentDraft())
    assert said == []


def test_calls_wait_for_a_new_session_and_go_on_with_their_key(qtbot, calls, asked, owner, saves, access):
    answer = saves.answers["registry.save"]

    def ended(*_):
        raise NotSignedIn("Сеанс завершён. Войдите снова.")

    saves.answers["registry.save"] = ended
    versions = []
    with qtbot.waitSignal(calls.signed_out), qtbot.assertNotEmitted(calls.refused):
        calls(owner, asked.registry.save, LETTER, 3, DocumentDraft()).then(versions.append)
    saves.answers["registry.save"] = answer
    access.token = "token-2"
    with qtbot.waitSignal(calls.changed):
        calls.resume()
    assert versions == [4]
    first, second = saves.heard
    assert first.key == second.key
    assert second.headers["authorization"] == "Bearer token-2"


def test_calls_that_wait_fail_when_nobody_signs_in(qtbot, calls, asked, owner, server):
    def ended():
        raise NotSignedIn("Сеанс завершён. Войдите снова.")

    server.answers["registry.dictionaries"] = ended
    with qtbot.waitSignal(calls.signed_out):
        call = calls(owner, asked.registry.dictionaries)
    with qtbot.waitSignal(call.failed):
        calls.give_up()


def test_wrong_password_is_refused_at_once(qtbot, calls, asked, owner, server):
    def wrong(*_):
        raise NotSignedIn("Неверное имя или пароль.")

    server.answers["identity.sign_in"] = wrong
    with qtbot.waitSignal(calls.refused), qtbot.assertNotEmitted(calls.signed_out):
        calls(owner, asked.identity.sign_in, "shchukina", "wrong")


def test_methods_wait_only_where_there_is_a_transport_for_it(server, saves, asked):
    transport = HttpxTransport(Access(server.address, "token-1"))
    assert apis(transport).registry.save(LETTER, 3, DocumentDraft()) == 4
    transport.close()
    with pytest.raises(TypeError):
        asked.registry.save(LETTER, 3, DocumentDraft())


def test_answer_of_another_shape_is_a_plain_sentence(qtbot, calls, asked, owner, server):
    server.answers["registry.dictionaries"] = lambda: {"nonsense": 1}
    with qtbot.waitSignal(calls.refused) as refused:
        calls(owner, asked.registry.dictionaries)
    assert "непонятно" in refused.args[0].message


def test_only_the_latest_question_is_answered_even_when_an_earlier_answer_comes_after_it(
    qtbot, calls, asked, owner, server
):
    earlier = threading.Event()

    def save(_id, version, _draft):
        if version == 1:
            earlier.wait(10)
        return version

    server.answers["registry.save"] = save
    latest, answers = Latest(), []
    for version in (1, 2):
        call = calls(owner, asked.registry.save, LETTER, version, DocumentDraft())
        latest.be(call).then(answers.append).fails(answers.append)
    qtbot.waitUntil(lambda: answers == [2])
    earlier.set()
    with qtbot.waitSignal(calls(owner, asked.registry.save, LETTER, 3, DocumentDraft()).done):
        pass
    assert answers == [2]
