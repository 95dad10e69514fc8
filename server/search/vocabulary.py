"""The words of the cards, for a question that is misspelt: learned behind the writing, so that nobody waits for it."""

from collections.abc import Sequence
from time import monotonic

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from server.core.service import Context
from server.search.models import SearchWord

LEARNED_AT_ONCE = 5000  # cards
LEARNS_FOR = 30.0  # seconds of the three minutes between two turns: other work waits for the worker, too
ALIKE = 40  # words among which the nearest are looked for
SHORT = 7  # letters of a word in which one error leaves few trigrams whole
WORD_LETTERS = (4, 40)  # how long a word is that can be meant by another
TAKE = text("""
    WITH taken AS (
        DELETE FROM search_fresh WHERE id IN
            (SELECT id FROM search_fresh ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED) RETURNING document_id),
    words AS (
        SELECT DISTINCT e.document_id, w.word FROM (SELECT DISTINCT document_id FROM taken) AS t
        JOIN search_entry AS e USING (document_id),
        LATERAL regexp_split_to_table(lower(translate(e.summary || ' ' || e.card, 'ёЁ', 'еЕ')), '[^а-я]+') AS w (word)
        WHERE length(w.word) BETWEEN :shortest AND :longest),
    learned AS (
        INSERT INTO search_word (word, cards) SELECT word, count(*) FROM words GROUP BY word ORDER BY word
        ON CONFLICT (word) DO UPDATE SET cards = search_word.cards + excluded.cards RETURNING 1)
    SELECT count(*) FROM taken
""")
ALL = text("""
    WITH waited AS (DELETE FROM search_fresh)
    INSERT INTO search_fresh (document_id) SELECT document_id FROM search_entry ORDER BY document_id
""")


def learn_words(context: Context) -> int:
    """Takes the words of the cards that wait, for half a minute at most, and gives how many cards there were.

    An index of which nothing is learned yet waits as a whole, whatever was written since.
    """
    session = context.session
    if session.scalar(select(SearchWord.word).limit(1)) is None:
        session.execute(ALL)
    shortest, longest = WORD_LETTERS
    values = {"most": LEARNED_AT_ONCE, "shortest": shortest, "longest": longest}
    learned, end = 0, monotonic() + LEARNS_FOR
    while taken := int(session.execute(TAKE, values).scalar_one()):
        learned += taken
        if taken < LEARNED_AT_ONCE or monotonic() >= end:
            break
    return learned


def known(session: Session, words: Sequence[str]) -> set[str]:
    """Those that stand in some card."""
    return set(session.scalars(select(SearchWord.word).where(SearchWord.word.in_(words))))


def alike(session: Session, word: str) -> list[tuple[str, int]]:
    """Words that look so, with how often they were written; the most alike first."""
    nearness = "0.2" if len(word) <= SHORT else "0.3"
    session.execute(select(func.set_config("pg_trgm.similarity_threshold", nearness, True)))
    likeness = func.similarity(SearchWord.word, word)
    rows = session.execute(
        select(SearchWord.word, SearchWord.cards).where(SearchWord.word.bool_op("%")(word))
        .order_by(likeness.desc(), SearchWord.cards.desc(), SearchWord.word).limit(ALIKE)
    )  # fmt: skip
    return [(row.word, row.cards) for row in rows]
