"""Tables of the registry: documents, their files, journals."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import (
    PRACTICE,
    AttachmentId,
    CorrespondentId,
    DocumentId,
    FileId,
    JournalId,
    PersonId,
    PlaceId,
    UnitId,
    ViewId,
)
from common.registry.card import FileRole, Restriction
from common.registry.classes import DocumentClass, DocumentState, RecordForm
from common.registry.kinds import Demand
from common.registry.ledger import Scope
from common.registry.links import LinkType
from server.access.models import NOBODY, AccessSet, Guarded
from server.core.db import Base
from server.correspondents.models import Correspondent
from server.files.models import Content
from server.identity.models import Person, RegistrationPlace, Unit


class DictionaryEntry(Base):
    """An entry of a small dictionary of the card: delivery, topic, case_file."""

    __tablename__ = "dictionary_entry"
    dictionary: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    position: Mapped[int]


class DocumentKind(Base):
    """A kind of documents as an administrator has defined it."""

    __tablename__ = "document_kind"
    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(unique=True)
    document_class: Mapped[DocumentClass]
    code: Mapped[str] = mapped_column(default="")
    template: Mapped[str] = mapped_column(default="")
    own_series: Mapped[bool] = mapped_column(default=False)
    fields: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    recipient_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    deadline_norm: Mapped[str] = mapped_column(default="")
    retention: Mapped[str] = mapped_column(default="")
    form: Mapped[RecordForm] = mapped_column(default=RecordForm.ELECTRONIC)
    form_basis: Mapped[str] = mapped_column(default="")
    signature: Mapped[Demand] = mapped_column(server_default=Demand.NONE.value, default=Demand.NONE)
    number_when_signed: Mapped[bool] = mapped_column(server_default="false", default=False)
    closed: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way


class Journal(Base):
    """A series of numbers: for a class of documents at a place of registration, or for one kind of the class."""

    __tablename__ = "journal"
    __table_args__ = (UniqueConstraint("place_id", "document_class", "kind", "practice"),)
    id: Mapped[JournalId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    place_id: Mapped[PlaceId] = mapped_column(ForeignKey(RegistrationPlace.id))
    document_class: Mapped[DocumentClass]
    kind: Mapped[str] = mapped_column(default="")  # empty: all kinds of the class that have no journal of their own
    title: Mapped[str]
    code: Mapped[str]
    template: Mapped[str]
    scope: Mapped[Scope] = mapped_column(default=Scope.JOURNAL)
    closed: Mapped[bool] = mapped_column(default=False)
    practice: Mapped[bool] = mapped_column(server_default="false", default=False)  # its documents count nowhere
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way


class Document(Guarded, Base):
    """A document with its card, and who may see it."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('registered', 'cancelled')"
            " OR (number <> '' AND registered IS NOT NULL AND journal_id IS NOT NULL)",
            name="registered_has_number",
        ),
        CheckConstraint(
            "state NOT IN ('registered', 'cancelled') OR number_order LIKE extract(year FROM registered) || ' %'",
            name="number_in_its_year",
        ),
        CheckConstraint("their_date IS NULL OR received IS NULL OR their_date <= received", name="written_first"),
        CheckConstraint(
            "NOT practice OR (open_place_id = 0 AND open_file = '' AND access_id = 1 AND shares_id IS NULL"
            f" AND readers = ARRAY[{PRACTICE} + author_id])",
            name="practice_is_seen_by_nobody",
        ),
        Index("ix_document_practice", "author_id", "id", postgresql_where=text("practice")),
        Index("ix_document_newest", "document_class", text("registered DESC"), text("registered_at DESC"),
              text("id DESC"), postgresql_where=text("state = 'registered'")),
        Index("ix_document_newest_of_all", text("registered DESC"), text("registered_at DESC"), text("id DESC"),
              postgresql_where=text("state = 'registered'")),
        Index("ix_document_queue", "place_id", "id", postgresql_where=text("state IN ('draft', 'awaiting')")),
        Index("ix_document_projects", "state", "id", postgresql_where=text("state NOT IN ('registered', 'draft')")),
        Index("ix_document_order", "document_class", "number_order", "id",
              postgresql_where=text("state = 'registered'")),
        Index("ix_document_order_at_place", "open_place_id", "document_class", "number_order", "id",
              postgresql_where=text("state = 'registered' AND open_place_id > 0")),
        Index("ix_document_control_due", "document_class", "control_due", "id",
              postgresql_where=text("state = 'registered'")),
        Index("ix_document_their_date", "document_class", "their_date", "id",
              postgresql_where=text("state = 'registered'")),
        Index("ix_document_signatory", "signatory_id", "id", postgresql_where=text("signatory_id IS NOT NULL")),
        Index("ix_document_executor", "executor_id", "id", postgresql_where=text("executor_id IS NOT NULL")),
        Index("ix_document_controller", "controller_id", postgresql_where=text("controller_id IS NOT NULL")),
        Index("uq_document_shares", "shares_id", unique=True, postgresql_where=text("shares_id IS NOT NULL")),
        Index("ix_document_readers", "readers", text("(ARRAY[date_part('year', registered)::int])"),
              postgresql_using="gin"),
        Index("ix_document_access_id", "access_id", "document_class", "number_order", "id",
              postgresql_include=["state", "open_place_id"], postgresql_where=text("access_id > 1")),
        Index("ix_document_open_place_id", "open_place_id", postgresql_where=text("open_place_id > 0")),
        Index("ix_document_open_file", "open_file", postgresql_where=text("open_file <> ''")),
        Index("ix_document_extra", "extra", postgresql_using="gin", postgresql_where=text("extra <> '{}'::jsonb")),
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
    access_id: Mapped[int] = mapped_column(ForeignKey(AccessSet.id), server_default=str(NOBODY), default=NOBODY)
    created: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    author_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    source: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    place_id: Mapped[PlaceId] = mapped_column(ForeignKey(RegistrationPlace.id), index=True)
    journal_id: Mapped[JournalId | None] = mapped_column(ForeignKey(Journal.id), index=True)
    number: Mapped[str] = mapped_column(default="")
    number_key: Mapped[str] = mapped_column(default="")
    number_order: Mapped[str] = mapped_column(Text(collation="C"), default="")
    shares_id: Mapped[DocumentId | None] = mapped_column(ForeignKey("document.id"))  # whose internal copy it is
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
    redirected: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    drawn_up_at: Mapped[str] = mapped_column(default="")
    signatory_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id))
    executor_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id))
    controller_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id))  # of the points of an act
    unit_id: Mapped[UnitId | None] = mapped_column(ForeignKey(Unit.id), index=True)
    signed_at: Mapped[datetime | None]
    signed_extra: Mapped[list[str]] = mapped_column(
        ARRAY(Text), server_default="{}", default=list
    )  # filled when signed
    left_state: Mapped[str] = mapped_column(default="")  # where a discarded card returns to
    normative: Mapped[bool] = mapped_column(default=False)
    in_force: Mapped[date | None]
    published: Mapped[date | None]
    publication: Mapped[str] = mapped_column(default="")
    open_to_all: Mapped[bool] = mapped_column(default=False)
    register_when_signed: Mapped[bool] = mapped_column(default=True)
    joint_numbers: Mapped[str] = mapped_column(default="")
    form: Mapped[RecordForm] = mapped_column(default=RecordForm.ELECTRONIC)
    form_basis: Mapped[str] = mapped_column(default="")
    paper_place: Mapped[str] = mapped_column(default="")
    extra: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    topic: Mapped[str] = mapped_column(default="")
    sheets: Mapped[int] = mapped_column(default=0)
    copies: Mapped[int] = mapped_column(default=1)
    appendices: Mapped[int] = mapped_column(default=0)
    appendix_sheets: Mapped[int] = mapped_column(default=0)
    restriction: Mapped[Restriction] = mapped_column(default=Restriction.NONE)
    restriction_basis: Mapped[str] = mapped_column(default="")
    copy_number: Mapped[str] = mapped_column(default="")
    control_due: Mapped[date | None]
    control_deadline: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # when a norm counted it
    case_file: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    pages: Mapped[int] = mapped_column(server_default="0")  # of its image, kept by the slice of scanning
    reading: Mapped[str] = mapped_column(server_default="")
    proposed: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}", default=dict)  # by its text, as words
    resolutions: Mapped[int] = mapped_column(default=0)  # kept by the slice of assignments through the service
    unexecuted: Mapped[int] = mapped_column(default=0)
    practice: Mapped[bool] = mapped_column(server_default="false", default=False)  # from its first moment, for ever
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way; the second clerk gets Stale

    @property
    def is_ours(self) -> bool:
        """Made here: it is approved, signed and registered; a letter has only come."""
        return self.document_class != DocumentClass.INCOMING


