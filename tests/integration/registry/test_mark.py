"""The mark «дсп» follows the card into the number, and those who lose sight of it hear so."""

import pytest
from msgspec.structs import replace

from common.registry.card import Restriction
from common.registry.document import DocumentFilter
from common.registry.ledger import NumberChoice, NumberState
from common.rpc.errors import Invalid
from tests.city import City
from tests.integration.registry.test_ledger import entries, journal_of, number


def test_a_mark_put_on_later_comes_to_the_number_without_spending_another(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    old, last = number(clerk, letter), journal_of(clerk).last
    card = clerk.api.registry.card(letter)
    assert card.respelled == ""
    marked = replace(card.draft, restriction=Restriction.OFFICIAL, restriction_basis="п. 4", copy_number="1")
    version = clerk.api.registry.save(letter, card.version, marked)
    assert clerk.api.registry.card(letter).respelled == f"{old}-дсп"
    choice = NumberChoice(same_value=True, reason="поставлена пометка ДСП")
    given = clerk.api.numbers.renumber(letter, version, choice)
    assert (given.number, journal_of(clerk).last) == (f"{old}-дсп", last)
    [row] = [each for each in entries(clerk) if each.document_id == letter]
    assert (row.number, row.state) == (f"{old}-дсп", NumberState.ISSUED)
    assert row.reason == f"поставлена пометка ДСП; прежде {old}"
    assert [each.state for each in row.before] == [NumberState.ISSUED]
    card = clerk.api.registry.card(letter)
    assert card.respelled == ""
    with pytest.raises(Invalid, match="уже такая"):
        clerk.api.numbers.renumber(letter, card.version, choice)
    version = clerk.api.access.lift(letter, card.version, "Опубликовано")
    lifted = clerk.api.numbers.renumber(letter, version, NumberChoice(same_value=True, reason="пометка ДСП снята"))
    assert lifted.number == old
    found = clerk.api.registry.documents(DocumentFilter(number=old), 0, 5)
    assert [each.id for each in found.rows] == [letter]


def test_the_same_value_needs_a_reason_and_is_not_asked_for_with_another(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    version = clerk.api.registry.card(letter).version
    for choice in (NumberChoice(same_value=True), NumberChoice(same_value=True, number="01-26/1", reason="Так")):
        with pytest.raises(Invalid):
            clerk.api.numbers.renumber(letter, version, choice)
