"""Tables of computer files: contents, and uploads under way."""

from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import FileId, PersonId, UploadId
from server.core.db import Base
from server.identity.models import Person


class Content(Base):
    """What is stored once under its SHA-256, whoever brought it."""

    __tablename__ = "content"
    __table_args__ = (CheckConstraint("size > 0", name="not_empty"),)
    id: Mapped[FileId] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]
    media_type: Mapped[str]
    stored: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class ContentPreview(Base):
    """The same content as every client can show it (PDF), or why there is no such thing."""

    __tablename__ = "content_preview"
    file_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), primary_key=True)
    preview_id: Mapped[FileId | None] = mapped_column(ForeignKey(Content.id), index=True)
    reason: Mapped[str] = mapped_column(default="")


class ContentText(Base):
    """The text of a content, or why it cannot be read."""

    __tablename__ = "content_text"
    file_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), primary_key=True)
    text: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")


class UploadRow(Base):
    """A file being brought by a person; how much has come says the store."""

    __tablename__ = "upload"
    id: Mapped[UploadId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    name: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    begun: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now(), index=True)
    file_id: Mapped[FileId | None] = mapped_column(ForeignKey(Content.id), index=True)
