"""The tree of a document's assignments, each with its reports, its deadline and what may be done with it."""

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.assignments import OPEN, AssignmentCard, ExecutionReport, Status
from common.identity import StandIn
from common.kernel.deadlines import Deadline
from common.kernel.ids import AssignmentId, AttachmentId, DocumentId, PersonId, ReportId
from common.kernel.rights import Right
from common.registry.card import Attachment, FileRole
from common.rpc.errors import NotAllowed
from server.assignments.models import Assignment, AssignmentExecutor, ExecutionReportFile, ExecutionReportRow
from server.assignments.queries import assignment_row, assignment_rows
from server.core.service import Service
from server.files.models import Content
from server.registry.models import Document
from server.registry.participants import addressees
from server.registry.queries import names_of


class AssignmentCards(Service):
    def of_document(self, document_id: DocumentId) -> list[AssignmentCard]:
        assignments = self.session.scalars(
            select(Assignment).where(Assignment.document_id == document_id).order_by(Assignment.id)
        ).all()  # fmt: skip
        ids = [assignment.id for assignment in assignments]
        found = self.session.execute(assignment_rows().where(Assignment.id.in_(ids)))
        rows = {row.id: assignment_row(row, self.today) for row in found}
        executors = executors_of(self.session, ids)
        reports = reports_of(self.session, ids)
        names = names_of(self.session, [a.controller_id for a in assignments if a.controller_id])
        blocks = {a.id: self._blocks(a, assignments) for a in assignments}
        acting = acting_ids(self, document_id)
        return [
            AssignmentCard(
                row=rows[a.id],
                version=a.version,
                issued_at=a.issued_at,
                parent_id=a.parent_id,
                controller=names.get(a.controller_id, ""),
                deadline=msgspec.convert(a.deadline, Deadline),
                first_due=a.first_due,
                done_on=a.done_on,
                reports=reports.get(a.id, []),
                may_report=a.status is Status.ISSUED and bool(acting & executors.get(a.id, set())),
                may_release=a.status in OPEN and bool(acting & {a.author_id, a.in_stead_of_id, a.controller_id}),
                may_hand_down=a.status in OPEN
                and Right.RESOLVE in self.caller.rights
                and bool(acting & {a.author_id, a.in_stead_of_id, *executors.get(a.id, set())}),
                may_cancel=a.status in OPEN and bool(acting & {a.author_id, a.in_stead_of_id}),
                blocks_release=blocks[a.id],
            )
            for a in in_order(assignments)
        ]

    def _blocks(self, assignment: Assignment, assignments: Sequence[Assignment]) -> str:
        """What still stands in the way of release, in words."""
        children = [a for a in assignments if a.parent_id == assignment.id and a.status in OPEN]
        if children:
            return f"Не исполнены подчинённые поручения: {len(children)}."
        if assignment.status is Status.ISSUED:
            return "Нет отчёта ответственного исполнителя."
        return ""


def acting_ids(service: Service, document_id: DocumentId) -> set[PersonId]:
    """In whose name the caller acts on the document: in person, and for those absent today."""
    kind = service.session.scalars(select(Document.kind).where(Document.id == document_id)).one()
    return service.caller.selves(kind)


def for_whom(
    service: Service, document_id: DocumentId, entitled: Collection[PersonId | None], refusal: str
) -> StandIn | None:
    """Whom the caller stands in for among those entitled to act; nobody when entitled in person. Raises NotAllowed."""
    me = service.caller.me
    if me.id in entitled:
        return None
    acting = acting_ids(service, document_id) & set(entitled)
    absent = next((person for person in me.stands_in if person.id in acting), None)
    if absent is None:
        raise NotAllowed(refusal)
    return absent


def author_for(service: Service, document: Document) -> StandIn | None:
    """In whose stead the caller writes a resolution: the absent addressee's, or whose right to resolve it takes.

    Raises NotAllowed when neither the caller nor an absent person may resolve on documents of this kind and state.
    """
    caller = service.caller

    def may(absent: StandIn | None) -> bool:
        alone = caller.standing_in_for(absent)
        return Right.RESOLVE in alone.rights_on(document.place_id, document.kind, document.state.value)

    selves, to = caller.selves(document.kind), addressees(service.session, document.id)
    acting = [absent for absent in caller.me.stands_in if absent.id in selves]
    of_addressee = [absent for absent in acting if absent.id in to and caller.me.id not in to and may(absent)]
    if of_addressee:
        return of_addressee[0]
    if may(None):
        return None
    lender = next((absent for absent in acting if may(absent)), None)
    if lender is None:
        raise NotAllowed("Ваша роль не даёт выносить резолюции по документам этого вида или в этом состоянии.")
    return lender


def in_order(assignments: Sequence[Assignment]) -> list[Assignment]:
    """Parents before children, branches together."""
    children: dict[AssignmentId | None, list[Assignment]] = {}
    for assignment in assignments:
        children.setdefault(assignment.parent_id, []).append(assignment)

    def below(parent: AssignmentId | None) -> list[Assignment]:
        return [a for child in children.get(parent, []) for a in (child, *below(child.id))]

    return below(None)


def executors_of(session: Session, ids: Sequence[AssignmentId]) -> dict[AssignmentId, set[PersonId]]:
    found: dict[AssignmentId, set[PersonId]] = {}
    for row in session.execute(
        select(AssignmentExecutor.assignment_id, AssignmentExecutor.person_id)
        .where(AssignmentExecutor.assignment_id.in_(ids))
    ):  # fmt: skip
        found.setdefault(row.assignment_id, set()).add(row.person_id)
    return found


def reports_of(session: Session, ids: Sequence[AssignmentId]) -> dict[AssignmentId, list[ExecutionReport]]:
    rows = session.scalars(
        select(ExecutionReportRow).where(ExecutionReportRow.assignment_id.in_(ids)).order_by(ExecutionReportRow.id)
    ).all()  # fmt: skip
    absent = [row.in_stead_of_id for row in rows if row.in_stead_of_id]
    names = names_of(session, [*(row.author_id for row in rows), *absent])
    files = _files(session, [row.id for row in rows])
    found: dict[AssignmentId, list[ExecutionReport]] = {}
    for row in rows:
        stead = f" (за {names[row.in_stead_of_id]})" if row.in_stead_of_id else ""
        report = ExecutionReport(
            row.id,
            row.at,
            names[row.author_id] + stead,
            row.text,
            row.final,
            row.accepted,
            row.answer,
            files.get(row.id, []),
        )
        found.setdefault(row.assignment_id, []).append(report)
    return found


def _files(session: Session, report_ids: Sequence[ReportId]) -> dict[ReportId, list[Attachment]]:
    statement = (
        select(ExecutionReportFile.report_id, ExecutionReportFile.name, Content)
        .join_from(ExecutionReportFile, Content).where(ExecutionReportFile.report_id.in_(report_ids))
        .order_by(ExecutionReportFile.report_id, ExecutionReportFile.file_id)
    )  # fmt: skip
    found: dict[ReportId, list[Attachment]] = {}
    for report_id, name, content in session.execute(statement):
        attachment = Attachment(
            AttachmentId(content.id),
            content.id,
            name,
            FileRole.ATTACHMENT,
            content.size,
            content.media_type,
            content.sha256,
        )
        found.setdefault(report_id, []).append(attachment)
    return found
