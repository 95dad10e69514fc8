"""Two people before one document know of each other, and nobody else knows of them."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from common.registry.card import Restriction
from common.registry.presence import LEASE
from common.rpc.errors import Missing
from tests.city import City


def test_two_people_see_each_other_until_one_leaves(city: City) -> None:
    first, second = city.sign_in("registrar"), city.sign_in("mayor")
    letter = first.register()
    assert first.api.presence.look(letter, False) == []
    (seen,) = second.api.presence.look(letter, False)
    assert (seen.person_id, seen.editing) == (first.me.id, None)
    first.api.presence.look(letter, True)
    (editing,) = second.api.presence.look(letter, False)
    assert editing.editing is not None
    assert editing.since == seen.since
    first.api.presence.look(letter, True)
    assert second.api.presence.look(letter, False) == [editing]
    first.api.presence.leave(letter)
    assert second.api.presence.look(letter, False) == []


def test_a_window_that_has_died_is_believed_no_longer_than_its_lease(city: City, engine: Engine) -> None:
    first, second = city.sign_in("registrar"), city.sign_in("mayor")
    letter = first.register()
    first.api.presence.look(letter, True)
    assert len(second.api.presence.look(letter, False)) == 1
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE open_card SET until = until - :lease WHERE document_id = :id AND person_id = :person"),
            {"lease": LEASE + timedelta(seconds=1), "id": letter, "person": first.me.id},
        )
    assert second.api.presence.look(letter, False) == []


def test_only_those_before_the_document_are_told(city: City, engine: Engine) -> None:
    first, second = city.sign_in("registrar"), city.sign_in("mayor")
    letter = first.register()
    notes = text("SELECT audience FROM change_note WHERE kind = 'presence' AND object_id = :id ORDER BY id")
    first.api.presence.look(letter, False)
    second.api.presence.look(letter, False)
    second.api.presence.look(letter, False)  # nothing new
    second.api.presence.leave(letter)
    with engine.connect() as connection:
        told = connection.execute(notes, {"id": letter}).scalars().all()
    assert told == [[-first.me.id], [-first.me.id]]


def test_who_may_not_see_a_document_learns_nothing_of_its_readers(city: City) -> None:
    clerk, stranger = city.sign_in("registrar"), city.sign_in("executor2")
    letter = clerk.register(restriction=Restriction.OFFICIAL, restriction_basis="Перечень, п. 4", copy_number="1")
    clerk.api.presence.look(letter, True)
    with pytest.raises(Missing):
        stranger.api.presence.look(letter, False)
    stranger.api.presence.leave(letter)
    assert clerk.api.presence.look(letter, True) == []
