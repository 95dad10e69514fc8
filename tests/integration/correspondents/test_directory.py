"""The directory: found in spite of errors, renamed without touching what was printed, groups, rights."""

from datetime import date

import pytest
from msgspec.structs import replace

from common.correspondents import CorrespondentDraft, CorrespondentKind, DirectoryFilter, DirectoryOrder, DirectoryRow
from common.registry.document import DocumentFilter
from common.rpc.errors import Invalid, NotAllowed, Stale
from server.core.clock import Clock
from tests.city import City, Signed

PROSECUTOR = "Прокуратура"


@pytest.fixture
def clerk(city: City) -> Signed:
    return city.sign_in("registrar")


def like(clerk: Signed, text: str) -> list[str]:
    return [row.name for row in clerk.api.correspondents.like(text)]


def entered(clerk: Signed, name: str, **values: object) -> int:
    return clerk.api.correspondents.create(CorrespondentDraft(name=name, **values))


def edited(clerk: Signed, entry_id: int, **values: object) -> None:
    card = clerk.api.correspondents.card(entry_id)
    clerk.api.correspondents.update(entry_id, card.version, replace(card.draft, **values))


@pytest.mark.parametrize(
    "typed",
    ["прокур", "пракуратура", "рпокуратура", "прокуротура горада", "ghjrehfnehf", "ПРОКУРАТУРА", "«Прокуратура»",
     "северогорска прокуратура"],
)  # fmt: skip
def test_a_correspondent_is_found_however_it_is_typed(clerk: Signed, typed: str) -> None:
    assert any(PROSECUTOR in name for name in like(clerk, typed)[:5]), like(clerk, typed)


def test_legal_forms_yo_and_quotes_are_ignored(clerk: Signed) -> None:
    entered(clerk, "Общество с ограниченной ответственностью «Ёжик в тумане»", short_name="ООО «Ёжик»")
    for typed in ("ооо еж", "ежик в тум", "общество с ограниченной ответственностью ёжик", "АО ежек", "t;br d nevfyt"):
        assert any("Ёжик" in name for name in like(clerk, typed)), typed


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("гроода", "Администрация города Зеленодольска"), ("55", "Гимназия № 55"), ("№ 4", "Школа № 4 им. Пушкина"),
        ("я", "ИП Яшкин П. П."), ("гимназия 55", "Гимназия № 55"),
        ("шк 4", "Школа № 4 им. Пушкина"), ("им", "Школа № 4 им. Пушкина"), ("ту 5", "ТУ Росимущества, отдел 5"),
    ],
)  # fmt: skip
def test_short_words_digits_and_abbreviations_begin_words_of_the_name(clerk: Signed, typed: str, name: str) -> None:
    known = {row.name for row in clerk.api.correspondents.directory(DirectoryFilter(text=name), 0, 500).rows}
    if name not in known:
        entered(clerk, name)
    found = clerk.api.correspondents.like(typed)
    assert name in [row.name for row in found], [row.name for row in found]


def test_a_mistyped_word_does_not_lose_the_number_beside_it(clerk: Signed) -> None:
    for number in (7, 17, 170, 42):
        entered(clerk, f"Лицей № {number} посёлка Заречного")
    for typed in ("лтцей 17", "лицйе № 17 поселка", "зареного лтцей 17"):
        assert like(clerk, typed)[0] == "Лицей № 17 посёлка Заречного", like(clerk, typed)
    assert like(clerk, "лтцей 99") == [], "another school is not what was meant"


@pytest.mark.parametrize("typed", ["ИП", "ип", "bg"])
def test_a_legal_form_alone_finds_those_who_have_it(clerk: Signed, typed: str) -> None:
    found = like(clerk, typed)
    assert found
    assert all(name.startswith("ИП ") for name in found)


def test_digits_do_not_match_the_middle_of_a_number(clerk: Signed) -> None:
    entered(clerk, "Лицей № 9977")
    assert "Лицей № 9977" in like(clerk, "99")
    assert like(clerk, "77 ") == []


def test_the_most_used_come_first(clerk: Signed) -> None:
    rows = clerk.api.correspondents.directory(DirectoryFilter(text="управляющая"), 0, 500).rows
    used = {row.id: row.used for row in rows}
    found = [used[row.id] for row in clerk.api.correspondents.like("управляющая")]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0


def test_a_number_finds_its_owner(clerk: Signed) -> None:
    entered(clerk, "ПАО «Сберкасса»", tax_number="7707083893", state_number="1027700132195")
    assert like(clerk, "770708") == ["ПАО «Сберкасса»"]
    assert like(clerk, "102770013") == ["ПАО «Сберкасса»"]


