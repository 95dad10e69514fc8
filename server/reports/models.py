"""The table of reports as they were ordered: what, with which parameters, as of when, the figures, and the file."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import FileId, JobId, PersonId, ReportDeliveryId, ReportRunId
from common.reports import Format
from server.core.db import Base
from server.files.models import Content
from server.identity.models import Person
from server.jobs.models import Job


class ReportRunRow(Base):
    """`dataset_id` holds the figures, whatever changes; `source_id` names the run whose figures were taken again."""

    __tablename__ = "report_run"
    id: Mapped[ReportRunId] = mapped_column(primary_key=True)
    code: Mapped[str]
    title: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    format: Mapped[Format]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    job_id: Mapped[JobId | None] = mapped_column(ForeignKey(Job.id), index=True)
    as_of: Mapped[datetime]
    file_id: Mapped[FileId | None] = mapped_column(ForeignKey(Content.id), index=True)
    file_name: Mapped[str] = mapped_column(default="")
    dataset_id: Mapped[FileId | None] = mapped_column(ForeignKey(Content.id), index=True)
    source_id: Mapped[ReportRunId | None] = mapped_column(ForeignKey("report_run.id"), index=True)


class ReportDelivery(Base):
    """A run in the hands of another, as its orderer had it; `run_id` is the run with the figures."""

    __tablename__ = "report_delivery"
    __table_args__ = (UniqueConstraint("run_id", "person_id"), Index(None, "person_id", "id"))
    id: Mapped[ReportDeliveryId] = mapped_column(primary_key=True)
    run_id: Mapped[ReportRunId] = mapped_column(ForeignKey(ReportRunRow.id))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id))
    by_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    note: Mapped[str] = mapped_column(default="")
    sent: Mapped[datetime]
    read_at: Mapped[datetime | None]
