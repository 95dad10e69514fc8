"""The mark «дсп» follows the card into the number, and those who lose sight of it hear so."""

import pytest
from msgspec.structs import replace

from common.kernel.ids import DocumentId
from common.registry.card import Restriction
from common.registry.document import DocumentFilter
from common.registry.ledger import NumberChoice, NumberState
from common.registry.rules import Action
from common.rpc.errors import Invalid, Missing, NotAllowed
from tests.city import City
from tests.integration.registry.test_ledger import entries, journal_of, number, project, registered


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


def test_the_internal_copy_gets_and_loses_the_mark_with_its_document(city: City) -> None:
    """It has the same text, and what is listed only to the named does not stay open under the same number."""
    clerk, other = city.sign_in("registrar"), city.sign_in("registrar2")
    letter = project(clerk, clerk.place, form="mixed", form_basis="Регламент")
    registered(clerk, letter)
    copy = clerk.api.numbers.copy_inside(letter, [city.sign_in("mayor").me.id])
    card = clerk.api.registry.card(letter)
    clerk.api.registry.save(letter, card.version, replace(card.draft, open_to_all=True))
    assert other.api.registry.card(copy).number
    card = clerk.api.registry.card(letter)
    marked = replace(
        card.draft, restriction=Restriction.OFFICIAL, restriction_basis="п. 4", copy_number="1", open_to_all=False
    )
    version = clerk.api.registry.save(letter, card.version, marked)
    kept = clerk.api.registry.card(copy).draft
    assert (kept.restriction, kept.restriction_basis, kept.copy_number) == (Restriction.OFFICIAL, "п. 4", "1")
    with pytest.raises(Missing):
        other.api.registry.card(copy)
    clerk.api.access.lift(letter, version, "Опубликовано")
    assert clerk.api.registry.card(copy).draft.restriction is Restriction.NONE
    told = [act.action for act in clerk.api.registry.history(copy)]
    assert "Пометка ДСП — вместе с исходящим документом" in told


def outgoing_with_copy(city: City, **changes: object) -> tuple[DocumentId, DocumentId]:
    clerk = city.sign_in("registrar")
    letter = project(clerk, clerk.place, form="mixed", form_basis="Регламент", **changes)
    registered(clerk, letter)
    return letter, clerk.api.numbers.copy_inside(letter, [city.sign_in("mayor").me.id])


def test_another_basis_alone_comes_to_the_internal_copy_too(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter, copy = outgoing_with_copy(city)
    for basis in ("п. 4", "п. 7"):
        card = clerk.api.registry.card(letter)
        draft = replace(card.draft, restriction=Restriction.OFFICIAL, restriction_basis=basis, copy_number="1")
        clerk.api.registry.save(letter, card.version, draft)
    assert clerk.api.registry.card(copy).draft.restriction_basis == "п. 7"


def test_an_internal_copy_is_open_from_its_beginning_to_whom_its_document_is(city: City) -> None:
    _letter, copy = outgoing_with_copy(city, open_to_all=True)
    assert city.sign_in("registrar2").api.registry.card(copy).draft.open_to_all


def test_the_mark_of_an_internal_copy_is_not_changed_on_the_copy(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter, copy = outgoing_with_copy(city)
    card = clerk.api.registry.card(copy)
    assert card.copy_of == clerk.api.registry.card(letter).number
    marked = replace(card.draft, restriction=Restriction.OFFICIAL, restriction_basis="п. 4", copy_number="1")
    with pytest.raises(Invalid) as refused:
        clerk.api.registry.save(copy, card.version, marked)
    assert [each.field for each in refused.value.problems] == ["restriction", "restriction_basis", "copy_number"]
    assert all(f"исходящего № {card.number}" in each.text for each in refused.value.problems)
    clerk.api.registry.save(copy, card.version, replace(card.draft, remark="Роздано"))


def test_the_mark_is_lifted_where_it_was_put_and_the_copy_says_so_beforehand(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter, copy = outgoing_with_copy(city)
    card = clerk.api.registry.card(letter)
    marked = replace(card.draft, restriction=Restriction.OFFICIAL, restriction_basis="п. 4", copy_number="1")
    clerk.api.registry.save(letter, card.version, marked)
    inside = clerk.api.registry.card(copy)
    said = inside.refusals[Action.LIFT]
    assert said == f"Гриф внутренней копии следует за исходящим № {card.number}: снимите его там."
    assert not inside.may(Action.RENUMBER)
    assert not inside.may(Action.CHANGE_JOURNAL)
    with pytest.raises(NotAllowed, match="следует за исходящим"):
        clerk.api.access.lift(copy, inside.version, "Опубликовано")
    assert clerk.api.registry.card(letter).may(Action.LIFT)


def test_the_same_value_needs_a_reason_and_is_not_asked_for_with_another(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = clerk.register()
    version = clerk.api.registry.card(letter).version
    for choice in (NumberChoice(same_value=True), NumberChoice(same_value=True, number="01-26/1", reason="Так")):
        with pytest.raises(Invalid):
            clerk.api.numbers.renumber(letter, version, choice)
