"""Two clerks on one card: who was it, and how do the two cards read."""

from datetime import timedelta

import msgspec
import pytest

from common.registry.card import Restriction
from common.rpc.errors import Missing, Stale
from server.core.clock import Clock
from tests.city import City


def test_the_later_of_two_clerks_reads_who_has_changed_what(city: City) -> None:
    first, second = city.sign_in("registrar"), city.sign_in("registrar2")
    leader = city.sign_in("mayor").me
    document_id = first.api.registry.new_draft(first.place)
    first.api.registry.save(document_id, 1, first.letter())
    card = first.api.registry.card(document_id)
    received = Clock().today() - timedelta(days=1)
    theirs = msgspec.structs.replace(card.draft, summary="О кровле школы", addressee_ids=[leader.id])
    assert second.api.registry.save(document_id, card.version, theirs) > card.version
    mine = msgspec.structs.replace(card.draft, received=received, addressee_ids=[])
    with pytest.raises(Stale):
        first.api.registry.save(document_id, card.version, mine)
    rivalry = first.api.registry.compare(document_id, mine)
    assert rivalry.by == second.me.name
    told = {each.field: (each.label, each.kept, each.given) for each in rivalry.differences}
    assert told["summary"] == ("Краткое содержание", "О кровле школы", card.draft.summary)
    assert told["addressee_ids"] == ("Адресаты", leader.name, "—")
    assert told["received"][2] == f"{received:%d.%m.%Y}"


def test_whoever_only_looks_at_a_restricted_card_is_no_rival(city: City) -> None:
    first, second = city.sign_in("registrar"), city.sign_in("registrar2")
    secret = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1"}
    document_id = first.api.registry.new_draft(first.place)
    second.api.registry.save(document_id, 1, first.letter(**secret))
    card = first.api.registry.card(document_id)  # every look at such a card is an act
    assert first.api.registry.compare(document_id, card.draft).by == second.me.name


def test_who_does_not_see_the_card_compares_nothing(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.api.registry.new_draft(clerk.place)
    with pytest.raises(Missing):
        city.sign_in("executor2").api.registry.compare(document_id, clerk.letter())