class DocumentCopy(Base):
    """A numbered copy of a restricted document, and in whose hands it was from when until when."""

    __tablename__ = "document_copy"
    __table_args__ = (
        Index("uq_document_copy_holder", "document_id", "person_id", unique=True,
              postgresql_where=text("until IS NULL")),
        UniqueConstraint("document_id", "number"),
    )  # fmt: skip
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id))
    number: Mapped[int]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    basis: Mapped[str] = mapped_column(default="")
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    until: Mapped[datetime | None]


class DocumentAddressee(Base):
    __tablename__ = "document_addressee"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    position: Mapped[int]


class DocumentRecipient(Base):
    """A correspondent of a document beside the first one."""

    __tablename__ = "document_recipient"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    correspondent_id: Mapped[CorrespondentId] = mapped_column(
        ForeignKey(Correspondent.id), primary_key=True, index=True
    )
    position: Mapped[int]


class Cosignatory(Base):
    """«Другие подписи»."""

    __tablename__ = "cosignatory"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    position: Mapped[int]


class DocumentApprover(Base):
    """Whose turn to approve a project has come, and whose visa is `awaited`; kept by the slice of approvals."""

    __tablename__ = "document_approver"
    __table_args__ = (Index("ix_document_approver_awaited", "person_id", "document_id", postgresql_where="awaited"),)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    awaited: Mapped[bool]


