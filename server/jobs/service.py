"""Ordering background work and looking after it."""

from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import func, select, text, update

from common.jobs import JobRow, JobsApi, JobState
from common.kernel.changes import Kind
from common.kernel.ids import JobId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.rights import Right
from common.rpc.errors import Invalid, Missing
from server.core.service import Service
from server.jobs.models import Job

CANCELLED = "Задание отменено. Сделанное сохранено: повторите его, чтобы закончить."


class JobService(Service, JobsApi):
    def order(
        self, code: str, title: str, payload: msgspec.Struct, total: int = 0, *, pause: timedelta = timedelta(0)
    ) -> JobId:
        """Queues work in the caller's transaction: it starts when that is committed and a pause is over, or never."""
        person_id = self.context.caller.me.id if self.context.caller else None
        job = Job(code=code, title=title, payload=msgspec.to_builtins(payload), person_id=person_id, total=total)
        if pause:
            job.run_at = self.now + pause
        self.session.add(job)
        self.session.flush()  # the id
        self._noted(job)
        self.context.wakes.add("grif_jobs")
        return job.id

    def job(self, job_id: JobId) -> JobRow:
        return _row(self._mine(job_id))

    def cancel(self, job_id: JobId) -> None:
        job = self._mine(job_id)
        if not job.state.goes_on:
            raise Invalid("Задание уже закончено, отменять нечего.")
        job.state, job.finished, job.message = JobState.CANCELLED, self.now, CANCELLED
        self.record("job_cancelled", "job", job.id)
        self._noted(job)

    def register(self, state: JobState | None = None, offset: int = 0) -> Page[JobRow]:
        chosen: Any = Job.state == state if state else text("true")
        total = self.session.execute(select(func.count()).select_from(Job).where(chosen)).scalar_one()
        rows = self.session.scalars(
            select(Job).where(chosen).order_by(Job.id.desc()).offset(offset).limit(PAGE_SIZE)
        )  # fmt: skip
        return Page(total, [_row(job) for job in rows])

    def retry(self, job_id: JobId) -> None:
        found = self.session.execute(
            update(Job).where(Job.id == job_id, Job.state.in_([JobState.FAILED, JobState.CANCELLED]))
            .values(state=JobState.QUEUED, attempts=0, run_at=self.now, message="", finished=None)
            .returning(Job.person_id)
        ).one_or_none()  # fmt: skip
        if found is None:
            raise Missing("Задание не найдено или ещё не закончилось ошибкой.")
        self.record("job_retried", "job", job_id)
        self.context.wakes.add("grif_jobs")

    def _mine(self, job_id: JobId) -> Job:
        job = self.session.get(Job, job_id)
        if job is None or not (job.person_id == self.caller.me.id or Right.ADMINISTER in self.caller.rights):
            raise Missing("Задание не найдено.")
        return job

    def _noted(self, job: Job) -> None:
        self.changed(Kind.JOB, job.id, [job.person_id] if job.person_id else None)


def _row(job: Job) -> JobRow:
    return JobRow(job.id, job.title, job.state, job.done, job.total, job.message, job.queued, job.attempts)
