"""An open list learns who has just changed what on its rows, of those alone that the person may see."""

from msgspec.structs import replace

from tests.city import City


def test_another_persons_change_is_told_with_its_fields(city: City) -> None:
    first, second = city.sign_in("registrar"), city.sign_in("registrar2")
    document_id = first.api.registry.new_draft(first.place)
    letter = first.letter()
    version = first.api.registry.save(document_id, 1, letter)
    second.api.registry.save(document_id, version, replace(letter, summary="О кровле школы"))
    told = first.api.registry.touched([document_id])[document_id]
    assert (told.by, told.fields) == (second.me.name, ["Краткое содержание"])
    assert told.act == "Сохранены реквизиты проекта карточки"


def test_ones_own_change_is_no_news(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.api.registry.new_draft(clerk.place)
    clerk.api.registry.save(document_id, 1, clerk.letter())
    assert clerk.api.registry.touched([document_id]) == {}


def test_nothing_is_told_of_what_one_does_not_see(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.api.registry.new_draft(clerk.place)
    clerk.api.registry.save(document_id, 1, clerk.letter())
    assert city.sign_in("executor2").api.registry.touched([document_id]) == {}
