"""Assignments from resolution to release."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import func, insert, or_, select, update

from common.assignments import (
    NEXT,
    OPEN,
    AssignmentCard,
    AssignmentRow,
    AssignmentsApi,
    Folder,
    FolderCount,
    ReportDraft,
    ResolutionDraft,
    Status,
)
from common.identity import StandIn
from common.kernel.changes import Kind
from common.kernel.deadlines import Deadline
from common.kernel.ids import AssignmentId, DocumentId, PersonId, ReportId
from common.kernel.paging import PAGE_SIZE, Page
from common.kernel.validation import Problem, require
from common.registry.classes import DocumentState
from common.rpc.errors import Invalid, Missing, Stale
from server.assignments.cards import AssignmentCards, author_for, executors_of, for_whom
from server.assignments.models import Assignment, AssignmentExecutor, ExecutionReportFile, ExecutionReportRow
from server.assignments.queries import branch, counts, folder_page
from server.calendars.service import CalendarService
from server.core.service import Service
from server.files.service import FileService
from server.identity.models import Person
from server.registry.models import Document
from server.registry.readers import visible, visible_document
from server.registry.service import RegistryService

STALE = "Поручение уже изменил другой сотрудник. Обновите карточку и повторите действие."


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
        executors = self._executors(draft)
        parent, absent = self._parent(draft, document)
        deadline = self._deadline(draft, parent)
        assignment = Assignment(
            document_id=document.id, parent_id=draft.parent_id, author_id=self.caller.me.id,
            in_stead_of_id=absent.id if absent else None, text=draft.text.strip(), issued_at=self.now,
            due=deadline.due, first_due=deadline.due, deadline=msgspec.to_builtins(deadline),
            controlled=draft.controlled, controller_id=draft.controller_id if draft.controlled else None,
            urgent=draft.urgent,
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
        self._settled(assignment, involved)
        self.record(
            "resolution_issued", "document", document.id, name_of(absent), assignment=assignment.id,
            text=assignment.text, due=f"{deadline.due:%d.%m.%Y}",
        )  # fmt: skip
        return assignment.id

    def _executors(self, draft: ResolutionDraft) -> list[PersonId]:
        assert draft.responsible_id is not None
        executors = list(dict.fromkeys([draft.responsible_id, *draft.co_executor_ids]))
        named = {*executors, *([draft.controller_id] if draft.controller_id else [])}
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
        if deadline.due < self.today:
            self.check([Problem("rule", f"Срок {deadline.due:%d.%m.%Y} уже прошёл. Выберите другой.")])
        if parent is not None and deadline.due > parent.due:
            text = f"Срок не может быть позже срока вышестоящего поручения: {parent.due:%d.%m.%Y}."
            self.check([Problem("rule", text)])
        return deadline

    def report(self, draft: ReportDraft) -> ReportId:
        self.check(draft.problems())
        assignment = self._for_writing(draft.assignment_id, draft.version)
        executors = executors_of(self.session, [assignment.id])[assignment.id]
        absent = for_whom(
            self,
            assignment.document_id,
            executors,
            "Отчитывается только исполнитель поручения или тот, кто его замещает.",
        )
        if draft.final:
            self._go(assignment, Status.REPORTED)
        elif assignment.status is not Status.ISSUED:
            raise Invalid("Поручение уже не на исполнении: отчёт для информации не принимается.")
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
        self._settled(assignment)
        action = "execution_reported" if draft.final else "interim_reported"
        self.record(
            action, "document", assignment.document_id, name_of(absent), assignment=assignment.id, text=report.text
        )
        return report.id

    def release(self, assignment_id: AssignmentId, version: int, note: str = "") -> None:
        assignment, absent = self._for_deciding(assignment_id, version)
        if assignment.status is not Status.REPORTED:
            raise Invalid("Снять с контроля можно после отчёта об исполнении: отчёта ещё нет.")
        below = branch(self.session, assignment.id)[1:]
        unfinished = self.session.scalar(
            select(func.count()).select_from(Assignment).where(Assignment.id.in_(below), Assignment.status.in_(OPEN))
        )
        if unfinished:
            raise Invalid(f"Не исполнены подчинённые поручения: {unfinished}. Сначала снимите с контроля их.")
        report = self._answer(assignment, note, accepted=True)
        self._go(assignment, Status.DONE)
        assignment.done_on, assignment.closing_note = self.context.clock.local(report.at).date(), note
        self._settled(assignment)
        self.record(
            "released", "document", assignment.document_id, name_of(absent), assignment=assignment.id, text=note
        )

    def send_back(self, assignment_id: AssignmentId, version: int, reason: str) -> None:
        self.check(require("reason", reason.strip(), "Причина возврата"))
        assignment, absent = self._for_deciding(assignment_id, version)
        if assignment.status is not Status.REPORTED:
            raise Invalid("Возвращать нечего: отчёта об исполнении ещё нет.")
        self._answer(assignment, reason, accepted=False)
        self._go(assignment, Status.ISSUED)
        self._settled(assignment)
        self.record(
            "sent_back", "document", assignment.document_id, name_of(absent), assignment=assignment.id, reason=reason
        )

    def cancel(self, assignment_id: AssignmentId, version: int, reason: str) -> None:
        self.check(require("reason", reason.strip(), "Причина отзыва"))
        assignment = self._for_writing(assignment_id, version)
        refusal = "Отозвать поручение может только его автор или тот, кто его замещает."
        absent = for_whom(self, assignment.document_id, [assignment.author_id, assignment.in_stead_of_id], refusal)
        if assignment.status not in OPEN:
            raise Invalid(f"Поручение в состоянии «{assignment.status.label}»: отзывать нечего.")
        for each in branch(self.session, assignment.id):
            one = self.session.get_one(Assignment, each)
            if one.status in OPEN:
                self._go(one, Status.CANCELLED)
                one.closing_note = reason
                self._settled(one)
        self.record(
            "assignment_cancelled",
            "document",
            assignment.document_id,
            name_of(absent),
            assignment=assignment.id,
            reason=reason,
        )

    def _for_writing(self, assignment_id: AssignmentId, version: int) -> Assignment:
        assignment = self.session.scalars(
            select(Assignment).join(Document, Document.id == Assignment.document_id)
            .where(Assignment.id == assignment_id, visible(self.caller)).with_for_update(of=Assignment)
        ).one_or_none()  # fmt: skip
        if assignment is None:
            raise Missing("Поручение не найдено или недоступно вам.")
        if assignment.version != version:
            raise Stale(STALE)
        return assignment

    def _for_deciding(self, assignment_id: AssignmentId, version: int) -> tuple[Assignment, StandIn | None]:
        """The assignment, locked, and in whose stead the caller decides."""
        assignment = self._for_writing(assignment_id, version)
        entitled = [assignment.author_id, assignment.in_stead_of_id, assignment.controller_id]
        return assignment, for_whom(
            self, assignment.document_id, entitled, "Решение по отчёту принимает автор поручения или контролёр."
        )

    def _go(self, assignment: Assignment, status: Status) -> None:
        if status not in NEXT[assignment.status]:
            raise Invalid(f"Поручение в состоянии «{assignment.status.label}»: действие невозможно.")
        assignment.status = status

    def _answer(self, assignment: Assignment, text: str, *, accepted: bool) -> ExecutionReportRow:
        """Accepts or refuses the final report in hand."""
        report = self.session.scalars(
            select(ExecutionReportRow)
            .where(ExecutionReportRow.assignment_id == assignment.id, ExecutionReportRow.final)
            .where(ExecutionReportRow.accepted.is_(None)).order_by(ExecutionReportRow.id.desc()).limit(1)
        ).one()  # fmt: skip
        report.accepted, report.answer = accepted, text
        return report

    def _settled(self, assignment: Assignment, involved: Iterable[PersonId] | None = None) -> None:
        """Brings what is kept beside the assignment up to its state, and tells those it concerns."""
        self.session.flush()
        RegistryService(self.context).lock(assignment.document_id)  # who counts next counts this one too
        is_open = assignment.status in OPEN
        executors = executors_of(self.session, [assignment.id])[assignment.id]
        self.session.execute(
            update(AssignmentExecutor).where(AssignmentExecutor.assignment_id == assignment.id).values(open=is_open)
        )
        of_document = select(func.count()).select_from(Assignment).where(
            Assignment.document_id == assignment.document_id, Assignment.status != Status.CANCELLED
        )  # fmt: skip
        resolutions = self.session.execute(of_document).scalar_one()
        unexecuted = self.session.execute(of_document.where(Assignment.status.in_(OPEN))).scalar_one()
        RegistryService(self.context).note_execution(assignment.document_id, resolutions, unexecuted)
        named = (assignment.author_id, assignment.in_stead_of_id, assignment.controller_id, *(involved or ()))
        concerned = {*executors, *(person for person in named if person)}
        self.changed(Kind.ASSIGNMENT, assignment.id, concerned)


def name_of(absent: StandIn | None) -> str:
    """As the audit has it."""
    return absent.name if absent else ""
