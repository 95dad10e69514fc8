"""Cards that are not finished yet."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId, PersonId
from common.registry.card import Restriction
from common.registry.classes import DocumentState
from common.registry.document import DocumentDraft, Point, QueueFilter
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale, Twin
from tests.city import City, Signed

SECRET = {"restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1"}


def draft(clerk: Signed, **values: object) -> DocumentDraft:
    return DocumentDraft(place_id=clerk.place, **values)


def test_an_unfinished_card_is_kept_with_its_gaps(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.api.registry.new_draft(clerk.place)
    version = clerk.api.registry.save(document_id, 1, draft(clerk, summary="О ремонте"))
    card = clerk.api.registry.card(document_id)
    assert (card.version, card.draft.summary, card.state) == (version, "О ремонте", DocumentState.DRAFT)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"their_date": date(2026, 5, 2), "received": date(2026, 5, 1)}, "received"),
        ({"addressee_ids": [PersonId(10**9)]}, "addressee_ids"),
        ({"delivery": "голубь"}, "delivery"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(city: City, values: dict[str, object], field: str) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.api.registry.new_draft(clerk.place)
    with pytest.raises(Invalid) as refused:
        clerk.api.registry.save(document_id, 1, draft(clerk, **values))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_the_queue_goes_on_after_a_paper_with_the_one_that_came_next(city: City) -> None:
    clerk = city.sign_in("registrar")
    first, second, third = (clerk.api.registry.new_draft(clerk.place) for _ in range(3))

    def after(document_id: DocumentId) -> list[DocumentId]:
        return [row.id for row in clerk.api.registry.unregistered(0, 2, QueueFilter(after=document_id)).rows]

    assert after(first) == [second, third]
    assert after(third) == []
    for document_id in (first, second, third):
        clerk.api.registry.abandon(document_id)


def test_an_empty_card_that_its_author_closes_has_never_been(city: City) -> None:
    clerk, colleague = city.sign_in("registrar"), city.sign_in("registrar2")
    waiting = colleague.api.registry.unregistered().total
    document_id = clerk.api.registry.new_draft(clerk.place)
    clerk.api.shelf.note_opened(document_id)
    with pytest.raises(NotAllowed, match="не пуста"):
        colleague.api.registry.abandon(document_id)
    clerk.api.registry.abandon(document_id)
    assert colleague.api.registry.unregistered().total == waiting
    with pytest.raises(Missing):
        clerk.api.registry.card(document_id)


def test_a_card_with_anything_on_it_goes_to_the_bin_only(city: City) -> None:
    clerk = city.sign_in("registrar")
    written = clerk.api.registry.new_draft(clerk.place)
    clerk.api.registry.save(written, 1, draft(clerk, summary="О ремонте"))
    for document_id in (written, clerk.paper()):
        with pytest.raises(NotAllowed, match="корзину"):
            clerk.api.registry.abandon(document_id)
        assert clerk.api.registry.card(document_id).state is DocumentState.DRAFT


def test_a_list_alone_makes_another_version_of_the_card(city: City) -> None:
    clerk, colleague, mayor = (city.sign_in(login) for login in ("registrar", "registrar2", "mayor"))
    begun = clerk.api.registry.new_draft(clerk.place)
    card = clerk.api.registry.card(begun)
    named = msgspec.structs.replace(card.draft, addressee_ids=[mayor.me.id])
    assert clerk.api.registry.save(begun, card.version, named) == card.version + 1
    with pytest.raises(Stale):
        colleague.api.registry.save(begun, card.version, card.draft)
    with pytest.raises(NotAllowed, match="корзину"):
        clerk.api.registry.abandon(begun)
    registered = clerk.register(addressee_ids=[mayor.me.id, city.sign_in("affairs").me.id])
    card = clerk.api.registry.card(registered)
    fewer = msgspec.structs.replace(card.draft, addressee_ids=[mayor.me.id])
    assert clerk.api.registry.save(registered, card.version, fewer) > card.version
    with pytest.raises(Stale):
        colleague.api.registry.save(registered, card.version, card.draft)


def test_points_alone_make_another_version_of_an_act(city: City) -> None:
    clerk = city.sign_in("registrar")
    act = clerk.api.registry.new_project("disposition", clerk.place)
    card = clerk.api.registry.card(act)
    pointed = msgspec.structs.replace(card.draft, points=[Point(number="1", text="Утвердить.")])
    later = clerk.api.registry.save(act, card.version, pointed)
    assert later > card.version
    with pytest.raises(Stale):
        clerk.api.registry.save(act, card.version, card.draft)
    assert clerk.api.registry.card(act).draft.points == pointed.points


def test_a_restricted_paper_is_open_to_the_registrars_of_its_place_in_person_only(city: City) -> None:
    clerk, colleague, head = city.sign_in("registrar"), city.sign_in("registrar2"), city.sign_in("affairs")
    document_id = clerk.api.registry.new_draft(clerk.place)
    assert head.api.registry.card(document_id)
    clerk.api.registry.save(document_id, 1, draft(clerk, summary="Тайное", **SECRET))
    assert colleague.api.registry.card(document_id).draft.summary == "Тайное"
    with pytest.raises(Missing):
        head.api.registry.card(document_id)


def test_a_restricted_twin_stops_the_clerk_without_telling_what_it_says(city: City) -> None:
    clerk, colleague = city.sign_in("registrar"), city.sign_in("registrar2")
    letter = clerk.letter(their_number="ДСП-7", summary="Тайное содержание", **SECRET)
    first = clerk.api.registry.new_draft(clerk.place)
    clerk.api.registry.register(first, 1, letter)
    second = colleague.api.registry.new_draft(colleague.place)
    [twin] = colleague.api.registry.twins(second, colleague.letter(their_number="ДСП-7"))
    assert twin.id == first
    assert "Тайное" not in twin.summary
    assert twin.addressees == ""
    with pytest.raises(Twin):
        colleague.api.registry.register(second, 1, colleague.letter(their_number="ДСП-7"))


def test_a_paper_put_aside_is_changed_no_more(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.api.registry.new_draft(clerk.place)
    with pytest.raises(Invalid, match="причину"):
        clerk.api.registry.discard(document_id, 1, " ")
    clerk.api.registry.discard(document_id, 1, "Реклама")
    assert document_id not in [row.id for row in clerk.api.registry.unregistered().rows]
    with pytest.raises(NotAllowed, match="корзине"):
        clerk.api.registry.save(document_id, clerk.api.registry.card(document_id).version, draft(clerk))


def test_a_registered_letter_is_never_put_aside(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register()
    with pytest.raises(NotAllowed, match="номер уже выдан"):
        clerk.api.registry.discard(document_id, clerk.api.registry.card(document_id).version, "Ошибка")


def test_files_are_added_by_the_registrars_of_the_place_only(city: City) -> None:
    clerk, other = city.sign_in("registrar"), city.sign_in("registrar3")
    document_id = clerk.register()
    attached = clerk.api.registry.attach(document_id, clerk.bring(b"%PDF-1.4 more\n%%EOF", "Ещё.pdf"))
    assert [each.name for each in clerk.api.registry.attachments(document_id) if each.id == attached] == ["Ещё.pdf"]
    with pytest.raises((Missing, NotAllowed)):
        other.api.registry.attach(document_id, other.bring(b"%PDF-1.4 alien\n%%EOF", "Чужое.pdf"))


@pytest.mark.parametrize("made", ["answer", "follow"])
def test_what_repeats_a_restricted_document_is_closed_from_the_first_moment(city: City, made: str) -> None:
    clerk, head = city.sign_in("registrar"), city.sign_in("affairs")
    secret = clerk.register(summary="Тайное содержание", **SECRET)
    links = clerk.api.links
    fresh = links.answer(secret) if made == "answer" else links.follow(secret, "outgoing_letter")
    assert clerk.api.registry.card(fresh).draft.restriction is Restriction.OFFICIAL
    with pytest.raises(Missing):
        head.api.registry.card(fresh)


def test_a_blank_card_waits_for_nobody_but_its_author_until_something_is_written_or_filed(city: City) -> None:
    clerk, colleague = city.sign_in("registrar"), city.sign_in("registrar2")
    place = next(place.id for place in colleague.me.places if place.id == clerk.place)
    blank, filed = (clerk.api.registry.new_draft(place) for _ in range(2))

    def waiting(person: Signed) -> set[int]:
        return {row.id for row in person.api.registry.unregistered().rows} & {blank, filed}

    assert (waiting(clerk), waiting(colleague)) == ({blank, filed}, set())
    clerk.api.registry.attach(filed, clerk.bring(b"a scan of it", "Скан.txt"))
    assert waiting(colleague) == {filed}
    card = clerk.api.registry.card(blank)
    clerk.api.registry.save(blank, card.version, clerk.letter(summary="О пустой карточке"))
    assert waiting(colleague) == {blank, filed}


def test_what_was_signed_waits_for_every_clerk_of_its_place_however_little_is_written(
    city: City, engine: Engine
) -> None:
    author, clerk = city.sign_in("executor"), city.sign_in("registrar")
    project = author.api.registry.new_project("memo", clerk.place)
    sent = text("UPDATE document SET state = 'awaiting', open_place_id = :place WHERE id = :id")
    with Session(engine) as session, session.begin():
        session.execute(sent, {"place": clerk.place, "id": project})
    assert project in {row.id for row in clerk.api.registry.unregistered().rows}
