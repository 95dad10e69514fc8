"""Learning in the background: from one document as it goes its way, or from the whole past."""

from sqlalchemy import func, select

from common.kernel.ids import DocumentId
from common.registry.classes import DocumentState
from server.jobs.work import JobKind, Work
from server.registry.models import Document
from server.scanning.learned import TRIED_ONE_IN, learn, not_learned
from server.scanning.order import LEARN, RELEARN, PastOrder, ReadingOrder

AT_ONCE = 200  # documents, whose words are in memory together


class LearnOne(JobKind[ReadingOrder]):
    code = LEARN
    payload = ReadingOrder

    def run(self, work: Work, payload: ReadingOrder) -> str:
        with work.transaction() as context:
            learned = learn(context.session, [payload.document_id], context.clock.today())
        return "Учтено." if learned else "Учить нечему: документ уже учтён или с ограничением доступа."


class LearnPast(JobKind[PastOrder]):
    """After a crash it goes on with what has taught nothing yet."""

    code = RELEARN
    payload = PastOrder

    def run(self, work: Work, payload: PastOrder) -> str:
        del payload
        with work.transaction() as context:
            registered = Document.state == DocumentState.REGISTERED
            total = context.session.scalar(select(func.count()).select_from(Document).where(registered)) or 0
        seen, lessons, after = 0, 0, DocumentId(0)
        while True:
            work.progress(min(seen, total), total, "Обучение по прошлым документам")
            work.give_way()
            with work.transaction() as context:
                ids = not_learned(context.session, after, AT_ONCE)
                if not ids:
                    return f"Учтено ответов: {lessons}."
                lessons += learn(context.session, ids, context.clock.today(), one_in=TRIED_ONE_IN)
            seen, after = seen + len(ids), ids[-1]
