"""The tree of a document's assignments, each with its reports, its deadline and what may be done with it."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from common.assignments.assignment import AssignmentCard, ExecutionReport, Extension, Postponement
from common.assignments.rules import OPEN, Action, Part, Status, refusals
from common.identity import StandIn
from common.kernel.deadlines import Deadline
from common.kernel.ids import AssignmentId, AttachmentId, DocumentId, PersonId, ReportId
from common.kernel.rights import Right
from common.registry.card import Attachment, FileRole
from common.rpc.errors import NotAllowed
from server.assignments.models import (
    Assignment,
    AssignmentExecutor,
    ExecutionReportFile,
    ExecutionReportRow,
    ExtensionRow,
    PostponementRow,
)
from server.assignments.queries import assignment_row, assignment_rows
from server.calendars.service import CalendarService
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
        courses = Courses(self.session, ids)
        names = names_of(self.session, [a.controller_id for a in assignments if a.controller_id])
        known = {a.id: a for a in assignments}
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
                blocks_release=self._blocks(a, assignments),
                refusals=self._refusals(a, executors.get(a.id, []), known, acting, courses),
                executor_ids=executors.get(a.id, []),
                taken_at=a.taken_at,
                returns=a.returns,
                overdue_working_days=self._late(a),
                postponements=courses.postponements.get(a.id, []),
                extensions=courses.extensions.get(a.id, []),
            )
            for a in in_order(assignments)
        ]

    def _refusals(
        self, a: Assignment, executors: Sequence[PersonId], known: Mapping[AssignmentId, Assignment],
        acting: set[PersonId], courses: "Courses",
    ) -> dict[Action, str]:  # fmt: skip
        above: Above = set()
        parent = known.get(a.parent_id) if a.parent_id else None
        while parent is not None:
            above |= {parent.author_id, parent.in_stead_of_id}
            parent = known.get(parent.parent_id) if parent.parent_id else None
        found = refusals(a.status, parts_of(a, executors, above, acting))
        if Right.RESOLVE not in self.caller.rights:
            found[Action.HAND_DOWN] = found[Action.HAND_DOWN] or "Для этого нужно право выносить резолюции."
        waits = any(each.granted is None for each in courses.extensions.get(a.id, []))
        if waits:
            found[Action.ASK_EXTENSION] = found[Action.ASK_EXTENSION] or "Просьба о продлении уже ждёт решения."
        else:
            found[Action.DECIDE_EXTENSION] = found[Action.DECIDE_EXTENSION] or "О продлении никто не просил."
        if a.taken_at is not None:
            found[Action.TAKE] = found[Action.TAKE] or "Поручение уже принято к исполнению."
        return found

    def _late(self, a: Assignment) -> int:
        """Working days after the deadline, as the calendar has them."""
        last = a.done_on or self.today
        if last <= a.due or a.status is Status.CANCELLED:
            return 0
        return CalendarService(self.context).working_days(a.due, last)

    def _blocks(self, assignment: Assignment, assignments: Sequence[Assignment]) -> str:
        """What still stands in the way of release, in words."""
        below = [a for a in _below(assignment.id, assignments) if a.status in OPEN]
        if below:
            return f"Не исполнены подчинённые поручения: {len(below)}."
        if assignment.status is Status.ISSUED:
            return "Нет отчёта ответственного исполнителя."
        return ""


Above = set[PersonId | None]


def parts_of(
    assignment: Assignment, executors: Sequence[PersonId], above: Above, selves: set[PersonId]
) -> frozenset[Part]:
    """What those are to the assignment in whose name the caller acts; the first of the executors is responsible."""
    is_part = {
        Part.AUTHOR: bool(selves & {assignment.author_id, assignment.in_stead_of_id}),
        Part.ABOVE: bool(selves & above),
        Part.CONTROLLER: assignment.controller_id in selves,
        Part.RESPONSIBLE: bool(selves & set(executors[:1])),
        Part.EXECUTOR: bool(selves & set(executors[1:])),
    }
    return frozenset(part for part, held in is_part.items() if held)


def _below(assignment_id: AssignmentId, assignments: Sequence[Assignment]) -> list[Assignment]:
    children = [a for a in assignments if a.parent_id == assignment_id]
    return [each for child in children for each in (child, *_below(child.id, assignments))]


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


def executors_of(session: Session, ids: Sequence[AssignmentId]) -> dict[AssignmentId, list[PersonId]]:
    """The responsible one first."""
    found: dict[AssignmentId, list[PersonId]] = {each: [] for each in ids}
    for row in session.execute(
        select(AssignmentExecutor.assignment_id, AssignmentExecutor.person_id)
        .where(AssignmentExecutor.assignment_id.in_(ids))
        .order_by(AssignmentExecutor.responsible.desc(), AssignmentExecutor.person_id)
    ):  # fmt: skip
        found[row.assignment_id].append(row.person_id)
    return found


class Courses:
    """How the deadlines of assignments have been asked to move, and moved."""

    def __init__(self, session: Session, ids: Sequence[AssignmentId]) -> None:
        moved = session.scalars(
            select(PostponementRow).where(PostponementRow.assignment_id.in_(ids)).order_by(PostponementRow.id)
        ).all()
        asked = session.scalars(
            select(ExtensionRow).where(ExtensionRow.assignment_id.in_(ids)).order_by(ExtensionRow.id)
        ).all()
        rows: list[PostponementRow | ExtensionRow] = [*moved, *asked]
        people = [person for row in rows for person in (row.author_id, row.in_stead_of_id) if person]
        names = names_of(session, people)
        self.postponements: dict[AssignmentId, list[Postponement]] = {}
        self.extensions: dict[AssignmentId, list[Extension]] = {}
        for move in moved:
            each = Postponement(move.at, _by(move, names), move.before, move.after, move.reason, move.basis)
            self.postponements.setdefault(move.assignment_id, []).append(each)
        for request in asked:
            wish = Extension(
                request.id, request.at, _by(request, names), request.until, request.reason, request.granted,
                request.answer,
            )  # fmt: skip
            self.extensions.setdefault(request.assignment_id, []).append(wish)


def _by(row: PostponementRow | ExtensionRow, names: Mapping[PersonId, str]) -> str:
    stead = f" (за {names[row.in_stead_of_id]})" if row.in_stead_of_id else ""
    return names[row.author_id] + stead


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
