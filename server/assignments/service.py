"""Assignments from resolution to release."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import func, insert, or_, select

from common.assignments.api import AssignmentsApi
from common.assignments.assignment import (
    AssignmentCard,
    AssignmentRow,
    DueChange,
    ExtensionDraft,
    Folder,
    FolderCount,
    Reassignment,
    ReportDraft,
    ResolutionDraft,
)
from common.assignments.rules import NEXT, OPEN, Action
from common.identity import StandIn
from common.kernel.deadlines import Deadline
from common.kernel.ids import AssignmentId, DocumentId, PersonId, ReportId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.validation import require
from common.registry.classes import DocumentState
from common.rpc.errors import Invalid
from server.assignments.acts import Acts
from server.assignments.cards import AssignmentCards, author_for, executors_of, for_whom
from server.assignments.control import Control, due_problems
from server.assignments.models import Assignment, AssignmentExecutor, ExecutionReportFile, ExecutionReportRow
from server.assignments.queries import branch, counts, folder_page
from server.calendars.service import CalendarService
from server.core.service import Service
from server.files.service import FileService
from server.identity.models import Person
from server.registry.models import Document
from server.registry.readers import visible_document
from server.registry.service import RegistryService


class AssignmentService(Service, AssignmentsApi):
    def folder(self, folder: Folder, offset: int = 0, limit: int = PAGE_SIZE) -> Page[AssignmentRow]:
        return folder_page(self.session, self.caller, self.today, folder, offset, limit)

    def counts(self) -> list[FolderCount]:
        return counts(self.session, self.caller, self.today)

    def of_document(self, document_id: DocumentId) -> list[AssignmentCard]:
        visible_document(self.session, self.caller, document_id)
        return AssignmentCards(self.context).of_document(document_id)

    def resolve(self, draft: ResolutionDraft) -> AssignmentId:
        self.check(draft.problems())
        document = visible_document(self.session, self.caller, draft.document_id)
        if document.state is not DocumentState.REGISTERED:
            raise Invalid("Резолюция выносится по зарегистрированному документу: сначала присвойте номер.")
        executors = self._known([draft.responsible_id, *draft.co_executor_ids], draft.controller_id)
        parent, absent = self._parent(draft, document)
        deadline = self._deadline(draft, parent)
        assignment = Assignment(
            document_id=document.id, parent_id=draft.parent_id, author_id=self.caller.me.id,
            in_stead_of_id=absent.id if absent else None, text=draft.text.strip(), issued_at=self.now,
            due=deadline.due, first_due=deadline.due, deadline=msgspec.to_builtins(deadline),
            controlled=draft.controlled, controller_id=draft.controller_id if draft.controlled else None,
            urgent=draft.urgent, special=draft.special,
        )  # fmt: skip
        self.session.add(assignment)
        self.session.flush()  # the id
        rows = [
            {"assignment_id": assignment.id, "person_id": person_id, "due": deadline.due, "open": True,
             "responsible": person_id == draft.responsible_id}
            for person_id in executors
        ]  # fmt: skip
        self.session.execute(insert(AssignmentExecutor), rows)
        involved = [*executors, self.caller.me.id, *([draft.controller_id] if draft.controller_id else []),
                    *([absent.id] if absent else [])]  # fmt: skip
        RegistryService(self.context).let_read(document.id, involved)
        acts = Acts(self.context)
        acts.settle(assignment, involved)
        acts.note("resolution_issued", assignment, absent, text=assignment.text, due=f"{deadline.due:%d.%m.%Y}")
        return assignment.id

    def _known(self, ids: Sequence[PersonId | None], controller_id: PersonId | None = None) -> list[PersonId]:
        """The executors, the responsible one first; all of those named are still at work."""
        executors = [person for person in dict.fromkeys(ids) if person]
        named = {*executors, *([controller_id] if controller_id else [])}
        at_work = or_(Person.dismissed.is_(None), Person.dismissed > self.today)
        known = self.session.scalar(select(func.count(Person.id)).where(Person.id.in_(named), at_work))
        if known != len(named):
            raise Invalid("Один из названных сотрудников уволен или неизвестен. Выберите исполнителей заново.")
        return executors

    def _parent(self, draft: ResolutionDraft, document: Document) -> tuple[Assignment | None, StandIn | None]:
        """The assignment of which a part is handed down, locked, and the absent person in whose stead that is done."""
        if draft.parent_id is None:
            return None, author_for(self, document)
        parent = self.session.get(Assignment, draft.parent_id, with_for_update=True)
        if parent is None or parent.document_id != draft.document_id or parent.status not in OPEN:
            raise Invalid("Подчинённое поручение даётся только по действующему поручению этого документа.")
        entitled = {parent.author_id, parent.in_stead_of_id, *executors_of(self.session, [parent.id])[parent.id]}
        return parent, for_whom(
            self, draft.document_id, entitled, "Подчинённое поручение даёт исполнитель или автор вышестоящего."
        )

    def _deadline(self, draft: ResolutionDraft, parent: Assignment | None) -> Deadline:
        assert draft.rule is not None
        deadline = CalendarService(self.context).deadline(draft.rule, self.today)
        self.check(due_problems(deadline.due, self.today, parent))
        return deadline

    def report(self, draft: ReportDraft) -> ReportId:
        self.check(draft.problems())
        action = Action.REPORT if draft.final else Action.INFORM
        acts = Acts(self.context)
        assignment, absent = acts.begin(action, draft.assignment_id, draft.version)
        assignment.status = NEXT.get(action, assignment.status)
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
        acts.settle(assignment)
        acts.note("execution_reported" if draft.final else "interim_reported", assignment, absent, text=report.text)
        return report.id

    def release(self, assignment_id: AssignmentId, version: int, note: str = "") -> None:
        acts = Acts(self.context)
        assignment, absent = acts.begin(Action.RELEASE, assignment_id, version)
        below = branch(self.session, assignment.id)[1:]
        unfinished = self.session.scalar(
            select(func.count()).select_from(Assignment).where(Assignment.id.in_(below), Assignment.status.in_(OPEN))
        )
        if unfinished:
            raise Invalid(f"Не исполнены подчинённые поручения: {unfinished}. Сначала снимите с контроля их.")
        report = self._answer(assignment, note, accepted=True)
        assignment.status = NEXT[Action.RELEASE]
        assignment.done_on, assignment.closing_note = self.context.clock.local(report.at).date(), note
        acts.settle(assignment)
        acts.note("released", assignment, absent, text=note)

    def send_back(self, assignment_id: AssignmentId, version: int, reason: str) -> None:
        self.check(require("reason", reason.strip(), "Причина возврата"))
        acts = Acts(self.context)
        assignment, absent = acts.begin(Action.SEND_BACK, assignment_id, version)
        self._answer(assignment, reason, accepted=False)
        assignment.status = NEXT[Action.SEND_BACK]
        assignment.returns += 1
        acts.settle(assignment)
        acts.note("sent_back", assignment, absent, reason=reason)

    def cancel(self, assignment_id: AssignmentId, version: int, reason: str, with_branch: bool = True) -> None:
        self.check(require("reason", reason.strip(), "Причина отзыва"))
        acts = Acts(self.context)
        assignment, absent = acts.begin(Action.CANCEL, assignment_id, version)
        for each in branch(self.session, assignment.id) if with_branch else [assignment.id]:
            one = self.session.get_one(Assignment, each)
            if one.status in OPEN:
                one.status, one.closing_note = NEXT[Action.CANCEL], reason
                acts.settle(one)
        acts.note("assignment_cancelled", assignment, absent, reason=reason, with_branch=with_branch)

    def take(self, assignment_id: AssignmentId, version: int) -> None:
        Control(self.context).take(assignment_id, version)

    def move_due(self, change: DueChange) -> None:
        Control(self.context).move_due(change)

    def ask_extension(self, draft: ExtensionDraft) -> None:
        Control(self.context).ask_extension(draft)

    def decide_extension(self, assignment_id: AssignmentId, version: int, granted: bool, answer: str = "") -> None:
        Control(self.context).decide_extension(assignment_id, version, granted=granted, answer=answer)

    def reassign(self, change: Reassignment) -> None:
        self.check(change.problems())
        executors = self._known([change.responsible_id, *change.co_executor_ids])
        Control(self.context).reassign(change, executors)

    def reopen(self, assignment_id: AssignmentId, version: int, reason: str) -> None:
        Control(self.context).reopen(assignment_id, version, reason)

    def _answer(self, assignment: Assignment, text: str, *, accepted: bool) -> ExecutionReportRow:
        """Accepts or refuses the final report in hand."""
        report = self.session.scalars(
            select(ExecutionReportRow)
            .where(ExecutionReportRow.assignment_id == assignment.id, ExecutionReportRow.final)
            .where(ExecutionReportRow.accepted.is_(None)).order_by(ExecutionReportRow.id.desc()).limit(1)
        ).one()  # fmt: skip
        report.accepted, report.answer = accepted, text
        return report
