"""Numbered copies of restricted documents: handed out, looked at, taken back."""

import pytest
from msgspec.structs import replace

from common.registry.card import Restriction
from common.rpc.errors import Invalid, Missing, NotAllowed
from tests.city import City, Signed

SECRET = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1"}


@pytest.fixture
def clerk(city: City) -> Signed:
    return city.sign_in("registrar")


def test_whoever_takes_part_holds_a_numbered_copy_and_each_look_counts(city: City, clerk: Signed) -> None:
    mayor = city.sign_in("mayor")
    document = clerk.register(**SECRET)
    assert [row.number for row in clerk.api.access.copies(document).rows] == [1, 2]
    for _ in range(3):
        mayor.api.registry.card(document)
    copies = clerk.api.access.copies(document)
    held = next(row for row in copies.rows if row.person_id == mayor.me.id)
    assert (held.views, held.last_view is not None) == (3, True)
    assert copies.all_views >= 3
    assert copies.views[0].person == mayor.me.name


def test_a_copy_opens_the_document_until_it_is_taken_back(city: City, clerk: Signed) -> None:
    reader = city.sign_in("executor")
    document = clerk.register(**SECRET)
    with pytest.raises(Missing):
        reader.api.registry.card(document)
    number = clerk.api.access.hand_copy(document, reader.me.id, "Резолюция мэра")
    assert number == 3
    assert reader.api.registry.card(document).id == document
    with pytest.raises(Invalid, match="уже числится экземпляр"):
        clerk.api.access.hand_copy(document, reader.me.id, "Ещё раз")
    with pytest.raises(Invalid, match="Причина"):
        clerk.api.access.take_copy_back(document, number, " ")
    clerk.api.access.take_copy_back(document, number, "Ознакомлен")
    with pytest.raises(Missing):
        reader.api.registry.card(document)
    row = next(row for row in clerk.api.access.copies(document).rows if row.number == number)
    assert row.until is not None
    acts = [act.action for act in clerk.api.registry.history(document)]
    assert {"Выдан экземпляр ДСП", "Возвращён экземпляр ДСП"} <= set(acts)


def test_a_holder_may_not_hand_on(city: City, clerk: Signed) -> None:
    mayor = city.sign_in("mayor")
    document = clerk.register(**SECRET)
    assert not mayor.api.access.copies(document).may_keep
    with pytest.raises(NotAllowed, match="делопроизводитель места регистрации"):
        mayor.api.access.hand_copy(document, city.sign_in("executor").me.id, "Для сведения")


def test_an_ordinary_letter_has_no_numbered_copies(clerk: Signed) -> None:
    document = clerk.register()
    assert not clerk.api.access.copies(document).restricted
    with pytest.raises(Invalid, match="ДСП"):
        clerk.api.access.hand_copy(document, clerk.person("Шелест").id, "Для сведения")


def test_a_restriction_is_lifted_with_a_reason_only_and_opens_the_document_to_its_place(city: City) -> None:
    clerk, head = city.sign_in("registrar"), city.sign_in("affairs")
    document_id = clerk.register(**SECRET)
    card = clerk.api.registry.card(document_id)
    open_card = replace(card.draft, restriction=Restriction.NONE, restriction_basis="", copy_number="")
    with pytest.raises(Invalid) as refused:
        clerk.api.registry.save(document_id, card.version, open_card)
    assert [problem.field for problem in refused.value.problems] == ["restriction"]
    with pytest.raises(Invalid, match="Причина"):
        clerk.api.access.lift(document_id, card.version, "  ")
    with pytest.raises(Missing):
        head.api.registry.card(document_id)
    clerk.api.access.lift(document_id, card.version, "Сведения опубликованы")
    assert head.api.registry.card(document_id).draft.restriction is Restriction.NONE
    [act, *_] = clerk.api.registry.history(document_id)
    assert act.action == "Снят гриф ограничения"
    assert "причина: Сведения опубликованы" in act.details
    assert "Гриф доступа: Для служебного пользования → Без ограничений" in act.details
    with pytest.raises(Invalid, match="нет грифа"):
        clerk.api.access.lift(document_id, clerk.api.registry.card(document_id).version, "Ещё раз")
