"""Likenesses and mergers: one entry of two, and two again exactly as they were."""

from itertools import count

import pytest
from msgspec.structs import replace

from common.correspondents import CorrespondentDraft, CorrespondentKind, DirectoryFilter, MergerDraft
from common.registry.document import DocumentFilter
from common.rpc.errors import Invalid, NotAllowed, Stale, Twin
from tests.city import City, Signed

ORDINALS = count(1)


@pytest.fixture
def clerk(city: City) -> Signed:
    return city.sign_in("registrar")


def entered(clerk: Signed, name: str, **values: object) -> int:
    return clerk.api.correspondents.create(CorrespondentDraft(name=name, **values))


def merged(clerk: Signed, stays: int, goes: int, *taken: str) -> int:
    versions = [clerk.api.correspondents.card(each).version for each in (stays, goes)]
    return clerk.api.mergers.merge(
        MergerDraft(
            stays_id=stays, goes_id=goes, stays_version=versions[0], goes_version=versions[1], taken=list(taken)
        )
    )


def documents(clerk: Signed, entry_id: int) -> dict[int, str]:
    chosen = DocumentFilter(document_class=None, correspondent_id=entry_id)
    return {row.id: row.correspondent for row in clerk.api.registry.documents(chosen).rows}


@pytest.fixture
def two(clerk: Signed) -> tuple[int, int]:
    number = next(ORDINALS)
    stays = entered(clerk, f"Водоканал города {number}", note="старый")
    goes = entered(clerk, f"МУП Водаканал {number}", address="ул. Мира, 5", tax_reason="550101001")
    return stays, goes


def test_a_merger_keeps_printed_names_and_shows_documents_of_both(clerk: Signed, two: tuple[int, int]) -> None:
    stays, goes = two
    name_of = {each: clerk.api.correspondents.card(each).printed for each in two}
    first, second = clerk.register(correspondent_id=stays), clerk.register(correspondent_id=goes)
    merged(clerk, stays, goes, "address")
    both = {first: name_of[stays], second: name_of[goes]}
    assert documents(clerk, stays) == documents(clerk, goes) == both
    assert clerk.api.registry.card(second).correspondent.name == name_of[goes]
    assert clerk.api.correspondents.card(stays).draft.address == "ул. Мира, 5"
    [found] = clerk.api.correspondents.like(name_of[goes])
    assert (found.id, found.known_as) == (stays, name_of[goes])
    assert set(documents(clerk, stays)) == {
        row.id for row in clerk.api.registry.documents(DocumentFilter(correspondent=name_of[goes])).rows
    }
    assert goes not in [row.id for row in clerk.api.correspondents.directory(DirectoryFilter(text="водаканал")).rows]


def test_undoing_restores_both_though_new_documents_have_come(clerk: Signed, two: tuple[int, int]) -> None:
    stays, goes = two
    before = [clerk.api.correspondents.card(each).draft for each in two]
    old = [clerk.register(correspondent_id=each) for each in two]
    merger = merged(clerk, stays, goes, "name", "address", "tax_reason")
    new = clerk.register(correspondent_id=stays)
    assert clerk.api.registry.card(new).correspondent.name == before[1].name
    assert clerk.api.mergers.undo(merger) == []
    assert [clerk.api.correspondents.card(each).draft for each in two] == before
    assert documents(clerk, goes) == {old[1]: before[1].name}
    assert documents(clerk, stays) == {old[0]: before[0].name, new: before[1].name}
    assert clerk.api.correspondents.like(before[1].name)[0].id == goes
    with pytest.raises(Invalid, match="уже отменено"):
        clerk.api.mergers.undo(merger)
    assert clerk.api.mergers.mergers().rows[0].undone_by == clerk.me.name


def test_what_was_edited_after_the_merger_stays_and_is_named(clerk: Signed, two: tuple[int, int]) -> None:
    stays, goes = two
    merger = merged(clerk, stays, goes, "address")
    card = clerk.api.correspondents.card(stays)
    clerk.api.correspondents.update(stays, card.version, replace(card.draft, address="ул. Новая, 1"))
    assert clerk.api.mergers.undo(merger) == ["Адрес"]
    assert clerk.api.correspondents.card(stays).draft.address == "ул. Новая, 1"


