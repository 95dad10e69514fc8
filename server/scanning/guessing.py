"""A guess from counted words: a naive Bayes whose confidence is how often such guesses came true here.

The share of a word among the cases of a label is drawn towards its share among all cases, as if `WEIGHT` more had been
met: so a label met once does not outweigh one met often. Words nobody has met say nothing.

Many words that each say little may outweigh the one that says all: a guess is told only where a single one bears
it out, having gone with that answer in half of its documents at the least, or in all three that there are.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.orm import Session

from common.kernel.ids import POSTS, UNITS
from common.scanning.learning import Question

WEIGHT = 3.0
# How often guesses of this step must have come true: a field stops the clerk, a line below a field does not.
SURE = {
    Question.KIND: 0.6, Question.CASE_FILE: 0.6, Question.DELIVERY: 0.6, Question.UNIT: 0.5, Question.EXECUTOR: 0.5,
}  # fmt: skip
OPEN = "EXISTS (SELECT FROM dictionary_entry d WHERE d.dictionary = '{}' AND d.key = l.label)"
TRIED = 8  # guesses below which nothing is known
STEPS = 9
REASONS = 4  # words told
ENOUGH = 5  # documents with a word that bear out a guess
HALF = 0.5
THRICE = 3  # as well as all that have it, if so many: what a clerk has set right three times
OFFERED = {
    Question.KIND: "EXISTS (SELECT FROM document_kind k WHERE k.key = l.label AND NOT k.closed AND"
    " k.document_class = 'incoming' AND (CAST(:place AS bigint) IS NULL OR EXISTS (SELECT FROM journal j"
    " WHERE j.place_id = :place AND j.document_class = 'incoming' AND NOT j.closed AND NOT j.practice"
    " AND j.kind = CASE WHEN k.own_series THEN k.key ELSE '' END)))",
    Question.CASE_FILE: OPEN.format("case_file"),
    Question.DELIVERY: OPEN.format("delivery"),
    Question.UNIT: "EXISTS (SELECT FROM unit u WHERE u.id = l.label::bigint AND u.closed IS NULL"
    " AND u.head_id IS NOT NULL)",
    Question.EXECUTOR: "(EXISTS (SELECT FROM person p WHERE p.id = l.label::bigint"
    " AND (p.dismissed IS NULL OR p.dismissed > :today)) OR EXISTS (SELECT FROM unit u"
    " WHERE u.id = l.label::bigint - :units AND u.closed IS NULL AND u.head_id IS NOT NULL)"
    " OR EXISTS (SELECT FROM post q WHERE q.id = l.label::bigint - :posts AND q.holder_id IS NOT NULL))",
}
SCORES = """
    WITH met AS MATERIALIZED (
        SELECT w.word, w.label, w.cases, sum(w.cases) OVER (PARTITION BY w.word) AS everywhere
          FROM learned_word w WHERE w.question = :question AND w.word = ANY(:words)),
    whole AS (SELECT sum(cases)::float8 AS cases, CAST(:weight AS float8) AS weight
                FROM learned_label WHERE question = :question),
    known AS MATERIALIZED (SELECT count(DISTINCT word)::float8 AS words FROM met),
    spoken AS MATERIALIZED (
        SELECT met.label, sum(ln(1 + met.cases * whole.cases / (whole.weight * met.everywhere))) AS gain
          FROM met CROSS JOIN whole GROUP BY met.label)
    SELECT l.label, ln(l.cases) + known.words * ln(whole.weight / (l.cases + whole.weight))
           + coalesce(s.gain, 0) AS score
      FROM learned_label l CROSS JOIN whole CROSS JOIN known LEFT JOIN spoken s ON s.label = l.label
     WHERE l.question = :question AND l.cases > 0 AND l.label <> ALL(:barred) AND known.words > 0 AND {offered}
     ORDER BY score DESC, l.label LIMIT 2
"""
BEST = {question: text(SCORES.format(offered=offered)) for question, offered in OFFERED.items()}
TRIALS = text(
    "SELECT asked, came_true FROM learned_trial WHERE question = :question AND step <= :step ORDER BY step DESC"
)
REASON = text("""
    SELECT o.word, o.cases, a.everywhere FROM learned_word o
      JOIN (SELECT word, sum(cases) AS everywhere FROM learned_word
             WHERE question = :question AND word = ANY(:words) GROUP BY word) a ON a.word = o.word
     WHERE o.question = :question AND o.label = :label
     ORDER BY (o.cases >= CASE WHEN o.cases = a.everywhere THEN :thrice ELSE :enough END
               AND o.cases >= :half * a.everywhere) DESC,
              ln(1 + o.cases * (SELECT sum(cases) FROM learned_label WHERE question = :question)
                  / (:weight * a.everywhere)) DESC, o.word
""")


class Guessed(Struct, frozen=True, kw_only=True):
    """`step` is how far the label is ahead of the next one, on a scale that grows ever slower."""

    label: str
    step: int


class Reason(Struct, frozen=True):
    word: str
    cases: int
    alike: int


def is_borne_out(why: Sequence[Reason]) -> bool:
    return any(
        each.cases >= (THRICE if each.cases == each.alike else ENOUGH) and each.cases >= HALF * each.alike
        for each in why
    )


def are_few(why: Sequence[Reason]) -> bool:
    """Whether so few documents have those words that nothing could be borne out."""
    return all(each.alike < ENOUGH for each in why)


def best(
    session: Session, question: Question, words: Sequence[str], *, today: Any, barred: Collection[str] = (),
    place: int | None = None,
) -> Guessed | None:  # fmt: skip
    """The likeliest of the labels that can be offered today, however sure."""
    values: dict[str, Any] = {
        "question": question.value, "words": list(words), "weight": WEIGHT, "barred": list(barred),
    }  # fmt: skip
    of: dict[Question, dict[str, Any]] = {
        Question.KIND: {"place": place}, Question.EXECUTOR: {"today": today, "units": UNITS, "posts": POSTS},
    }  # fmt: skip
    values |= of.get(question, {})
    rows = session.execute(BEST[question], values).all()
    if not rows:
        return None
    ahead = float(rows[0].score - rows[1].score) if len(rows) > 1 else math.inf
    step = STEPS if math.isinf(ahead) else min(STEPS, int(2 * math.log2(1 + max(ahead, 0.0))))
    return Guessed(label=rows[0].label, step=step)


def confidence(session: Session, question: Question, guessed: Guessed) -> float:
    """How often guesses so far ahead have come true of late, at the least; nothing while too few were tried.

    Where few were so far ahead, those less far count too.
    """
    asked = came_true = 0.0
    for row in session.execute(TRIALS, {"question": question.value, "step": guessed.step}):
        asked, came_true = asked + row.asked, came_true + row.came_true
        if asked >= TRIED:
            share = (came_true + 1) / (asked + 2)
            return float(share - math.sqrt(share * (1 - share) / asked))
    return 0.0


def reasons(session: Session, question: Question, label: str, words: Mapping[str, str]) -> list[Reason]:
    """The words of the document met with the label, in the form in which they stand there.

    Those that bear it out come first, then those that speak most for it; what was met once speaks as loud as can be.
    """
    spoken = {stem: word for stem, word in words.items() if word}
    values = {
        "question": question.value, "label": label, "words": list(spoken), "weight": WEIGHT, "enough": ENOUGH,
        "half": HALF, "thrice": THRICE,
    }  # fmt: skip
    rows = session.execute(REASON, values)
    return [Reason(spoken[row.word], row.cases, int(row.everywhere)) for row in rows]
