"""Tables of assignments: resolutions, their executors, reports on them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from common.assignments import Status
from common.kernel.ids import AssignmentId, DocumentId, FileId, PersonId, ReportId
from server.core.db import Base
from server.files.models import Content
from server.identity.models import Person
from server.registry.models import Document

OPEN = "status IN ('issued', 'reported')"


class Assignment(Base):
    """One assignment, whatever the number of its executors; `deadline` keeps how the due date came about.

    A deputy writes it in the stead of an absent leader, to whom it then belongs as well.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("status <> 'done' OR done_on IS NOT NULL", name="done_has_date"),
        CheckConstraint("NOT controlled OR controller_id IS NOT NULL", name="control_has_controller"),
        Index("ix_assignment_open_by_author", "author_id", "due", postgresql_where=OPEN),
        Index("ix_assignment_open_by_controller", "controller_id", "due", postgresql_where=OPEN),
        Index("ix_assignment_open_in_stead", "in_stead_of_id", "due", postgresql_where=OPEN),
        Index("ix_assignment_due", "due", "id"),
    )
    id: Mapped[AssignmentId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), index=True)
    parent_id: Mapped[AssignmentId | None] = mapped_column(ForeignKey("assignment.id"), index=True)
    author_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id))
    in_stead_of_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id))
    controller_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id))
    text: Mapped[str]
    issued_at: Mapped[datetime]
    due: Mapped[date]
    first_due: Mapped[date]
    deadline: Mapped[dict[str, Any]]
    controlled: Mapped[bool] = mapped_column(default=True)
    urgent: Mapped[bool] = mapped_column(default=False)
    status: Mapped[Status] = mapped_column(default=Status.ISSUED)
    done_on: Mapped[date | None]
    closing_note: Mapped[str] = mapped_column(default="")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way; the second of two gets Stale


class AssignmentExecutor(Base):
    """An executor; `due` and `open` repeat the assignment's, so that a folder is one index scan."""

    __tablename__ = "assignment_executor"
    __table_args__ = (Index("ix_assignment_executor_folder", "person_id", "due", postgresql_where="open"),)
    assignment_id: Mapped[AssignmentId] = mapped_column(ForeignKey(Assignment.id), primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    responsible: Mapped[bool]
    due: Mapped[date]
    open: Mapped[bool] = mapped_column(default=True)


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
