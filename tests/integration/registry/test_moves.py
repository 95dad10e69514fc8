"""A registered document moves to the journal of another place, and its sight with it."""

import pytest
from msgspec.structs import replace

from common.registry.classes import DocumentClass
from common.registry.ledger import JournalDraft, LedgerFilter, LedgerRow, NumberState
from common.rpc.errors import Invalid, Missing, NotAllowed
from tests.city import City, Signed


def lines(clerk: Signed, document_id: int) -> list[LedgerRow]:
    return [row for row in clerk.api.numbers.ledger(LedgerFilter(year=2026), 0, 500).rows
            if row.document_id == document_id]  # fmt: skip


def test_a_letter_moves_to_another_place_and_both_books_of_numbers_say_so(city: City) -> None:
    here, both = city.sign_in("registrar"), city.sign_in("registrar2")
    letter = here.register()
    [there] = [place for place in both.me.places if place.id != here.place]
    offered = {each.kind: each for each in both.api.numbers.destinations(letter) if each.place_id == there.id}
    card = both.api.registry.card(letter)
    moved = both.api.numbers.change_journal(letter, card.version, "letter", "Адресовано департаменту", there.id)
    assert moved.number == offered["letter"].number
    after = both.api.registry.card(letter)
    assert (after.draft.place_id, after.place) == (there.id, there.title)
    assert {(row.number, row.state, row.reason) for row in lines(both, letter)} == {
        (card.number, NumberState.VOID, "Адресовано департаменту"),
        (moved.number, NumberState.ISSUED, "Адресовано департаменту"),
    }
    assert [row.number for row in lines(here, letter)] == [card.number]
    assert both.api.registry.history(letter)[0].action == "Перенесён в журнал другого места"


def test_the_registrars_of_the_former_place_lose_sight_of_it_and_those_of_the_new_one_gain_it(city: City) -> None:
    both, here, other = city.sign_in("registrar2"), city.sign_in("registrar"), city.sign_in("registrar3")
    there = next(place for place in both.me.places if place.id != here.place)
    letter = both.register(place_id=here.place)
    card = here.api.registry.card(letter)
    both.api.numbers.change_journal(letter, card.version, "letter", "Адресовано департаменту", there.id)
    with pytest.raises(Missing):
        here.api.registry.card(letter)
    assert other.place != there.id
    with pytest.raises(Missing):
        other.api.registry.card(letter)


def test_who_registers_at_one_place_only_moves_nothing_to_another(city: City) -> None:
    here, both = city.sign_in("registrar"), city.sign_in("registrar2")
    there = next(place for place in both.me.places if place.id != here.place)
    letter = here.register()
    card = here.api.registry.card(letter)
    assert all(each.place_id == here.place for each in here.api.numbers.destinations(letter))
    with pytest.raises(NotAllowed, match="в обоих местах"):
        here.api.numbers.change_journal(letter, card.version, "letter", "Туда", there.id)


def test_the_kind_on_the_card_is_not_changed_to_one_of_another_journal(city: City) -> None:
    """A kind without a series of its own that has been given a journal all the same."""
    clerk, admin = city.sign_in("registrar"), city.sign_in("admin")
    journal = JournalDraft(place_id=clerk.place, document_class=DocumentClass.INCOMING, kind="request", title="Запросы",
                           code="З", template="З-{N}")  # fmt: skip
    journal_id = admin.api.numbers.put_journal(None, 0, journal)
    letter = clerk.register()
    card = clerk.api.registry.card(letter)
    with pytest.raises(Invalid, match="Перенести в другой журнал"):
        clerk.api.registry.save(letter, card.version, replace(card.draft, kind="request"))
    moved = clerk.api.numbers.change_journal(letter, card.version, "request", "Это запрос")
    assert moved.number == "З-1"
    admin.api.numbers.put_journal(journal_id, 1, replace(journal, closed=True))
    card = clerk.api.registry.card(letter)
    with pytest.raises(Invalid, match="Перенести в другой журнал"):
        clerk.api.registry.save(letter, card.version, replace(card.draft, kind="letter"))
