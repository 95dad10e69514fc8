"""Tables of distribution: lists with their members, sendings of documents, the acquaintance of each person."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.distribution.api import SendingKind
from common.distribution.lists import Reach
from common.kernel.ids import (
    AcquaintanceId,
    CorrespondentId,
    DistributionListId,
    DocumentId,
    PersonId,
    PostId,
    SendingId,
    UnitId,
)
from server.core.db import Base
from server.correspondents.models import Correspondent
from server.identity.models import Person, Post, Unit
from server.registry.models import Document


class DistributionList(Base):
    """A list of recipients; a shared one is offered to all, another one to its owner."""

    __tablename__ = "distribution_list"
    __table_args__ = (
        Index("uq_distribution_list_shared", func.lower(text("title")), unique=True, postgresql_where=text("shared")),
        Index("uq_distribution_list_own", "owner_id", func.lower(text("title")), unique=True,
              postgresql_where=text("NOT shared")),
    )  # fmt: skip
    id: Mapped[DistributionListId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    title: Mapped[str]
    owner_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    shared: Mapped[bool]
    closed: Mapped[bool]
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way


class DistributionMember(Base):
    """One line of a list: a person, a post, a unit with whom of it is meant, or an outside organisation."""

    __tablename__ = "distribution_member"
    __table_args__ = (
        CheckConstraint("num_nonnulls(person_id, post_id, unit_id, correspondent_id) = 1", name="is_one"),
        CheckConstraint("(unit_id IS NULL) = (reach IS NULL)", name="units_have_reach"),
    )
    list_id: Mapped[DistributionListId] = mapped_column(ForeignKey(DistributionList.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    post_id: Mapped[PostId | None] = mapped_column(ForeignKey(Post.id), index=True)
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey(Unit.id), index=True)
    reach: Mapped[Reach | None]
    correspondent_id: Mapped[CorrespondentId | None] = mapped_column(ForeignKey(Correspondent.id), index=True)


class DistributionSending(Base):
    """One sending of a document; `recipients` says in words to whom, as it was chosen."""

    __tablename__ = "distribution_sending"
    __table_args__ = (CheckConstraint("(recalled_at IS NULL) = (recall_reason = '')", name="recalled_for_a_reason"),)
    id: Mapped[SendingId] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), index=True)
    kind: Mapped[SendingKind]
    recipients: Mapped[str]
    organisations: Mapped[list[str]] = mapped_column(ARRAY(Text))
    comment: Mapped[str]
    due: Mapped[date | None]
    deadline: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # with the reasons
    sent_by_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    in_stead_of_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), index=True)
    recalled_at: Mapped[datetime | None]
    recall_reason: Mapped[str] = mapped_column(default="")


WAITING = "confirmed_at IS NULL AND withdrawn_at IS NULL"


class Acquaintance(Base):
    """A person who got a document, with the unit of that day; `confirmed_by_id` is the deputy where one has."""

    __tablename__ = "acquaintance"
    __table_args__ = (
        Index("uq_acquaintance_waiting", "document_id", "person_id", unique=True, postgresql_where=text(WAITING)),
        Index("ix_acquaintance_folder", "person_id", "due", "id", postgresql_where=text(WAITING)),
        CheckConstraint("confirmed_at IS NULL OR withdrawn_at IS NULL", name="confirmed_or_withdrawn"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        Index("ix_acquaintance_due", "due", "id", postgresql_where=text(WAITING)),
        Index("ix_acquaintance_sheet", "document_id", "unit_id", "person_id"),
    )
    id: Mapped[AcquaintanceId] = mapped_column(primary_key=True)
    sending_id: Mapped[SendingId] = mapped_column(ForeignKey(DistributionSending.id), index=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id))
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    unit_id: Mapped[UnitId] = mapped_column(ForeignKey(Unit.id), index=True)
    due: Mapped[date | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    comment: Mapped[str] = mapped_column(server_default="", default="")
    reminded_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
