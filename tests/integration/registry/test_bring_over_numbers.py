"""Numbers given by earlier releases stand by their years after the update, and as before it after a way back."""

from collections.abc import Iterator

import psycopg2
import pytest
from sqlalchemy import Engine, text

from server.core.db import engine_for
from server.core.postgres import EmbeddedPostgres
from server.migrations import runner

BEFORE = "f2b6d80c4a19-1"  # whatever stands before the year in the order
UNCHECKED = "5b7e30a1c9d4-1"  # before the year was checked
ORDERS = text("SELECT number_order FROM document WHERE state = 'registered' ORDER BY id")
YEARS = text("SELECT bool_and(number_order LIKE to_char(registered, 'YYYY') || ' _%') FROM document"
             " WHERE registered IS NOT NULL")  # fmt: skip


@pytest.fixture
def engine(postgres: EmbeddedPostgres, template: str) -> Iterator[Engine]:
    """A database of its own, to be taken back and forth."""
    connection = psycopg2.connect(postgres.url("postgres"))
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE old_numbers TEMPLATE {template}")
    made = engine_for(postgres.url("old_numbers"))
    yield made
    made.dispose()
    connection.cursor().execute("DROP DATABASE old_numbers WITH (FORCE)")
    connection.close()


def orders(engine: Engine) -> list[str]:
    with engine.connect() as asked:
        return list(asked.scalars(ORDERS))


def test_the_order_of_old_numbers_gets_its_year_and_loses_it(engine: Engine) -> None:
    now = orders(engine)
    runner.downgrade(engine, BEFORE)
    assert orders(engine) == [order[5:] for order in now]
    runner.upgrade(engine)
    assert orders(engine) == now
    with engine.connect() as asked:
        assert asked.scalar(YEARS) is True
        assert asked.scalar(text("SELECT last_vacuum IS NOT NULL FROM pg_stat_user_tables WHERE relname = 'document'"))


def test_an_order_of_another_year_is_put_right_before_it_is_checked(engine: Engine) -> None:
    now = orders(engine)
    runner.downgrade(engine, UNCHECKED)
    spoil = (
        "UPDATE document SET number_order = '1999' || substr(number_order, 5) WHERE id % 3 = 0",
        "UPDATE document SET number_order = '' WHERE id % 3 = 1",
    )
    with engine.begin() as connection:
        for statement in spoil:
            connection.execute(text(f"{statement} AND state = 'registered'"))
    runner.upgrade(engine)
    with engine.connect() as asked:
        assert asked.scalar(YEARS) is True
    assert [one for one, was in zip(orders(engine), now, strict=True) if one[:5] != was[:5]] == []
