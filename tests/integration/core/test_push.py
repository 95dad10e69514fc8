"""Changes reach the open windows of those who may know, through any server process."""

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from common.assignments.orders import ResolutionDraft
from common.kernel.deadlines import Count, DeadlineRule
from common.registry.bulk import Bulk, BulkOrder
from common.registry.card import Restriction
from common.rpc.errors import Missing
from server.core.settings import Settings
from tests.city import City, Signed
from tests.serving import Served, serving

PATIENCE = 10


@pytest.fixture(scope="module")
def served(settings: Settings) -> Iterator[Served]:
    with serving(settings, processes=2) as running:
        yield running


@contextmanager
def listen(signed: Signed, query: str = "") -> Iterator[ClientConnection]:
    """An open window's line; like the client's it is tried again when it does not open."""
    trusting = ssl.create_default_context(cafile=str(signed.access.ca))
    address = signed.access.address.replace("https", "wss") + "/push" + query
    token = {"Authorization": f"Bearer {signed.access.token}"}
    with ExitStack() as line:
        for attempt in range(1, 4):
            try:
                socket = line.enter_context(connect(address, ssl=trusting, additional_headers=token))
                break
            except TimeoutError:
                if attempt == 3:
                    raise
        yield socket


def heard(socket: ClientConnection, kind: str) -> tuple[int, list[int]]:
    """The next note of that kind: its sequence and the things it names."""
    while True:
        note = json.loads(socket.recv(PATIENCE))
        ids = [change["id"] for change in note["changes"] if change["kind"] == kind]
        if ids:
            return note["sequence"], ids


def resolve(city: City) -> int:
    clerk, mayor, executor = city.sign_in("registrar"), city.sign_in("mayor"), city.sign_in("executor")
    return mayor.api.assignments.resolve(
        ResolutionDraft(
            document_id=clerk.register(),
            text="Исполнить",
            responsible_id=executor.me.id,
            controlled=False,
            rule=DeadlineRule(title="10 дней", count=Count.CALENDAR, amount=10),
        )
    )


def test_a_field_set_on_many_documents_is_heard_of_in_their_open_windows(city: City) -> None:
    clerk = city.sign_in("registrar")
    letters = [clerk.register() for _ in range(2)]
    with listen(clerk) as socket:
        clerk.api.registry.bulk(BulkOrder(action=Bulk.FILE, document_ids=letters, value="04-05"))
        told: set[int] = set()
        while not told >= set(letters):
            told.update(heard(socket, "document")[1])


def test_an_executor_hears_of_an_assignment_at_once_on_every_process(city: City) -> None:
    executor = city.sign_in("executor")
    with ExitStack() as open_windows:
        sockets = [open_windows.enter_context(listen(executor)) for _ in range(6)]  # enough to be on both processes
        assignment_id = resolve(city)
        assert all(assignment_id in heard(socket, "assignment")[1] for socket in sockets)


def test_a_stranger_hears_nothing_of_it(city: City) -> None:
    with listen(city.sign_in("outsider")) as socket:
        resolve(city)
        with pytest.raises(TimeoutError):
            socket.recv(1.0)


def test_who_was_away_is_told_what_was_missed(city: City) -> None:
    executor = city.sign_in("executor")
    with listen(executor) as socket:
        resolve(city)
        sequence, _ = heard(socket, "assignment")
    missed = resolve(city)
    with listen(executor, f"?since={sequence}") as socket:
        assert missed in heard(socket, "assignment")[1]


def test_a_strangers_token_gets_no_socket(city: City) -> None:
    signed = city.sign_in("executor")
    trusting = ssl.create_default_context(cafile=str(signed.access.ca))
    address = signed.access.address.replace("https", "wss") + "/push"
    stranger = {"Authorization": "Bearer x"}
    with (
        pytest.raises((ConnectionClosed, InvalidStatus), match=r"4401|403|401|rejected"),
        connect(address, ssl=trusting, additional_headers=stranger) as socket,
    ):
        socket.recv(PATIENCE)


def test_a_lost_listening_connection_is_opened_again(
    city: City, engine: Engine, eventually: Callable[..., object]
) -> None:
    def listening() -> set[int]:
        with engine.connect() as connection:
            rows = connection.execute(
                text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")
            )
            return {row.pid for row in rows}

    executor = city.sign_in("executor")
    before = eventually(listening)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pid) FROM unnest(:pids) AS pid"), {"pids": list(before)})
    eventually(lambda: len(listening() - before) == len(before))
    with listen(executor) as socket:
        assignment_id = resolve(city)
        assert assignment_id in heard(socket, "assignment")[1]


def test_who_was_away_too_long_is_told_to_read_everything_again(city: City, engine: Engine) -> None:
    executor = city.sign_in("executor")
    resolve(city)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM change_note"))
    with listen(executor, "?since=1") as socket:
        assert heard(socket, "document")[1] == [0]


def test_who_loses_sight_of_a_document_hears_of_it(city: City) -> None:
    clerk, reader = city.sign_in("registrar"), city.sign_in("outsider")
    letter = clerk.register(open_to_all=True)
    card = reader.api.registry.card(letter)
    marked = replace(
        card.draft, open_to_all=False, restriction=Restriction.OFFICIAL, restriction_basis="п. 4", copy_number="1"
    )
    with listen(reader) as socket:
        clerk.api.registry.save(letter, card.version, marked)
        assert letter in heard(socket, "document")[1]
    with pytest.raises(Missing):
        reader.api.registry.card(letter)
