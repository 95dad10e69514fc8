"""The internal copy of an outgoing document: its number and its mark are the document's own."""

import pytest
from msgspec.structs import replace

from common.kernel.ids import DocumentId
from common.registry.card import Restriction
from common.registry.classes import DocumentState
from common.registry.ledger import NumberChoice
from common.registry.rules import Action
from common.rpc.errors import Invalid, Missing, NotAllowed
from tests.city import City
from tests.integration.registry.test_ledger import number
from tests.integration.registry.test_projects import project, registered


def test_one_internal_copy_shares_the_number_and_nothing_else(city: City) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    letter = project(clerk, clerk.place, form="mixed", form_basis="Регламент")
    own = registered(clerk, letter)
    copy = clerk.api.numbers.copy_inside(letter, [city.sign_in("mayor").me.id])
    assert number(clerk, copy) == own
    inside, outside = clerk.api.registry.card(copy), clerk.api.registry.card(letter)
    assert (inside.registered, inside.draft.addressee_ids) == (outside.registered, [mayor.me.id])
    assert copy in [row.document_id for row in mayor.api.notifications.register().rows]
    other = project(clerk, clerk.place, form="mixed", form_basis="Регламент")
    registered(clerk, other)
    with pytest.raises(Invalid, match="Адресаты"):
        clerk.api.numbers.copy_inside(other, [])
    with pytest.raises(Invalid, match="уже есть"):
        clerk.api.numbers.copy_inside(letter, [city.sign_in("mayor").me.id])
    with pytest.raises(NotAllowed, match="отдельно не перенумеровывается"):
        clerk.api.numbers.renumber(copy, clerk.api.registry.card(copy).version, NumberChoice(reason="Так"))
    assert mayor.me.id


def test_what_becomes_of_a_number_becomes_of_the_internal_copy(city: City) -> None:
    clerk = city.sign_in("registrar")
    letter = project(clerk, clerk.place, form="mixed", form_basis="Регламент")
    registered(clerk, letter)
    copy = clerk.api.numbers.copy_inside(letter, [city.sign_in("mayor").me.id])
    again = NumberChoice(reason="Ошибка журнала")
    fresh = clerk.api.numbers.renumber(letter, clerk.api.registry.card(letter).version, again)
    assert number(clerk, copy) == fresh.number
    assert "Изменён регистрационный номер" in {act.action for act in clerk.api.registry.history(copy)}
    clerk.api.numbers.cancel(letter, fresh.version, "Не отправлено")
    assert clerk.api.registry.card(copy).state is DocumentState.CANCELLED


def outgoing_with_copy(city: City, **changes: object) -> tuple[DocumentId, DocumentId]:
    clerk = city.sign_in("registrar")
    letter = project(clerk, clerk.place, form="mixed", form_basis="Регламент", **changes)
    registered(clerk, letter)
    return letter, clerk.api.numbers.copy_inside(letter, [city.sign_in("mayor").me.id])


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
