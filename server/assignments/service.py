"""Assignments from resolution to release."""

from datetime import date
from functools import partial

from msgspec.structs import replace
from sqlalchemy import insert, select
from sqlalchemy.orm.attributes import flag_modified

from common.assignments.api import AssignmentsApi
from common.assignments.cards import (
    Absence,
    AssignmentCard,
    AssignmentRow,
    DeskCount,
    ExecutorRow,
    Folder,
    FolderCount,
    PointRow,
)
from common.assignments.orders import Executing, ReportDraft, ResolutionDraft
from common.assignments.rules import NEXT, OPEN, Action, Status
from common.assignments.selection import AssignmentFilter, AssignmentMark
from common.kernel.ids import AssignmentId, DocumentId, ExecutorId, PersonId, ReportId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.validation import require
from common.notifications import Happening
from common.registry.bulk import BulkOutcome
from common.registry.classes import DocumentState
from common.registry.practice import NO_RESOLUTIONS
from common.rpc.errors import Invalid, Missing
from server.assignments.cards import AssignmentCards
from server.assignments.direction import above
from server.assignments.executors import absences, executors_like, titles_of
from server.assignments.issuing import Issuing
from server.assignments.models import Assignment, ExecutionReportFile, ExecutionReportRow
from server.assignments.points import Points
from server.assignments.queries import branch_of, counts, desk_counts, folder_page
from server.assignments.sheet import sheet_of
from server.assignments.standing import author_for, demand, executors_of, people_of, readers_of
from server.assignments.telling import tell_executing, tell_executors, tell_givers
from server.assignments.templates import groups_like
from server.core.service import Service
from server.files.service import FileService
from server.registry.bulk import each_apart
from server.registry.models import Document
from server.registry.readers import opened_document, visible, visible_document
from server.registry.service import RegistryService

SHORT = 80  # of an assignment's text beside its document in an account


