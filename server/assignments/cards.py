"""The tree of a document's assignments, each with its reports, its history and what may be done with it."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.assignments.cards import AssignmentCard, AssignmentRow, ExecutionReport, Step
from common.assignments.orders import ResolutionDraft
from common.assignments.rules import OPEN, UNISSUED, Action, Status
from common.kernel.deadlines import Deadline
from common.kernel.ids import AssignmentId, AttachmentId, ExecutorId, ReportId
from common.registry.card import Attachment, FileRole
from server.assignments.executors import rows_of
from server.assignments.models import Assignment, AssignmentStep, ExecutionReportFile, ExecutionReportRow
from server.assignments.queries import assignment_row, assignment_rows
from server.assignments.standing import Self, executors_of, merged, parts_of, selves_of, situation_of
from server.core.service import Service
from server.files.models import Content
from server.registry.models import Document
from server.registry.queries import names_of


class AssignmentCards(Service):
    def of_document(self, document: Document) -> list[AssignmentCard]:
        selves = selves_of(self, document)
        everybody = self.session.scalars(
            select(Assignment).where(Assignment.document_id == document.id).order_by(Assignment.id)
        ).all()  # fmt: skip
        mine = {person for one in selves for person in one.ids}
        tree = {a.id: a for a in everybody if a.status not in UNISSUED
                or mine & {a.author_id, a.in_stead_of_id, a.drafted_by_id}}  # fmt: skip
        found = self.session.execute(assignment_rows().where(Assignment.id.in_(tree)), {"today": self.today})
        rows = {row.id: assignment_row(row, self.today) for row in found}
        executors = executors_of(self.session, list(tree))
        named = rows_of(self.session, {each for team in executors.values() for each in team})
        reports, steps = reports_of(self.session, list(tree)), steps_of(self.session, list(tree))
        drafters = names_of(self.session, [a.drafted_by_id for a in tree.values() if a.drafted_by_id])
        cards = []
        for a in in_order(list(tree.values())):
            team = executors.get(a.id, {})
            blocks = self._blocks(a, tree.values(), rows)
            cards.append(
                AssignmentCard(
                    row=rows[a.id], version=a.version, issued_at=a.issued_at, parent_id=a.parent_id,
                    first_due=a.first_due, draft=_draft(a, team),
                    drafted_by=drafters.get(a.drafted_by_id, ""), accepted_at=a.accepted_at, done_on=a.done_on,
                    returns=sum(report.accepted is False for report in reports.get(a.id, [])),
                    reports=reports.get(a.id, []), steps=steps.get(a.id, []),
                    executors=[named[each] for each in team], blocks=blocks,
                    refusals=self._refusals(a, tree, team, selves),
                )
            )  # fmt: skip
        return cards

    def _refusals(
        self, a: Assignment, tree: Mapping[AssignmentId, Assignment], team: Mapping[ExecutorId, bool],
        selves: Sequence[Self],
    ) -> dict[Action, str]:  # fmt: skip
        above, parent = [], tree.get(a.parent_id) if a.parent_id else None
        while parent is not None:
            above.append(parent)
            parent = tree.get(parent.parent_id) if parent.parent_id else None
        below = sum(child.parent_id == a.id and child.status in OPEN for child in tree.values())
        return merged(parts_of(a, team, above), situation_of(self, a, below), selves)

    def _blocks(
        self, a: Assignment, tree: Iterable[Assignment], rows: Mapping[AssignmentId, AssignmentRow]
    ) -> list[str]:
        """What still stands in the way of release, branch by branch."""
        if a.status not in OPEN:
            return []
        said = ["Нет отчёта ответственного исполнителя."] if a.status is Status.ISSUED else []
        for child in tree:
            if child.parent_id == a.id and child.status in OPEN:
                row = rows[child.id]
                late = f", просрочено на {row.overdue_days} дн." if row.overdue_days else ""
                said.append(
                    f"Не исполнено подпоручение: {row.responsible} — {row.text} (срок {row.due:%d.%m.%Y}{late},"
                    f" {row.status.label.lower()})"
                )
        return said


def _draft(a: Assignment, team: Mapping[ExecutorId, bool]) -> ResolutionDraft:
    """What a form shows when the resolution is edited or repeated."""
    responsible = next((each for each, first in team.items() if first), None)
    return ResolutionDraft(
        document_id=a.document_id, parent_id=a.parent_id, author_id=a.author_id, text=a.text, point=a.point,
        act_point=a.act_point,
        comment=a.comment, responsible_id=responsible, co_executor_ids=[e for e in team if e != responsible],
        rule=msgspec.convert(a.deadline, Deadline).rule, controlled=a.controlled, controller_id=a.controller_id,
        urgent=a.urgent, special=a.special,
    )  # fmt: skip


def in_order(assignments: Sequence[Assignment]) -> list[Assignment]:
    """Parents before children, branches together."""
    children: dict[AssignmentId | None, list[Assignment]] = {}
    for assignment in assignments:
        children.setdefault(assignment.parent_id, []).append(assignment)

    def below(parent: AssignmentId | None) -> list[Assignment]:
        return [a for child in children.get(parent, []) for a in (child, *below(child.id))]

    return below(None)


def steps_of(session: Session, ids: Sequence[AssignmentId]) -> dict[AssignmentId, list[Step]]:
    rows = session.execute(
        select(AssignmentStep, Document.number, Document.registered)
        .outerjoin(Document, Document.id == AssignmentStep.basis_id)
        .where(AssignmentStep.assignment_id.in_(ids)).order_by(AssignmentStep.id)
    ).all()  # fmt: skip
    people = {person for row, *_ in rows for person in (row.person_id, row.in_stead_of_id) if person}
    names = names_of(session, list(people))
    found: dict[AssignmentId, list[Step]] = {}
    for row, number, registered in rows:
        stead = f" (за {names[row.in_stead_of_id]})" if row.in_stead_of_id else ""
        basis = f"№ {number} от {registered:%d.%m.%Y}" if row.basis_id and registered else ""
        found.setdefault(row.assignment_id, []).append(
            Step(
                row.at, row.action, names[row.person_id] + stead, row.text, row.old_due, row.new_due, basis,
                row.basis_id, row.granted, row.change,
            )
        )  # fmt: skip
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
