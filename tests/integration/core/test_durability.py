"""What was confirmed stays, and numbers stay without gaps, whatever is killed."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from client.core.http import Access, HttpxTransport
from client.core.rpc import body_of, reply_of, request_for
from common.registry.api import RegistryApi
from common.rpc.api import signatures
from common.rpc.errors import Unavailable
from server.core import audit
from server.core.postgres import EmbeddedPostgres
from tests.city import City, Signed
from tests.serving import Served

LETTERS = 200
REGISTER = signatures(RegistryApi)["register"]


class Registering:
    """Two hundred letters to be registered, each under its own key."""

    def __init__(self, clerk: Signed, engine: Engine) -> None:
        self._clerk = clerk
        self.documents = [clerk.api.registry.new_draft(clerk.place) for _ in range(LETTERS)]
        drafts = [clerk.letter() for _ in self.documents]
        versions = [clerk.api.registry.card(document).version for document in self.documents]
        self.requests = [
            request_for(REGISTER.name, body_of(REGISTER, document, version, draft), f"key-{document}")
            for document, version, draft in zip(self.documents, versions, drafts, strict=True)
        ]
        self.confirmed: dict[int, str] = {}
        self.some_done = threading.Event()

    def send(self, number: int) -> None:
        transport = HttpxTransport(Access(self._clerk.access.address, self._clerk.access.token, self._clerk.access.ca))
        try:
            reply = reply_of(REGISTER.result, transport.fetch(self.requests[number]))
            self.confirmed[number] = reply.result.number
            if len(self.confirmed) >= LETTERS // 4:
                self.some_done.set()
        except Unavailable:
            pass
        finally:
            transport.close()

    def send_all(self, numbers: list[int]) -> None:
        with ThreadPoolExecutor(20) as clerks:
            list(clerks.map(self.send, numbers))


@pytest.fixture
def registering(city: City, engine: Engine) -> Registering:
    return Registering(city.sign_in("registrar"), engine)


def ledger(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        letters = text("SELECT id FROM journal WHERE code = '01' AND document_class = 'incoming' AND NOT practice")
        journal = connection.execute(letters).scalar_one()
        rows = connection.execute(
            text("SELECT value FROM number_ledger WHERE journal_id = :journal AND year = 2026 ORDER BY value"),
            {"journal": journal},
        )
        return [row.value for row in rows]


def test_a_server_killed_amid_200_registrations_leaves_a_contiguous_ledger_and_loses_nothing(
    registering: Registering, served: Served, engine: Engine
) -> None:
    sending = threading.Thread(target=registering.send_all, args=(list(range(LETTERS)),))
    sending.start()
    assert registering.some_done.wait(60)
    served.kill()
    sending.join()
    confirmed = dict(registering.confirmed)
    assert 0 < len(confirmed) < LETTERS
    assert ledger(engine) == list(range(1, len(ledger(engine)) + 1))
    served.start()
    registering.send_all(list(range(LETTERS)))  # the same calls again, under the same keys
    values = ledger(engine)
    assert values == list(range(1, len(values) + 1))
    assert len(registering.confirmed) == LETTERS
    assert len(set(registering.confirmed.values())) == LETTERS
    assert confirmed.items() <= registering.confirmed.items()
    with engine.connect() as connection:
        doubled = connection.execute(
            text("SELECT count(*) FROM (SELECT document_id FROM number_ledger GROUP BY 1 HAVING count(*) > 1) d")
        ).scalar_one()
        assert doubled == 0
        assert audit.verify(connection).broken_at is None


def test_a_restarted_database_is_found_again_by_the_running_server(
    city: City, postgres: EmbeddedPostgres, eventually: Callable[..., object]
) -> None:
    clerk = city.sign_in("registrar")
    postgres.stop()
    with pytest.raises(Unavailable, match="База данных"):
        clerk.api.identity.me()
    postgres.start()
    assert clerk.api.identity.me().name == clerk.me.name
    assert clerk.register()


def test_the_head_of_the_audit_cannot_be_moved_back_unnoticed(engine: Engine, city: City) -> None:
    city.sign_in("registrar").register()
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        connection.execute(text("DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)"))
        assert "удалены" in audit.verify(connection).reason
        connection.rollback()


def test_a_changed_event_breaks_the_chain_where_it_was_changed(engine: Engine, city: City) -> None:
    city.sign_in("registrar").register()
    with engine.connect() as connection:
        connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE audit_event SET person = 'Никто' WHERE id = 3"))
        assert audit.verify(connection).broken_at == 3
        connection.rollback()


def test_the_database_itself_refuses_to_change_the_audit(engine: Engine, city: City) -> None:
    city.sign_in("registrar").register()
    with engine.connect() as connection, pytest.raises(Exception, match="only ever added"):
        connection.execute(text("UPDATE audit_event SET person = 'Никто' WHERE id = 1"))


def test_the_chain_is_found_whole_while_people_work(city: City, engine: Engine) -> None:
    clerk = city.sign_in("registrar")
    working = threading.Thread(target=lambda: [clerk.register() for _ in range(15)])
    working.start()
    while working.is_alive():
        with engine.connect() as connection:
            assert audit.verify(connection).reason == ""
    working.join()
