"""Changes behind the services, and callers without a session."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from server.core.clock import Clock
from server.core.service import Context
from server.core.settings import Settings
from server.identity.login import caller_of
from server.identity.models import Account


@pytest.fixture
def change(engine: Engine) -> Callable[..., None]:
    def run(statement: str, **values: object) -> None:
        with engine.begin() as connection:
            connection.execute(text(statement), values)

    return run


@pytest.fixture
def one(engine: Engine) -> Callable[..., object]:
    """The single value that a question to the database gives."""

    def ask(statement: str, **values: object) -> object:
        with engine.connect() as connection:
            return connection.execute(text(statement), values).scalar_one()

    return ask


@pytest.fixture
def as_person(engine: Engine, settings: Settings):
    """The context of a call of the person with that login."""
    sessions = []

    def context(login: str) -> Context:
        session = Session(engine)
        sessions.append(session)
        person_id = session.scalars(select(Account.person_id).where(Account.login == login)).one()
        caller = caller_of(session, person_id, Clock().today())
        return Context(session, settings, Clock(), {}, caller=caller)

    yield context
    for session in sessions:
        session.close()
