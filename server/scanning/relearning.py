"""Learning from the whole past: by order of an administrator, and by itself where much of it has taught nothing yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, Subquery, func, select
from sqlalchemy.orm import Session

from common.jobs import JobState
from common.kernel.ids import JobId
from common.registry.classes import DocumentClass
from server.core.service import Context
from server.jobs.models import Job
from server.jobs.service import JobService
from server.registry.models import Document
from server.scanning.learned import TURN, forget_all, teaches, untaught
from server.scanning.models import Lesson, Relearning
from server.scanning.order import RELEARN, PastOrder

EDITION = 1  # of the way words are counted: what an older one has counted is learned anew
ARCHIVE = 500  # letters that have taught nothing, for which no night is waited: without them nothing is proposed
GROWN = 1000  # cards since, or a quarter of what was there: kinds corrected and units merged since then count at last
QUIET = range(1, 5)  # hours of the city
PAUSE = timedelta(hours=20)  # after an order that came to nothing
TITLE = "Обучение предложений по прошлым документам"


def going_on(session: Session) -> JobId | None:
    going = [state for state in JobState if state.goes_on]
    return session.scalar(select(Job.id).join(Relearning).where(Job.state.in_(going)).limit(1))


def order_learning(context: Context, *, anew: bool) -> JobId | None:
    """Nothing while that is being done: who counts has the turn, so no two can order at once."""
    context.session.execute(TURN)
    if going_on(context.session) is not None:
        return None
    if anew:
        forget_all(context.session)
    edition, anew = _edition(context.session), cards(context.session) == 0
    job_id = JobService(context).order(RELEARN, TITLE, PastOrder(anew))
    context.session.add(Relearning(job_id=job_id, edition=edition))
    return job_id


def learn_when_due(context: Context) -> int:
    """An archive at once; at night a few letters that came in otherwise than one by one, too.

    Only at night is anything forgotten: what was counted in an older way, and a past grown enough to be counted again.
    """
    session, now = context.session, context.clock.now()
    last, done = (session.execute(_orders(states)).first() for states in (list(JobState), [JobState.DONE]))
    if last is not None and (last.state.goes_on or (last.state is not JobState.DONE and last.queued > now - PAUSE)):
        return 0
    fresh = session.scalar(select(func.count()).select_from(_untaught_letters())) or 0
    is_night = context.clock.local(now).hour in QUIET
    if fresh < ARCHIVE and not is_night:
        return 0
    anew = is_night and _is_outgrown(session, done)
    return int((bool(fresh) or anew) and order_learning(context, anew=anew) is not None)


def _is_outgrown(session: Session, done: Row[JobState, datetime, int] | None) -> bool:
    """Whether it was counted in an older way or by far fewer than have taught by now."""
    taught, last = cards(session), counted_anew(session)
    if done is None or done.edition < EDITION:
        return bool(taught)
    before: int = last.cards if last else 0
    return taught - before >= max(GROWN, before // 4)


def counted_anew(session: Session) -> Row[datetime | None, int] | None:
    """When the whole past was last learned from, and how many cards: what was added since does not count."""
    return session.execute(
        select(Job.finished, Relearning.cards).join(Relearning)
        .where(Job.state == JobState.DONE, Relearning.cards > 0).order_by(Job.id.desc()).limit(1)
    ).first()  # fmt: skip


def cards(session: Session) -> int:
    return session.scalar(select(func.count(Lesson.document_id.distinct()))) or 0


def _edition(session: Session) -> int:
    """Of what will be counted: beside what an older one has counted, all is of the older one."""
    done = session.execute(_orders([JobState.DONE])).first()
    return EDITION if cards(session) == 0 else done.edition if done else 0


def _orders(states: Sequence[JobState]) -> Select[JobState, datetime, int]:
    return (
        select(Job.state, Job.queued, Relearning.edition).join(Relearning)
        .where(Job.state.in_(states)).order_by(Job.queued.desc(), Job.id.desc()).limit(1)
    )  # fmt: skip


def _untaught_letters() -> Subquery:
    """Every letter has a kind to teach; more than an archive need not be counted."""
    is_letter = Document.document_class == DocumentClass.INCOMING
    return select(Document.id).where(teaches(), untaught(), is_letter).limit(ARCHIVE).subquery()
