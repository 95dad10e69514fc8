"""The single approver of earlier releases becomes a route of one visa, and back."""

from collections.abc import Iterator

import psycopg2
import pytest
from sqlalchemy import Engine, text

from server.core.db import engine_for
from server.core.postgres import EmbeddedPostgres
from server.migrations import runner

BEFORE = "f3a7c5d81e20-1"  # whatever stands before the approvals


@pytest.fixture
def old_city(postgres: EmbeddedPostgres, template: str) -> Iterator[Engine]:
    """The sample city as the release before left it."""
    connection = psycopg2.connect(postgres.url("postgres"))
    connection.autocommit = True
    connection.cursor().execute(f"CREATE DATABASE old_city TEMPLATE {template}")
    engine = engine_for(postgres.url("old_city"))
    runner.downgrade(engine, BEFORE)
    yield engine
    engine.dispose()
    connection.cursor().execute("DROP DATABASE old_city WITH (FORCE)")
    connection.close()


def project(engine: Engine, state: str) -> tuple[int, int]:
    """A project of ours in a state, with its approver."""
    statement = text(
        "INSERT INTO document (version, document_class, state, author_id, executor_id, approver_id, kind, place_id,"
        " open_place_id, open_file, readers, access_id, created, source, name, number, number_key, number_order,"
        " signatory, their_number, their_number_key, delivery, redirected, summary, body, drawn_up_at, left_state,"
        " normative, publication, force, open_to_all, register_when_signed, joint_numbers, form, form_basis,"
        " paper_place, extra, topic, sheets, copies, appendices, appendix_sheets, restriction, restriction_basis,"
        " copy_number, case_file, remark, pages, reading, resolutions, unexecuted)"
        " SELECT 1, 'internal', :state, p.id, p.id, a.id, 'memo', (SELECT min(id) FROM registration_place), 0, '',"
        " '{}', 1, now(), '', '', '', '', '', '', '', '', '', '', 'О графике', '', '', '', false, '', '', false, true,"
        " '', 'electronic', '', '', '{}', '', 1, 1, 0, 0, 'none', '', '', '', '', 0, '', 0, 0"
        " FROM person p, person a ORDER BY p.id DESC, a.id LIMIT 1 RETURNING id, approver_id"
    )
    with engine.begin() as connection:
        found = connection.execute(statement, {"state": state}).one()
    return found.id, found.approver_id


def test_a_project_under_approval_goes_on_and_comes_back(old_city: Engine) -> None:
    waits, approver = project(old_city, "approval")
    passed, _ = project(old_city, "signing")
    runner.upgrade(old_city)
    with old_city.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT a.document_id, a.state, v.person_id, v.visa, v.arrived IS NOT NULL"
                " FROM approval a JOIN approval_visa v ON v.approval_id = a.id"
            )
        ).all()
        awaited = dict(connection.execute(text("SELECT document_id, awaited FROM document_approver")).all())
        rights = connection.execute(text("SELECT rights FROM role WHERE 'administer' = ANY (rights)")).scalars().all()
    assert rows == [(waits, "running", approver, None, True)]
    assert awaited == {waits: True, passed: False}
    assert all("edit_routes" in each for each in rights)
    runner.downgrade(old_city, BEFORE)
    with old_city.connect() as connection:
        kept = connection.execute(text("SELECT approver_id FROM document WHERE id = :id"), {"id": waits}).scalar_one()
    assert kept == approver
