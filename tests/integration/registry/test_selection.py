"""A register is narrowed by any field of the card, ordered, grouped; and every page of it is the right one."""

import re
from datetime import timedelta

import pytest

from common.registry.classes import DocumentClass
from common.registry.columns import COLUMNS
from common.registry.document import DocumentFilter, DocumentRow
from common.registry.selection import (
    ANY,
    FIELD_TYPES,
    TESTS_OF,
    Comparison,
    Condition,
    FieldType,
    Grouping,
    Period,
    Sort,
)
from common.rpc.errors import Invalid
from tests.city import City, Signed


def shown(signed: Signed, *conditions: Condition, limit: int = 500, **changes: object) -> list[DocumentRow]:
    chosen = DocumentFilter(conditions=list(conditions), **changes)
    return signed.api.registry.documents(chosen, 0, limit).rows


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signatory", "костров"),
        ("their_number", "7-11-2026/"),
        ("addressee", "Шелест"),
        ("kind", "протест"),
        ("delivery", "почт"),
        ("case_file", "прокурат"),
        ("remark", "срочно"),
        ("registrar", "Тихонова"),
        ("place", "анцеляри"),
        ("form", "электронн"),
        ("state", "зарегистр"),
    ],
)
def test_any_field_of_the_card_narrows_the_register(city: City, field: str, value: str) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register(kind="protest", remark="Срочно, лично")
    assert document_id in [row.id for row in shown(clerk, Condition(field=field, value=value))]
    assert not shown(clerk, Condition(field=field, value="такого нет нигде"))


@pytest.mark.parametrize(
    ("field", "both", "other"),
    [
        ("kind", "жалоба; ПРОТЕСТ", "Письмо"),
        ("remark", "Долго; Срочно, лично", "Срочно"),
        ("form", "Смешанная; только электронная", "Смешанная"),
        ("place", "Нет такого; {place}", "Нет такого"),
        ("addressee", "Никто Н. Н.; {addressee}", "Никто Н. Н."),
        ("correspondent", "{correspondent}; ООО «Никого»", "ООО «Никого»"),
    ],
)
def test_a_field_is_one_of_several_values_each_word_for_word(city: City, field: str, both: str, other: str) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register(kind="protest", remark="Срочно, лично")
    card = clerk.api.registry.card(document_id)
    [addressee] = card.addressees.values()
    both = both.format(place=card.place, addressee=addressee, correspondent=card.correspondent.name)

    def found(value: str) -> bool:
        asked = Condition(field=field, comparison=Comparison.ONE_OF, value=value)
        return document_id in [row.id for row in shown(clerk, asked)]

    assert (found(both), found(f"{other}; нет такого нигде")) == (True, False)


def test_every_field_takes_every_comparison_that_its_type_allows(city: City) -> None:
    clerk = city.sign_in("registrar")
    values = {FieldType.DATE: "2026-01-01", FieldType.COUNT: "1"}
    for field, kind in FIELD_TYPES.items():
        for comparison in TESTS_OF[kind]:
            value = "" if comparison in ANY else values.get(kind, "1")
            if kind is FieldType.DATE and comparison is Comparison.CONTAINS:
                value = "2026"
            clerk.api.registry.documents(
                DocumentFilter(conditions=[Condition(field=field, comparison=comparison, value=value)])
            )


def test_conditions_add_up_and_a_bad_one_is_refused_with_its_words(city: City) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register(sheets=77, remark="Семьдесят семь листов")
    both = Condition(field="sheets", comparison=Comparison.IS, value="77"), Condition(field="remark", value="листов")
    assert [row.id for row in shown(clerk, *both)] == [document_id]
    for bad, words in (
        (Condition(field="sheets", comparison=Comparison.IS, value="много"), "целое число"),
        (Condition(field="received", comparison=Comparison.SINCE, value="вчера"), "нужна дата"),
        (Condition(field="colour", value="красный"), "Такого поля нет"),
        (Condition(field="remark"), "с чем сравнить"),
    ):
        with pytest.raises(Invalid, match=words):
            shown(clerk, bad)


@pytest.mark.parametrize(
    ("typed", "days"),
    [("сегодня", 0), ("Вчера", 1), ("позавчера", 2), ("на этой неделе", 0), ("этот месяц", 0), ("этот год", 0)],
)
def test_words_for_days_find_what_was_received_then(city: City, typed: str, days: int) -> None:
    clerk = city.sign_in("registrar")
    day = clerk.api.registry.card(clerk.api.registry.new_draft(clerk.place)).draft.received - timedelta(days=days)
    document_id = clerk.register(received=day, their_date=day - timedelta(days=5))
    assert document_id in [row.id for row in shown(clerk, Condition(field="received", value=typed))]
    assert document_id not in [row.id for row in shown(clerk, Condition(field="their_date", value="завтра"))]


@pytest.mark.parametrize("by", [each for each in Grouping if each is not Grouping.NONE])
def test_a_group_holds_exactly_as_many_documents_as_it_says(city: City, by: Grouping) -> None:
    clerk = city.sign_in("registrar")
    chosen = DocumentFilter(period=Period.YEAR)
    groups = clerk.api.registry.groups(chosen, by)
    assert groups
    for group in groups[:3] + groups[-1:]:
        narrowed = DocumentFilter(period=Period.YEAR, conditions=[group.condition(by)])
        assert clerk.api.registry.documents(narrowed, 0, 1).total == group.documents, group.title
    if by is not Grouping.ADDRESSEE:
        assert sum(group.documents for group in groups) == clerk.api.registry.documents(chosen, 0, 1).total


