"""What somebody keeps at hand: favourites and the documents opened last, the same wherever he signs in."""

import pytest

from common.kernel.ids import DocumentId
from common.registry.shelf import MOST_FAVOURITES, RECENT
from common.rpc.errors import Invalid, Missing
from tests.city import City, Signed


def at_hand(person: Signed) -> list[tuple[DocumentId, bool]]:
    return [(row.id, row.favourite) for row in person.api.shelf.rows()]


def test_favourites_come_first_and_then_what_was_opened_last(city: City) -> None:
    clerk = city.sign_in("registrar")
    first, second, third = (clerk.register() for _ in range(3))
    for document_id in (first, second, third, first):
        assert clerk.api.shelf.note_opened(document_id) is False
    clerk.api.shelf.favour(second, True)
    assert clerk.api.shelf.note_opened(second) is True
    assert at_hand(city.sign_in("registrar"))[:3] == [(second, True), (first, False), (third, False)]
    clerk.api.shelf.favour(second, False)
    assert at_hand(clerk)[:3] == [(second, False), (first, False), (third, False)]
    assert first not in [each for each, _ in at_hand(city.sign_in("mayor"))]


def test_what_may_not_be_seen_is_neither_kept_nor_shown(city: City) -> None:
    clerk, stranger = city.sign_in("registrar"), city.sign_in("executor2")
    document_id = clerk.register()
    with pytest.raises(Missing):
        stranger.api.shelf.note_opened(document_id)
    with pytest.raises(Missing):
        stranger.api.shelf.favour(document_id, True)


def test_only_the_last_ones_stay_at_hand_and_favourites_are_not_crowded_out(city: City) -> None:
    clerk = city.sign_in("registrar2")
    kept, *others = (clerk.api.registry.new_draft(clerk.place) for _ in range(RECENT + 3))
    clerk.api.shelf.favour(kept, True)
    for document_id in others:
        clerk.api.shelf.note_opened(document_id)
    assert at_hand(clerk) == [(kept, True), *((each, False) for each in reversed(others[-RECENT:]))]


def test_there_are_no_more_favourites_than_one_can_look_through(city: City) -> None:
    clerk = city.sign_in("registrar2")
    for _ in range(MOST_FAVOURITES - sum(favourite for _, favourite in at_hand(clerk))):
        clerk.api.shelf.favour(clerk.api.registry.new_draft(clerk.place), True)
    with pytest.raises(Invalid, match=f"В избранном уже {MOST_FAVOURITES}"):
        clerk.api.shelf.favour(clerk.api.registry.new_draft(clerk.place), True)
