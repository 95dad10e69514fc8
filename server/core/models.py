"""Tables that serve every slice: the audit and its head, notes of changes, answers already given."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, LargeBinary, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import PersonId, SessionId
from server.core.db import Base


class AuditEvent(Base):
    """One act. The hash covers the row and the hash before it; a trigger refuses every change."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "kind", "object_id", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    person_id: Mapped[PersonId | None] = mapped_column(index=True)  # no foreign key: outlives the person
    person: Mapped[str]
    acting_for: Mapped[str] = mapped_column(default="")
    session_id: Mapped[SessionId | None]  # no index, no foreign key: shown, never searched
    address: Mapped[str] = mapped_column(default="")
    workplace: Mapped[str] = mapped_column(default="")
    call: Mapped[str] = mapped_column(default="")
    action: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    object_id: Mapped[int | None]
    details: Mapped[dict[str, Any]]
    previous: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """The last link of the chain; its row lock gives the events their order."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_id: Mapped[int]
    hash: Mapped[str]


class ChangeNote(Base):
    """A change to be pushed; no audience means everybody. Swept after a day."""

    __tablename__ = "change_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), index=True)
    kind: Mapped[str]
    object_id: Mapped[int]
    audience: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))


class GivenAnswer(Base):
    """The answer to a write under its idempotency key, so that a repeated call changes nothing."""

    __tablename__ = "given_answer"
    person_id: Mapped[PersonId] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    method: Mapped[str]
    request_hash: Mapped[str]
    reply: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), index=True)


class PastRow(Base):
    """What a row was until a moment; written by triggers for all that decides who sees what."""

    __tablename__ = "past_row"
    __table_args__ = (Index(None, "source", "row_id", "until"), Index(None, "source", "until"))
    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]  # the table
    row_id: Mapped[int]
    until: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    was: Mapped[dict[str, Any]]
