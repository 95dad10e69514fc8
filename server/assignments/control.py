"""Regulating the course of an assignment: its deadline, its executors, its taking up and taking up again."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select

from common.assignments.assignment import DueChange, ExtensionDraft, Reassignment
from common.assignments.rules import NEXT, OPEN, Action
from common.identity import StandIn
from common.kernel.deadlines import Count, Deadline, DeadlineRule, Shift
from common.kernel.ids import AssignmentId, PersonId
from common.kernel.validation import Problem, require
from common.rpc.errors import Invalid
from server.assignments.acts import Acts
from server.assignments.cards import executors_of
from server.assignments.models import Assignment, AssignmentExecutor, ExtensionRow, PostponementRow
from server.calendars.service import CalendarService
from server.core.service import Service
from server.registry.queries import names_of
from server.registry.service import RegistryService


class Control(Service):
    def take(self, assignment_id: AssignmentId, version: int) -> None:
        acts = Acts(self.context)
        assignment, absent = acts.begin(Action.TAKE, assignment_id, version)
        if assignment.taken_at is not None:
            raise Invalid("Поручение уже принято к исполнению.")
        assignment.taken_at = self.now
        acts.settle(assignment)
        acts.note("assignment_taken", assignment, absent)

    def move_due(self, change: DueChange) -> None:
        self.check(change.problems())
        assignment, absent = Acts(self.context).begin(Action.MOVE_DUE, change.assignment_id, change.version)
        assert change.rule is not None
        deadline = CalendarService(self.context).deadline(change.rule, self.today)
        self._postpone(assignment, absent, deadline, change.reason.strip(), change.basis.strip())

    def ask_extension(self, draft: ExtensionDraft) -> None:
        self.check(draft.problems())
        acts = Acts(self.context)
        assignment, absent = acts.begin(Action.ASK_EXTENSION, draft.assignment_id, draft.version)
        assert draft.until is not None
        if draft.until <= assignment.due:
            text = f"Новый срок не позже нынешнего ({assignment.due:%d.%m.%Y}): продлевать нечего."
            self.check([Problem("until", text)])
        if self._waiting(assignment) is not None:
            raise Invalid("Просьба о продлении уже ждёт решения.")
        self.session.add(
            ExtensionRow(
                assignment_id=assignment.id, author_id=self.caller.me.id, at=self.now, until=draft.until,
                in_stead_of_id=absent.id if absent else None, reason=draft.reason.strip(),
            )
        )  # fmt: skip
        acts.settle(assignment)
        acts.note("extension_asked", assignment, absent, until=f"{draft.until:%d.%m.%Y}", reason=draft.reason.strip())

    def decide_extension(self, assignment_id: AssignmentId, version: int, *, granted: bool, answer: str) -> None:
        if not granted:
            self.check(require("answer", answer.strip(), "Причина отказа"))
        acts = Acts(self.context)
        assignment, absent = acts.begin(Action.DECIDE_EXTENSION, assignment_id, version)
        asked = self._waiting(assignment)
        if asked is None:
            raise Invalid("Просьбы о продлении, которая ждёт решения, нет: обновите карточку.")
        asked.granted, asked.answer = granted, answer.strip()
        asked.decided_at, asked.decided_by_id = self.now, self.caller.me.id
        if granted:
            rule = DeadlineRule(
                title="Срок продлён по просьбе исполнителя", count=Count.DATE, shift=Shift.NONE, fixed=asked.until
            )
            deadline = CalendarService(self.context).deadline(rule, self.today)
            self._postpone(assignment, absent, deadline, asked.reason, "просьба исполнителя")
        else:
            acts.settle(assignment)
            acts.note("extension_refused", assignment, absent, reason=asked.answer)

    def reassign(self, change: Reassignment, executors: Sequence[PersonId]) -> None:
        """`executors` are those named, the responsible one first."""
        acts = Acts(self.context)
        assignment, absent = acts.begin(Action.REASSIGN, change.assignment_id, change.version)
        before = executors_of(self.session, [assignment.id])[assignment.id]
        if before[:1] == list(executors[:1]) and set(before) == set(executors):
            raise Invalid("Исполнители те же: заменять некого.")
        self.session.execute(delete(AssignmentExecutor).where(AssignmentExecutor.assignment_id == assignment.id))
        rows: list[dict[str, Any]] = [
            {"assignment_id": assignment.id, "person_id": person, "due": assignment.due, "open": True,
             "responsible": place == 0}
            for place, person in enumerate(executors)
        ]  # fmt: skip
        self.session.execute(insert(AssignmentExecutor), rows)
        assignment.taken_at = None
        assignment.closing_note = ""
        RegistryService(self.context).let_read(assignment.document_id, [*executors])
        acts.settle(assignment, before)
        names = names_of(self.session, [*before, *executors])
        acts.note(
            "executors_replaced", assignment, absent, reason=change.reason.strip(),
            before=", ".join(names[person] for person in before), after=", ".join(names[each] for each in executors),
        )  # fmt: skip

    def reopen(self, assignment_id: AssignmentId, version: int, reason: str) -> None:
        self.check(require("reason", reason.strip(), "Причина"))
        acts = Acts(self.context)
        assignment, absent = acts.begin(Action.REOPEN, assignment_id, version)
        parent = self.session.get(Assignment, assignment.parent_id) if assignment.parent_id else None
        if parent is not None and parent.status not in OPEN:
            raise Invalid("Вышестоящее поручение закрыто: сначала возобновите его.")
        assignment.status, assignment.done_on, assignment.closing_note = NEXT[Action.REOPEN], None, ""
        acts.settle(assignment)
        acts.note("assignment_reopened", assignment, absent, reason=reason.strip())

    def _postpone(
        self, assignment: Assignment, absent: StandIn | None, deadline: Deadline, reason: str, basis: str
    ) -> None:
        parent = self.session.get(Assignment, assignment.parent_id) if assignment.parent_id else None
        self.check(due_problems(deadline.due, self.today, parent))
        latest = self.session.scalar(
            select(func.max(Assignment.due))
            .where(Assignment.parent_id == assignment.id, Assignment.status.in_(OPEN))
        )  # fmt: skip
        if latest is not None and latest > deadline.due:
            text = f"Срок подчинённого поручения — {latest:%d.%m.%Y}: сначала перенесите его."
            self.check([Problem("rule", text)])
        if deadline.due == assignment.due:
            self.check([Problem("rule", "Срок и так такой: переносить нечего.")])
        before = assignment.due
        self.session.add(
            PostponementRow(
                assignment_id=assignment.id, author_id=self.caller.me.id, in_stead_of_id=absent.id if absent else None,
                at=self.now, before=before, after=deadline.due, reason=reason, basis=basis,
            )
        )  # fmt: skip
        assignment.due, assignment.deadline = deadline.due, msgspec.to_builtins(deadline)
        acts = Acts(self.context)
        acts.settle(assignment)
        acts.note(
            "deadline_moved", assignment, absent, before=f"{before:%d.%m.%Y}", after=f"{deadline.due:%d.%m.%Y}",
            reason=reason, basis=basis,
        )  # fmt: skip

    def _waiting(self, assignment: Assignment) -> ExtensionRow | None:
        return self.session.scalars(
            select(ExtensionRow).where(ExtensionRow.assignment_id == assignment.id, ExtensionRow.granted.is_(None))
        ).one_or_none()


def due_problems(due: date, today: date, parent: Assignment | None) -> Iterator[Problem]:
    """Why a deadline cannot be."""
    if due < today:
        yield Problem("rule", f"Срок {due:%d.%m.%Y} уже прошёл. Выберите другой.")
    if parent is not None and due > parent.due:
        yield Problem("rule", f"Срок не может быть позже срока вышестоящего поручения: {parent.due:%d.%m.%Y}.")
