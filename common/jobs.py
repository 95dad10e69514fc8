"""Work that runs in the background: its state, progress and reason of failure."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import JobId
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.rpc.api import Api, reads, writes


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return JOB_STATES[self]

    @property
    def goes_on(self) -> bool:
        """Whether its outcome is still to come."""
        return self in {JobState.QUEUED, JobState.RUNNING}


JOB_STATES = {
    JobState.QUEUED: "В очереди",
    JobState.RUNNING: "Выполняется",
    JobState.DONE: "Выполнено",
    JobState.FAILED: "Ошибка",
    JobState.CANCELLED: "Отменено",
}


class JobRow(Struct, frozen=True):
    id: JobId
    title: str
    state: JobState
    done: int
    total: int
    message: str
    queued: datetime
    attempts: int


class JobsApi(Api, Protocol):
    @reads(Right.SIGNED_IN)
    def job(self, job_id: JobId) -> JobRow:
        """A job that the person has asked for; raises Missing."""
        ...

    @writes(Right.SIGNED_IN)
    def cancel(self, job_id: JobId) -> None: ...

    @reads(Right.ADMINISTER)
    def register(self, state: JobState | None = None, offset: Annotated[int, Meta(ge=0)] = 0) -> Page[JobRow]: ...

    @writes(Right.ADMINISTER)
    def retry(self, job_id: JobId) -> None: ...
