"""Tables of reports: as they were ordered, with figures and file; in whose hands they are; by which schedule."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import (
    FileId,
    JobId,
    PersonId,
    ReportDeliveryId,
    ReportRunId,
    ReportScheduleId,
    SavedReportId,
    UnitId,
)
from common.reports import Format, Sharing
from common.schedules import RelativePeriod
from server.core.db import Base
from server.files.models import Content
from server.identity.models import Person, Unit
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


class ReportBoard(Base):
    """A run that was made for somebody's start page and not ordered in the report centre."""

    __tablename__ = "report_board"
    __table_args__ = (Index(None, "person_id", "code", "run_id"),)
    run_id: Mapped[ReportRunId] = mapped_column(ForeignKey(ReportRunRow.id), primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id))
    code: Mapped[str]


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


class SavedReport(Base):
    """A report with its parameters under a title; `unit_id` is the unit of its owner when it was shared with that."""

    __tablename__ = "saved_report"
    id: Mapped[SavedReportId] = mapped_column(primary_key=True)
    owner_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    title: Mapped[str]
    code: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    sharing: Mapped[Sharing]
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey(Unit.id), index=True)


class ReportSchedule(Base):
    """Made for its owner, under the owner's rights; `run_id` is the last run, `awaited` until it was handed over."""

    __tablename__ = "report_schedule"
    __table_args__ = (Index("ix_report_schedule_due", "next_at", postgresql_where="NOT paused"),)
    id: Mapped[ReportScheduleId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    owner_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    code: Mapped[str]
    title: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    period: Mapped[RelativePeriod | None]
    format: Mapped[Format]
    occasions: Mapped[dict[str, Any]]
    next_at: Mapped[datetime]
    paused: Mapped[bool] = mapped_column(default=False)
    awaited: Mapped[bool] = mapped_column(default=False)
    job_id: Mapped[JobId | None] = mapped_column(ForeignKey(Job.id), index=True)  # the one that is awaited
    run_id: Mapped[ReportRunId | None] = mapped_column(ForeignKey(ReportRunRow.id), index=True)
    trouble: Mapped[str] = mapped_column(default="")


class ReportScheduleRecipient(Base):
    """A person, or a unit whose head of the day is meant."""

    __tablename__ = "report_schedule_recipient"
    __table_args__ = (CheckConstraint("(person_id IS NULL) <> (unit_id IS NULL)", name="one"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[ReportScheduleId] = mapped_column(ForeignKey(ReportSchedule.id, ondelete="CASCADE"), index=True)
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey(Unit.id), index=True)
