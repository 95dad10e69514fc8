"""A city of the release before norms had areas: its norms get them, what it lacks is added, templates name theirs."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from server.migrations import runner

BEFORE = "b7e2d9a4f136-1"
RULE = (
    '{"title": "«Оперативно»", "count": "calendar", "amount": 10, "shift": "back",'
    ' "source": "типовой порядок контроля поручений", "since": "signed"}'
)
KEPT = f'{{"document_id": 0, "text": "Рассмотреть", "rule": {RULE}}}'


@pytest.fixture
def old_city(engine: Engine) -> Iterator[Engine]:
    runner.downgrade(engine, BEFORE)
    yield engine
    runner.upgrade(engine)


def test_norms_of_an_installation_are_brought_over_and_back(old_city: Engine) -> None:
    with old_city.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM deadline_norm")) == 29
        connection.execute(text("UPDATE deadline_norm SET position = position + 100"))
        keep = text(
            "INSERT INTO resolution_template (person_id, title, is_group, content)"
            " SELECT min(id), 'Старый', false, CAST(:kept AS jsonb) FROM person"
        )
        connection.execute(keep, {"kept": KEPT})
    runner.upgrade(old_city)
    with old_city.begin() as connection:
        norms = connection.execute(text("SELECT area, position, rule FROM deadline_norm ORDER BY position")).all()
        assert len(norms) == 42
        assert "other" not in {row.area for row in norms}
        assert len({row.position for row in norms}) == 42
        extension = connection.execute(text("SELECT * FROM deadline_norm WHERE key = 'appeal_extension'")).one()
        assert (extension.area, extension.rule["since"], extension.rule["amount"]) == ("appeals", "term", 30)
        named = text("SELECT content->'rule'->>'norm' FROM resolution_template WHERE title = 'Старый'")
        assert connection.scalar(named) == "prompt"
        connection.execute(text("UPDATE document_kind SET deadline_norm = 'appeal_split' WHERE key = 'letter'"))
    runner.downgrade(old_city, BEFORE)
    with old_city.connect() as connection:
        assert connection.scalar(text("SELECT deadline_norm FROM document_kind WHERE key = 'letter'")) == ""
        assert connection.scalar(text("SELECT count(*) FROM deadline_norm")) == 29
