"""Whether an act is in force is a matter of the day: nothing is stored that could go stale."""

from datetime import date, timedelta

import pytest

from common.kernel.ids import DocumentId
from common.registry.classes import DocumentClass, Force, force_words
from common.registry.columns import COLUMNS
from common.registry.document import DocumentFilter, Point
from common.registry.links import LinkType
from common.registry.selection import Comparison, Condition
from common.rpc.errors import Invalid
from server.core.clock import Clock
from tests.city import City, Signed
from tests.integration.registry.test_projects import project, registered, version

TODAY = Clock().today()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ON_PAPER = {"form": "mixed", "form_basis": "Регламент", "points": [Point(number="1", text="Утвердить.")]}


def act(clerk: Signed, in_force: date | None = None) -> DocumentId:
    made = project(clerk, clerk.place, "resolution", in_force=in_force, **ON_PAPER)
    registered(clerk, made)
    return made


def force(clerk: Signed, document_id: DocumentId) -> tuple[Force, date | None]:
    """As the card says; the register says the same."""
    card = clerk.api.registry.card(document_id)
    acts = DocumentFilter(document_class=DocumentClass.ACT)
    [row] = [each for each in clerk.api.registry.documents(acts, 0, 500).rows if each.id == document_id]
    assert (row.force, row.force_since) == (card.force, card.force_since)
    assert COLUMNS["force"].text(row) == force_words(card.force, card.force_since)
    return card.force, card.force_since


def test_an_act_is_not_in_force_before_its_day(city: City) -> None:
    clerk = city.sign_in("registrar")
    assert force(clerk, act(clerk, TOMORROW)) == (Force.PENDING, TOMORROW)
    assert force_words(Force.PENDING, date(2026, 12, 5)) == "Вступит в силу 05.12.2026"
    assert force(clerk, act(clerk, TODAY)) == (Force.IN_FORCE, TODAY)
    assert force(clerk, act(clerk)) == (Force.IN_FORCE, TODAY)
    assert force(clerk, act(clerk, YESTERDAY)) == (Force.IN_FORCE, YESTERDAY)


@pytest.mark.parametrize(
    ("link_type", "changed"), [(LinkType.AMENDS, Force.AMENDED), (LinkType.REPEALS, Force.REPEALED)]
)
def test_an_act_changes_another_from_the_day_of_its_own_force(city: City, link_type: LinkType, changed: Force) -> None:
    clerk = city.sign_in("registrar")
    old, later, now = act(clerk), act(clerk, TOMORROW), act(clerk)
    clerk.api.links.link(later, old, link_type)
    assert force(clerk, old) == (Force.IN_FORCE, TODAY)
    clerk.api.links.link(now, old, link_type)
    assert force(clerk, old) == (changed, TODAY)


def test_a_cancelled_act_changes_nothing(city: City) -> None:
    clerk = city.sign_in("registrar")
    old, repealing = act(clerk), act(clerk)
    clerk.api.links.link(repealing, old, LinkType.REPEALS)
    assert force(clerk, old)[0] is Force.REPEALED
    clerk.api.numbers.cancel(repealing, version(clerk, repealing), "Издан по ошибке")
    assert force(clerk, old)[0] is Force.IN_FORCE
    assert clerk.api.registry.card(repealing).force is Force.NONE


def test_the_register_is_narrowed_by_the_force_of_today(city: City) -> None:
    clerk = city.sign_in("registrar")
    waiting, standing, letter = act(clerk, TOMORROW), act(clerk), clerk.register()

    def found(comparison: Comparison, value: str = "") -> set[int]:
        asked = Condition(field="force", comparison=comparison, value=value)
        chosen = DocumentFilter(document_class=None, conditions=[asked])
        return {row.id for row in clerk.api.registry.documents(chosen, 0, 500).rows} & {waiting, standing, letter}

    assert found(Comparison.IS, "Ещё не вступил в силу") == {waiting}
    assert found(Comparison.IS, "Действует") == {standing}
    assert found(Comparison.FILLED) == {waiting, standing}
    assert found(Comparison.KEY, "pending") == {waiting}


def test_of_two_acts_of_one_day_the_number_says_which_came_first(city: City) -> None:
    clerk = city.sign_in("registrar")
    earlier, later = act(clerk), act(clerk)
    with pytest.raises(Invalid, match="принят позже"):
        clerk.api.links.link(earlier, later, LinkType.REPEALS)
    assert clerk.api.links.link(later, earlier, LinkType.REPEALS)
