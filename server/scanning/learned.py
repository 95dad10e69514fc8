"""Counting the words of registered documents: each document once for a question, tried before it teaches."""

from collections.abc import Sequence
from datetime import date

import msgspec
from sqlalchemy import ColumnElement, delete, insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId
from common.registry.card import Restriction
from common.registry.classes import DocumentClass, DocumentState
from common.scanning.learning import Question
from server.registry.models import Document
from server.scanning.guessing import best, is_borne_out, reasons
from server.scanning.models import LearnedLabel, LearnedTrial, LearnedWord, Lesson
from server.scanning.words import Case, cases_of

TURN = text("SELECT pg_advisory_xact_lock(7420217)")  # counting is done by one at a time
LAST = 0.99  # how much of the earlier trials is kept with each new one: about a hundred count
TRIED = 3000  # of a long past, one in three at the most
COUNTED = text("""
    WITH said AS (SELECT question, label, words FROM jsonb_to_recordset(CAST(:said AS jsonb))
                  AS s (question text, label text, words text[])),
    labels AS (INSERT INTO learned_label AS l (question, label, cases)
               SELECT question, label, count(*) FROM said GROUP BY question, label ORDER BY question, label
               ON CONFLICT (question, label) DO UPDATE SET cases = l.cases + excluded.cases)
    INSERT INTO learned_word AS w (question, word, label, cases)
    SELECT question, word, label, count(*) FROM said, unnest(words) AS word
     GROUP BY question, word, label ORDER BY question, word, label
    ON CONFLICT (question, word, label) DO UPDATE SET cases = w.cases + excluded.cases
""")


def learn(session: Session, ids: Sequence[DocumentId], today: date, *, one_in: int = 1) -> int:
    """Counts what these documents teach that was not counted yet; gives how many lessons that were."""
    session.execute(TURN)
    cases = cases_of(session, ids)
    rows = session.execute(select(Lesson.document_id, Lesson.question).where(Lesson.document_id.in_(ids)))
    known = {(row.document_id, row.question) for row in rows}
    fresh = [
        (case, question, label) for case in cases for question, label in case.answers.items()
        if (case.document_id, question) not in known
    ]  # fmt: skip
    if not fresh:
        return 0
    for case, question, label in fresh:
        if case.document_id % one_in == 0:
            _try(session, case, question, label, today)
    said = [
        {"question": question.value, "label": label, "words": case.tokens(question)} for case, question, label in fresh
    ]
    session.execute(COUNTED, {"said": msgspec.json.encode(said).decode()})
    lessons = [{"document_id": case.document_id, "question": question} for case, question, _ in fresh]
    session.execute(insert(Lesson), lessons)
    return len(fresh)


def teaches() -> ColumnElement[bool]:
    """What has something to teach; restricted documents and those for practice are not even read."""
    is_open = ~Document.practice & (Document.restriction == Restriction.NONE)
    has_answers = (Document.document_class == DocumentClass.INCOMING) | (Document.resolutions > 0)
    return (Document.state == DocumentState.REGISTERED) & is_open & has_answers


def untaught() -> ColumnElement[bool]:
    return ~select(Lesson.document_id).where(Lesson.document_id == Document.id).exists()


def tried_one_in(total: int) -> int:
    return max(3, total // TRIED)


def not_learned(session: Session, after: DocumentId, most: int) -> Sequence[DocumentId]:
    """Documents that have taught nothing yet, the oldest first."""
    return session.scalars(
        select(Document.id).where(Document.id > after, teaches(), untaught()).order_by(Document.id).limit(most)
    ).all()


def forget_all(session: Session) -> None:
    session.execute(TURN)
    for table in (Lesson, LearnedWord, LearnedLabel, LearnedTrial):
        session.execute(delete(table))


def _try(session: Session, case: Case, question: Question, label: str, today: date) -> None:
    """Would the past have told it? Of what cannot be offered any more nobody would have been asked."""
    guessed = best(session, question, case.tokens(question), today=today)
    if guessed is None or not is_borne_out(reasons(session, question, guessed.label, case.spoken(question))):
        return
    came_true = float(guessed.label == label)
    fresh = upsert(LearnedTrial).values(question=question, step=guessed.step, asked=1.0, came_true=came_true)
    kept = {
        "asked": LearnedTrial.asked * LAST + 1.0,
        "came_true": LearnedTrial.came_true * LAST + came_true,
    }
    session.execute(fresh.on_conflict_do_update(index_elements=["question", "step"], set_=kept))
