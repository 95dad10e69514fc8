"""Tables of the files of documents: their versions, in whose hands they are, the templates they are made by."""

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import AttachmentId, CheckoutId, FileId, PersonId, TemplateId, TextTemplateId
from common.registry.templates import Place
from server.core.db import Base
from server.files.models import Content
from server.identity.models import Person
from server.registry.models import AttachmentRow


class FileVersionRow(Base):
    """What a file of a document was in each of its versions; only a copy made by the server itself takes them along."""

    __tablename__ = "attachment_version"
    attachment_id: Mapped[AttachmentId] = mapped_column(
        ForeignKey(AttachmentRow.id, ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), index=True)
    name: Mapped[str]
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    remark: Mapped[str] = mapped_column(default="")
    aside: Mapped[bool] = mapped_column(default=False)


class FileCheckout(Base):
    """A file in the hands of somebody who edits it; `number` is the version taken, `ended_by` who took it from him."""

    __tablename__ = "file_checkout"
    __table_args__ = (
        Index("uq_file_checkout_open", "attachment_id", unique=True, postgresql_where=text("ended IS NULL")),
    )
    id: Mapped[CheckoutId] = mapped_column(primary_key=True)
    attachment_id: Mapped[AttachmentId] = mapped_column(ForeignKey(AttachmentRow.id), index=True)
    number: Mapped[int]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    workplace: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    seen: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    ended: Mapped[datetime | None]
    ended_by: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    reason: Mapped[str] = mapped_column(default="")
    brought_back: Mapped[bool] = mapped_column(default=False)


class DocumentTemplate(Base):
    """A form that is filled from the cards of some kinds of documents."""

    __tablename__ = "document_template"
    id: Mapped[TemplateId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    title: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    file_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), index=True)
    name: Mapped[str]
    closed: Mapped[bool] = mapped_column(default=False)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way


class TextTemplateRow(Base):
    """A short text that a person puts into fields; a shared one, everybody."""

    __tablename__ = "text_template"
    __table_args__ = (UniqueConstraint("person_id", "title"),)
    id: Mapped[TextTemplateId] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id))
    title: Mapped[str]
    text: Mapped[str]
    place: Mapped[Place] = mapped_column(default=Place.ANY)
    shared: Mapped[bool] = mapped_column(default=False)
