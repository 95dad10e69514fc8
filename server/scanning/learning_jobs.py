"""Learning in the background: from one document as it goes its way, or from the whole past; and what comes of it."""

from datetime import timedelta

from sqlalchemy import exists, func, select, update

from common.jobs import JobState
from common.kernel.ids import DocumentId
from server.core.service import Context
from server.jobs.models import Job
from server.jobs.service import JobService
from server.jobs.work import JobKind, Work
from server.registry.models import Document
from server.scanning.anew import propose_anew, waiting
from server.scanning.learned import learn, not_learned, teaches, tried_one_in, untaught
from server.scanning.models import Relearning
from server.scanning.order import LEARN, PROPOSE_ANEW, RELEARN, PastOrder, ReadingOrder, WaitingOrder
from server.scanning.relearning import cards

AT_ONCE = 50  # documents; whoever waits for other work waits so long
AT_HAND = 200  # of the queue: more are gone over only when the whole past was learned
SOON = timedelta(minutes=5)
TITLE = "Предложения по выученному"


class LearnOne(JobKind[ReadingOrder]):
    code = LEARN
    payload = ReadingOrder

    def run(self, work: Work, payload: ReadingOrder) -> str:
        with work.transaction() as context:
            learned = learn(context.session, [payload.document_id], context.clock.today())
            if learned:
                order_soon(context)
        return "Учтено." if learned else "Учить нечему: документ уже учтён или с ограничением доступа."


class LearnPast(JobKind[PastOrder]):
    """After a crash it goes on with what has taught nothing yet; all other work comes first."""

    code = RELEARN
    payload = PastOrder
    patience = timedelta(days=1)

    def run(self, work: Work, payload: PastOrder) -> str:
        with work.transaction() as context:
            total, left = (
                context.session.scalar(select(func.count()).select_from(Document).where(*which)) or 0
                for which in ((teaches(),), (teaches(), untaught()))
            )
        seen, after = total - left, DocumentId(0)
        while True:
            work.progress(min(seen, total), total, "Обучение по прошлым документам")
            work.give_way()
            with work.transaction() as context:
                ids = not_learned(context.session, after, AT_ONCE)
                if not ids:
                    return self._ended(context, work, payload)
                learn(context.session, ids, context.clock.today(), one_in=tried_one_in(total))
            seen, after = seen + len(ids), ids[-1]

    def _ended(self, context: Context, work: Work, payload: PastOrder) -> str:
        count = cards(context.session)
        if payload.anew:
            context.session.execute(update(Relearning).where(Relearning.job_id == work.job_id).values(cards=count))
        if waiting(context.session, 1):
            JobService(context).order(PROPOSE_ANEW, TITLE, WaitingOrder())
        return f"Учтено карточек: {count}."


class ProposeAnew(JobKind[WaitingOrder]):
    """Letters read before something was learned get the proposals that they would get today."""

    code = PROPOSE_ANEW
    payload = WaitingOrder
    patience = timedelta(minutes=1)

    def run(self, work: Work, payload: WaitingOrder) -> str:
        with work.transaction() as context:
            ids = waiting(context.session, payload.most)
        changed = 0
        for done, document_id in enumerate(ids):
            if done % 20 == 0:
                work.progress(done, len(ids), TITLE)
                work.give_way()
            with work.transaction() as context:
                changed += propose_anew(context, document_id)
        work.progress(len(ids), len(ids), TITLE)
        return f"Просмотрено карточек: {len(ids)}, предложено иное: {changed}."


def order_soon(context: Context) -> None:
    """One order that waits is enough for all that is learned meanwhile."""
    queued = exists().where(Job.code == PROPOSE_ANEW, Job.state == JobState.QUEUED)
    if not context.session.scalar(select(queued)) and waiting(context.session, 1):
        JobService(context).order(PROPOSE_ANEW, TITLE, WaitingOrder(AT_HAND), pause=SOON)
