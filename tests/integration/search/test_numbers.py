"""A number is found however it is spelled, and stands above all that only has the same words."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from common.kernel.ids import DocumentId
from common.registry.ledger import NumberChoice
from common.registry.numbers import number_parts
from common.search import EVERYTHING, MARK_END, MARK_START, Hit, Order
from server.search.asked import read
from tests.city import TODAY, City, Signed

ALPHABET = "0019abcpnу№ -/.КАЗЁN«»"


@pytest.fixture
def clerk(city: City) -> Signed:
    return city.sign_in("registrar")


@pytest.fixture
def first(clerk: Signed) -> Callable[[str], list[Hit]]:
    def found(asked: str, order: Order = Order.NEWEST) -> list[Hit]:
        return clerk.api.search.find(asked, EVERYTHING, order).rows

    return found


@pytest.fixture
def letter(clerk: Signed) -> DocumentId:
    """One whose own number and whose sender's number nobody else has."""
    known = [hit.document_id for hit in clerk.api.search.find("017-АПр/04321").rows]
    return known[0] if known else clerk.register(their_number="017-АПр/04321", summary="О поставке")


@pytest.mark.parametrize(
    "spelled",
    [
        "017-АПр/04321", "17-АПр/4321", "17апр/4321", "17 АПр 4321", "№17-АПр/4321", "№ 17-АПр/4321", "17-апр 4321",
        "17–АПр–4321", "17-AПp/4321", "17 - АПР / 4321", "исх. 17-АПр/4321", "исх.17-АПр/4321", "исх № 17-апр/4321",
        "N 17-АПр/4321", "no17-АПр/4321", "исходящий 017-Апр/4321", "17.АПр.4321", "«17-АПр/4321»", "17-АПр/43*",
        "4321 поставка", "17-АПр/4321 от 23.11.2026", "-школа 17-АПр/4321",
    ],
)  # fmt: skip
def test_the_number_of_the_sender_is_found_in_any_spelling(letter: DocumentId, first, spelled: str) -> None:
    assert first(spelled)[0].document_id == letter
    assert first(spelled, Order.RELEVANT)[0].document_id == letter


def spellings(number: str) -> list[str]:
    """«01-26/000123» as people write it."""
    index, year, ordinal = number_parts(number)
    return [
        number, f"{index}-{year}/{ordinal}", f"0{index}-{year} {ordinal}", f"№{number}", f"№ {index} {year} {ordinal}",
        f"вх {ordinal}", f"вх. {ordinal}", f"вх.№{ordinal}", f"Вх-{index}-{year}/{ordinal}", f"входящий № {ordinal}",
        f"{index}.{year}.{ordinal}", f"{year}/{ordinal}", f"000{ordinal}", ordinal, f"№{ordinal}",
    ]  # fmt: skip


def test_our_own_number_is_found_in_any_spelling_and_marked(letter: DocumentId, first, clerk: Signed) -> None:
    number = clerk.api.registry.card(letter).number
    for spelled in spellings(number):
        hits = {hit.document_id: hit for hit in first(spelled)[:3]}
        assert letter in hits, spelled
        assert MARK_START in hits[letter].number, spelled
        assert hits[letter].number.replace(MARK_START, "").replace(MARK_END, "") == number


def test_the_very_number_stands_above_its_parts_and_these_above_words(first, clerk: Signed) -> None:
    in_words = clerk.register(summary="О ремонте дома 9876", their_number="1-1")
    part = clerk.register(summary="О ремонте", their_number="5-9876-АБ/7")
    very = clerk.register(summary="О ремонте", their_number="9876")
    later = clerk.register(summary="О ремонте школы 9876", their_number="1-2")
    for order in Order:
        assert [hit.document_id for hit in first("9876", order)] == [very, part, later, in_words]


def test_the_sign_of_the_incoming_leaves_out_the_numbers_of_senders(first, clerk: Signed) -> None:
    theirs = clerk.register(their_number="8-8-765")
    assert theirs in [hit.document_id for hit in first("исх. 8-8-765")]
    assert theirs not in [hit.document_id for hit in first("вн. 8-8-765")]
    assert theirs not in [hit.document_id for hit in first("вх 8-8-765")]


def test_a_number_leads_to_nothing_hidden(city: City, letter: DocumentId) -> None:
    stranger = city.sign_in("outsider")
    assert stranger.api.search.find("17-АПр/4321").rows == []
    assert stranger.api.search.count("17-АПр/4321", exact=True).total == 0


def test_a_corrected_number_of_the_sender_is_found_anew_only(first, clerk: Signed) -> None:
    letter = clerk.register(their_number="18-АПр/5432")
    card = clerk.api.registry.card(letter)
    clerk.api.registry.save(letter, card.version, clerk.letter(their_number="77-ЯЯЯ/1", summary="О поставке"))
    assert [hit.document_id for hit in first("77яяя1")] == [letter]
    assert letter not in [hit.document_id for hit in first("18-АПр/5432")]


def test_a_number_of_before_finds_the_document_and_says_why(first, clerk: Signed) -> None:
    letter = clerk.register()
    card = clerk.api.registry.card(letter)
    fresh = clerk.api.numbers.renumber(letter, card.version, NumberChoice(reason="Ошибка журнала"))
    [by_former] = [hit for hit in first(card.number) if hit.document_id == letter]
    assert by_former.former == f"{MARK_START}{card.number}{MARK_END}"
    assert by_former.number == fresh.number
    [by_own] = [hit for hit in first(fresh.number) if hit.document_id == letter]
    assert by_own.former == ""


def test_a_number_that_is_only_begun_puts_no_shorter_one_first(first, clerk: Signed) -> None:
    short = clerk.register(their_number="91-26/0058")
    longer = clerk.register(their_number="91-26/005812")
    assert [hit.document_id for hit in first("91-26/0058*")] == [longer, short]
    assert [hit.document_id for hit in first("91-26/0058")] == [short, longer][:1]


def test_the_date_of_a_letter_finds_it(letter: DocumentId, first) -> None:
    assert letter in [hit.document_id for hit in first(f"поставка {TODAY:%d.%m.%Y}")]
    assert first("поставка 01.02.1999") == []


def test_a_number_with_the_words_of_its_card(letter: DocumentId, first) -> None:
    assert [hit.document_id for hit in first("4321 прокуратура поставкой")] == [letter]
    assert letter not in [hit.document_id for hit in first("4321 -поставка")]


@given(st.text(ALPHABET, min_size=1, max_size=20))
def test_the_database_takes_a_number_apart_as_the_question_does(engine: Engine, number: str) -> None:
    with engine.connect() as connection:
        indexed = connection.execute(text("SELECT number_parts('n', :number)"), {"number": number}).scalar_one() or ""
    parts = number_parts(number)
    assert indexed.startswith(" ".join(f"'n:{part}':{place}" for place, part in enumerate(parts, 1)))
    assert bool(indexed) == bool(parts)


@given(st.text('01аяn №-/."«»*()или&|!:<>\\', max_size=30))
def test_whatever_is_typed_is_read(typed: str) -> None:
    for alternative in read(typed.replace("*", "")):
        assert alternative.terms