def test_mergers_in_a_row_are_undone_from_the_last(clerk: Signed, two: tuple[int, int]) -> None:
    stays, goes = two
    third = entered(clerk, f"Горводоканал {next(ORDINALS)}")
    document_id = clerk.register(correspondent_id=goes)
    first = merged(clerk, stays, goes)
    second = merged(clerk, third, stays)
    assert document_id in documents(clerk, third)
    with pytest.raises(Invalid, match="более позднее"):
        clerk.api.mergers.undo(first)
    clerk.api.mergers.undo(second)
    assert document_id in documents(clerk, stays)
    assert document_id not in documents(clerk, third)
    clerk.api.mergers.undo(first)
    assert documents(clerk, stays) == {}


def test_a_twin_is_stopped_across_merged_entries(clerk: Signed, two: tuple[int, int]) -> None:
    stays, goes = two
    letter = {"their_number": f"ТВ-{stays}"}
    clerk.register(correspondent_id=goes, **letter)
    merged(clerk, stays, goes)
    with pytest.raises(Twin):
        clerk.register(correspondent_id=stays, **letter)


def test_a_card_with_the_entry_that_gave_way_is_registered_under_the_other(clerk: Signed, two: tuple[int, int]) -> None:
    stays, goes = two
    merged(clerk, stays, goes)
    document_id = clerk.register(correspondent_id=goes)
    assert clerk.api.registry.card(document_id).draft.correspondent_id == stays


def test_stale_other_kinds_and_strangers_are_refused(city: City, clerk: Signed, two: tuple[int, int]) -> None:
    stays, goes = two
    citizen = entered(clerk, f"Гражданин {stays}", kind=CorrespondentKind.PERSON)
    with pytest.raises(Invalid, match="одного вида"):
        merged(clerk, stays, citizen)
    with pytest.raises(Invalid, match="две разные"):
        merged(clerk, stays, stays)
    with pytest.raises(Stale):
        clerk.api.mergers.merge(MergerDraft(stays_id=stays, goes_id=goes, stays_version=9, goes_version=9))
    with pytest.raises(NotAllowed):
        city.sign_in("executor").api.mergers.mergers()


def test_likenesses_are_found_in_the_background_and_told_apart_for_good(city: City, clerk: Signed, eventually) -> None:
    city.served.start_worker()
    one = entered(clerk, "ООО «Рассветная заря»", address="ул. Мира, 7")
    other = entered(clerk, "АО «Расветная заря»", address="ул. Мира, 7")

    def sought() -> None:
        job = clerk.api.mergers.seek()
        eventually(lambda: clerk.api.jobs.job(job).state == "done")

    def pairs(apart: bool = False) -> dict[tuple[int, int], int]:
        return {(row.first.id, row.second.id): row.id for row in clerk.api.mergers.likenesses(apart, 0, 500).rows}

    sought()
    row = next(row for row in clerk.api.mergers.likenesses(False, 0, 500).rows if row.first.id == one)
    assert (row.second.id, "один адрес" in row.reasons) == (other, True)
    clerk.api.mergers.tell_apart(row.id, True)
    sought()
    assert (one, other) not in pairs()
    assert (one, other) in pairs(apart=True)
    clerk.api.mergers.tell_apart(row.id, False)
    merged(clerk, one, other)
    assert (one, other) not in pairs()


def test_acts_of_the_directory_are_in_the_audit(city: City, clerk: Signed, two: tuple[int, int]) -> None:
    merger = merged(clerk, *two, "address")
    clerk.api.mergers.undo(merger)
    acts = [row.action for row in city.sign_in("auditor").api.administration.audit("", 0).rows]
    assert {"Объединены корреспонденты", "Отменено объединение корреспондентов", "Добавлен корреспондент"} <= set(acts)


def test_letters_to_a_group_reach_each_member(clerk: Signed, two: tuple[int, int]) -> None:
    group = entered(clerk, f"Рассылка {two[0]}", kind=CorrespondentKind.GROUP, member_ids=list(two))
    merged(clerk, *two)
    assert [row.id for row in clerk.api.correspondents.members(group)] == [two[0]]
