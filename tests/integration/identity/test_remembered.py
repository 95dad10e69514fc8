"""What a person's client remembers is there wherever he signs in, and nobody else has it."""

import pytest

from common.identity import MOST_REMEMBERED
from common.rpc.errors import Invalid
from server.sample.city import PASSWORD
from tests.city import City


def test_it_is_there_at_the_next_sign_in_and_only_for_that_person(city: City) -> None:
    city.sign_in("executor").api.identity.remember({"a/columns": b"s\x00\xff", "b/order": b"tnewest"})
    again = city.sign_in("executor")
    again.api.identity.remember({"b/order": b"tolder"})
    assert again.api.identity.me().remembered == {"a/columns": b"s\x00\xff", "b/order": b"tolder"}
    at_home = again.api.identity.sign_in("executor", PASSWORD).me
    assert at_home.remembered == {"a/columns": b"s\x00\xff", "b/order": b"tolder"}
    assert city.sign_in("mayor").api.identity.me().remembered == {}


def test_of_a_client_that_remembers_without_end_the_last_is_kept(city: City) -> None:
    person = city.sign_in("executor2")
    person.api.identity.remember({f"key {number:03}": b"t" for number in range(MOST_REMEMBERED)})
    person.api.identity.remember({"key 000": b"tagain", "one more": b"t"})
    kept = person.api.identity.me().remembered
    assert (kept["key 000"], "one more" in kept, len(kept)) == (b"tagain", True, MOST_REMEMBERED)
    with pytest.raises(Invalid):
        person.api.identity.remember({"too long": b"t" * 20_000})
    assert len(person.api.identity.me().remembered) == MOST_REMEMBERED