def test_a_renamed_correspondent_stays_as_it_was_on_old_documents(clerk: Signed) -> None:
    entry_id = entered(clerk, "Горпроект")
    old = clerk.register(correspondent_id=entry_id)
    edited(clerk, entry_id, name="Севергорпроект")
    new = clerk.register(correspondent_id=entry_id)
    assert clerk.api.registry.card(old).correspondent.name == "Горпроект"
    assert clerk.api.registry.card(new).correspondent.name == "Севергорпроект"
    for text in ("горпроект", "Севергорпроект"):
        rows = clerk.api.registry.documents(DocumentFilter(correspondent=text)).rows
        assert [(row.id, row.correspondent) for row in rows] == [(new, "Севергорпроект"), (old, "Горпроект")]
    assert [row.known_as for row in clerk.api.correspondents.like("горпроект")] == ["Горпроект"]
    assert [name.name for name in clerk.api.correspondents.card(entry_id).names] == ["Севергорпроект", "Горпроект"]


def test_search_finds_a_document_by_the_new_name_too(city: City, clerk: Signed, eventually) -> None:
    city.served.start_worker()
    entry_id = entered(clerk, "Тепломаш")
    document_id = clerk.register(correspondent_id=entry_id)
    edited(clerk, entry_id, name="Энергогигант")
    found = eventually(lambda: clerk.api.search.find("энергогигант").rows)
    assert [hit.document_id for hit in found] == [document_id]
    assert [hit.document_id for hit in clerk.api.search.find("тепломаш").rows] == [document_id]


def test_search_finds_a_document_by_the_new_name_of_whom_it_names_beside_another(
    city: City, clerk: Signed, eventually
) -> None:
    city.served.start_worker()
    first, beside = entered(clerk, "Светотехника"), entered(clerk, "Гидростанок")
    document_id = clerk.register(correspondent_id=first, recipient_ids=[beside])
    edited(clerk, beside, name="Станкогигант")
    found = eventually(lambda: clerk.api.search.find("станкогигант").rows)
    assert [hit.document_id for hit in found] == [document_id]
    assert [hit.document_id for hit in clerk.api.search.find("гидростанок").rows] == [document_id]


def test_a_closed_entry_is_not_proposed_but_stays_on_cards(clerk: Signed) -> None:
    entry_id = entered(clerk, "Закрывающийся трест")
    document_id = clerk.register(correspondent_id=entry_id)
    edited(clerk, entry_id, closed=date(2026, 11, 1))
    assert like(clerk, "закрывающийся") == []
    assert clerk.api.registry.card(document_id).correspondent.name == "Закрывающийся трест"
    assert clerk.api.correspondents.directory(DirectoryFilter(text="закрывающийся")).total == 0
    assert clerk.api.correspondents.directory(DirectoryFilter(text="закрывающийся", closed=True)).total == 1
    edited(clerk, entry_id, closed=None)
    assert like(clerk, "закрывающийся") == ["Закрывающийся трест"]


def test_twins_of_name_and_number_are_refused(clerk: Signed) -> None:
    entered(clerk, "АО «Двойник»", tax_number="7736050003", tax_reason="773601001")
    with pytest.raises(Invalid, match="уже есть в справочнике"):
        entered(clerk, 'АО "ДВОЙНИК"')
    with pytest.raises(Invalid, match="7736050003 уже есть"):
        entered(clerk, "Другое имя", tax_number="7736050003")
    entered(clerk, "Филиал", tax_number="7736050003", tax_reason="550101001")
    entered(clerk, "ООО «Двойник»")  # another legal form is another organisation


def test_who_has_no_right_enters_but_does_not_edit(city: City, clerk: Signed) -> None:
    author = city.sign_in("executor")
    entry_id = entered(author, "Предложенный корреспондент")
    with pytest.raises(NotAllowed):
        edited(author, entry_id, note="своё")
    [row] = clerk.api.correspondents.directory(DirectoryFilter(unchecked=True, text="предложенный")).rows
    assert row.checked is False
    edited(clerk, entry_id, note="проверено")
    assert clerk.api.correspondents.directory(DirectoryFilter(unchecked=True, text="предложенный")).total == 0


def test_the_second_editor_hears_that_the_first_was_quicker(clerk: Signed) -> None:
    entry_id = entered(clerk, "Спорный")
    card = clerk.api.correspondents.card(entry_id)
    edited(clerk, entry_id, note="первый")
    with pytest.raises(Stale):
        clerk.api.correspondents.update(entry_id, card.version, replace(card.draft, note="второй"))


