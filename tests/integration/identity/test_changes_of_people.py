"""What changes about people is felt by their next call, whoever changed it and wherever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, text

from common.kernel.rights import Right
from common.reports import Format
from common.rpc.errors import NotAllowed
from tests.city import City
from tests.serving import Served


def change(engine: Engine, statement: str, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), values)


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("UPDATE person SET post = 'Архивариус' WHERE id = :id", lambda me: me.post == "Архивариус"),
        (
            "UPDATE unit SET title = 'Отдел писем' WHERE id = (SELECT unit_id FROM person WHERE id = :id)",
            lambda me: me.unit == "Отдел писем",
        ),
        (
            (
                "UPDATE registration_place SET title = 'Экспедиция'"
                " WHERE id = (SELECT place_id FROM person_role WHERE person_id = :id)"
            ),
            lambda me: me.places[0].title == "Экспедиция",
        ),
        (
            (
                "INSERT INTO substitution (absent_id, deputy_id, since, until)"
                " SELECT min(id), :id, current_date - 1, current_date + 1 FROM person"
            ),
            lambda me: len(me.acts_for) == 1,
        ),
        (
            (
                "UPDATE role SET rights = array_append(rights, 'read_audit')"
                " WHERE id = (SELECT role_id FROM person_role WHERE person_id = :id)"
            ),
            lambda me: Right.READ_AUDIT in me.rights,
        ),
        (
            (
                "WITH lent AS (DELETE FROM substitution WHERE deputy_id = :id)"
                " DELETE FROM person_role WHERE person_id = :id"
            ),
            lambda me: me.rights == [Right.SIGNED_IN],
        ),
    ],
    ids=["post", "unit", "place", "substitution", "role", "roles"],
)
def test_a_change_is_felt_by_the_next_call(
    city: City, engine: Engine, statement: str, shown: Callable[[Any], bool]
) -> None:
    clerk = city.sign_in("registrar4")
    assert not shown(clerk.api.identity.me())
    change(engine, statement, id=clerk.me.id)
    assert shown(clerk.api.identity.me())


def test_a_right_that_is_taken_away_is_gone_at_once(city: City, engine: Engine) -> None:
    clerk = city.sign_in("registrar3")
    clerk.api.registry.unregistered()
    change(engine, "DELETE FROM person_role WHERE person_id = :id", id=clerk.me.id)
    with pytest.raises(NotAllowed, match="Регистрация документов"):
        clerk.api.registry.unregistered()


def test_people_at_work_notice_nothing_of_changes_beside_them(city: City, engine: Engine) -> None:
    at_work = [city.sign_in(login) for login in ("registrar", "mayor", "executor", "executor2")]

    def work(number: int) -> bool:
        change(engine, "UPDATE person SET post = post WHERE id = :id", id=at_work[0].me.id)
        return at_work[number % 4].api.identity.me().id == at_work[number % 4].me.id

    with ThreadPoolExecutor(8) as working:
        assert all(working.map(work, range(80)))


def test_a_job_of_a_person_dismissed_meanwhile_ends_and_says_why(
    city: City, engine: Engine, served: Served, eventually: Callable[..., Any]
) -> None:
    leaver = city.sign_in("registrar2")
    year = {"since": "2026-01-01", "until": "2026-11-23", "place": ""}
    leaver.api.reports.run("assignments.incoming_journal", year, Format.PDF)
    change(engine, "UPDATE person SET dismissed = current_date - 1 WHERE id = :id", id=leaver.me.id)
    served.start_worker()

    def ended() -> Any:
        query = text("SELECT state, message FROM job WHERE person_id = :id AND finished IS NOT NULL")
        with engine.connect() as connection:
            return connection.execute(query, {"id": leaver.me.id}).one_or_none()

    job = eventually(ended)
    assert job.state == "failed"
    assert "уволен" in job.message
