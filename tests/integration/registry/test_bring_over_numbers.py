"""Numbers given by earlier releases stand by their years after the update, and as before it after a way back."""

import psycopg2
from sqlalchemy import text

from server.core.db import engine_for
from server.core.postgres import EmbeddedPostgres
from server.migrations import runner

BEFORE = "f2b6d80c4a19-1"  # whatever stands before the year in the order
ORDERS = text("SELECT number_order FROM document WHERE state = 'registered' ORDER BY id")
YEARS = text("SELECT bool_and(number_order LIKE to_char(registered, 'YYYY') || ' _%') FROM document"
             " WHERE registered IS NOT NULL")  # fmt: skip


def test_the_order_of_old_numbers_gets_its_year_and_loses_it(postgres: EmbeddedPostgres, template: str) -> None:
    connection = psycopg2.connect(postgres.url("postgres"))
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE old_numbers TEMPLATE {template}")
    engine = engine_for(postgres.url("old_numbers"))

    def orders() -> list[str]:
        with engine.connect() as asked:
            return list(asked.scalars(ORDERS))

    now = orders()
    runner.downgrade(engine, BEFORE)
    assert orders() == [order[5:] for order in now]
    runner.upgrade(engine)
    assert orders() == now
    with engine.connect() as asked:
        assert asked.scalar(YEARS) is True
        assert asked.scalar(text("SELECT last_vacuum IS NOT NULL FROM pg_stat_user_tables WHERE relname = 'document'"))
    engine.dispose()
    connection.cursor().execute("DROP DATABASE old_numbers WITH (FORCE)")
    connection.close()
