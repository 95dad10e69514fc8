"""What a document tells the model: the stems of its words, who has written it, who resolves on it."""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId
from common.scanning.learning import Question

OF_RESOLUTIONS = {Question.UNIT, Question.EXECUTOR}
WORD = re.compile(r"[а-яё]{3,}")
SAME_SENDER = "этот корреспондент"
READ = "~"  # before a stem that stands in the text alone; many cards have no text, and it must not count for summaries
MOST = 60  # stems of one document; those of its summary come first
PAGE = 3000  # characters of its text: who reads further learns of appendices
STEMS = text(
    "SELECT word, (ts_lexize('russian_stem', translate(word, 'ё', 'е')))[1] AS stem"
    " FROM unnest(CAST(:words AS text[])) AS word"
)
BODY = text(
    "SELECT left(plain, :page) FROM scanned_page WHERE document_id = :id AND plain <> '' ORDER BY number LIMIT 1"
)
# Restricted documents and those for practice are not even read.
# The answer to a question is what its document has become.
CASES = text("""
    SELECT d.id, d.summary, d.kind, d.case_file, d.delivery, d.document_class = 'incoming' AS incoming,
           coalesce(c.merged_into_id, c.id) AS correspondent_id,
           coalesce((SELECT left(p.plain, :page) FROM scanned_page p WHERE p.document_id = d.id AND p.plain <> ''
                      ORDER BY p.number LIMIT 1),
                    (SELECT left(t.text, :page) FROM attachment a JOIN content_text t ON t.file_id = a.file_id
                      WHERE a.document_id = d.id AND a.main), '') AS body,
           r.author_id, r.executor_id, coalesce(e.unit_id, r.unit_id, q.unit_id) AS unit_id
      FROM document d LEFT JOIN correspondent c ON c.id = d.correspondent_id
      LEFT JOIN LATERAL (
           SELECT coalesce(a.in_stead_of_id, a.author_id) AS author_id, x.executor_id, x.unit_id, x.post_id
             FROM assignment a JOIN assignment_executor x ON x.assignment_id = a.id AND x.responsible
            WHERE a.document_id = d.id AND a.parent_id IS NULL AND a.act_point IS NULL
              AND a.status NOT IN ('draft', 'approval', 'cancelled') ORDER BY a.id LIMIT 1) r ON true
      LEFT JOIN person e ON e.id = r.executor_id LEFT JOIN post q ON q.id = r.post_id
     WHERE d.id = ANY(:ids) AND d.restriction = 'none' AND NOT d.practice ORDER BY d.id
""")


class Case(Struct, frozen=True, kw_only=True):
    """A document with the answers that it has got; `words` maps each token to the word that stands for it."""

    document_id: DocumentId
    answers: dict[Question, str]
    words: dict[str, str]
    author: str

    def tokens(self, question: Question) -> list[str]:
        """Whose resolution it is tells nothing about the card."""
        return [*self.words, *([self.author] if self.author and question in OF_RESOLUTIONS else [])]

    def spoken(self, question: Question) -> dict[str, str]:
        """What may be told as a reason; whose letter it is, is none for a resolution."""
        if question in OF_RESOLUTIONS:
            return self.words
        return {token: word or SAME_SENDER for token, word in self.words.items()}


def author_token(author_id: int | None) -> str:
    return f"!{author_id}" if author_id else ""


def cases_of(session: Session, ids: Iterable[DocumentId]) -> list[Case]:
    rows = session.execute(CASES, {"ids": list(ids), "page": PAGE}).all()
    spoken = {row.id: (WORD.findall(row.summary.lower()), WORD.findall(row.body.lower())) for row in rows}
    stems = _stems(session, {word for said in spoken.values() for words in said for word in words})
    found = []
    for row in rows:
        of_card = {Question.KIND: row.kind, Question.CASE_FILE: row.case_file, Question.DELIVERY: row.delivery}
        answers = {question: label for question, label in of_card.items() if label} if row.incoming else {}
        if row.executor_id:
            answers |= {Question.UNIT: str(row.unit_id), Question.EXECUTOR: str(row.executor_id)}
        words = _tokens(*spoken[row.id], row.correspondent_id, stems)
        found.append(Case(document_id=row.id, answers=answers, words=words, author=author_token(row.author_id)))
    return found


def _tokens(
    summary: Iterable[str], body: Iterable[str], correspondent_id: int | None, stems: Mapping[str, str]
) -> dict[str, str]:
    words: dict[str, str] = {}
    for word in summary:
        if (stem := stems.get(word)) and len(words) < MOST:
            words.setdefault(stem, word)
    for word in body:
        if (stem := stems.get(word)) and stem not in words and len(words) < MOST:
            words.setdefault(f"{READ}{stem}", word)
    return {**words, **({f"@{correspondent_id}": ""} if correspondent_id else {})}


def _stems(session: Session, words: Iterable[str]) -> dict[str, str]:
    """Without those that mean nothing by themselves."""
    return {row.word: row.stem for row in session.execute(STEMS, {"words": list(words)}) if row.stem}


def body_of(session: Session, document_id: DocumentId) -> str:
    """What is read of the first page that has words."""
    return session.execute(BODY, {"id": document_id, "page": PAGE}).scalar() or ""


def words_of(session: Session, summary: str, body: str, correspondent_id: int | None) -> dict[str, str]:
    """Of a letter that has no card yet: what it is about, what is read of it and who has written it."""
    about, read = WORD.findall(summary.lower()), WORD.findall(body[:PAGE].lower())
    return _tokens(about, read, correspondent_id, _stems(session, {*about, *read}))
