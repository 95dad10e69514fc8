"""An installation of its own to be measured: PostgreSQL, a sample city, server processes and a worker."""

import shutil
import ssl
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg2
from msgspec import Struct
from sqlalchemy import Engine

from client.core.apis import Apis, apis
from client.core.http import Access, HttpxTransport
from common.identity import Me
from server import app
from server.core.db import engine_for
from server.core.postgres import EmbeddedPostgres
from server.core.settings import Settings
from server.migrations import runner
from server.sample.city import PASSWORD
from server.sample.load import is_empty, load
from tests.serving import Served, from_console, serving

PROCESSES = 2


class Installation:
    def __init__(self, served: Served, engine: Engine, loading_seconds: float) -> None:
        self.served = served
        self.engine = engine
        self.loading_seconds = loading_seconds
        self._tokens: dict[str, tuple[str, Me]] = {}

    def connection(self) -> "psycopg2.extensions.connection":
        """Bare psycopg2, as far from our code as can be."""
        return psycopg2.connect(self.served.settings.database)

    def fetch_size(self, address: str, headers: Mapping[str, str]) -> int:
        """How many bytes a file has."""
        trusting = ssl.create_default_context(cafile=str(self.served.certificates.authority))
        with httpx.stream("GET", address, headers=dict(headers), verify=trusting) as answer:
            return int(answer.headers["content-length"])

    def person(self, login: str) -> "Person":
        """A client of that person with a connection of its own; one session serves all clients of a person."""
        access = Access(self.served.url, ca=self.served.certificates.authority)
        transport = HttpxTransport(access)
        api = apis(transport)
        if login not in self._tokens:
            opened = api.identity.sign_in(login, PASSWORD)
            self._tokens[login] = opened.token, opened.me
        access.token, me = self._tokens[login]
        return Person(login, api, transport, me)


class Person(Struct):
    login: str
    api: Apis
    transport: HttpxTransport
    me: Me


RESTRICTED = 0.15


@contextmanager
def installed(
    documents: int, assignments: int, years: float, correspondents: int = 0, kept: Path | None = None
) -> Iterator[Installation]:
    """`kept` names a folder in which the city stays for the next measurement; it is loaded there once."""
    folder = kept or Path(tempfile.mkdtemp(prefix="grif-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    postgres = EmbeddedPostgres(folder / "postgres")
    try:
        postgres.start()
        settings = Settings(home=folder, database=postgres.url(), files=folder / "files", processes=PROCESSES)
        engine = engine_for(settings.database)
        started = time.perf_counter()
        runner.upgrade(engine)
        works = app.works(settings, engine=engine)
        if is_empty(engine):
            load(
                works, documents=documents, assignments=assignments, years=years, restricted=RESTRICTED,
                correspondents=correspondents,
            )  # fmt: skip
        loading = time.perf_counter() - started
        with serving(settings, PROCESSES, from_console) as served:
            served.start_worker()
            yield Installation(served, engine, loading)
        engine.dispose()
    finally:
        postgres.stop("fast" if kept else "immediate")
        if not kept:
            shutil.rmtree(folder)
