"""A clerk switches proposals off field by field, for nobody else, and on again."""

import pytest
from sqlalchemy import Engine

from common.rpc.errors import NotAllowed
from common.scanning.recognition import Outcome, ProposedField
from tests.city import City
from tests.integration.scanning.papers import Desk
from tests.integration.scanning.test_outcomes import outcomes, paper, proposed, register

READ = (
    proposed(ProposedField.SIGNATORY, "Костров Д.П."),
    proposed(ProposedField.THEIR_NUMBER, "17/К"),
    proposed(ProposedField.SUMMARY, "О дорогах"),
)


@pytest.fixture(autouse=True)
def everything_offered(desk: Desk):
    yield
    desk.clerk.api.offers.keep([])


def fields(desk: Desk, document_id: int) -> list[ProposedField]:
    return [each.field for each in desk.seen(document_id).proposals]


def test_a_field_that_a_clerk_declines_is_offered_to_colleagues_only(desk: Desk, engine: Engine, city: City) -> None:
    document_id = paper(desk, engine, *READ)
    desk.clerk.api.offers.decline(ProposedField.SIGNATORY)
    assert fields(desk, document_id) == [ProposedField.THEIR_NUMBER, ProposedField.SUMMARY]
    colleague = city.sign_in("registrar2")
    assert len(colleague.api.scanning.recognition(document_id).proposals) == 3
    assert colleague.api.offers.declined() == []


def test_what_is_declined_holds_at_the_next_sign_in_and_is_switched_on_again(
    desk: Desk, engine: Engine, city: City
) -> None:
    document_id = paper(desk, engine, *READ)
    desk.clerk.api.offers.keep([ProposedField.SUMMARY, ProposedField.SIGNATORY])
    later = city.sign_in("registrar").api.offers
    assert later.declined() == [ProposedField.SIGNATORY, ProposedField.SUMMARY], "in the order of the card"
    later.keep([ProposedField.SUMMARY])
    assert fields(desk, document_id) == [ProposedField.SIGNATORY, ProposedField.THEIR_NUMBER]


def test_what_was_not_shown_is_no_failure_of_the_proposals(desk: Desk, engine: Engine) -> None:
    desk.clerk.api.offers.decline(ProposedField.SIGNATORY)
    document_id = paper(desk, engine, *READ)
    register(desk, document_id, summary="О дорогах")
    assert ProposedField.SIGNATORY not in outcomes(engine, document_id)
    assert outcomes(engine, document_id)[ProposedField.SUMMARY] is Outcome.ACCEPTED
    desk.clerk.api.offers.keep(list(ProposedField))
    unseen = paper(desk, engine, *READ)
    register(desk, unseen)
    assert outcomes(engine, unseen) == {}


def test_a_change_of_what_is_offered_stands_in_the_audit(desk: Desk, city: City) -> None:
    def told() -> list[str]:
        rows = city.sign_in("auditor").api.administration.audit().rows
        return [row.details for row in rows if row.action == "Изменено, что предлагать по тексту"]

    before = len(told())
    desk.clerk.api.offers.decline(ProposedField.SIGNATORY)
    desk.clerk.api.offers.decline(ProposedField.SIGNATORY)
    desk.clerk.api.offers.keep([])
    new = told()[: len(told()) - before]
    assert new == ["снова предлагать: Подпись", "больше не предлагать: Подпись"], "nothing changed the second time"


def test_only_an_administrator_sees_what_has_been_learned(desk: Desk, city: City) -> None:
    learned = city.sign_in("admin").api.learning.learned()
    assert learned.relearned is None
    assert learned.job_id is None
    with pytest.raises(NotAllowed):
        desk.clerk.api.learning.learned()
