"""The worker: takes jobs one by one, keeps them alive, gives them up when they cannot succeed."""

import logging
import select as selecting
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from common.jobs import JobState
from common.kernel.changes import Kind
from common.kernel.ids import PersonId
from common.rpc.errors import CallError
from server.core.db import Ear
from server.core.service import Caller
from server.core.unit_of_work import Works
from server.jobs.models import Job
from server.jobs.sweep import OFTEN, Broom, Sweeper
from server.jobs.work import LEASE, Cancelled, GaveWay, GivenUp, JobKind, Turns, Work, held

log = logging.getLogger("grif.jobs")
LOOK_EVERY = 5.0
PAUSES = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=10))

CallerOf = Callable[[Session, PersonId], Caller]


class Worker:
    def __init__(
        self, works: Works, kinds: Sequence[JobKind[Any]], caller_of: CallerOf, brooms: Sequence[Broom] = (),
        clocks: Sequence[Broom] = (),
    ) -> None:  # fmt: skip
        self._works = works
        self.sweepers = (Sweeper(works, clocks, OFTEN), Sweeper(works, brooms))
        self._kinds: Mapping[str, JobKind[Any]] = {kind.code: kind for kind in kinds}
        self._turns = Turns(kinds)
        self._caller_of = caller_of
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ends after the job in hand."""
        self._stopping.set()

    def run(self) -> None:
        ear: Ear | None = None
        while not self._stopping.is_set():
            try:
                ear = ear or Ear(self._works.engine, "grif_jobs")
                for sweeper in self.sweepers:
                    sweeper.sweep_when_due()
                if not self.run_one():
                    self._wait(ear)
            except (DBAPIError, PoolTimeout, OSError) as error:
                log.warning("state=database_away reason=%s", type(error).__name__)
                ear = None
                self._stopping.wait(LOOK_EVERY)

    def run_one(self) -> bool:
        """Runs the next job, if there is one."""
        job = self._take()
        if job is None:
            return False
        log.info("job=%s code=%s attempt=%s", job.id, job.code, job.attempts)
        alive = threading.Event()
        breathing = threading.Thread(target=self._breathe, args=(job, alive), daemon=True)
        breathing.start()
        try:
            self._run(job)
        finally:
            alive.set()
            breathing.join()
        return True

    def _run(self, job: Job) -> None:
        kind = self._kinds[job.code]
        if job.attempts > kind.attempts:  # its worker has died over it each time
            self._finish(job, JobState.FAILED, _in_vain(kind.attempts))
            return
        try:
            with Session(self._works.engine) as session:
                caller = self._caller_of(session, job.person_id) if job.person_id else None
            payload = msgspec.convert(job.payload, kind.payload)
            message = kind.run(Work(self._works, job, caller, self._turns), payload)
        except Cancelled:
            log.info("job=%s outcome=cancelled", job.id)
        except GaveWay:
            log.info("job=%s outcome=gave_way", job.id)
            self._note(job, {"state": JobState.QUEUED, "attempts": job.attempts - 1, "lease": None})
        except (GivenUp, CallError) as error:
            self._finish(job, JobState.FAILED, str(error))
        except (DBAPIError, OSError) as error:
            self._again(job, error)
        except Exception as error:  # noqa: BLE001 -- a fault of one job must not end the worker
            self._again(job, error)
        else:
            self._finish(job, JobState.DONE, message)

    def _again(self, job: Job, error: Exception) -> None:
        log.error("job=%s outcome=fault", job.id, exc_info=error)
        if job.attempts >= self._kinds[job.code].attempts:
            self._finish(job, JobState.FAILED, _in_vain(job.attempts))
            return
        pause = PAUSES[min(job.attempts, len(PAUSES)) - 1]
        values = {"state": JobState.QUEUED, "run_at": self._works.clock.now() + pause, "message": "Будет повторено."}
        self._note(job, values)

    def _finish(self, job: Job, state: JobState, message: str) -> None:
        log.info("job=%s outcome=%s", job.id, state.value)
        self._note(job, {"state": state, "message": message, "finished": self._works.clock.now(), "lease": None})

    def _note(self, job: Job, values: dict[str, Any]) -> None:
        with self._works.transaction() as context:
            context.session.execute(update(Job).where(held(job)).values(**values))
            context.change(Kind.JOB, job.id, [job.person_id] if job.person_id else None)

    def _take(self) -> Job | None:
        """The first job in turn that is due or whose worker has died; locked rows belong to other workers."""
        now = self._works.clock.now()
        due = (Job.state == JobState.QUEUED) & (Job.run_at <= now)
        orphaned = (Job.state == JobState.RUNNING) & (Job.lease < now)
        with self._works.transaction() as context:
            job = context.session.scalars(
                select(Job).where(or_(due, orphaned), self._turns.known)
                .order_by(self._turns.urgent.desc(), self._turns.at, Job.id)
                .limit(1).with_for_update(skip_locked=True)
            ).one_or_none()  # fmt: skip
            if job is not None:
                job.state, job.lease, job.attempts = JobState.RUNNING, now + LEASE, job.attempts + 1
            return job

    def _breathe(self, job: Job, alive: threading.Event) -> None:
        """Prolongs the lease while the job runs, also through a long single step."""
        while not alive.wait(LEASE.total_seconds() / 3):
            try:
                with self._works.transaction() as context:
                    lease = self._works.clock.now() + LEASE
                    context.session.execute(update(Job).where(held(job)).values(lease=lease))
            except DBAPIError:
                log.warning("job=%s state=lease_not_prolonged", job.id)

    def _wait(self, ear: Ear) -> None:
        """Sleeps until work is announced, a few seconds have passed, or the end is asked for."""
        for _ in range(int(LOOK_EVERY * 4)):
            if self._stopping.is_set():
                return
            ready, _, _ = selecting.select([ear], [], [], 0.25)
            if ready and ear.heard():
                return


def _in_vain(attempts: int) -> str:
    return f"Не получилось, попыток: {attempts}. Повторите; если не поможет, сообщите администратору."
