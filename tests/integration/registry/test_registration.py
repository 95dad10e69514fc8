"""Registration through the real server."""

import pytest

from common.registry.document import DocumentFilter
from common.rpc.errors import Invalid, Missing, Stale, Twin
from tests.city import City


def test_a_letter_gets_the_next_number_of_its_journal(city: City) -> None:
    clerk = city.sign_in("registrar")
    numbers = []
    for _ in range(3):
        document_id = clerk.register()
        numbers.append(int(clerk.api.registry.card(document_id).number.rpartition("/")[2]))
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


def test_the_same_letter_is_stopped_before_a_number_is_spent(city: City) -> None:
    clerk = city.sign_in("registrar")
    first = clerk.register(their_number="01-05/77")
    second = clerk.api.registry.new_draft(clerk.place)
    version = clerk.api.registry.card(second).version
    with pytest.raises(Twin) as stopped:
        clerk.api.registry.register(second, version, clerk.letter(their_number="01 - 05/77"))
    assert stopped.value.twin == first
    registered = clerk.api.registry.register(second, version, clerk.letter(their_number="01-05/77"), "Второй экземпляр")
    before = clerk.api.registry.card(first).number
    assert int(registered.number.rpartition("/")[2]) == int(before.rpartition("/")[2]) + 1


def test_an_unfilled_card_is_refused_field_by_field(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.api.registry.new_draft(clerk.place)
    with pytest.raises(Invalid) as refused:
        clerk.api.registry.register(document_id, 1, clerk.letter(signatory="", summary="", their_date=None))
    assert {problem.field for problem in refused.value.problems} == {"signatory", "summary", "their_date"}


def test_the_second_of_two_clerks_on_one_card_learns_that_it_has_changed(city: City) -> None:
    first, second = city.sign_in("registrar"), city.sign_in("registrar2")
    document_id = first.api.registry.new_draft(first.place)
    version = first.api.registry.card(document_id).version
    first.api.registry.save(document_id, version, first.letter())
    with pytest.raises(Stale):
        second.api.registry.save(document_id, version, first.letter())


def test_a_stranger_sees_neither_row_nor_card(city: City) -> None:
    clerk, stranger = city.sign_in("registrar"), city.sign_in("outsider")
    document_id = clerk.register(their_number="СЕКРЕТ-1")
    rows = stranger.api.registry.documents(DocumentFilter(number="секрет-1"))
    assert rows.total == 0
    with pytest.raises(Missing):
        stranger.api.registry.card(document_id)
    assert clerk.api.registry.documents(DocumentFilter(number="секрет-1")).rows[0].id == document_id
