"""One real PostgreSQL for the whole run; a database of its own, cloned from a sample city, for each module."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import Engine, update

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from common.jobs import JobState
from server import app
from server.core.clock import HeldClock
from server.core.db import engine_for
from server.core.postgres import EmbeddedPostgres
from server.core.settings import Settings
from server.jobs.models import Job
from server.migrations import runner
from server.sample.load import load
from server.scanning.relearning import order_learning
from tests.city import TODAY, City
from tests.serving import Served, serving

DOCUMENTS, ASSIGNMENTS = 400, 600
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    folder = Path(tempfile.mkdtemp(prefix="grif-tests-"))
    folder.chmod(0o755)
    cluster = EmbeddedPostgres(folder / "postgres", shared_buffers="64MB")
    cluster.start()
    yield cluster
    cluster.stop("immediate")
    shutil.rmtree(folder)


def _sql(postgres: EmbeddedPostgres, statement: str) -> None:
    connection = psycopg2.connect(postgres.url("postgres"))
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


def _loaded(postgres: EmbeddedPostgres, home: Path, name: str, ours: float) -> str:
    """A small sample city in a database to be cloned."""
    _sql(postgres, f"CREATE DATABASE {name}")
    settings = Settings(home=home, database=postgres.url(name), files=home / "files")
    engine = engine_for(settings.database)
    runner.upgrade(engine)
    works = app.works(settings, HeldClock(TODAY), engine)
    load(works, documents=DOCUMENTS, assignments=ASSIGNMENTS, years=1.0, ours=ours)
    with works.transaction() as context:  # no worker learns from it by itself when tests run at night
        job_id = order_learning(context, anew=False)
        never = update(Job).where(Job.id == job_id).values(state=JobState.CANCELLED, queued=NEVER)
        context.session.execute(never)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def letters(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The city with the letters that have come to it, loaded once."""
    return _loaded(postgres, tmp_path_factory.mktemp("home"), "city", 0)


@pytest.fixture(scope="session")
def whole(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The city with documents of every class and in every state, loaded once."""
    return _loaded(postgres, tmp_path_factory.mktemp("home"), "whole_city", 0.8)


@pytest.fixture(scope="module")
def template(letters: str) -> str:
    """Which city a module begins with."""
    return letters


numbers = itertools.count(1)


@pytest.fixture(scope="module")
def settings(postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The settings of an installation of the module's own."""
    name = f"city_{next(numbers)}"
    _sql(postgres, f"CREATE DATABASE {name} TEMPLATE {template}")
    home = tmp_path_factory.mktemp("home")
    database = postgres.url(name)
    yield Settings(home=home, database=database, files=home / "files", organisation="Администрация Северогорска")
    _sql(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def engine(settings: Settings) -> Iterator[Engine]:
    engine = engine_for(settings.database)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def served(settings: Settings) -> Iterator[Served]:
    """A real server process over HTTP, with the city of the module behind it."""
    with serving(settings) as running:
        yield running


@pytest.fixture(scope="module")
def tokens() -> dict[str, str]:
    """Of whoever has signed in during an earlier test of the module."""
    return {}


@pytest.fixture
def city(served: Served, tokens: dict[str, str]) -> Iterator[City]:
    """The people of the city, each of whom can sign in and call."""
    people = City(served, tokens)
    yield people
    people.close()
