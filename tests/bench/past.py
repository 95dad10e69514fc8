"""What the past of the sample city makes of a letter just read, beside what mostly became of such letters there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from common.kernel.ids import CorrespondentId, DocumentId
from common.scanning.learning import Question
from common.scanning.recognition import PageText, Proposal, ProposedField
from server.core.clock import Clock
from server.correspondents.models import Correspondent
from server.sample.correspondence import Letter
from server.sample.subjects import SUBJECTS, Subject
from server.scanning.guessing import SURE, best, confidence, is_borne_out, reasons
from server.scanning.learned import forget_all, learn, not_learned, tried_one_in
from server.scanning.learning_jobs import AT_ONCE
from server.scanning.words import OF_RESOLUTIONS, SAME_SENDER, words_of
from tests.bench.installation import installed

DECIDED = 0.5  # the share from which the past has an answer
ASKED = {
    Question.KIND: "d.kind", Question.CASE_FILE: "d.case_file", Question.DELIVERY: "d.delivery",
    Question.UNIT: "p.unit_id::text", Question.EXECUTOR: "x.executor_id::text",
}  # fmt: skip
MOSTLY = """
    SELECT {answer} AS answer, count(*) / sum(count(*)) OVER () AS share FROM document d
      JOIN LATERAL (SELECT e.executor_id FROM assignment a JOIN assignment_executor e ON e.assignment_id = a.id
                     WHERE a.document_id = d.id AND e.responsible ORDER BY a.id LIMIT 1) x ON true
      JOIN person p ON p.id = x.executor_id
     WHERE d.document_class = 'incoming' AND {such} GROUP BY 1 ORDER BY 2 DESC LIMIT 1
"""
OF_MATTER, OF_SENDER = "starts_with(d.summary, :matter)", "d.correspondent_id = :sender_id"


class Past:
    def __init__(self, session: Session) -> None:
        self._session = session
        rows = session.execute(select(Correspondent.name, Correspondent.id))
        self._ids: dict[str, CorrespondentId] = dict(rows.all())

    def truth_of(self, letter: Letter) -> dict[Question, str]:
        """Where the past has no answer, none is there."""
        values = {"matter": subject_of(letter).summary.partition("{")[0], "sender_id": self._ids[letter.sender.name]}
        found = {}
        for question, answer in ASKED.items():
            such = OF_SENDER if question is Question.DELIVERY else OF_MATTER
            row = self._session.execute(text(MOSTLY.format(answer=answer, such=such)), values).one()
            if row.share >= DECIDED:
                found[question] = str(row.answer)
        return found

    def guesses(self, texts: Sequence[PageText], read: Sequence[Proposal]) -> dict[Question, str]:
        """As the card and the resolution would propose them."""
        said = {each.field: each.value for each in read}
        sender_id = self._ids.get(said.get(ProposedField.CORRESPONDENT, ""))
        words = words_of(self._session, said.get(ProposedField.SUMMARY, ""), texts[0].text, sender_id)
        found = {}
        for question in Question:
            guessed = best(self._session, question, list(words), today=Clock().today())
            if guessed is None or confidence(self._session, question, guessed) < SURE[question]:
                continue
            sender = "" if question in OF_RESOLUTIONS else SAME_SENDER
            spoken = {token: word or sender for token, word in words.items()}
            if is_borne_out(reasons(self._session, question, guessed.label, spoken)):
                found[question] = guessed.label
        return found


@contextmanager
def learned_past(documents: int) -> Iterator[Past]:
    city = installed(documents, documents * 3 // 2, 2.0)
    with city as installation, Session(installation.engine) as session:
        forget_all(session)
        ids = not_learned(session, DocumentId(0), documents)
        for start in range(0, len(ids), AT_ONCE):
            learn(session, ids[start : start + AT_ONCE], Clock().today(), one_in=tried_one_in(len(ids)))
        yield Past(session)


def subject_of(letter: Letter) -> Subject:
    """By the words before the first that is drawn."""
    return next(each for each in SUBJECTS if letter.body[0].startswith(each.paragraphs[0].partition("{")[0]))
