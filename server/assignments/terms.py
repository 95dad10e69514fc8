"""The terms of assignments: moved by whoever gave them, extended on request; the first date is kept."""

import msgspec
from sqlalchemy import func, select

from common.assignments.api import TermsApi
from common.assignments.cards import TermOffer
from common.assignments.orders import TermDraft
from common.assignments.rules import OPEN, Action
from common.identity import StandIn
from common.kernel.deadlines import Deadline, Since, TermMove
from common.kernel.ids import AssignmentId, DocumentId
from common.kernel.validation import Problem, require
from common.notifications import Happening
from common.rpc.errors import Invalid
from server.assignments.issuing import Issuing
from server.assignments.models import Assignment, AssignmentStep
from server.assignments.offers import TermOffers
from server.assignments.telling import tell_executors, tell_givers
from server.calendars.service import CalendarService
from server.core.service import Service
from server.registry.readers import visible_document

MOVED = "Срок указан при переносе"


class TermService(Service, TermsApi):
    def offer(self, document_id: DocumentId | None, parent_id: AssignmentId | None = None) -> TermOffer:
        return TermOffers(self.context).offer(document_id, parent_id)

    def move(self, assignment_id: AssignmentId, version: int, term: TermDraft) -> None:
        self._check(term)
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.MOVE)
        deadline = self._new(assignment, term)
        if assignment.asked_due is not None:
            raise Invalid("По поручению подан запрос о продлении: сначала решите по нему.")
        self._put(assignment, deadline, term.reason, absent, basis_id=term.basis_id)

    def ask(self, assignment_id: AssignmentId, version: int, term: TermDraft) -> None:
        self._check(term)
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.ASK)
        deadline = self._new(assignment, term)
        if deadline.due < assignment.due:
            self.check([Problem("rule", f"Просят о более позднем сроке, чем {assignment.due:%d.%m.%Y}.")])
        assignment.asked_due = deadline.due
        issuing.step(
            assignment, Action.ASK, absent, term.reason, old_due=assignment.due, new_due=deadline.due,
            deadline=msgspec.to_builtins(deadline), basis_id=term.basis_id,
        )  # fmt: skip
        issuing.settled(assignment)
        tell_givers(self.context, Happening.EXTENSION_ASKED, assignment)
        issuing.act("extension_asked", assignment, absent, reason=term.reason, due=f"{deadline.due:%d.%m.%Y}")

    def decide(self, assignment_id: AssignmentId, version: int, granted: bool, answer: str = "") -> None:
        if not granted:
            self.check(require("answer", answer.strip(), "Причина отказа"))
        issuing = Issuing(self.context)
        assignment, absent = issuing.for_action(assignment_id, version, Action.DECIDE)
        request = self.session.scalars(
            select(AssignmentStep)
            .where(AssignmentStep.assignment_id == assignment.id, AssignmentStep.action == Action.ASK)
            .where(AssignmentStep.granted.is_(None)).order_by(AssignmentStep.id.desc()).limit(1)
        ).one()  # fmt: skip
        request.granted, assignment.asked_due = granted, None
        if granted:
            deadline = msgspec.convert(request.deadline, Deadline)
            self._check_place(assignment, deadline)
            reason = f"По запросу исполнителя: {request.text}" + (f" {answer.strip()}" if answer.strip() else "")
            self._put(assignment, deadline, reason, absent, Happening.EXTENSION_DECIDED, basis_id=request.basis_id)
        else:
            issuing.step(assignment, Action.DECIDE, absent, answer, granted=False)
            issuing.settled(assignment)
            tell_executors(self.context, Happening.EXTENSION_DECIDED, assignment)
            issuing.act("extension_refused", assignment, absent, reason=answer)

    def _check(self, term: TermDraft) -> None:
        self.check(term.problems())
        if term.basis_id is not None:
            visible_document(self.session, self.caller, term.basis_id)

    def _new(self, assignment: Assignment, term: TermDraft) -> Deadline:
        assert term.rule is not None
        rule = CalendarService(self.context).entered(term.rule, MOVED)
        base = assignment.first_due if rule.since is Since.TERM else self.today
        deadline = Issuing(self.context).deadline(rule, None, base=base)
        if deadline.due == assignment.due:
            self.check([Problem("rule", f"Срок и сейчас {deadline.due:%d.%m.%Y}. Укажите другой.")])
        self._check_place(assignment, deadline)
        return deadline

    def _check_place(self, assignment: Assignment, deadline: Deadline) -> None:
        """Between the terms of what was handed down and of what it was handed down from."""
        if assignment.parent_id is not None:
            parent = self.session.get_one(Assignment, assignment.parent_id)
            if deadline.due > parent.due:
                text = f"Срок не может быть позже срока вышестоящего поручения: {parent.due:%d.%m.%Y}."
                self.check([Problem("rule", text)])
        last = self.session.scalar(
            select(func.max(Assignment.due))
            .where(Assignment.parent_id == assignment.id, Assignment.status.in_(OPEN))
        )  # fmt: skip
        if last is not None and deadline.due < last:
            text = f"У подпоручения срок {last:%d.%m.%Y}: сначала перенесите его."
            self.check([Problem("rule", text)])

    def _explained(self, assignment: Assignment, deadline: Deadline, reason: str) -> Deadline:
        """The deadline with who has moved it, when and why, and how it came about at first."""
        old = msgspec.convert(assignment.deadline, Deadline)
        move = TermMove(self.today, self.caller.me.name, assignment.due, deadline.due, reason)
        first = old.first if assignment.moves else old
        return msgspec.structs.replace(deadline, moves=[*old.moves, move], first=first)

    def _put(
        self, assignment: Assignment, deadline: Deadline, reason: str, absent: StandIn | None,
        happening: Happening = Happening.ASSIGNMENT_CHANGED, **rest: object,
    ) -> None:  # fmt: skip
        issuing, before = Issuing(self.context), assignment.due
        deadline = self._explained(assignment, deadline, reason)
        assignment.due, assignment.deadline = deadline.due, msgspec.to_builtins(deadline)
        assignment.moves += 1
        issuing.step(assignment, Action.MOVE, absent, reason, old_due=before, new_due=deadline.due, **rest)
        issuing.settled(assignment)
        tell_executors(self.context, happening, assignment)
        issuing.act(
            "deadline_moved", assignment, absent, reason=reason, due=f"{before:%d.%m.%Y} → {deadline.due:%d.%m.%Y}"
        )
