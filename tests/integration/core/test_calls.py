"""Calls as strangers, repeaters and careless clients make them."""

import hashlib
import re
from collections.abc import Iterator

import httpx
import msgspec
import pytest
from sqlalchemy import Engine, event, text

from client.core.rpc import body_of, reply_of, request_for
from common.identity import IdentityApi
from common.kernel.ids import DocumentId
from common.registry.api import RegistryApi
from common.registry.document import DocumentFilter
from common.rpc.api import signatures
from common.rpc.errors import Invalid, Missing, NotAllowed, NotSignedIn, OldClient
from common.rpc.wire import HEADER_KEY, JSON, MESSAGE_PACK
from server import app
from server.core.clock import Clock
from server.core.dispatcher import Dispatcher, Request
from server.core.settings import Settings
from server.identity.login import Authenticator
from server.sample.city import PASSWORD
from tests.city import City, Signed

NEW_DRAFT = signatures(RegistryApi)["new_draft"]


def post(signed: Signed, method: str, body: bytes, **headers: str) -> httpx.Response:
    return signed.raw("POST", f"/rpc/{method}", content=body, headers=headers)


def test_a_write_repeated_under_its_key_is_done_once_and_answered_alike(city: City) -> None:
    clerk = city.sign_in("registrar")
    request = request_for(NEW_DRAFT.name, body_of(NEW_DRAFT, clerk.place), "the-same-key")
    first, second = (reply_of(NEW_DRAFT.result, clerk.transport.fetch(request)) for _ in range(2))
    assert first == second
    other = request_for(NEW_DRAFT.name, body_of(NEW_DRAFT, clerk.place + 1), "the-same-key")
    with pytest.raises(Invalid, match="Ключ повтора"):
        reply_of(NEW_DRAFT.result, clerk.transport.fetch(other))


def test_a_password_cannot_be_guessed_from_what_a_repeated_call_is_known_by(city: City, engine: Engine) -> None:
    clerk = city.sign_in("registrar2")
    change = signatures(IdentityApi)["change_password"]
    body = body_of(change, PASSWORD, "another-password-2026")
    answers = [clerk.transport.fetch(request_for(change.name, body, "change-1")) for _ in range(2)]
    assert [reply_of(change.result, each).result for each in answers] == [None, None]
    with engine.connect() as connection:
        [kept] = connection.scalars(text("SELECT request_hash FROM given_answer WHERE key = 'change-1'"))
    assert kept != hashlib.sha256(MESSAGE_PACK.encode() + b"\n" + body).hexdigest()


def test_json_and_messagepack_are_answered_on_the_same_endpoint(city: City) -> None:
    clerk = city.sign_in("registrar")
    answer = post(clerk, "identity.me", b"{}", **{"Content-Type": "application/json"})
    assert answer.json()["result"]["name"] == clerk.me.name


def test_a_strangers_token_opens_nothing(city: City) -> None:
    clerk = city.sign_in("registrar")
    stranger = {"Authorization": "Bearer of-somebody-else", "Content-Type": "application/json"}
    answer = post(clerk, "identity.me", b"{}", **stranger)
    assert answer.status_code == 401
    assert answer.json()["failure"]["code"] == "not_signed_in"
    assert clerk.raw("GET", "/files/1", headers=stranger).status_code == 401


def test_an_expired_session_asks_to_sign_in_again(city: City, engine: Engine) -> None:
    executor = city.sign_in("executor2")
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE user_session SET expires = now() - interval '1 minute' WHERE person_id = :id"),
            {"id": executor.me.id},
        )
    with pytest.raises(NotSignedIn, match="введённое сохранено"):
        executor.api.identity.me()


def test_a_revoked_session_ends_at_once(city: City) -> None:
    first, elsewhere = city.sign_in("mayor"), City(city.served)
    second = elsewhere.sign_in("mayor")
    [other] = [session for session in first.api.identity.sessions() if not session.current][:1]
    first.api.identity.end_session(other.id)
    with pytest.raises(NotSignedIn):
        second.api.identity.me()
    elsewhere.close()


def test_five_wrong_passwords_lock_the_account_and_the_right_one_too(city: City) -> None:
    for _ in range(5):
        with pytest.raises(NotSignedIn, match="Неверное"):
            city.sign_in("deputy", "неверный пароль")
    with pytest.raises(NotSignedIn, match="Повторите через 15 мин"):
        city.sign_in("deputy")


def test_a_missing_right_is_named_and_the_refusal_is_in_the_audit(city: City) -> None:
    executor, auditor = city.sign_in("executor"), city.sign_in("auditor")
    with pytest.raises(NotAllowed, match="Регистрация документов"):
        executor.api.registry.unregistered()
    assert auditor.api.administration.audit("Отказано").rows[0].person == executor.me.name
    assert auditor.api.administration.verify().broken_at is None


