"""Tables of notifications: what was told to whom, the outbox of letters, choices and their limits."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, DateTime, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import BigInteger

from common.kernel.ids import AssignmentId, DocumentId, NotificationId, PersonId, ReportRunId
from common.notifications import Channel, Happening, LetterState, Limit
from server.core.db import Base
from server.identity.models import Person
from server.registry.models import Document
from server.reports.models import ReportRunRow


class Notification(Base):
    """Something told to a person, or to the deputy of an absent one; what it is about is read from the document.

    A key is told to a person once. What is only mailed, or kept for the digest, is not `shown`.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index("uq_notification_once", "person_id", "key", unique=True, postgresql_where="key <> ''"),
        Index("ix_notification_shown", "person_id", "id", postgresql_where="shown"),
        Index("ix_notification_unread", "person_id", "id", postgresql_where="shown AND read_at IS NULL"),
        Index("ix_notification_for_digest", "person_id", postgresql_where="for_digest"),
        Index(None, "at"),
        Index("ix_notification_report_run_id", "report_run_id", postgresql_where="report_run_id IS NOT NULL"),
    )
    id: Mapped[NotificationId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id))
    absent_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    by_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    happening: Mapped[Happening]
    document_id: Mapped[DocumentId | None] = mapped_column(ForeignKey(Document.id), index=True)
    report_run_id: Mapped[ReportRunId | None] = mapped_column(ForeignKey(ReportRunRow.id))
    words: Mapped[str] = mapped_column(server_default="", default="")  # what is told of a report
    assignment_id: Mapped[AssignmentId | None]  # no foreign key: a higher slice's, and a draft may be discarded
    due: Mapped[date | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # in their order, which JSONB would lose
    key: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    shown: Mapped[bool]
    for_digest: Mapped[bool]
    read_at: Mapped[datetime | None]


class OutgoingMail(Base):
    """A letter to be sent; it is written when it is sent, from what the person may know by then.

    `lease` says until when its sender is believed alive; its Message-ID is made of the id, so it stays the same.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index("ix_outgoing_mail_waiting", "next_try", "id", postgresql_where="state = 'waiting'"),
        Index(None, "state", "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    notification_id: Mapped[NotificationId] = mapped_column(
        ForeignKey(Notification.id, ondelete="CASCADE"), unique=True
    )
    state: Mapped[LetterState] = mapped_column(default=LetterState.WAITING)
    queued: Mapped[datetime]
    next_try: Mapped[datetime]
    lease: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]


class NotificationChoice(Base):
    __tablename__ = "notification_choice"
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True)
    happening: Mapped[Happening] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    wanted: Mapped[bool]


class NotificationLimit(Base):
    """What the administrator allows, forces or forbids; without a row it is allowed."""

    __tablename__ = "notification_limit"
    happening: Mapped[Happening] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    limit: Mapped[Limit]


class NotificationRules(Base):
    """When people are reminded; `morning` is the day whose round of reminders has been ordered last."""

    __tablename__ = "notification_rules"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    offsets: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    escalation_days: Mapped[int]
    morning_hour: Mapped[int]
    morning: Mapped[date | None]
