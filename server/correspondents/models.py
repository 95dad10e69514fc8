"""Tables of the directory of correspondents."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from common.correspondents import CorrespondentKind, Outcome
from common.kernel.ids import CorrespondentId, FileId, JobId, PersonId
from server.core.db import Base
from server.files.models import Content
from server.identity.models import Person
from server.jobs.models import Job

STANDS = text("merged_into_id IS NULL")


class Correspondent(Base):
    """An entry; one that was merged into another stays for the documents that name it."""

    __tablename__ = "correspondent"
    __table_args__ = (
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        Index("ix_correspondent_directory", "name_key", "id", postgresql_where=STANDS),
        Index("ix_correspondent_name_key_trigrams", "name_key", postgresql_using="gin",
              postgresql_ops={"name_key": "gin_trgm_ops"}),
        Index("uq_correspondent_tax_number", "tax_number", "tax_reason", unique=True,
              postgresql_where=text("tax_number <> '' AND merged_into_id IS NULL"),
              postgresql_ops={"tax_number": "text_pattern_ops"}),
        Index("ix_correspondent_state_number", "state_number", postgresql_where=text("state_number <> ''"),
              postgresql_ops={"state_number": "text_pattern_ops"}),
    )  # fmt: skip
    id: Mapped[CorrespondentId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(server_default="1")
    kind: Mapped[CorrespondentKind] = mapped_column(default=CorrespondentKind.ORGANISATION)
    name: Mapped[str]  # as it is printed today
    own_name: Mapped[str] = mapped_column(server_default="", default="")  # without the post of an official
    name_key: Mapped[str]  # of the printed name
    renamed_at: Mapped[datetime | None]  # since when it is printed so, unless always
    short_name: Mapped[str] = mapped_column(server_default="", default="")
    tax_number: Mapped[str] = mapped_column(default="")
    tax_reason: Mapped[str] = mapped_column(server_default="", default="")
    state_number: Mapped[str] = mapped_column(server_default="", default="")
    address: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(server_default="", default="")
    exchange_address: Mapped[str] = mapped_column(server_default="", default="")
    post: Mapped[str] = mapped_column(server_default="", default="")
    organisation_id: Mapped[CorrespondentId | None] = mapped_column(ForeignKey("correspondent.id"), index=True)
    dative: Mapped[str] = mapped_column(server_default="", default="")
    note: Mapped[str] = mapped_column(server_default="", default="")
    closed: Mapped[date | None]
    checked: Mapped[bool] = mapped_column(server_default="true", default=True)
    used: Mapped[int] = mapped_column(server_default="0", default=0)  # documents of a year, told by the registry
    merged_into_id: Mapped[CorrespondentId | None] = mapped_column(ForeignKey("correspondent.id"), index=True)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way; the second editor gets Stale


class CorrespondentName(Base):
    """A name by which an entry is or was known; `until` is when it was changed for another."""

    __tablename__ = "correspondent_name"
    __table_args__ = (
        Index("ix_correspondent_name_prefix", "key", postgresql_ops={"key": "text_pattern_ops"}),
        Index("ix_correspondent_name_trigrams", "key", postgresql_using="gin", postgresql_ops={"key": "gin_trgm_ops"}),
        Index("ix_correspondent_name_used", text("used DESC"), "key", postgresql_where=text("proposed")),
        Index(None, "correspondent_id", "until"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    correspondent_id: Mapped[CorrespondentId] = mapped_column(ForeignKey(Correspondent.id))
    leads_to_id: Mapped[CorrespondentId] = mapped_column(ForeignKey(Correspondent.id), index=True)  # after mergers
    short: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str]
    key: Mapped[str]  # folded, without legal form
    until: Mapped[datetime | None]
    proposed: Mapped[bool] = mapped_column(default=True)  # the entry that it leads to is not closed
    used: Mapped[int] = mapped_column(server_default="0", default=0)


class CorrespondentWord(Base):
    """Every word of the names: what a mistyped word may have meant."""

    __tablename__ = "correspondent_word"
    __table_args__ = (
        Index("ix_correspondent_word_trigrams", "word", postgresql_using="gin",
              postgresql_ops={"word": "gin_trgm_ops"}),
        Index("ix_correspondent_word_prefix", "word", postgresql_ops={"word": "text_pattern_ops"}),
    )  # fmt: skip
    word: Mapped[str] = mapped_column(primary_key=True)


class CorrespondentMember(Base):
    __tablename__ = "correspondent_member"
    group_id: Mapped[CorrespondentId] = mapped_column(ForeignKey(Correspondent.id), primary_key=True)
    member_id: Mapped[CorrespondentId] = mapped_column(ForeignKey(Correspondent.id), primary_key=True, index=True)
    position: Mapped[int]


class CorrespondentLikeness(Base):
    """Two entries that resemble each other; `apart` is a person's word that they are not one."""

    __tablename__ = "correspondent_likeness"
    __table_args__ = (
        CheckConstraint("first_id < second_id", name="in_order"),
        Index(None, "first_id", "second_id", unique=True),
        Index("ix_correspondent_likeness_register", "apart", text("likeness DESC"), "id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[CorrespondentId] = mapped_column(ForeignKey(Correspondent.id))
    second_id: Mapped[CorrespondentId] = mapped_column(ForeignKey(Correspondent.id), index=True)
    likeness: Mapped[int]
    reasons: Mapped[str]
    apart: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)


class CorrespondentMerger(Base):
    """One entry gave way to another: what was changed in the staying one, and who followed the other."""

    __tablename__ = "correspondent_merger"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    stays_id: Mapped[CorrespondentId] = mapped_column(ForeignKey(Correspondent.id), index=True)
    goes_id: Mapped[CorrespondentId] = mapped_column(ForeignKey(Correspondent.id), index=True)
    changes: Mapped[dict[str, Any]]  # field → [before, after] of the staying entry
    followers: Mapped[dict[str, Any]]  # {"ids": entries merged into the going one before}
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)


class CorrespondentImport(Base):
    __tablename__ = "correspondent_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    job_id: Mapped[JobId | None] = mapped_column(ForeignKey(Job.id), index=True)
    file_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), index=True)
    file_name: Mapped[str]
    order: Mapped[dict[str, Any]]
    trial: Mapped[bool]
    done: Mapped[bool] = mapped_column(default=False)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    account_id: Mapped[FileId | None] = mapped_column(ForeignKey(Content.id), index=True)


class CorrespondentImportRow(Base):
    """What became of one row of an imported file."""

    __tablename__ = "correspondent_import_row"
    __table_args__ = (Index(None, "import_id", "outcome", "number"),)
    import_id: Mapped[int] = mapped_column(ForeignKey(CorrespondentImport.id), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[Outcome]
    name: Mapped[str]
    column: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
