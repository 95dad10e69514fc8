"""What a letter says of the document that it answers leads to that document, and to no other."""

from datetime import timedelta

from sqlalchemy import Engine

from common.kernel.ids import DocumentId
from common.registry.card import Restriction
from common.registry.document import DocumentCard
from common.registry.links import LinkType
from common.scanning.recognition import Outcome, Proposal, ProposedField
from server.core.clock import Clock
from tests.city import City
from tests.integration.registry.test_history import corrected
from tests.integration.registry.test_inside import outgoing_with_copy
from tests.integration.reports.test_registry_reports import outgoing
from tests.integration.scanning.papers import Desk
from tests.integration.scanning.test_outcomes import outcomes, paper, proposed, register


def letter_on(desk: Desk, engine: Engine, number: str, day: str = "") -> DocumentId:
    return paper(desk, engine, proposed(ProposedField.ANSWERED, f"{number} {day}".strip(), f"На № {number}"))


def offered(desk: Desk, document_id: DocumentId) -> Proposal:
    [found] = desk.seen(document_id).proposals
    return found


def ours(desk: Desk, city: City, **changes: object) -> DocumentCard:
    return desk.clerk.api.registry.card(DocumentId(outgoing(city, **changes)))


def test_our_letter_is_found_by_its_number_and_date_however_the_number_is_written(
    desk: Desk, engine: Engine, city: City
) -> None:
    sent = ours(desk, city)
    assert sent.registered
    spelt = sent.number.replace("/0", "/", 1).lower()
    found = offered(desk, letter_on(desk, engine, spelt, sent.registered.isoformat()))
    assert found.value == str(sent.id)
    assert found.name.endswith(f"№ {sent.number} от {sent.registered:%d.%m.%Y}")
    assert found.text == f"На № {spelt}"
    undated = offered(desk, letter_on(desk, engine, sent.number))
    assert undated.value == str(sent.id)


def test_a_letter_with_an_internal_copy_is_found_and_an_ordinal_alone_is_not(
    desk: Desk, engine: Engine, city: City
) -> None:
    letter, copy = outgoing_with_copy(city)
    number = desk.clerk.api.registry.card(letter).number
    assert desk.clerk.api.registry.card(copy).number == number
    assert offered(desk, letter_on(desk, engine, number)).value
    assert offered(desk, letter_on(desk, engine, number.rsplit("/", 1)[1])).value == ""


def test_another_date_an_unknown_number_and_a_letter_to_us_are_nothing_that_is_answered(
    desk: Desk, engine: Engine, city: City
) -> None:
    sent = ours(desk, city)
    incoming = desk.clerk.api.registry.card(desk.clerk.register())
    for number, day in ((sent.number, "2020-01-15"), ("99-99/777", ""), (incoming.number, "")):
        found = offered(desk, letter_on(desk, engine, number, day))
        assert (found.value, found.name, found.text) == ("", "", f"На № {number}")


def test_the_same_number_of_another_day_is_told_and_not_offered(desk: Desk, engine: Engine, city: City) -> None:
    sent = ours(desk, city)
    assert sent.registered
    there = sent.registered + timedelta(days=2)
    found = offered(desk, letter_on(desk, engine, sent.number, there.isoformat()))
    assert (found.value, found.near_id) == ("", sent.id)
    told = f"№ {sent.number} у нас от {sent.registered:%d.%m.%Y}, а в письме — {there:%d.%m.%Y}"
    assert found.doubt == told


def test_what_went_to_somebody_else_than_the_sender_is_offered_with_a_word(
    desk: Desk, engine: Engine, city: City
) -> None:
    sent = ours(desk, city)
    to = sent.draft.correspondent_id
    assert to

    def told(sender: int) -> str:
        from_them = proposed(ProposedField.CORRESPONDENT, str(sender), "Шапка")
        said = proposed(ProposedField.ANSWERED, sent.number, f"На № {sent.number}")
        found = desk.seen(paper(desk, engine, from_them, said)).proposals[-1]
        assert found.value == str(sent.id)
        return found.doubt

    [other, *_] = [each for each in desk.clerk.api.correspondents.like("Управляющая компания") if each.id != to]
    assert told(to) == ""
    assert told(other.id).startswith("он отправлен не этому корреспонденту: ")


def test_a_document_that_the_clerk_may_not_see_is_not_named(desk: Desk, engine: Engine, city: City) -> None:
    sent, colleague = ours(desk, city), city.sign_in("registrar2")
    document_id = letter_on(desk, engine, sent.number)

    def told() -> list[str]:
        return [each.value for each in colleague.api.scanning.recognition(document_id).proposals]

    assert told() == [str(sent.id)]
    corrected(desk.clerk, sent.id, restriction=Restriction.OFFICIAL, restriction_basis="п. 4", copy_number="1")
    assert told() == [""]


def test_a_link_made_from_the_offer_counts_as_accepted_and_none_as_cleared(
    desk: Desk, engine: Engine, city: City
) -> None:
    sent = ours(desk, city)
    tied, left = (letter_on(desk, engine, sent.number) for _ in range(2))
    foreign = letter_on(desk, engine, "99-99/777")
    desk.clerk.api.links.link(tied, DocumentId(int(offered(desk, tied).value)), LinkType.REPLY)
    today = Clock().today()
    for each in (tied, left, foreign):
        register(desk, each, their_date=today, received=today)
    assert outcomes(engine, tied) == {ProposedField.ANSWERED: Outcome.ACCEPTED}
    assert outcomes(engine, left) == {ProposedField.ANSWERED: Outcome.CLEARED}
    assert outcomes(engine, foreign) == {}, "what is not ours was proposed to nobody"
