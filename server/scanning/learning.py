"""What the past says about a document, to whoever may see it."""

from sqlalchemy import func, select

from common.kernel.ids import UNITS, DocumentId, ExecutorId, JobId, PersonId
from common.registry.card import Restriction
from common.rpc.errors import Invalid
from common.scanning.learning import Guess, Learned, LearningApi, Question
from common.scanning.recognition import ProposedField
from server.assignments.direction import above
from server.assignments.executors import rows_of
from server.core.service import Service
from server.registry.readers import visible_document
from server.scanning.guessing import REASONS, SURE, are_few, best, confidence, is_borne_out, reasons
from server.scanning.models import Lesson
from server.scanning.offers import declined_by
from server.scanning.relearning import cards, counted_anew, going_on, order_learning
from server.scanning.words import Case, author_token, cases_of

UNMATCHED = "в прошлом нет похожих документов с подходящим исполнителем"
FEW = "похожих документов поручено ещё мало"
DIVIDED = "похожие документы поручали разным исполнителям"
WHY = (UNMATCHED, FEW, DIVIDED)


class LearningService(Service, LearningApi):
    def executor(self, document_id: DocumentId, author_id: PersonId | None = None) -> Guess | str | None:
        document = visible_document(self.session, self.caller, document_id)
        if document.restriction is not Restriction.NONE or ProposedField.EXECUTOR in declined_by(self.context):
            return None
        author = author_id or self.caller.me.id
        barred = {author, *above(self.session, author)}
        for case in cases_of(self.session, [document_id]):
            words = [*case.words, author_token(author)]
            who = self._guess(Question.EXECUTOR, case, words, barred)
            if isinstance(who, Guess):
                return who
            unit = self._guess(Question.UNIT, case, words, {each - UNITS for each in barred})
            return unit if isinstance(unit, Guess) else max(who, unit, key=WHY.index)
        return None

    def learned(self) -> Learned:
        lessons = self.session.execute(select(Lesson.question, func.count()).group_by(Lesson.question))
        last = counted_anew(self.session)
        return Learned(
            cards=cards(self.session), answers={row.question: row[1] for row in lessons},
            relearned=last.finished if last else None, relearned_from=last.cards if last else 0,
            job_id=going_on(self.session),
        )  # fmt: skip

    def relearn(self) -> JobId:
        job_id = order_learning(self.context, anew=True)
        if job_id is None:
            raise Invalid("Обучение уже идёт. Дождитесь его окончания.")
        self.record("proposals_relearned")
        return job_id

    def _guess(self, question: Question, case: Case, words: list[str], barred: set[int]) -> Guess | str:
        """A guess that no word of the document speaks for is none; one that no single word bears out is not told."""
        guessed = best(self.session, question, words, today=self.today, barred=[str(each) for each in barred])
        why = reasons(self.session, question, guessed.label, case.words) if guessed else []
        if guessed is None or not why:
            return UNMATCHED
        sure = confidence(self.session, question, guessed)
        if sure < SURE[question] or not is_borne_out(why):
            return DIVIDED if sure and not are_few(why) else FEW
        executor_id = ExecutorId(int(guessed.label) + (UNITS if question is Question.UNIT else 0))
        row = rows_of(self.session, [executor_id])[executor_id]
        return Guess(
            executor_id=executor_id, title=row.title, detail=row.detail, cases=why[0].cases, alike=why[0].alike,
            words=[each.word for each in why[:REASONS]], confidence=round(sure, 2),
        )  # fmt: skip
