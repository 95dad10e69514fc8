"""What is read of approvals: the turns of the present cycle, the files that stand before people, the people."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from common.approvals.api import ApprovalState, SeenFile
from common.approvals.course import Turn
from common.identity import PersonRow
from common.kernel.ids import ApprovalId, AttachmentId, DocumentId, PersonId, VisaId
from server.approvals.models import Approval, ApprovalVisa, ApprovalVisaFile
from server.files.models import Content
from server.identity.models import Person, Substitution, Unit
from server.registry.filing import MAY_BE_MAIN
from server.registry.models import AttachmentRow

OPEN = (ApprovalState.RUNNING, ApprovalState.RETURNED)


def open_approval(session: Session, document_id: DocumentId) -> Approval | None:
    """The one that runs or waits with its initiator."""
    return session.scalars(
        select(Approval).where(Approval.document_id == document_id, Approval.state.in_(OPEN))
        .execution_options(populate_existing=True)
    ).one_or_none()  # fmt: skip


def rows_of(session: Session, approval_ids: Collection[ApprovalId], cycle: int | None = None) -> list[ApprovalVisa]:
    """In the order of the route; of one cycle or of all."""
    statement = select(ApprovalVisa).where(ApprovalVisa.approval_id.in_(approval_ids))
    if cycle is not None:
        statement = statement.where(ApprovalVisa.cycle == cycle)
    ordered = statement.order_by(ApprovalVisa.cycle, ApprovalVisa.stage, ApprovalVisa.position, ApprovalVisa.id)
    return list(session.scalars(ordered.execution_options(populate_existing=True)))  # as they are under the lock


def turns_of(rows: Sequence[ApprovalVisa]) -> list[Turn]:
    """The rows of one cycle as its course has them."""
    places = {row.id: place for place, row in enumerate(rows)}
    return [
        Turn(row.stage, row.stage_order, row.visa, places.get(row.after_id) if row.after_id else None) for row in rows
    ]


def current_files(session: Session, document_id: DocumentId) -> list[SeenFile]:
    """The document's own files in their present versions; copies of an image are none of them."""
    rows = session.execute(
        select(AttachmentRow.id, AttachmentRow.number, AttachmentRow.name, Content.sha256)
        .join_from(AttachmentRow, Content, Content.id == AttachmentRow.file_id)
        .where(AttachmentRow.document_id == document_id, AttachmentRow.role.in_(MAY_BE_MAIN))
        .order_by(AttachmentRow.position, AttachmentRow.id)
    )  # fmt: skip
    return [SeenFile(*row) for row in rows]


def files_seen(session: Session, visa_ids: Collection[VisaId]) -> dict[VisaId, list[SeenFile]]:
    found: dict[VisaId, list[SeenFile]] = {}
    rows = session.scalars(
        select(ApprovalVisaFile).where(ApprovalVisaFile.visa_id.in_(visa_ids))
        .order_by(ApprovalVisaFile.visa_id, ApprovalVisaFile.attachment_id)
    )  # fmt: skip
    for row in rows:
        seen = SeenFile(row.attachment_id, row.number, row.name, row.sha256)
        found.setdefault(row.visa_id, []).append(seen)
    return found


def versions_in(files: Iterable[SeenFile]) -> set[tuple[AttachmentId, int]]:
    return {(file.attachment_id, file.number) for file in files}


def seen_last(session: Session, approval: Approval) -> set[tuple[AttachmentId, int]]:
    """What stood before whoever put the last visa."""
    last = session.scalars(
        select(ApprovalVisa.id).where(ApprovalVisa.approval_id == approval.id, ApprovalVisa.decided.is_not(None))
        .order_by(ApprovalVisa.decided.desc(), ApprovalVisa.id.desc()).limit(1)
    ).first()  # fmt: skip
    return versions_in(files_seen(session, [last]).get(last, [])) if last is not None else set()


def people_of(session: Session, person_ids: Collection[PersonId | None], today: date) -> dict[PersonId, PersonRow]:
    """The people with their absences of today."""
    deputy = aliased(Person)
    rows = session.execute(
        select(Person, Unit.title, Substitution.until, deputy)
        .join(Unit, Unit.id == Person.unit_id).outerjoin(Substitution, _absent_on(today))
        .outerjoin(deputy, deputy.id == Substitution.deputy_id)
        .where(Person.id.in_([each for each in person_ids if each is not None])).order_by(Substitution.id)
    )  # fmt: skip
    return {
        person.id: PersonRow(person.id, person.name, person.post, unit, until, by.name if by else "")
        for person, unit, until, by in rows
    }


def deputies_of(session: Session, person_ids: Collection[PersonId], today: date) -> dict[PersonId, PersonRow]:
    rows = session.execute(
        select(Substitution.absent_id, Person, Unit.title)
        .join(Person, Person.id == Substitution.deputy_id).join(Unit, Unit.id == Person.unit_id)
        .where(Substitution.absent_id.in_(person_ids), Substitution.since <= today, Substitution.until >= today)
        .order_by(Substitution.id)
    )  # fmt: skip
    return {absent: PersonRow(person.id, person.name, person.post, unit) for absent, person, unit in rows}


def _absent_on(today: date) -> Any:
    return (Substitution.absent_id == Person.id) & (Substitution.since <= today) & (Substitution.until >= today)
