"""Tables of signatures: who signed what, the checks of it, powers of attorney."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from common.kernel.ids import AttachmentId, DocumentId, FileId, PersonId, PowersId, SignatureId
from common.signatures import Method, SignatureRole, Verdict
from server.core.db import Base
from server.files.models import Content
from server.identity.models import Person
from server.registry.models import AttachmentRow, Document


class PowersOfAttorney(Base):
    """A machine-readable power of attorney (МЧД) under which an employee signs."""

    __tablename__ = "powers_of_attorney"
    id: Mapped[PowersId] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column()
    guid: Mapped[str] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(default="")
    principal: Mapped[str]
    principal_tax_number: Mapped[str] = mapped_column(default="")
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), index=True)
    representative: Mapped[str] = mapped_column(default="")
    snils: Mapped[str] = mapped_column(default="")
    tax_number: Mapped[str] = mapped_column(default="")
    powers: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    revoked: Mapped[date | None]
    xml: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    cms: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    verdict: Mapped[Verdict | None]
    protocol: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]", default=list)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 -- SQLAlchemy's way


class Signature(Base):
    """A signature over one version of a file; nothing of it ever changes but its last verdict and its withdrawal.

    `person_id` is empty for a foreign one, `cms` for a simple one; `verdict` repeats that of the last check.
    """

    __tablename__ = "signature"
    __table_args__ = (
        CheckConstraint("(method = 'cryptographic') = (cms IS NOT NULL)", name="certificate_has_cms"),
        Index("ix_signature_oldest_check", "checked_at", postgresql_where=text("withdrawn_at IS NULL")),
    )
    id: Mapped[SignatureId] = mapped_column(primary_key=True)
    document_id: Mapped[DocumentId] = mapped_column(ForeignKey(Document.id), index=True)
    attachment_id: Mapped[AttachmentId] = mapped_column(ForeignKey(AttachmentRow.id), index=True)
    number: Mapped[int]
    file_id: Mapped[FileId] = mapped_column(ForeignKey(Content.id), index=True)
    sha256: Mapped[str]
    method: Mapped[Method]
    role: Mapped[SignatureRole]
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    signer: Mapped[str]
    acting_for: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    claimed_at: Mapped[datetime | None]
    stamped_at: Mapped[datetime | None]
    format: Mapped[str] = mapped_column(default="")
    cms: Mapped[bytes | None] = mapped_column(LargeBinary)
    certificate: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    powers_id: Mapped[PowersId | None] = mapped_column(ForeignKey(PowersOfAttorney.id), index=True)
    withdrawn_at: Mapped[datetime | None]
    verdict: Mapped[Verdict]
    checked_at: Mapped[datetime]


class SignatureCheck(Base):
    """One check with its protocol; without a person the server did it by itself."""

    __tablename__ = "signature_check"
    id: Mapped[int] = mapped_column(primary_key=True)
    signature_id: Mapped[SignatureId] = mapped_column(ForeignKey(Signature.id), index=True)
    at: Mapped[datetime]
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id), index=True)
    verdict: Mapped[Verdict]
    protocol: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    software: Mapped[str]
