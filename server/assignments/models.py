"""Tables of assignments: resolutions, their executors, reports on them, the steps of their history."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from common.assignments.rules import Action, Status
from common.kernel.ids import (
    AssignmentId,
    DocumentId,
    ExecutorId,
    FileId,
    PersonId,
    PostId,
    ReportId,
    ResolutionTemplateId,
    SeriesId,
    UnitId,
)
from server.core.db import Base
from server.files.models import Content
from server.identity.models import Person, Post, Unit
from server.registry.models import Document

OPEN = "status IN ('issued', 'reported')"
DONE = "status = 'done' AND controlled"
UNISSUED = "status IN ('draft', 'approval')"
OF_POINT = "act_point IS NOT NULL AND status <> 'cancelled'"


class Assignment(Base):
    """One assignment, whatever the number of its executors; `deadline` keeps how the due date came about.

    A deputy writes it in the stead of an absent leader, to whom it then belongs as well. What an assistant has
    prepared is nobody else's business before it is issued.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("status <> 'done' OR done_on IS NOT NULL", name="done_has_date"),
        CheckConstraint("NOT controlled OR controller_id IS NOT NULL", name="control_has_controller"),
        Index("ix_assignment_open_by_author", "author_id", "due", postgresql_where=OPEN),
        Index("ix_assignment_open_by_controller", "controller_id", "due", postgresql_where=OPEN),
        Index("ix_assignment_open_in_stead", "in_stead_of_id", "due", postgresql_where=OPEN),
        Index("ix_assignment_unissued_by_author", "author_id", postgresql_where=UNISSUED),
        Index("ix_assignment_unissued_by_drafter", "drafted_by_id", postgresql_where=UNISSUED),
        Index("ix_assignment_due", "due", "id"),
        Index("ix_assignment_done", "done_on", postgresql_where=DONE),
        Index("uq_assignment_act_point", "document_id", "act_point", unique=True,
              postgresql_where=OF_POINT),
    )  # fmt: skip
    id: Mapped[AssignmentId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), index=True)
    parent_id: Mapped[AssignmentId | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    author_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id))
    in_stead_of_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id))
    controller_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id))
    drafted_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id))
    text: Mapped[str]
    point: Mapped[str] = mapped_column(server_default="", default="")
    act_point: Mapped[int | None]  # the position of the point of a legal act that it carries out
    comment: Mapped[str] = mapped_column(server_default="", default="")
    issued_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    due: Mapped[date]
    first_due: Mapped[date]
    deadline: Mapped[dict[str, Any]]
    moves: Mapped[int] = mapped_column(server_default="0", default=0)  # how often the due date has changed
    asked_due: Mapped[date | None]  # wanted by a request that waits for its answer
    controlled: Mapped[bool] = mapped_column(default=True)
    urgent: Mapped[bool] = mapped_column(default=False)
    special: Mapped[bool] = mapped_column(server_default="false", default=False)
    status: Mapped[Status] = mapped_column(default=Status.ISSUED)
    done_on: Mapped[date | None]
    closing_note: Mapped[str] = mapped_column(default="")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way; the second of two gets Stale


class AssignmentExecutor(Base):
    """An executor: a person, a unit for whom its head answers, or a post for its holder.

    `due` and `open` repeat the assignment's: so a folder is one index scan over
    `executor_id`, whoever leads the unit or holds the post today.
    """

    __tablename__ = "assignment_executor"
    __table_args__ = (Index("ix_assignment_executor_folder", "executor_id", "due", postgresql_where="open"),)
    assignment_id: Mapped[AssignmentId] = mapped_column(ForeignKey(Assignment.id), primary_key=True)
    executor_id: Mapped[ExecutorId] = mapped_column(primary_key=True, index=True)
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey(Unit.id), index=True)
    post_id: Mapped[PostId | None] = mapped_column(ForeignKey(Post.id), index=True)
    responsible: Mapped[bool]
    due: Mapped[date]
    open: Mapped[bool] = mapped_column(default=True)


class AssignmentStep(Base):
    """What has become of an assignment beside its reports: terms moved or asked for, executors, recall, reopening."""

    __tablename__ = "assignment_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[AssignmentId] = mapped_column(ForeignKey(Assignment.id), index=True)
    at: Mapped[datetime]
    action: Mapped[Action]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    in_stead_of_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    text: Mapped[str] = mapped_column(default="")
    old_due: Mapped[date | None]
    new_due: Mapped[date | None]
    deadline: Mapped[dict[str, Any] | None]  # of a request, with its reasons
    basis_id: Mapped[DocumentId | None] = mapped_column(ForeignKey(Document.id), index=True)
    granted: Mapped[bool | None]
    change: Mapped[str] = mapped_column(default="")


class ExecutionReportRow(Base):
    __tablename__ = "execution_report"
    id: Mapped[ReportId] = mapped_column(primary_key=True)
    assignment_id: Mapped[AssignmentId] = mapped_column(ForeignKey(Assignment.id), index=True)
    author_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    in_stead_of_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    at: Mapped[datetime]
    text: Mapped[str]
    final: Mapped[bool]
    accepted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(default="")


class ExecutionReportFile(Base):
    __tablename__ = "execution_report_file"
    report_id: Mapped[ReportId] = mapped_column(ForeignKey(ExecutionReportRow.id), primary_key=True)
    file_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), primary_key=True, index=True)
    name: Mapped[str]


class ResolutionTemplateRow(Base):
    """A resolution of one's own for repeated use; a group has executors only."""

    __tablename__ = "resolution_template"
    __table_args__ = (UniqueConstraint("person_id", "title"),)
    id: Mapped[ResolutionTemplateId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id))
    title: Mapped[str]
    is_group: Mapped[bool]
    content: Mapped[dict[str, Any]]


class AssignmentSeries(Base):
    """A periodic assignment; `next_due` is the occurrence that is made next, `ordered_on` the day of its last job."""

    __tablename__ = "assignment_series"
    __table_args__ = (Index("ix_assignment_series_waiting", "next_made_on", postgresql_where="NOT ended"),)
    id: Mapped[SeriesId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), index=True)
    author_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    content: Mapped[dict[str, Any]]
    next_due: Mapped[date | None]
    next_made_on: Mapped[date | None]
    ordered_on: Mapped[date | None]
    ended: Mapped[bool] = mapped_column(default=False)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way


class SeriesOccurrence(Base):
    """What was made for a day of the pattern; the key lets nothing be made twice."""

    __tablename__ = "series_occurrence"
    series_id: Mapped[SeriesId] = mapped_column(ForeignKey(AssignmentSeries.id), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    assignment_id: Mapped[AssignmentId] = mapped_column(ForeignKey(Assignment.id), index=True)
