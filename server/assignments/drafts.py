"""Draft resolutions: an assistant prepares one, the leader approves it or returns it with a reason."""

import msgspec
from msgspec.structs import replace
from sqlalchemy import delete, select

from common.assignments.api import ResolutionsApi
from common.assignments.cards import ExecutorRow, ResolutionTemplate
from common.assignments.orders import ResolutionDraft
from common.assignments.rules import NEXT, Action, Status
from common.kernel.changes import Kind
from common.kernel.deadlines import Deadline
from common.kernel.ids import AssignmentId, DocumentId, ExecutorId, PersonId, ResolutionTemplateId
from common.kernel.rights import Right
from common.kernel.validation import require
from common.notifications import Happening
from common.registry.bulk import BulkOutcome
from common.registry.classes import DocumentState
from common.registry.practice import NO_RESOLUTIONS
from common.rpc.errors import Invalid, Missing
from server.assignments.executors import rows_of
from server.assignments.issuing import Issuing
from server.assignments.models import Assignment, AssignmentExecutor, AssignmentStep
from server.assignments.service import AssignmentService
from server.assignments.telling import tell_author, tell_drafter
from server.assignments.templates import put_template, remove_template, templates_of
from server.core.audit import Actor
from server.core.service import Caller, Service
from server.identity.login import known_by
from server.identity.models import Person
from server.identity.organisation import organisation
from server.identity.profile import profile_of
from server.registry.bulk import each_apart
from server.registry.models import Document
from server.registry.participants import addressees, cosignatories
from server.registry.readers import visible_document
from server.registry.service import RegistryService