def test_an_administrator_sees_no_document(city: City) -> None:
    with pytest.raises(NotAllowed):
        city.sign_in("admin").api.registry.documents(DocumentFilter())


def test_an_old_client_is_told_to_update(city: City) -> None:
    answer = post(city.sign_in("registrar"), "identity.me", b"{}", **{"Grif-Protocol": "0"})
    assert answer.status_code == 426
    assert OldClient.code in answer.text


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[1,2]", b'{"text": 5}', b'{"text": "a", "more": 1}', b"\xff\xfe\x00", b'{"text": "\xff"}',
     b'{"draft": {"name": "a", "more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["identity.people", "files.begin"])
def test_garbage_is_refused_in_the_same_envelope_and_in_russian(city: City, method: str, body: bytes) -> None:
    answer = post(city.sign_in("registrar"), method, body, **{"Content-Type": JSON})
    assert answer.status_code == 422
    failure = msgspec.json.decode(answer.content)["failure"]
    assert failure["code"] == "invalid"
    assert not re.search("[A-Za-z]", failure["message"])
    assert f"call={failure['call']}" in city.served.log()


def test_a_strangers_garbage_is_not_even_read(city: City) -> None:
    stranger = {"Authorization": "Bearer of-somebody-else", "Content-Type": JSON}
    assert post(city.sign_in("registrar"), "identity.people", b"{", **stranger).status_code == 401


@pytest.fixture
def broken(engine: Engine) -> Iterator[None]:
    """A database in which the head of the audit is missing."""
    with engine.begin() as connection:
        head = connection.execute(text("DELETE FROM audit_head RETURNING id, last_id, hash")).one()._asdict()
    yield
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO audit_head (id, last_id, hash) VALUES (:id, :last_id, :hash)"), head)


def test_a_fault_of_the_server_comes_in_the_envelope_with_its_number(
    city: City, request: pytest.FixtureRequest
) -> None:
    clerk = city.sign_in("registrar")
    request.getfixturevalue("broken")
    answer = post(clerk, "registry.new_draft", msgspec.json.encode({"place_id": clerk.place}), **{"Content-Type": JSON})
    assert answer.status_code == 500
    failure = answer.json()["failure"]
    assert failure["code"] == "failed"
    assert failure["call"] in failure["message"]
    assert f"call={failure['call']}" in city.served.log()


def test_a_refusal_that_leaves_its_trace_is_repeated_as_a_refusal(city: City) -> None:
    clerk = city.sign_in("registrar")
    wrong = msgspec.json.encode({"login": "user160", "password": "не тот пароль"})
    headers = {"Content-Type": JSON, HEADER_KEY: "a-key-of-the-refused"}
    answers = [post(clerk, "identity.sign_in", wrong, **headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [401, 401]


def test_a_write_is_answered_as_done_although_the_database_goes_right_after_its_commit(
    city: City, settings: Settings, engine: Engine
) -> None:
    clerk = city.sign_in("registrar")

    def go(connection: object, cursor: object, statement: str, *_: object) -> None:
        if "NOTIFY" in statement.upper():
            with engine.connect() as another:
                another.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": cursor.connection.info.backend_pid})

    dispatcher = Dispatcher(app.services(), engine, settings, Authenticator(), app.reactions(), Clock())
    body = msgspec.json.encode({"place_id": clerk.place})
    event.listen(engine, "before_cursor_execute", go)
    try:
        answer = dispatcher.call(
            Request(name="registry.new_draft", media_type=JSON, body=body, call="1", token=clerk.access.token)
        )
    finally:
        event.remove(engine, "before_cursor_execute", go)
    assert answer.status == 200
    assert clerk.api.registry.card(msgspec.json.decode(answer.body)["result"]).draft.place_id == clerk.place


def test_an_unknown_method_is_missing(city: City) -> None:
    assert post(city.sign_in("registrar"), "identity.rule_the_world", b"{}").status_code == 404


def test_nul_and_emoji_in_a_text_are_stored_without_the_nul(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register(summary="О празднике\x00 🎉 города")
    assert clerk.api.registry.card(document_id).draft.summary == "О празднике 🎉 города"


def test_a_document_that_never_was_is_missing(city: City) -> None:
    with pytest.raises(Missing):
        city.sign_in("registrar").api.registry.card(DocumentId(10**9))


def test_health_and_metrics_answer(city: City) -> None:
    clerk = city.sign_in("registrar")
    assert clerk.raw("GET", "/health").text == "ok\n"
    assert "grif_call_seconds" in clerk.raw("GET", "/metrics").text
