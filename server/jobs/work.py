"""A kind of background work, and what it gets to work with."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from sqlalchemy import ColumnElement, case, exists, select, update

from common.jobs import JobState
from common.kernel.changes import Kind
from common.kernel.ids import JobId, PersonId
from server.core.service import Caller, Context
from server.core.unit_of_work import Works
from server.jobs.models import Job

Payload = TypeVar("Payload", bound=msgspec.Struct)
LEASE = timedelta(seconds=90)


class Cancelled(Exception):
    """Somebody has cancelled the work; what is done so far stays."""


class GaveWay(Exception):
    """Other work is to be done first; this one goes on after it."""


class GivenUp(Exception):
    """The work can never succeed; the message says why and what to do."""


def held(job: Job) -> ColumnElement[bool]:
    """Whether the job is still in the hands that took it: a worker believed dead may wake up beside its successor."""
    return (Job.id == job.id) & (Job.state == JobState.RUNNING) & (Job.attempts == job.attempts)


class Turns:
    """Which job is taken first among those of known kinds: the urgent, then the oldest.

    A patient one counts as ordered later than it was.
    """

    def __init__(self, kinds: Collection["JobKind[Any]"]) -> None:
        self.known = Job.code.in_([kind.code for kind in kinds])
        self.urgent = Job.code.in_([kind.code for kind in kinds if kind.urgent])
        self._patience = {kind.code: kind.patience for kind in kinds if kind.patience}
        waits = [(Job.code == code, Job.run_at + patience) for code, patience in self._patience.items()]
        self.at: ColumnElement[datetime] = case(*waits, else_=Job.run_at) if waits else Job.run_at.expression

    def before(self, job: Job) -> ColumnElement[bool]:
        """Those to which this one gives way: patient work to all that would be taken before it."""
        patience = self._patience.get(job.code)
        return self.known & (self.urgent if patience is None else self.urgent | (self.at < job.run_at + patience))


class Work:
    """One run of a job: transactions, progress, and whether to go on."""

    def __init__(self, works: Works, job: Job, caller: Caller | None, turns: Turns) -> None:
        self.works = works
        self.job_id: JobId = job.id
        self.person_id: PersonId | None = job.person_id
        self._held = held(job)
        self._before = turns.before(job)
        self.caller = caller  # who ordered it, with the rights of now

    @contextmanager
    def transaction(self) -> Iterator[Context]:
        actor = self.caller.actor if self.caller else None
        with self.works.transaction(actor, call=f"job-{self.job_id}") as context:
            context.caller = self.caller
            yield context

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Tells how far the work is and prolongs its lease; raises Cancelled."""
        with self.works.transaction() as context:
            lease = self.works.clock.now() + LEASE
            still = context.session.execute(
                update(Job).where(self._held)
                .values(done=done, total=total, message=message, lease=lease).returning(Job.id)
            ).one_or_none()  # fmt: skip
            if still is None:
                raise Cancelled
            context.change(Kind.JOB, self.job_id, [self.person_id] if self.person_id else None)

    def give_way(self) -> None:
        """Raises GaveWay when work waits that is to be done first; what is done so far stays."""
        waits = (Job.state == JobState.QUEUED) & self._before & (Job.run_at <= self.works.clock.now())
        with self.works.transaction() as context:
            if context.session.scalar(select(exists().where(waits))):
                raise GaveWay

    def is_cancelled(self) -> bool:
        with self.works.transaction() as context:
            return context.session.execute(select(Job.id).where(self._held)).one_or_none() is None


class JobKind(Generic[Payload]):
    """Base of the kinds of work; `run` may be called again after a crash and goes on where it can."""

    code: ClassVar[str]
    payload: ClassVar[type[Any]]
    attempts: ClassVar[int] = 3
    urgent: ClassVar[bool] = False  # a person waits for it: taken before all others
    patience: ClassVar[timedelta] = timedelta(0)  # what others order so much later is taken before it

    def run(self, work: Work, payload: Payload) -> str:
        """Does the work; the sentence returned is shown with it."""
        raise GivenUp(f"Работа {self.code} не описана.")
