"""Search as a clerk types it: in any form of a word, and by those who may see the document."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId
from common.registry.card import Restriction
from common.registry.document import DocumentFilter
from common.registry.selection import Comparison, Condition
from common.rpc.errors import Invalid
from common.search import EVERYTHING, MARK_END, MARK_START, Counted, Facet, Hit, Narrowing, Order
from server.core.service import Context
from server.search.service import SearchService
from tests.city import City, Signed

SUMMARY = "О переносе берёзовой аллеи и площадки с участка возле зелёного сквера из-за водозаборных скважин"


@pytest.fixture
def clerk(city: City) -> Signed:
    return city.sign_in("registrar")


@pytest.fixture
def find(clerk: Signed) -> Callable[[str], dict[DocumentId, Hit]]:
    """All that is found, page by page."""

    def found(text: str, person: Signed = clerk, order: Order = Order.NEWEST) -> dict[DocumentId, Hit]:
        page = person.api.search.find(text, EVERYTHING, order)
        hits = page.rows
        while page.next is not None:
            page = person.api.search.find(text, EVERYTHING, order, page.next)
            hits = [*hits, *page.rows]
        assert len({hit.document_id for hit in hits}) == len(hits) == person.api.search.count(text, exact=True).total
        return {hit.document_id: hit for hit in hits}

    return found


@pytest.fixture
def alley(clerk: Signed) -> DocumentId:
    return clerk.register(summary=SUMMARY)


@pytest.mark.parametrize(
    "text",
    [
        "аллея", "аллеи", "аллею", "аллей", "аллеями", "АЛЛЕЯМ", "Аллеях",
        "скважина", "скважине", "скважинами", "берёзовый", "березовая", "берёзовому", "БЕРЁЗОВЫХ",
        "зелёный", "зеленая", "зелёными", "сквере аллея", "перенос аллеи", "участок", "участками", "площадок",
    ],
)  # fmt: skip
def test_a_word_is_found_in_every_form_with_or_without_the_dots_of_yo(alley: DocumentId, find, text: str) -> None:
    assert alley in find(text)


@pytest.mark.parametrize("text", ["зелёного", "зеленый", "берёзовая", "березовой", "скважинами"])
def test_the_found_word_is_marked_where_it_stands(alley: DocumentId, find, text: str) -> None:
    snippet = find(text)[alley].summary
    marked = snippet.partition(MARK_START)[2].partition(MARK_END)[0]
    assert marked in SUMMARY.replace("ё", "е") or marked in SUMMARY
    assert marked[:4].replace("ё", "е") == text[:4].replace("ё", "е")
    assert snippet.count(MARK_START) == snippet.count(MARK_END)


def test_the_snippet_spells_as_the_letter_does(alley: DocumentId, find) -> None:
    assert "зелёного" in find("скважин")[alley].summary.replace(MARK_START, "").replace(MARK_END, "")


def test_a_phrase_is_found_only_as_it_stands(alley: DocumentId, find) -> None:
    assert alley in find('"берёзовой аллеи"')
    assert alley in find('"березовая аллея"')
    assert alley not in find('"аллеи берёзовой"')


def test_an_excluded_word_leaves_the_rest(alley: DocumentId, find, clerk: Signed) -> None:
    other = clerk.register(summary="О переносе кленовой аллеи")
    found = find("аллея -кленовая")
    assert alley in found
    assert other not in found


def test_all_words_are_wanted_unless_or_stands_between_them(alley: DocumentId, find) -> None:
    assert alley not in find("аллея ледокол")
    assert alley in find("аллея or ледокол")
    assert alley in find("ледокол или аллея")


def test_a_letter_is_found_by_its_number_theirs_and_its_correspondent(find, clerk: Signed) -> None:
    document_id = clerk.register(their_number="17-АБ/4321")
    number = clerk.api.registry.card(document_id).number
    assert document_id in find(number)
    assert document_id in find("17-АБ/4321")
    assert document_id in find("прокуратурой")


@pytest.mark.parametrize("text", ["и", "на по за", "…", "«»", "🎉", '"', "-", "- -", "()", "!&|", "  ", "и и и"])
def test_a_question_without_a_meaningful_word_is_refused_plainly(clerk: Signed, text: str) -> None:
    with pytest.raises(Invalid, match="значимое слово") as refused:
        clerk.api.search.find(text)
    assert [problem.field for problem in refused.value.problems] == ["text"]


@pytest.mark.parametrize(
    "text",
    [
        'аллея"', '"аллея', "аллея (", ")(аллея", "аллея & | !", "аллея:*", "аллея' OR '1'='1", "аллея\\", "аллея %_",
        "аллея\x00", "аллея 🌳", "аллея <-> сквер", "<b>аллея</b>", "аллея\u200b", "аллея;--", "аллея \ue000 \ue001",
    ],
)  # fmt: skip
def test_no_quote_bracket_or_strange_character_breaks_a_search(alley: DocumentId, clerk: Signed, text: str) -> None:
    assert clerk.api.search.count(text).total >= len(clerk.api.search.find(text).rows)


def test_a_strange_character_beside_a_word_does_not_hide_the_letter(alley: DocumentId, find) -> None:
    for text in ('"аллея', "аллея\x00", "аллея 🌳", "аллея:", "(аллея)", "«аллея»"):
        assert alley in find(text), text


def test_a_question_longer_than_a_line_is_refused_not_cut(clerk: Signed) -> None:
    with pytest.raises(Invalid):
        clerk.api.search.find("аллея " * 60)


@pytest.mark.parametrize("text", ["-школа", "-школа -сад", '-"детский сад"', "-12"])
def test_a_question_of_exclusions_only_is_refused_plainly(clerk: Signed, text: str) -> None:
    with pytest.raises(Invalid, match="только исключения"):
        clerk.api.search.find(text)
    with pytest.raises(Invalid, match="только исключения"):
        clerk.api.search.count(text)


@pytest.mark.parametrize("text", ["водозаб*", "Водозаборн*", "скваж* аллеи", "скверы* перенос*", "зелён*", "зелен*"])
def test_a_beginning_finds_every_word_that_begins_so(alley: DocumentId, find, text: str) -> None:
    assert alley in find(text)


def test_a_beginning_of_two_letters_is_refused_plainly(clerk: Signed) -> None:
    with pytest.raises(Invalid, match="не меньше трёх букв"):
        clerk.api.search.find("школа во*")


def test_words_phrase_beginning_and_exclusion_go_together(alley: DocumentId, find, clerk: Signed) -> None:
    other = clerk.register(summary="О переносе берёзовой аллеи и беседки")
    found = find('"берёзовой аллеи" перен* -беседка')
    assert alley in found
    assert other not in found
    assert other in find('"берёзовой аллеи" перен* -сквер')


def test_a_latin_letter_in_a_russian_word_is_meant_as_its_twin(alley: DocumentId, find) -> None:
    assert alley in find("aллeя")


def test_the_newest_stands_first_and_pages_do_not_overlap(find) -> None:
    found = list(find("школа").values())
    assert len(found) > 30
    assert found == sorted(found, key=lambda hit: (hit.on, hit.document_id), reverse=True)


def test_by_relevance_a_phrase_stands_before_its_words_and_the_card_before_the_texts(
    find, clerk: Signed, engine: Engine
) -> None:
    phrase = clerk.register(summary="О синем троллейбусе")
    in_text = clerk.register(summary="О транспорте")
    with Session(engine) as session:
        SearchService(Context(session, None, None, {})).put_body(in_text, "прибыл троллейбус, он был синий")
        session.commit()
    words = clerk.register(summary="О троллейбусе, окрашенном в синий цвет")
    assert list(find("синий троллейбус", clerk, Order.RELEVANT)) == [phrase, words, in_text]
    assert list(find("синий троллейбус")) == [words, in_text, phrase]
    assert "синий" in find("синий троллейбус")[in_text].snippet


def test_a_letter_is_found_by_those_who_may_see_it_and_by_nobody_else(alley: DocumentId, find, city: City) -> None:
    assert alley in find("аллея", city.sign_in("mayor"))
    assert alley not in find("аллея", city.sign_in("outsider"))


def test_a_restricted_letter_is_found_by_the_named_only(find, clerk: Signed, city: City) -> None:
    restricted = {
        "restriction": Restriction.OFFICIAL, "restriction_basis": "Перечень, п. 4", "copy_number": "1",
        "summary": "О бункере гражданской обороны",
    }  # fmt: skip
    document_id = clerk.register(**restricted)
    assert document_id in find("бункер", city.sign_in("mayor"))
    for login in ("registrar2", "affairs", "assistant", "outsider"):
        assert document_id not in find("бункер", city.sign_in(login)), login


def test_no_figure_tells_of_a_restricted_letter(clerk: Signed, city: City) -> None:
    """Neither the word nor the number nor a condition; the clerk who registered it reads one more than before."""
    questions = [
        ("погреб", EVERYTHING), ("66-Секр/1", EVERYTHING), ("руководитель или погреб", Narrowing(year="2026")),
        ("", Narrowing(conditions=[Condition(field="restriction", comparison=Comparison.FILLED)])),
        ("", Narrowing(conditions=[Condition(field="summary", value="погреб")])),
    ]  # fmt: skip
    stranger = city.sign_in("registrar2")

    def figures(person: Signed) -> list[Counted]:
        return [person.api.search.count(text, narrowing, exact=True) for text, narrowing in questions]

    before, own = figures(stranger), figures(clerk)
    clerk.register(restriction=Restriction.OFFICIAL, restriction_basis="Перечень, п. 4", copy_number="1",
                   summary="О погребе", their_number="66-Секр/1")  # fmt: skip
    assert figures(stranger) == before
    assert [after.total - had.total for after, had in zip(figures(clerk), own, strict=True)] == [1] * len(questions)


def test_conditions_facets_and_words_narrow_together(clerk: Signed) -> None:
    wanted = clerk.register(summary="О замене фонарей", remark="по звонку жителей", sheets=7)
    clerk.register(summary="О замене фонарей", remark="по звонку жителей", sheets=8)
    conditions = [
        Condition(field="remark", value="звонк"), Condition(field="sheets", comparison=Comparison.IS, value="7"),
        Condition(field="registered", comparison=Comparison.SINCE, value="2026-01-01"),
    ]  # fmt: skip
    for text in ("фонарь", ""):
        narrowing = Narrowing(kind="letter", year="2026", conditions=conditions)
        assert [hit.document_id for hit in clerk.api.search.find(text, narrowing).rows] == [wanted]
        assert clerk.api.search.find(text, narrowing.with_facet(Facet.YEAR, "2019")).rows == []


@pytest.mark.parametrize(
    "narrowing",
    [Narrowing(year="двадцать шестой"), Narrowing(journal="1" * 40), Narrowing(unit="-1"),
     Narrowing(conditions=[Condition(field="registered", comparison=Comparison.IS, value="вчера")])],
)  # fmt: skip
def test_a_value_that_is_none_is_refused_not_failed_upon(clerk: Signed, narrowing: Narrowing) -> None:
    for ask in (clerk.api.search.find, clerk.api.search.count):
        with pytest.raises(Invalid):
            ask("школа", narrowing)


def test_a_letter_that_becomes_restricted_is_no_longer_found_by_the_others(find, clerk: Signed, city: City) -> None:
    colleague = city.sign_in("registrar2")
    document_id = clerk.register(summary="О подземном коллекторе")
    assert document_id in find("коллектор", colleague)
    card = clerk.api.registry.card(document_id)
    restricted = clerk.letter(
        their_number=card.draft.their_number, summary="О подземном коллекторе", restriction=Restriction.OFFICIAL,
        restriction_basis="Перечень, п. 4", copy_number="1",
    )  # fmt: skip
    clerk.api.registry.save(document_id, card.version, restricted)
    assert document_id in find("коллектор")
    assert document_id not in find("коллектор", colleague)


def test_a_corrected_card_is_found_by_its_new_words_only(find, clerk: Signed) -> None:
    document_id = clerk.register(summary="О пропавшем самоваре")
    card = clerk.api.registry.card(document_id)
    corrected = clerk.letter(their_number=card.draft.their_number, summary="О найденном паровозе")
    clerk.api.registry.save(document_id, card.version, corrected)
    assert document_id in find("паровоз")
    assert document_id not in find("самовар")


def test_the_sample_is_indexed_as_real_work_is(city: City) -> None:
    clerk = city.sign_in("registrar")
    row = next(row for row in clerk.api.registry.documents(DocumentFilter(), 0, 100).rows if row.addressees)
    surname = row.addressees.split(" ")[0]
    conditions = [Condition(field="number", comparison=Comparison.IS, value=row.number)]
    found = clerk.api.search.find(surname, Narrowing(conditions=conditions)).rows
    assert [hit.document_id for hit in found] == [row.id]
