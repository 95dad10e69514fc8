"""Reads: each through the real call, and as the statements that its service issues, replayed over bare psycopg2."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from common.kernel.paging import PAGE_SIZE
from common.registry.document import DocumentFilter
from common.rpc.api import slice_of
from common.search import EVERYTHING, Narrowing, Order
from server import app
from server.core.clock import Clock
from server.core.service import Caller, Context
from server.identity.login import caller_of
from server.identity.models import Account
from tests.bench.installation import Installation, Person
from tests.bench.timing import Deed, Pair, at_once, in_turn

CLERK, LEADER = "registrar", "mayor"
CARDS = 40
TOGETHER = 8
WORDS = {  # in the sample city: one letter in four hundred, in seven, all of them
    "rare word": "городом",
    "common word": "школами",
    "word of every letter": "руководитель",
    "two common words": "детскими садами",
    "phrase": '"дорожного движения"',
    "beginning": "отопит*",
}

Statement = tuple[str, Any]


class Asked(Struct):
    """A call with its arguments."""

    slice: str
    method: str
    arguments: tuple[Any, ...]


class Read(Struct):
    """What is measured: calls that differ only in what they are asked about."""

    name: str
    login: str
    asked: Sequence[Asked]


def reads(clerk: Person) -> Iterator[Read]:
    letters = clerk.api.registry.documents(DocumentFilter())
    last = letters.total - 1 - (letters.total - 1) % PAGE_SIZE
    for name, offset in (("first", 0), ("middle", last // 2), ("last", last)):
        yield Read(
            f"register, {name} page with count", CLERK, [Asked("registry", "documents", (DocumentFilter(), offset))]
        )
    cards = [Asked("registry", "card", (row.id,)) for row in letters.rows[:CARDS]]
    yield Read("card", CLERK, cards)
    yield from searches(CLERK, clerk)
    yield Read("folder counts of the mayor", LEADER, [Asked("assignments", "counts", ())])
    yield Read("correspondents beginning with", CLERK, [Asked("correspondents", "like", ("прок",))])
    yield Read("correspondents with a typing error", CLERK, [Asked("correspondents", "like", ("пракуратура",))])


def searches(login: str, clerk: Person, who: str = "") -> Iterator[Read]:
    """The box as it is used: numbers off letters, words, and the figures beside the hits."""
    middle = clerk.api.registry.documents(DocumentFilter()).total // 2
    rows = clerk.api.registry.documents(DocumentFilter(), middle).rows[:CARDS]
    numbers = {"number": [row.number for row in rows], "last part of a number": [row.number[-6:] for row in rows],
               "number of the sender": [row.their_number for row in rows]}  # fmt: skip
    questions = {**numbers, **{kind: [words] for kind, words in WORDS.items()}}
    for kind, asked in questions.items():
        yield Read(f"search{who}, {kind}", login, [Asked("search", "find", (each,)) for each in asked])
    for kind in ("common word", "word of every letter"):
        yield Read(f"facets{who}, {kind}", login, [Asked("search", "count", (WORDS[kind],))])
    relevant = (WORDS["two common words"], EVERYTHING, Order.RELEVANT)
    yield Read(f"search{who}, by relevance", login, [Asked("search", "find", relevant)])
    narrowed = (WORDS["common word"], Narrowing(kind="letter"))
    yield Read(f"search{who}, common word of a kind", login, [Asked("search", "find", narrowed)])


class Reading:
    def __init__(self, installation: Installation, rounds: int) -> None:
        self._installation = installation
        self._rounds = rounds
        self._services = {slice_of(api): factory for api, factory in app.services().items()}

    def measure(self) -> Iterator[Pair]:
        for read in reads(self._installation.person(CLERK)):
            statements = [self._statements(read.login, asked) for asked in read.asked]
            for connections in (1, TOGETHER):
                count = self._rounds if connections == 1 else max(5, self._rounds // 2)
                calls = [self._calls(read, count) for _ in range(connections)]
                bares = [self._bares(statements, count) for _ in range(connections)]
                if connections == 1:
                    yield in_turn(read.name, calls[0], bares[0])
                else:
                    yield at_once(read.name, calls, bares)

    def alone(self, read: Read) -> Pair:
        """One person's calls, in turn with their bare SQL."""
        statements = [self._statements(read.login, asked) for asked in read.asked]
        return in_turn(read.name, self._calls(read, self._rounds), self._bares(statements, self._rounds))

    def _calls(self, read: Read, count: int) -> list[Deed]:
        person = self._installation.person(read.login)

        def deed(asked: Asked) -> Deed:
            method = getattr(getattr(person.api, asked.slice), asked.method)
            return lambda: method(*asked.arguments)

        return [deed(asked) for asked in itertools.islice(itertools.cycle(read.asked), count)]

    def _bares(self, statements: Sequence[Sequence[Statement]], count: int) -> list[Deed]:
        connection = self._installation.connection()

        def deed(of_call: Sequence[Statement]) -> Deed:
            def run() -> None:
                with connection.cursor() as cursor:
                    for statement, values in of_call:
                        cursor.execute(statement, values)
                        cursor.fetchall()
                connection.commit()

            return run

        return [deed(of_call) for of_call in itertools.islice(itertools.cycle(statements), count)]

    def _statements(self, login: str, asked: Asked) -> list[Statement]:
        """What the service asks the database, without the dispatcher around it."""
        engine = self._installation.engine
        with Session(engine) as session:
            context = Context(session, self._installation.served.settings, Clock(), {}, caller=_caller(session, login))
            with _overheard(engine) as statements:
                service = self._services[asked.slice](context)
                getattr(service, asked.method)(*asked.arguments)
        return statements


def _caller(session: Session, login: str) -> Caller:
    person_id = session.scalars(select(Account.person_id).where(Account.login == login)).one()
    return caller_of(session, person_id, Clock().today())


class _overheard:  # noqa: N801 -- reads as a verb in its with
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._heard: list[Statement] = []

    def __enter__(self) -> list[Statement]:
        event.listen(self._engine, "before_cursor_execute", self._note)
        return self._heard

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)

    def _note(self, _: object, __: object, statement: str, values: Any, *___: object) -> None:
        self._heard.append((statement, values))
