"""What the past says about a letter: who executes such matters, of which kind they are."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from common.assignments.orders import ResolutionDraft
from common.jobs import JobState
from common.kernel.deadlines import Count, DeadlineRule
from common.kernel.ids import DocumentId, PersonId
from common.registry.card import Restriction
from common.registry.classes import DocumentClass
from common.rpc.errors import Invalid, Missing, NotAllowed
from common.scanning.learning import Guess, Question
from common.scanning.recognition import Box, Proposal, ProposedField
from server import app
from server.core.settings import Settings
from server.registry.models import Document, Journal
from server.scanning.guessing import Reason, are_few, best, is_borne_out, reasons
from server.scanning.learned import learn, not_learned
from server.scanning.learning import DIVIDED, FEW, UNMATCHED
from server.scanning.likely import AS_IS, UNMET, likely
from server.scanning.models import LearnedLabel, LearnedWord
from server.scanning.words import words_of
from tests.city import TODAY, City, Signed
from tests.serving import Served

TEN_DAYS = DeadlineRule(title="10 дней", count=Count.CALENDAR, amount=10)
MATTERS = ("Об устройстве ледового катка у школы", "О заливке катка и прокате коньков", "Об освещении катка зимой")
SECRET = "Засекреченный тоннель"


@pytest.fixture(scope="module")
def working(served: Served) -> Served:
    served.start_worker()
    return served


def resolve(leader: Signed, document_id: DocumentId, executor_id: PersonId) -> None:
    draft = ResolutionDraft(document_id=document_id, text="Рассмотреть", responsible_id=executor_id, rule=TEN_DAYS,
                            controlled=False)  # fmt: skip
    leader.api.assignments.resolve(draft)


def counted(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return dict(connection.execute(text("SELECT question, count(*) FROM lesson GROUP BY question")).all())


def test_who_has_executed_such_matters_is_proposed_with_the_words_of_the_letter(
    working: Served, city: City, engine: Engine, eventually: Callable[..., object]
) -> None:
    mayor, clerk = city.sign_in("mayor"), city.sign_in("registrar")
    skater, other = city.sign_in("executor").me.id, city.sign_in("executor2").me.id
    for number in range(60):
        summary = MATTERS[number % 3] if number % 2 else f"О дорогах и мостах {number}"
        of_matter = ("request", "05-07") if number % 2 else ("letter", "01-14")
        document_id = clerk.register(summary=summary, kind=of_matter[0], case_file=of_matter[1])
        resolve(mayor, document_id, skater if number % 2 else other)
    eventually(lambda: counted(engine).get("executor") == 60)
    letter = clerk.register(summary="Об устройстве ледового катка на площади", case_file="05-07")
    guess = mayor.api.learning.executor(letter)
    assert isinstance(guess, Guess)
    assert guess.executor_id == skater
    assert "катка" in guess.words
    assert guess.cases == guess.alike == 30
    assert 0.5 <= guess.confidence <= 1
    assert mayor.api.learning.executor(clerk.register(summary="Щебень")) == UNMATCHED
    mayor.api.offers.decline(ProposedField.EXECUTOR)
    assert mayor.api.learning.executor(letter) is None
    mayor.api.offers.keep([])
    assert mayor.api.learning.executor(letter) == guess
    with pytest.raises(Missing):
        city.sign_in("executor").api.learning.executor(letter)


def test_an_unsure_past_says_whether_too_little_was_executed_or_by_different_people(
    working: Served, city: City, engine: Engine
) -> None:
    mayor, clerk = city.sign_in("mayor"), city.sign_in("registrar")
    letter = clerk.register(summary="О дорогах и мостах")
    assert isinstance(mayor.api.learning.executor(letter), Guess)
    of_executors = "WHERE question IN ('executor', 'unit')"
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE learned_trial SET came_true = asked / 4 {of_executors}"))
    assert mayor.api.learning.executor(letter) == DIVIDED
    with engine.begin() as connection:
        connection.execute(text(f"DELETE FROM learned_trial {of_executors}"))
    assert mayor.api.learning.executor(letter) == FEW


def test_the_kind_the_file_and_the_way_of_such_letters_are_proposed_for_a_new_card(
    working: Served, city: City, engine: Engine, settings: Settings
) -> None:
    draft = city.sign_in("registrar").paper(b"%PDF-1.4 skates")

    def proposed(summary: str, field: ProposedField) -> list[tuple[str, str]]:
        box = Box(left=0, top=0.2, right=1, bottom=0.3)
        read = Proposal(field=ProposedField.SUMMARY, value=summary, text=summary, page=1, box=box, confidence=1)
        with app.works(settings, engine=engine).transaction() as context:
            found = likely(context, context.session.get_one(Document, draft), [read])
        assert all(each.box == box and each.confidence >= 0.6 for each in found if each.value)
        assert all("катка" in each.text for each in found if each.value == "request")
        return [(each.value, each.name or each.text) for each in found if each.field is field]

    skates, roads = "Об устройстве ледового катка на площади", "О дорогах и мостах"
    assert proposed(skates, ProposedField.KIND) == [("request", "Запрос")]
    assert proposed(roads, ProposedField.KIND) == [("", AS_IS)], "the card is a letter already"
    assert proposed("Кварцевание", ProposedField.CASE_FILE) == [("", UNMET)]
    assert [value for value, _ in proposed(skates, ProposedField.CASE_FILE)] == ["05-07"]
    [(came, by)] = proposed(skates, ProposedField.DELIVERY)
    assert (came, by) == ("post", "Почта"), "as all of them came"


def test_words_of_the_text_do_not_outvote_the_summaries_of_cards_that_have_no_text(engine: Engine) -> None:
    with Session(engine) as session:
        about, body = "Об устройстве ледового катка", "Дороги и мосты города, дороги и мосты района"
        words = words_of(session, about, f"{about}. {body}", None)
        guessed = best(session, Question.CASE_FILE, list(words), today=TODAY.date())
        alone = words_of(session, about, "", None)
        assert guessed == best(session, Question.CASE_FILE, list(alone), today=TODAY.date())
        assert guessed is not None
        assert guessed.label == "05-07"
        assert set(words.values()) >= {"катка", "мосты"}


def test_no_kind_is_proposed_where_only_a_journal_for_practice_would_take_it(
    working: Served, city: City, engine: Engine, settings: Settings
) -> None:
    place = city.sign_in("registrar").place
    with app.works(settings, engine=engine).transaction() as context:
        run = context.session.execute
        run(
            text(
                "INSERT INTO learned_label (question, label, cases) VALUES ('kind', 'letter', 9) ON CONFLICT DO NOTHING"
            )
        )
        run(text("INSERT INTO learned_word (question, word, label, cases) VALUES ('kind', 'полынь', 'letter', 9)"))

        def guessed() -> bool:
            return best(context.session, Question.KIND, ["полынь"], today=TODAY.date(), place=place) is not None

        assert guessed()
        incoming = "document_class = 'incoming' AND place_id = :place"
        run(text(f"DELETE FROM journal WHERE practice AND {incoming}"), {"place": place})
        run(text(f"UPDATE journal SET closed = true WHERE {incoming}"), {"place": place})
        context.session.add(
            Journal(
                place_id=place, document_class=DocumentClass.INCOMING, title="Учебный", code="УЧ",
                template="УЧ-{N}", practice=True,
            )
        )  # fmt: skip
        context.session.flush()
        assert not guessed()
        context.session.rollback()


def test_a_restricted_letter_leaves_no_word_and_is_told_nothing(city: City, engine: Engine) -> None:
    clerk, mayor = city.sign_in("registrar"), city.sign_in("mayor")
    document_id = clerk.register(
        summary=SECRET, restriction=Restriction.OFFICIAL, copy_number="1", restriction_basis="Перечень, п. 4"
    )
    with Session(engine) as session:
        assert learn(session, [document_id], TODAY.date()) == 0
        assert document_id not in not_learned(session, DocumentId(document_id - 1), 9)
        session.commit()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM learned_word WHERE word ~ 'тоннел'")).scalar_one() == 0
    assert mayor.api.learning.executor(document_id) is None


def test_the_whole_past_is_learned_again_and_nothing_twice(
    working: Served, city: City, engine: Engine, eventually: Callable[..., object]
) -> None:
    admin = city.sign_in("admin")
    job_id = admin.api.learning.relearn()
    assert admin.api.learning.learned().job_id == job_id
    with pytest.raises(Invalid, match="уже идёт"):
        admin.api.learning.relearn()
    eventually(lambda: admin.api.jobs.job(job_id).state is JobState.DONE)
    lessons = counted(engine)
    learned = admin.api.learning.learned()
    assert learned.relearned is not None
    assert learned.job_id is None
    assert {question.value: count for question, count in learned.answers.items()} == lessons
    assert learned.cards == lessons["kind"], "every card has a kind"
    assert lessons["kind"] > 300
    assert lessons["unit"] == lessons["executor"] > 200
    with engine.connect() as connection:
        sums = dict(connection.execute(text("SELECT question, sum(cases) FROM learned_label GROUP BY question")).all())
        tried = connection.execute(text("SELECT sum(asked) FROM learned_trial")).scalar_one()
    assert sums == lessons
    assert tried > 30
    with Session(engine) as session:
        ids = list(session.execute(text("SELECT document_id FROM lesson LIMIT 50")).scalars())
        assert learn(session, ids, TODAY.date()) == 0, Question
    with pytest.raises(NotAllowed):
        city.sign_in("registrar").api.learning.relearn()


def test_a_guess_that_no_single_word_bears_out_is_not_told(working: Served, city: City, engine: Engine) -> None:
    """Many words that each say little outvote the one that says all: that is no reason to name somebody."""
    mayor, clerk = city.sign_in("mayor"), city.sign_in("registrar")
    letter = clerk.register(summary="О дорогах и мостах")
    assert isinstance(mayor.api.learning.executor(letter), Guess)
    with engine.begin() as connection:
        others = text(
            "INSERT INTO learned_word (question, word, label, cases) SELECT question, word, '-1', 3 * cases + 1"
            " FROM learned_word WHERE question IN ('executor', 'unit') AND word IN ('дорог', 'мост')"
        )
        connection.execute(others)
    assert mayor.api.learning.executor(letter) == DIVIDED
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM learned_word WHERE label = '-1'"))
    assert isinstance(mayor.api.learning.executor(letter), Guess)


def test_few_documents_bear_out_nothing(working: Served, city: City, engine: Engine) -> None:
    mayor, clerk = city.sign_in("mayor"), city.sign_in("registrar")
    letter = clerk.register(summary="О дорогах и мостах")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept AS SELECT * FROM learned_word"))
        connection.execute(text("UPDATE learned_word SET cases = least(cases, 2) WHERE word IN ('дорог', 'мост')"))
    try:
        assert mayor.api.learning.executor(letter) == FEW
    finally:
        with engine.begin() as connection:
            connection.execute(text("DELETE FROM learned_word"))
            connection.execute(text("INSERT INTO learned_word SELECT * FROM kept"))
            connection.execute(text("DROP TABLE kept"))


def spoken_for(engine: Engine, cases: int, elsewhere: int) -> list[Reason]:
    """Of a letter with a word met so often with an answer and without it, among words met once."""
    rare = [f"редкость{number}" for number in range(8)]
    with Session(engine) as session:  # nothing of it is kept
        session.add(LearnedLabel(question=Question.EXECUTOR, label="-7", cases=cases))
        for word, label, met in (
            ("каток", "-7", cases),
            ("каток", "-8", elsewhere),
            *((each, "-7", 1) for each in rare),
        ):
            session.add(LearnedWord(question=Question.EXECUTOR, word=word, label=label, cases=met))
        session.flush()
        return reasons(session, Question.EXECUTOR, "-7", {word: word for word in (*rare, "каток")})


def test_words_met_once_do_not_hide_the_one_that_bears_out_a_guess(working: Served, engine: Engine) -> None:
    why = spoken_for(engine, 90, 10)
    assert is_borne_out(why)
    assert why[0] == Reason("каток", 90, 100)


def test_words_met_once_do_not_make_a_past_of_many_letters_few(working: Served, engine: Engine) -> None:
    why = spoken_for(engine, 30, 70)
    assert not is_borne_out(why)
    assert not are_few(why)
