"""The table of background work."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from common.jobs import JobState
from common.kernel.ids import JobId, PersonId
from server.core.db import Base
from server.identity.models import Person


class Job(Base):
    """A piece of work: who asked, how far it is; `lease` says until when its worker is believed alive."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("done >= 0 AND total >= 0", name="counted"),
        Index(None, "run_at", "id", postgresql_where="state IN ('queued', 'running')"),
    )
    id: Mapped[JobId] = mapped_column(primary_key=True)
    code: Mapped[str]
    title: Mapped[str]
    payload: Mapped[dict[str, Any]]
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    state: Mapped[JobState] = mapped_column(default=JobState.QUEUED)
    queued: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    run_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    lease: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="")
    finished: Mapped[datetime | None]
