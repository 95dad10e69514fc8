"""Tables of approval: typical routes, the approvals of documents, the visas with what each of them has seen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.approvals.api import ApprovalState
from common.approvals.course import Order, Restart, Visa
from common.kernel.ids import ApprovalId, AttachmentId, DocumentId, PersonId, RouteId, VisaId
from server.core.db import Base
from server.identity.models import Person
from server.registry.models import AttachmentRow, Document


class ApprovalRoute(Base):
    """A typical route of some kinds of documents; its stages as they were defined."""

    __tablename__ = "approval_route"
    id: Mapped[RouteId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(unique=True)
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    stages: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    restart: Mapped[Restart]
    mandatory: Mapped[bool]
    closed: Mapped[bool] = mapped_column(default=False)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way


class Approval(Base):
    """«Процесс»: one way of a document along a route, through all its cycles."""

    __tablename__ = "approval"
    __table_args__ = (
        Index("uq_approval_open", "document_id", unique=True,
              postgresql_where=text("state IN ('running', 'returned')")),
        CheckConstraint("(state IN ('running', 'returned')) = (ended IS NULL)", name="ends_once"),
        Index(None, "started"),
    )  # fmt: skip
    id: Mapped[ApprovalId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), index=True)
    initiator_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    in_stead_of_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    route_id: Mapped[RouteId | None] = mapped_column(ForeignKey(ApprovalRoute.id), index=True)
    restart: Mapped[Restart]
    cycle: Mapped[int] = mapped_column(default=1)
    state: Mapped[ApprovalState] = mapped_column(default=ApprovalState.RUNNING)
    started: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    ended: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way; the second of two gets Stale


class ApprovalVisa(Base):
    """The turn of one approver in one cycle, then the visa; `by_id` put it, `after_id` goes before it."""

    __tablename__ = "approval_visa"
    __table_args__ = (
        CheckConstraint("(visa IS NULL) = (decided IS NULL)", name="decided_once"),
        CheckConstraint("visa IS NULL OR visa = 'agreed' OR text <> ''", name="remarks_say_something"),
        Index("ix_approval_visa_course", "approval_id", "cycle", "stage", "position"),
        Index("ix_approval_visa_arrived", "arrived"),
    )
    id: Mapped[VisaId] = mapped_column(primary_key=True)
    approval_id: Mapped[ApprovalId] = mapped_column(ForeignKey(Approval.id))
    cycle: Mapped[int]
    stage: Mapped[int]
    position: Mapped[int]
    stage_title: Mapped[str] = mapped_column(default="")
    stage_order: Mapped[Order]
    days: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    added_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    after_id: Mapped[VisaId | None] = mapped_column(ForeignKey("approval_visa.id"), index=True)
    arrived: Mapped[datetime | None]
    due: Mapped[date | None]
    deadline: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # with the reasons
    visa: Mapped[Visa | None]
    decided: Mapped[datetime | None]
    by_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    text: Mapped[str] = mapped_column(default="")
    taken: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(default="")
    answered: Mapped[datetime | None]
    answered_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)


class ApprovalVisaFile(Base):
    """The version of a file that stood before the approver, with its digest."""

    __tablename__ = "approval_visa_file"
    visa_id: Mapped[VisaId] = mapped_column(ForeignKey(ApprovalVisa.id), primary_key=True)
    attachment_id: Mapped[AttachmentId] = mapped_column(ForeignKey(AttachmentRow.id), primary_key=True, index=True)
    number: Mapped[int]
    name: Mapped[str]
    sha256: Mapped[str]