class ActPoint(Base):
    """A point of a legal act."""

    __tablename__ = "act_point"
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str]
    text: Mapped[str]
    executor_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    due: Mapped[date | None]


class DocumentLink(Base):
    """A link from the later document to the earlier one."""

    __tablename__ = "document_link"
    __table_args__ = (
        UniqueConstraint("later_id", "earlier_id", "type"),
        CheckConstraint("later_id <> earlier_id", name="two_documents"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    later_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id))
    earlier_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), index=True)
    type: Mapped[LinkType]
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class PaperMovement(Base):
    """A step of an original or a copy from hand to hand; returned, the person brought it and the place is its own."""

    __tablename__ = "paper_movement"
    __table_args__ = (
        Index("ix_paper_movement_out", "on", postgresql_where=text("current AND NOT returned")),
        Index(None, "document_id", "copy", unique=True, postgresql_where=text("current")),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), index=True)
    copy: Mapped[str]
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    place: Mapped[str] = mapped_column(default="")
    on: Mapped[date]
    due_back: Mapped[date | None]
    remark: Mapped[str] = mapped_column(default="")
    current: Mapped[bool]
    returned: Mapped[bool] = mapped_column(default=False, server_default="false")
    recorded_by: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Dispatch(Base):
    """An addressee of a registered outgoing document, and when and how it was sent to."""

    __tablename__ = "dispatch"
    __table_args__ = (
        UniqueConstraint("document_id", "correspondent_id"),
        Index("ix_dispatch_unsent", "document_id", postgresql_where=text("sent_on IS NULL")),
        Index(None, "sent_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id))
    correspondent_id: Mapped[CorrespondentId] = mapped_column(ForeignKey(Correspondent.id), index=True)
    delivery: Mapped[str] = mapped_column(default="")
    sent_on: Mapped[date | None]
    track: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)


class AttachmentRow(Base):
    """A computer file of a document, in its order; `file_id` and `name` are those of its current version."""

    __tablename__ = "attachment"
    __table_args__ = (Index("uq_attachment_main", "document_id", unique=True, postgresql_where=text("main")),)
    id: Mapped[AttachmentId] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), index=True)
    file_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), index=True)
    name: Mapped[str]
    role: Mapped[FileRole]
    number: Mapped[int] = mapped_column(server_default="1", default=1)  # of the current version
    position: Mapped[int] = mapped_column(server_default="0", default=0)
    main: Mapped[bool] = mapped_column(server_default="false", default=False)
    added: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)


class SavedView(Base):
    """A view of a register as its owner has saved it."""

    __tablename__ = "saved_view"
    id: Mapped[ViewId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    title: Mapped[str]
    register: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way


class ViewSubscription(Base):
    """Somebody wants to know what is new in a view since he or she last looked."""

    __tablename__ = "view_subscription"
    view_id: Mapped[ViewId] = mapped_column(ForeignKey(SavedView.id), primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    seen: Mapped[datetime]


class OpenCard(Base):
    """A window on a document that was open a moment ago; `editing` since when with changes that are not saved."""

    __tablename__ = "open_card"
    __table_args__ = {"prefixes": ["UNLOGGED"]}  # noqa: RUF012 -- SQLAlchemy's way
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id, ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True, index=True)
    since: Mapped[datetime]
    editing: Mapped[datetime | None]
    until: Mapped[datetime]


class ShelvedDocument(Base):
    """A document that somebody keeps at hand: opened of late, or a favourite."""

    __tablename__ = "shelved_document"
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), primary_key=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), primary_key=True, index=True)
    opened: Mapped[datetime]
    favourite: Mapped[bool]
