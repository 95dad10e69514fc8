"""Signatures as lists show them, and the files of a document that are to be signed."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from common.kernel.ids import DocumentId, SignatureId
from common.signatures import CertificateCard, CheckRow, FileToSign, Finding, SignatureRow
from server.files.models import Content
from server.identity.models import Person
from server.registry.file_models import FileVersionRow
from server.registry.filing import MAY_BE_MAIN
from server.registry.models import AttachmentRow, Document
from server.registry.queries import initials
from server.signatures.models import PowersOfAttorney, Signature, SignatureCheck


def files_to_sign(session: Session, document_id: DocumentId) -> list[FileToSign]:
    """The current versions, the main one first; copies made by the server are not signed."""
    rows = session.execute(
        select(
            AttachmentRow.id, AttachmentRow.number, AttachmentRow.file_id, AttachmentRow.name, Content.size,
            Content.sha256, AttachmentRow.main,
        )
        .join(Content, Content.id == AttachmentRow.file_id)
        .where(AttachmentRow.document_id == document_id, AttachmentRow.role.in_(MAY_BE_MAIN))
        .order_by(AttachmentRow.main.desc(), AttachmentRow.position, AttachmentRow.id)
    )  # fmt: skip
    return [FileToSign(*row) for row in rows]


def signatures_of(session: Session, document_id: DocumentId) -> list[SignatureRow]:
    """Those that stand first, then those withdrawn, each in the order in which they were put."""
    rows = session.execute(
        select(Signature, FileVersionRow.name, PowersOfAttorney.guid)
        .join(
            FileVersionRow,
            (FileVersionRow.attachment_id == Signature.attachment_id) & (FileVersionRow.number == Signature.number),
        )
        .outerjoin(PowersOfAttorney, PowersOfAttorney.id == Signature.powers_id)
        .where(Signature.document_id == document_id)
        .order_by(Signature.withdrawn_at.is_not(None), Signature.id)
    )
    return [_signature(*row) for row in rows]


def standing_of(session: Session, document_id: DocumentId) -> Sequence[Signature]:
    """The signatures of a document that were not withdrawn."""
    statement = (
        select(Signature).where(Signature.document_id == document_id, Signature.withdrawn_at.is_(None))
        .order_by(Signature.id)
    )  # fmt: skip
    return session.scalars(statement).all()


def checks_of(session: Session, signature_id: SignatureId) -> list[CheckRow]:
    rows = session.execute(
        select(SignatureCheck, func.coalesce(initials(Person), "Сервер"))
        .outerjoin(Person, Person.id == SignatureCheck.person_id)
        .where(SignatureCheck.signature_id == signature_id).order_by(SignatureCheck.id.desc())
    )  # fmt: skip
    return [
        CheckRow(check.at, person, check.verdict, msgspec.convert(check.protocol, list[Finding]), check.software)
        for check, person in rows
    ]


def title_of(document: Document) -> str:
    return document.number or document.summary[:80] or document.name or f"№ {document.id}"


def certificate_card(kept: dict[str, Any] | None) -> CertificateCard | None:
    return msgspec.convert(kept, CertificateCard) if kept else None


def _signature(signature: Signature, name: str, guid: str | None) -> SignatureRow:
    return SignatureRow(
        id=signature.id, attachment_id=signature.attachment_id, number=signature.number, file_id=signature.file_id,
        file=name, method=signature.method, role=signature.role, format=signature.format, signer=signature.signer,
        acting_for=signature.acting_for, certificate=certificate_card(signature.certificate), powers=guid or "",
        claimed_at=signature.claimed_at, trusted_at=signature.stamped_at or signature.at,
        stamped=signature.stamped_at is not None, foreign=signature.person_id is None,
        withdrawn_at=signature.withdrawn_at, verdict=signature.verdict, checked_at=signature.checked_at,
    )  # fmt: skip