class ResolutionService(Service, ResolutionsApi):
    def authors(self, document_id: DocumentId) -> list[ExecutorRow]:
        document = visible_document(self.session, self.caller, document_id, stays=NO_RESOLUTIONS)
        assisted = self.session.scalar(select(Person.assistant_of_id).where(Person.id == self.caller.me.id))
        named = [assisted, *addressees(self.session, document.id), document.signatory_id,
                 *cosignatories(self.session, document.id)]  # fmt: skip
        wanted = list(dict.fromkeys(person for person in named if person and person != self.caller.me.id))
        known = rows_of(self.session, [ExecutorId(person) for person in wanted])
        return [known[ExecutorId(person)] for person in wanted if self._may_resolve(person, document)]

    def prepare(self, draft: ResolutionDraft) -> AssignmentId:
        self.check([*draft.problems(), *require("author_id", draft.author_id, "От чьего имени")])
        document = visible_document(self.session, self.caller, draft.document_id, stays=NO_RESOLUTIONS)
        if document.state is not DocumentState.REGISTERED:
            raise Invalid("Резолюция готовится по зарегистрированному документу: сначала присвойте номер.")
        assert draft.author_id is not None
        if not self._may_resolve(draft.author_id, document):
            raise Invalid("Этот сотрудник не выносит резолюций по документам этого вида. Выберите руководителя.")
        issuing = Issuing(self.context)
        assignment = issuing.fresh(issuing.with_term(draft), draft.author_id, None, Status.DRAFT)
        self._tell(assignment)
        issuing.act("resolution_drafted", assignment, None, assignment.text)
        return assignment.id

    def save(self, assignment_id: AssignmentId, version: int, draft: ResolutionDraft) -> int:
        self.check(draft.problems())
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.EDIT)
        if (draft.document_id, draft.parent_id) != (assignment.document_id, assignment.parent_id):
            raise Invalid("Проект резолюции не переносят к другому документу или поручению.")
        issuing.rewrite(assignment, issuing.with_term(draft))
        assignment.issued_at = self.now
        self.session.flush()  # the version
        self._tell(assignment)
        issuing.act("resolution_draft_saved", assignment, absent, assignment.text)
        return assignment.version

    def submit(self, assignment_id: AssignmentId, version: int) -> None:
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.SUBMIT)
        assignment.status = NEXT[Action.SUBMIT]
        RegistryService(self.context).let_read(assignment.document_id, [assignment.author_id])
        issuing.step(assignment, Action.SUBMIT, absent)
        self._tell(assignment)
        tell_author(self.context, Happening.DRAFT_TO_APPROVE, assignment)
        issuing.act("resolution_submitted", assignment, absent)

    def send_back(self, assignment_id: AssignmentId, version: int, reason: str) -> None:
        self.check(require("reason", reason.strip(), "Причина возврата"))
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.RETURN_DRAFT)
        assignment.status = NEXT[Action.RETURN_DRAFT]
        issuing.step(assignment, Action.RETURN_DRAFT, absent, reason)
        self._tell(assignment)
        tell_drafter(self.context, Happening.DRAFT_RETURNED, assignment)
        issuing.act("resolution_returned", assignment, absent, reason=reason)

    def approve(self, assignment_id: AssignmentId, version: int) -> None:
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.APPROVE)
        parent = None
        if assignment.parent_id is not None:
            parent = self.session.get_one(Assignment, assignment.parent_id, with_for_update=True)
            if parent.status is not Status.ISSUED:
                raise Invalid("Вышестоящее поручение уже не на исполнении: утверждать нечего.")
        deadline = issuing.deadline(msgspec.convert(assignment.deadline, Deadline).rule, parent)
        deadline = issuing.as_of_document(deadline, assignment.document_id)
        assignment.due = assignment.first_due = deadline.due
        assignment.deadline, assignment.issued_at = msgspec.to_builtins(deadline), self.now
        if absent is not None:
            assignment.author_id, assignment.in_stead_of_id = self.caller.me.id, absent.id
        assignment.status = NEXT[Action.APPROVE]
        issuing.step(assignment, Action.APPROVE, absent)
        issuing.issued(assignment, absent)
        self._tell(assignment)

    def discard(self, assignment_id: AssignmentId, version: int) -> None:
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.DISCARD)
        self._tell(assignment)
        issuing.act("resolution_discarded", assignment, absent, assignment.text)
        for table in (AssignmentExecutor, AssignmentStep):
            self.session.execute(delete(table).where(table.assignment_id == assignment.id))
        self.session.delete(assignment)

    def resolve_all(self, document_ids: list[DocumentId], draft: ResolutionDraft) -> list[BulkOutcome]:
        self.check(draft.problems())
        if draft.parent_id is not None or draft.act_point is not None:
            raise Invalid("Подпоручения и пункты актов поручают по одному документу.")

        def resolve(document_id: DocumentId) -> str:
            AssignmentService(self.context).resolve(replace(draft, document_id=document_id))
            return "резолюция вынесена"

        return each_apart(self.context, document_ids, resolve)

    def templates(self) -> list[ResolutionTemplate]:
        return templates_of(self.session, self.caller.me.id, self.today)

    def keep_template(self, title: str, draft: ResolutionDraft, is_group: bool = False) -> ResolutionTemplateId:
        self.check(require("title", title.strip(), "Название"))
        if is_group and not draft.co_executor_ids:
            self.check(require("co_executor_ids", draft.co_executor_ids, "Соисполнители"))
        self.record("resolution_template_kept", "person", self.caller.me.id, template=title.strip())
        return put_template(self.session, self.caller.me.id, title.strip(), draft, is_group=is_group)

    def remove_template(self, template_id: ResolutionTemplateId) -> None:
        if not remove_template(self.session, self.caller.me.id, template_id):
            raise Missing("Такого шаблона у вас нет.")
        self.record("resolution_template_removed", "person", self.caller.me.id)

    def _tell(self, assignment: Assignment) -> None:
        self.session.flush()
        people = (assignment.author_id, assignment.in_stead_of_id, assignment.drafted_by_id)
        Issuing(self.context).told(assignment, people)
        self.changed(Kind.DOCUMENT, assignment.document_id, [person for person in people if person])

    def _may_resolve(self, person_id: PersonId, document: Document) -> bool:
        rights = self._as(person_id).rights_on(document.place_id, document.kind, document.state.value)
        return Right.RESOLVE in rights

    def _as(self, person_id: PersonId) -> Caller:
        """The person as a caller, for the rights of his or her own roles."""
        profile = profile_of(organisation(self.session), person_id, self.today)
        return known_by(profile, Actor(person_id, profile.me.name)).standing_in_for(None)