@pytest.mark.parametrize("rising", [False, True])
@pytest.mark.parametrize("sort", list(Sort))
def test_pages_in_any_order_make_up_the_whole_register_once(city: City, sort: Sort, *, rising: bool) -> None:
    clerk = city.sign_in("registrar")
    field = "extra.area" if sort is Sort.EXTRA else ""
    chosen = DocumentFilter(sort=sort, sort_field=field, rising=rising, on_control=True)
    total = clerk.api.registry.documents(chosen, 0, 1).total
    rows = [row for offset in range(0, total, 37) for row in clerk.api.registry.documents(chosen, offset, 37).rows]
    assert len({row.id for row in rows}) == len(rows) == total
    if sort is Sort.CONTROL_DUE:
        assert [row.control_due for row in rows] == sorted((row.control_due for row in rows), reverse=not rising)


def alphabetical(text: str) -> str:
    return text.lower().replace("ё", "е")


@pytest.mark.parametrize("name", ["correspondent", "executor", "kind", "summary", "their_number", "case_file"])
@pytest.mark.parametrize("rising", [False, True])
def test_a_column_of_names_is_in_the_order_of_the_alphabet_and_what_is_empty_comes_last(
    city: City, name: str, *, rising: bool
) -> None:
    clerk = city.sign_in("registrar")
    clerk.register(summary="Ёлка в парке")
    column = COLUMNS[name]
    shown_rows = shown(clerk, document_class=None, sort=column.sort, rising=rising, period=Period.MONTH)
    texts = [alphabetical(column.text(row)) for row in shown_rows]
    filled = [text for text in texts if text]
    assert filled == sorted(filled, reverse=not rising)
    assert texts[: len(filled)] == filled


def test_numbers_are_sorted_by_value(city: City) -> None:
    clerk = city.sign_in("registrar")
    rows = shown(clerk, sort=Sort.NUMBER, rising=True, period=Period.YEAR, limit=500)
    of_one_place = [row.number for row in rows if row.number.startswith("01-26/")]
    assert of_one_place == sorted(of_one_place, key=lambda number: int(number.rsplit("/")[-1].split("-")[0]))


def test_counts_agree_with_what_is_listed(city: City) -> None:
    clerk = city.sign_in("registrar")
    registers = [
        DocumentFilter(),
        DocumentFilter(unexecuted=True),
        DocumentFilter(document_class=DocumentClass.OUTGOING),
        DocumentFilter(period=Period.MONTH, to_me=True),
        DocumentFilter(words="ремонт"),
    ]
    counted = clerk.api.registry.counts(registers)
    assert counted == [clerk.api.registry.documents(each, 0, 1).total for each in registers]
    assert counted[4] == clerk.api.search.count("ремонт", exact=True).total


def test_a_full_number_finds_itself_and_a_part_finds_what_it_begins(city: City) -> None:
    clerk = city.sign_in("registrar")
    for theirs in ("77-12/1075", "77-12/10751", "177-12/1075", "77-12/001075-дсп", "5/1075"):
        clerk.register(their_number=theirs)

    def found(typed: str) -> set[str]:
        return {row.their_number for row in shown(clerk, Condition(field="their_number", value=typed))}

    assert found("77-12/1075") == {"77-12/1075", "77-12/001075-дсп"}
    assert found("77-12 / 01075-ДСП") == {"77-12/001075-дсп"}
    assert found("1075") >= {"77-12/1075", "77-12/10751", "177-12/1075", "5/1075"}
    assert found("075") & {"77-12/1075", "77-12/10751"} == set()
    assert found("77-12/107") == {"77-12/1075", "77-12/10751", "77-12/001075-дсп"}
    assert found("77-12") == {"77-12/1075", "77-12/10751", "77-12/001075-дсп"}
    own = clerk.api.registry.card(clerk.register()).number
    assert [row.number for row in shown(clerk, Condition(field="number", value=own))] == [own]
    assert own in [row.number for row in shown(clerk, number=own.rsplit("/")[-1].lstrip("0"))]


SAID = (
    "{0}-{1}/{2}", "{0} {1} {2}", "вх {0} {1} {2}", "Вх. № {0}-{1}/{2}", "№{0}-{1}/{2} от 27.11.2026", "вх.{2}",
)  # fmt: skip


@pytest.mark.parametrize("written", SAID)
def test_a_register_finds_a_number_however_it_is_said(city: City, written: str) -> None:
    clerk = city.sign_in("registrar")
    document_id = clerk.register()
    parts = re.findall(r"\d+", clerk.api.registry.card(document_id).number)
    said = written.format(parts[0], parts[1], parts[2].lstrip("0"))
    found = clerk.api.registry.documents(DocumentFilter(document_class=None, number=said), 0, 500)
    assert document_id in [row.id for row in found.rows], said
    if "{0}" in written:
        assert found.total == 1


def test_a_number_that_begins_with_its_sign_is_found_as_it_stands(city: City) -> None:
    clerk = city.sign_in("registrar")
    ids = {theirs: clerk.register(their_number=theirs) for theirs in ("Исх.12/34599", "12/34599")}

    def found(said: str) -> set[int]:
        chosen = DocumentFilter(document_class=None, number=said)
        return {row.id for row in clerk.api.registry.documents(chosen, 0, 500).rows}

    assert ids["Исх.12/34599"] in found("Исх.12/34599")
    assert ids["12/34599"] in found("исх. № 12/34599 от 27.11.2026")