def test_a_group_opens_into_its_members_and_is_no_correspondent_itself(clerk: Signed) -> None:
    one, two = entered(clerk, "Первый участник"), entered(clerk, "Второй участник")
    group = entered(clerk, "Наши участники", kind=CorrespondentKind.GROUP, member_ids=[two, one])
    assert [row.id for row in clerk.api.correspondents.members(group)] == [two, one]
    assert like(clerk, "наши участники") == []
    assert [row.id for row in clerk.api.correspondents.like("наши участники", 20, True)] == [group]
    assert clerk.api.correspondents.directory(DirectoryFilter(group_id=group)).total == 2
    assert [row.name for row in clerk.api.correspondents.card(one).groups] == ["Наши участники"]
    edited(clerk, one, group_ids=[])
    assert [row.id for row in clerk.api.correspondents.members(group)] == [two]
    with pytest.raises(Invalid, match="раскроется в участников"):
        clerk.register(correspondent_id=group)


def test_an_official_belongs_to_an_organisation(clerk: Signed) -> None:
    organisation = entered(clerk, "Ведомство")
    official = entered(
        clerk, "Чинов Пётр Ильич", kind=CorrespondentKind.OFFICIAL, post="директор", organisation_id=organisation
    )
    [row] = clerk.api.correspondents.like("чинов")
    assert (row.id, row.name, row.organisation) == (official, "Чинов Пётр Ильич, директор", "Ведомство")
    assert clerk.api.correspondents.card(official).draft.name == "Чинов Пётр Ильич"
    with pytest.raises(Invalid, match="выберите организацию"):
        entered(clerk, "Другой", kind=CorrespondentKind.OFFICIAL, post="зам", organisation_id=official)


def test_documents_of_a_correspondent_are_listed(clerk: Signed) -> None:
    entry_id = entered(clerk, "Редкий корреспондент")
    document_id = clerk.register(correspondent_id=entry_id)
    rows = clerk.api.registry.documents(DocumentFilter(document_class=None, correspondent_id=entry_id)).rows
    assert [row.id for row in rows] == [document_id]
    assert clerk.api.registry.documents_of([entry_id]) == {entry_id: 1}


def test_how_much_is_written_to_an_entry_is_told_to_registrars_only(city: City, clerk: Signed) -> None:
    seen = [person.api.correspondents.directory().rows for person in (clerk, city.sign_in("user160"))]
    assert [any(row.used for row in rows) for rows in seen] == [True, False]


@pytest.mark.parametrize("order", DirectoryOrder)
@pytest.mark.parametrize("falling", [False, True])
def test_the_directory_stands_in_the_order_of_any_column_page_by_page(
    clerk: Signed, order: DirectoryOrder, *, falling: bool
) -> None:
    """What has nothing in the column comes last, whichever way the order goes."""
    chosen = DirectoryFilter(order=order, falling=falling, closed=True)
    whole, paged = whole_and_paged(clerk, chosen)
    while whole != directory(clerk, chosen, 0, 500):  # the worker has just counted how often each is met
        whole, paged = whole_and_paged(clerk, chosen)
    assert [row.id for row in paged] == [row.id for row in whole]
    if order in {DirectoryOrder.TAX_NUMBER, DirectoryOrder.USED}:
        values = [getattr(row, order.value) for row in whole]
        filled = [value for value in values if value]
        assert filled == sorted(filled, reverse=falling)
        assert values[: len(filled)] == filled


def whole_and_paged(clerk: Signed, chosen: DirectoryFilter) -> tuple[list[DirectoryRow], list[DirectoryRow]]:
    whole = directory(clerk, chosen, 0, 500)
    return whole, [row for offset in range(0, len(whole), 40) for row in directory(clerk, chosen, offset, 40)]


def directory(clerk: Signed, chosen: DirectoryFilter, offset: int, limit: int) -> list[DirectoryRow]:
    return clerk.api.correspondents.directory(chosen, offset, limit).rows


def test_entries_are_read_in_the_order_asked_for_without_what_is_closed(clerk: Signed) -> None:
    one, two, gone = entered(clerk, "Первая из них"), entered(clerk, "Вторая из них"), entered(clerk, "Закрытая")
    edited(clerk, gone, closed=Clock().today())
    assert [row.id for row in clerk.api.correspondents.among([two, gone, one])] == [two, one]
