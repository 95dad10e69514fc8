"""A misspelt question is led to the words of the cards, and only to what its asker may find."""

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from server.core.clock import Clock
from server.core.service import Context
from server.search import vocabulary
from server.search.models import FreshEntry, SearchEntry, SearchWord
from server.search.vocabulary import learn_words
from tests.city import City, Signed


@pytest.fixture
def clerk(city: City) -> Signed:
    return city.sign_in("registrar")


@pytest.fixture
def learned(engine: Engine, clerk: Signed) -> None:
    clerk.register(summary="О благоустройстве набережной и устройстве водопропускных лотков")
    learn(engine)


def learn(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        while learn_words(Context(session, Clock(), None, {})):
            pass


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("набиражной", "набережной"), ("благоустройтсве", "благоустройстве"),
        ("Водопропусных лотков", "водопропускных лотков"), ("yf,tht;yjq", "набережной"),
        ("благоустройство набрежной", "благоустройство набережной"),
    ],
)  # fmt: skip
def test_a_slip_of_the_hand_is_mended(learned: None, clerk: Signed, asked: str, meant: str) -> None:
    assert clerk.api.search.find(asked).rows == []
    assert clerk.api.search.nearest(asked) == meant
    assert clerk.api.search.find(meant).rows


@pytest.mark.parametrize("asked", ["набережные", "проект", "абракадабрища", '"набиражной"', "01-26/99999", "дом"])
def test_what_is_known_quoted_a_number_or_like_nothing_stays(learned: None, clerk: Signed, asked: str) -> None:
    assert clerk.api.search.nearest(asked) == ""


def test_a_word_that_only_others_may_find_is_not_given_away(learned: None, city: City) -> None:
    outsider = city.sign_in("outsider")
    for asked in ("водопропусных", "водопропусных или руководитель", "водопропусных лотков"):
        assert outsider.api.search.nearest(asked) == ""


def test_words_are_learned_behind_the_writing_and_each_card_once(clerk: Signed, engine: Engine) -> None:
    learn(engine)
    clerk.register(summary="О тиражировании фотолитографии")
    with Session(engine) as session:
        assert session.scalar(select(FreshEntry.id).limit(1)) is not None
        assert session.get(SearchWord, "фотолитографии") is None
    learn(engine)
    with Session(engine) as session:
        assert session.scalar(select(FreshEntry.id).limit(1)) is None
        assert session.get_one(SearchWord, "фотолитографии").cards == 1


def test_an_index_from_before_is_learned_as_a_whole(learned: None, clerk: Signed, engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        session.execute(text("TRUNCATE search_word, search_fresh"))
    learn(engine)
    assert clerk.api.search.nearest("набиражной") == "набережной"


def test_an_index_from_before_is_learned_as_a_whole_though_a_card_was_written_meanwhile(
    learned: None, clerk: Signed, engine: Engine
) -> None:
    with Session(engine) as session, session.begin():
        session.execute(text("TRUNCATE search_word, search_fresh"))
    clerk.register(summary="О тиражировании ксилографии")
    learn(engine)
    assert clerk.api.search.nearest("набиражной") == "набережной"
    with Session(engine) as session:
        assert session.get_one(SearchWord, "ксилографии").cards == 1


def test_one_turn_learns_batch_after_batch(learned: None, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "LEARNED_AT_ONCE", 50)
    with Session(engine) as session, session.begin():
        session.execute(text("TRUNCATE search_word, search_fresh"))
        cards = session.scalars(select(func.count()).select_from(SearchEntry)).one()
        assert cards > 2 * vocabulary.LEARNED_AT_ONCE
        assert learn_words(Context(session, Clock(), None, {})) == cards
        assert session.scalar(select(FreshEntry.id).limit(1)) is None


def test_a_word_that_means_nothing_is_no_reading(clerk: Signed, engine: Engine) -> None:
    clerk.register(summary="О том, когда откроют мост")
    learn(engine)
    assert clerk.api.search.nearest("когжа") == ""
