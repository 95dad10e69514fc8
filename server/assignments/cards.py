"""The tree of a document's assignments, each with its reports, its deadline and what may be done with it."""

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.assignments import OPEN, AssignmentCard, ExecutionReport, Status
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
                may_release=a.status in OPEN and bool(acting & {a.author_id, a.controller_id}),
                may_hand_down=a.status in OPEN
                and Right.RESOLVE in self.caller.rights
                and bool(acting & {a.author_id, *executors.get(a.id, set())}),
                may_cancel=a.status in OPEN and a.author_id in acting,
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


def for_whom(service: Service, document_id: DocumentId, entitled: Collection[PersonId | None], refusal: str) -> str:
    """Whom the caller stands in for among those entitled to act; nobody when entitled in person. Raises NotAllowed."""
    me = service.caller.me
    if me.id in entitled:
        return ""
    acting = acting_ids(service, document_id) & set(entitled)
    absent = [person.name for person in me.stands_in if person.id in acting]
    if not absent:
        raise NotAllowed(refusal)
    return ", ".join(absent)


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
    names = names_of(session, [row.author_id for row in rows])
    files = _files(session, [row.id for row in rows])
    found: dict[AssignmentId, list[ExecutionReport]] = {}
    for row in rows:
        report = ExecutionReport(
            row.id, row.at, names[row.author_id], row.text, row.final, row.accepted, row.answer, files.get(row.id, [])
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
