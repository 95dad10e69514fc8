"""A document for official use is seen by those named in it, in person, and every look at it is on record."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from common.assignments.cards import Folder
from common.registry.card import Restriction
from common.registry.document import DocumentFilter
from common.rpc.errors import Missing
from tests.city import City, Signed

RESTRICTED = {
    "restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень сведений ДСП, п. 4", "copy_number": "1",
    "summary": "О мерах антитеррористической защищённости водозабора",
}  # fmt: skip


@pytest.fixture
def restricted(resolve: Callable):
    return resolve(letter=RESTRICTED)


@pytest.fixture
def head_of_executor(city: City, engine: Engine) -> Signed:
    """Who leads the executor's unit and sees all that its people take part in."""
    login = text(
        "SELECT h.login FROM account h JOIN unit u ON u.head_id = h.person_id"
        " JOIN person p ON p.unit_id = u.id JOIN account a ON a.person_id = p.id WHERE a.login = 'executor'"
    )
    with engine.connect() as connection:
        return city.sign_in(connection.execute(login).scalar_one())


def test_the_head_of_the_executor_sees_an_ordinary_letter_but_no_restricted_one(
    resolve: Callable, restricted, head_of_executor: Signed
) -> None:
    ordinary = resolve()
    assert head_of_executor.api.registry.card(ordinary.document_id).id == ordinary.document_id
    with pytest.raises(Missing):
        head_of_executor.api.registry.card(restricted.document_id)
    with pytest.raises(Missing):
        head_of_executor.api.assignments.of_document(restricted.document_id)
    rows = head_of_executor.api.registry.documents(DocumentFilter(summary="водозабора"), 0, 500).rows
    assert restricted.document_id not in [row.id for row in rows]


def test_the_executor_sees_it_and_the_look_is_in_the_audit(restricted) -> None:
    card = restricted.executor.api.registry.card(restricted.document_id)
    assert card.number.endswith("-дсп")
    acts = restricted.executor.api.registry.history(restricted.document_id)
    assert ("Просмотрен", restricted.executor.me.name) in [(act.action, act.person) for act in acts]
    assert restricted.id in [row.id for row in restricted.executor.api.assignments.folder(Folder.TO_EXECUTE).rows]


def test_the_deputy_of_an_absent_executor_sees_nothing_of_it_in_folders_and_counts(
    resolve: Callable, on_leave: tuple[Signed, Signed]
) -> None:
    absent, deputy = on_leave
    before = deputy.api.assignments.counts()
    restricted = resolve(letter=RESTRICTED, responsible_id=absent.me.id)
    assert restricted.id in [row.id for row in absent.api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows]
    assert restricted.id not in [row.id for row in deputy.api.assignments.folder(Folder.TO_EXECUTE, 0, 500).rows]
    assert deputy.api.assignments.counts() == before
    with pytest.raises(Missing):
        deputy.api.registry.card(restricted.document_id)