class AssignmentService(Service, AssignmentsApi):
    def folder(
        self, folder: Folder, offset: int = 0, limit: int = PAGE_SIZE, chosen: AssignmentFilter | None = None
    ) -> Page[AssignmentRow]:
        return folder_page(self.session, self.caller, self.today, folder, offset, limit, chosen or AssignmentFilter())

    def counts(self) -> list[FolderCount]:
        return counts(self.session, self.caller, self.today)

    def desk(self) -> list[DeskCount]:
        return desk_counts(self.session, self.caller, self.today)

    def of_document(self, document_id: DocumentId) -> list[AssignmentCard]:
        return AssignmentCards(self.context).of_document(opened_document(self.session, self.caller, document_id))

    def points(self, document_id: DocumentId) -> list[PointRow]:
        return Points(self.context).rows(opened_document(self.session, self.caller, document_id))

    def executors(self, text: str, limit: int = 20, groups: bool = False) -> list[ExecutorRow]:
        known = groups_like(self.session, self.caller.me.id, text, self.today) if groups else []
        return [*known, *executors_like(self.session, text, limit, self.today)][:limit]

    def absences(self, executor_ids: list[ExecutorId], on: date) -> list[Absence]:
        return absences(self.session, executor_ids, on)

    def above(self, document_id: DocumentId, author_id: PersonId | None = None) -> list[ExecutorRow]:
        document = visible_document(self.session, self.caller, document_id, stays=NO_RESOLUTIONS)
        if author_id is None:
            absent = author_for(self, document)
            author_id = absent.id if absent else self.caller.me.id
        return list(above(self.session, author_id).values())

    def resolve(self, draft: ResolutionDraft) -> AssignmentId:
        self.check(draft.problems())
        return self.issue(Issuing(self.context).with_term(draft))

    def issue(self, draft: ResolutionDraft) -> AssignmentId:
        """A resolution whose term is ours already."""
        document = visible_document(self.session, self.caller, draft.document_id, stays=NO_RESOLUTIONS)
        if document.state is not DocumentState.REGISTERED:
            raise Invalid("Резолюция выносится по зарегистрированному документу: сначала присвойте номер.")
        issuing = Issuing(self.context)
        if draft.parent_id is None:
            absent = author_for(self, document)
        else:
            parent = self.session.get(Assignment, draft.parent_id, with_for_update=True)
            if parent is None or parent.document_id != document.id or not issuing.may_know_of(parent):
                raise Invalid("Подчинённое поручение даётся только по действующему поручению этого документа.")
            absent = demand(self, parent, Action.HAND_DOWN)
        assignment = issuing.fresh(draft, self.caller.me.id, absent, Status.ISSUED)
        issuing.issued(assignment, absent)
        return assignment.id

    def report(self, draft: ReportDraft) -> ReportId:
        self.check(draft.problems())
        issuing = Issuing(self.context)
        action = Action.REPORT if draft.final else Action.INFORM
        assignment, absent = issuing.for_action(draft.assignment_id, draft.version, action)
        if draft.final:
            assignment.status = NEXT[action]
        report = ExecutionReportRow(
            assignment_id=assignment.id, author_id=self.caller.me.id, at=self.now, text=draft.text.strip(),
            final=draft.final, in_stead_of_id=absent.id if absent else None,
        )  # fmt: skip
        self.session.add(report)
        self.session.flush()  # the id
        files = FileService(self.context)
        rows = [
            {"report_id": report.id, "file_id": file_id, "name": files.brought_name(file_id)}
            for file_id in dict.fromkeys(draft.file_ids)
        ]
        if rows:
            self.session.execute(insert(ExecutionReportFile), rows)
        issuing.settled(assignment)
        if draft.final:
            tell_givers(self.context, Happening.REPORT_TO_CHECK, assignment)
        issuing.act("execution_reported" if draft.final else "interim_reported", assignment, absent, report.text)
        return report.id

    def release(self, assignment_id: AssignmentId, version: int, note: str = "") -> None:
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.RELEASE)
        report = self._answer(assignment, note, accepted=True)
        assignment.status = NEXT[Action.RELEASE]
        assignment.done_on, assignment.closing_note = self.context.clock.local(report.at).date(), note
        issuing.settled(assignment)
        tell_executors(self.context, Happening.RELEASED, assignment)
        issuing.act("released", assignment, absent, note)

    def release_all(self, assignments: list[AssignmentMark], note: str = "") -> list[BulkOutcome]:
        marks = {mark.id: mark.version for mark in assignments}
        asked = select(Assignment.id, Assignment.document_id, Assignment.text).where(Assignment.id.in_(marks))
        known = {row.id: row for row in self.session.execute(asked)}
        outcomes = []
        for assignment_id, version in marks.items():
            row = known.get(assignment_id)
            if row is None:
                outcomes.append(BulkOutcome(DocumentId(0), "", "", "Такого поручения уже нет. Обновите список."))
                continue
            release = partial(self._release, assignment_id, version, note)
            [one] = each_apart(self.context, [row.document_id], release)
            outcomes.append(replace(one, title=f"{one.title}: {row.text[:SHORT]}" if one.title else ""))
        return outcomes

    def _release(self, assignment_id: AssignmentId, version: int, note: str, _document_id: DocumentId) -> str:
        self.release(assignment_id, version, note)
        return "снято с контроля"

    def send_back(self, assignment_id: AssignmentId, version: int, reason: str) -> None:
        self.check(require("reason", reason.strip(), "Причина возврата"))
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.SEND_BACK)
        self._answer(assignment, reason, accepted=False)
        assignment.status = NEXT[Action.SEND_BACK]
        issuing.settled(assignment)
        tell_executors(self.context, Happening.REPORT_RETURNED, assignment)
        issuing.act("sent_back", assignment, absent, reason=reason)

    def accept(self, assignment_id: AssignmentId, version: int) -> None:
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.ACCEPT)
        assignment.accepted_at = self.now
        issuing.step(assignment, Action.ACCEPT, absent)
        issuing.settled(assignment)
        issuing.act("assignment_accepted", assignment, absent)

    def cancel(self, assignment_id: AssignmentId, version: int, reason: str, branch: bool = True) -> None:
        self.check(require("reason", reason.strip(), "Причина отзыва"))
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.CANCEL)
        recalled = branch_of(self.session, assignment.id) if branch else [assignment]
        if not branch:
            for child in self.session.scalars(select(Assignment).where(Assignment.parent_id == assignment.id)):
                child.parent_id = assignment.parent_id
                issuing.settled(child)
        for one in recalled:
            if one.status in OPEN:
                one.status, one.closing_note, one.asked_due = NEXT[Action.CANCEL], reason, None
                issuing.step(one, Action.CANCEL, absent, reason)
                issuing.settled(one)
                tell_executors(self.context, Happening.CANCELLED, one)
        issuing.act("assignment_cancelled", assignment, absent, reason=reason)

    def reopen(self, assignment_id: AssignmentId, version: int, reason: str) -> None:
        self.check(require("reason", reason.strip(), "Причина возобновления"))
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.REOPEN)
        if assignment.parent_id is not None:
            parent = self.session.get_one(Assignment, assignment.parent_id)
            if parent.status not in OPEN:
                raise Invalid("Вышестоящее поручение уже закрыто: сначала возобновите контроль над ним.")
        assignment.status, assignment.done_on = NEXT[Action.REOPEN], None
        issuing.step(assignment, Action.REOPEN, absent, reason)
        issuing.settled(assignment)
        tell_executors(self.context, Happening.ASSIGNMENT_CHANGED, assignment)
        issuing.act("assignment_reopened", assignment, absent, reason=reason)

    def _check_below(self, assignment: Assignment, executing: Executing) -> None:
        """Who does a part of it does not get the whole: the part would be given to himself."""
        wanted = set(people_of(self.session, filter(None, [executing.responsible_id, *executing.co_executor_ids])))
        below = [child.id for child in branch_of(self.session, assignment.id)
                 if child.id != assignment.id and child.status in OPEN]  # fmt: skip
        teams = executors_of(self.session, below).values()
        if wanted & {person for team in teams for person in people_of(self.session, team)}:
            raise Invalid("Названный уже исполняет подпоручение по этому поручению: сначала отзовите подпоручение.")

    def replace(self, assignment_id: AssignmentId, version: int, executing: Executing, reason: str) -> None:
        self.check([*executing.problems(), *require("reason", reason.strip(), "Причина замены")])
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.REPLACE)
        before = executors_of(self.session, [assignment.id])[assignment.id]
        self._check_below(assignment, executing)
        issuing.put_executors(assignment, executing.responsible_id, executing.co_executor_ids)
        after = executors_of(self.session, [assignment.id])[assignment.id]
        if before == after:
            raise Invalid("Исполнители те же: заменять некого.")
        titles = titles_of(self.session, [*before, *after])
        change = " → ".join(", ".join(titles[each] for each in team) for team in (before, after))
        new_hands = next(iter(before)) != next(iter(after))
        if new_hands:  # the new responsible one has neither accepted nor asked
            assignment.accepted_at = assignment.asked_due = None
        people = people_of(self.session, after)
        RegistryService(self.context).let_read(assignment.document_id, readers_of(self.session, after))
        issuing.step(assignment, Action.REPLACE, absent, reason, change=change)
        flag_modified(assignment, "text")  # the executors are rows of their own: who has read the old ones is stale
        issuing.settled(assignment, [*people_of(self.session, before), *people])
        tell_executing(self.context, Happening.ASSIGNED, assignment, after.keys() - before.keys())
        tell_executing(self.context, Happening.ASSIGNMENT_CHANGED, assignment, before.keys())
        issuing.act("executor_replaced", assignment, absent, reason=reason, executor=change)

    def watch(self, assignment_id: AssignmentId, version: int, special: bool) -> None:
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.WATCH)
        if special and not assignment.controlled:
            raise Invalid("Особый контроль возможен только у поручения на контроле.")
        assignment.special = special
        issuing.step(assignment, Action.WATCH, absent, "Поставлено на особый контроль" if special else "Снято")
        issuing.settled(assignment)
        issuing.act("special_control_set" if special else "special_control_ended", assignment, absent)

    def sheet(self, assignment_id: AssignmentId) -> bytes:
        found = self.session.scalars(
            select(Assignment).join(Document, Document.id == Assignment.document_id)
            .where(Assignment.id == assignment_id, visible(self.caller))
        ).one_or_none()  # fmt: skip
        if found is None or not Issuing(self.context).may_know_of(found):
            raise Missing("Поручение не найдено или недоступно вам.")
        return sheet_of(self.context, found)

    def _answer(self, assignment: Assignment, text: str, *, accepted: bool) -> ExecutionReportRow:
        """Accepts or refuses the final report in hand."""
        report = self.session.scalars(
            select(ExecutionReportRow)
            .where(ExecutionReportRow.assignment_id == assignment.id, ExecutionReportRow.final)
            .where(ExecutionReportRow.accepted.is_(None)).order_by(ExecutionReportRow.id.desc()).limit(1)
        ).one()  # fmt: skip
        report.accepted, report.answer = accepted, text
        return report
