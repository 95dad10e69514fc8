"""Tables of the registry: documents, their files, journals, the ledger of numbers."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import AttachmentId, CorrespondentId, DocumentId, FileId, JournalId, PersonId, PlaceId
from common.registry.card import DocumentClass, DocumentState, FileRole, Restriction
from common.registry.ledger import NumberState
from server.core.db import Base
from server.correspondents.models import Correspondent
from server.files.models import Content
from server.identity.models import Person, RegistrationPlace


class DictionaryEntry(Base):
    """An entry of a small dictionary of the card: kind, delivery, topic, case_file."""

    __tablename__ = "dictionary_entry"
    dictionary: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    position: Mapped[int]


class Journal(Base):
    """A series of numbers: for a class of documents at a place of registration."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("place_id", "document_class"),)
    id: Mapped[JournalId] = mapped_column(primary_key=True)
    place_id: Mapped[PlaceId] = mapped_column(ForeignKey(RegistrationPlace.id))
    document_class: Mapped[DocumentClass]
    title: Mapped[str]
    code: Mapped[str]
    template: Mapped[str]


class Document(Base):
    """A document with its card. `readers` names people and places; a negative person is named in person only."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint(
            "state <> 'registered' OR (number <> '' AND registered IS NOT NULL AND journal_id IS NOT NULL)",
            name="registered_has_number",
        ),
        CheckConstraint("their_date IS NULL OR received IS NULL OR their_date <= received", name="written_first"),
        Index("ix_document_register", "document_class", text("registered DESC"), text("id DESC"),
              postgresql_where=text("state = 'registered'")),
        Index("ix_document_newest", "document_class", text("registered_at DESC"), text("id DESC"),
              postgresql_where=text("state = 'registered'")),
        Index("ix_document_queue", "place_id", "id", postgresql_where=text("state = 'draft'")),
        Index("ix_document_readers", "readers", postgresql_using="gin"),
        Index("ix_document_twins", "correspondent_id", "their_number_key", "their_date",
              postgresql_where=text("state = 'registered'")),
        *(
            Index(f"ix_document_{column}_trigrams", column, postgresql_using="gin",
                  postgresql_ops={column: "gin_trgm_ops"}, postgresql_where=text("state = 'registered'"))
            for column in ("number_key", "their_number_key", "summary")
        ),
    )  # fmt: skip
    id: Mapped[DocumentId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    document_class: Mapped[DocumentClass] = mapped_column(default=DocumentClass.INCOMING)
    state: Mapped[DocumentState] = mapped_column(default=DocumentState.DRAFT)
    readers: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    author_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    source: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    place_id: Mapped[PlaceId] = mapped_column(ForeignKey(RegistrationPlace.id), index=True)
    journal_id: Mapped[JournalId | None] = mapped_column(ForeignKey(Journal.id), index=True)
    number: Mapped[str] = mapped_column(default="")
    number_key: Mapped[str] = mapped_column(default="")
    registered: Mapped[date | None]
    registered_at: Mapped[datetime | None]
    registrar_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    kind: Mapped[str] = mapped_column(default="letter")
    correspondent_id: Mapped[CorrespondentId | None] = mapped_column(ForeignKey(Correspondent.id))
    signatory: Mapped[str] = mapped_column(default="")
    their_number: Mapped[str] = mapped_column(default="")
    their_number_key: Mapped[str] = mapped_column(default="")
    their_date: Mapped[date | None]
    received: Mapped[date | None]
    delivery: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    topic: Mapped[str] = mapped_column(default="")
    sheets: Mapped[int] = mapped_column(default=0)
    copies: Mapped[int] = mapped_column(default=1)
    appendices: Mapped[int] = mapped_column(default=0)
    appendix_sheets: Mapped[int] = mapped_column(default=0)
    restriction: Mapped[Restriction] = mapped_column(default=Restriction.NONE)
    restriction_basis: Mapped[str] = mapped_column(default="")
    copy_number: Mapped[str] = mapped_column(default="")
    control_due: Mapped[date | None]
    case_file: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    pages: Mapped[int] = mapped_column(server_default="0")  # of its image, kept by the slice of scanning
    reading: Mapped[str] = mapped_column(server_default="")
    resolutions: Mapped[int] = mapped_column(default=0)  # kept by the slice of assignments through the service
    unexecuted: Mapped[int] = mapped_column(default=0)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way; the second clerk gets Stale


class DocumentAddressee(Base):
    __tablename__ = "document_addressee"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    position: Mapped[int]


class AttachmentRow(Base):
    """A computer file of a document, in its order."""

    __tablename__ = "attachment"
    id: Mapped[AttachmentId] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), index=True)
    file_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), index=True)
    name: Mapped[str]
    role: Mapped[FileRole]
    added: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)


class NumberCounter(Base):
    """The last value of a journal in a year; its row lock makes the values gapless."""

    __tablename__ = "number_counter"
    journal_id: Mapped[JournalId] = mapped_column(ForeignKey(Journal.id), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class NumberLedger(Base):
    """What became of every value: to which document, by whom, when and why."""

    __tablename__ = "number_ledger"
    journal_id: Mapped[JournalId] = mapped_column(ForeignKey(Journal.id), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[NumberState]
    number: Mapped[str]
    document_id: Mapped[DocumentId | None] = mapped_column(ForeignKey(Document.id), index=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
