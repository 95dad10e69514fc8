"""What every act on an assignment begins and ends with: may the caller, in whose stead, and who is told."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select, update

from common.assignments.rules import BY_ACTION, OPEN, Action, Status, refusal
from common.identity import StandIn
from common.kernel.changes import Kind
from common.kernel.ids import AssignmentId, PersonId
from common.rpc.errors import Invalid, Missing, NotAllowed, Stale
from server.assignments.cards import Above, acting_ids, executors_of, parts_of
from server.assignments.models import Assignment, AssignmentExecutor
from server.core.service import Service
from server.registry.models import Document
from server.registry.readers import visible
from server.registry.service import RegistryService

STALE = "Поручение уже изменил другой сотрудник. Обновите карточку и повторите действие."


class Acts(Service):
    def begin(self, action: Action, assignment_id: AssignmentId, version: int) -> tuple[Assignment, StandIn | None]:
        """The assignment, locked, and in whose stead the caller acts; raises what the table of rules says."""
        assignment = self.session.scalars(
            select(Assignment).join(Document, Document.id == Assignment.document_id)
            .where(Assignment.id == assignment_id, visible(self.caller)).with_for_update(of=Assignment)
        ).one_or_none()  # fmt: skip
        if assignment is None:
            raise Missing("Поручение не найдено или недоступно вам.")
        if assignment.version != version:
            raise Stale(STALE)
        return assignment, self._entitled(action, assignment)

    def _entitled(self, action: Action, assignment: Assignment) -> StandIn | None:
        acting = acting_ids(self, assignment.document_id)
        executors = executors_of(self.session, [assignment.id])[assignment.id]
        above = self.above(assignment)

        def said(selves: set[PersonId]) -> str:
            return refusal(action, assignment.status, parts_of(assignment, executors, above, selves))

        me = self.caller.me
        if not said({me.id}):
            return None
        absent = next((each for each in me.stands_in if each.id in acting and not said({each.id})), None)
        if absent is None:
            parts = parts_of(assignment, executors, above, acting)
            raise (Invalid if parts & BY_ACTION[action].parts else NotAllowed)(said(acting))
        return absent

    def above(self, assignment: Assignment) -> Above:
        """Those who gave the assignments above this one."""
        found: set[PersonId | None] = set()
        parent_id = assignment.parent_id
        while parent_id is not None:
            parent = self.session.get_one(Assignment, parent_id)
            found |= {parent.author_id, parent.in_stead_of_id}
            parent_id = parent.parent_id
        return found

    def settle(self, assignment: Assignment, involved: Iterable[PersonId] = ()) -> None:
        """Brings what is kept beside the assignment up to its state, and tells those it concerns."""
        self.session.flush()
        RegistryService(self.context).lock(assignment.document_id)  # who counts next counts this one too
        is_open = assignment.status in OPEN
        executors = executors_of(self.session, [assignment.id])[assignment.id]
        self.session.execute(
            update(AssignmentExecutor).where(AssignmentExecutor.assignment_id == assignment.id)
            .values(open=is_open, due=assignment.due)
        )  # fmt: skip
        of_document = select(func.count()).select_from(Assignment).where(
            Assignment.document_id == assignment.document_id, Assignment.status != Status.CANCELLED
        )  # fmt: skip
        resolutions = self.session.execute(of_document).scalar_one()
        unexecuted = self.session.execute(of_document.where(Assignment.status.in_(OPEN))).scalar_one()
        RegistryService(self.context).note_execution(assignment.document_id, resolutions, unexecuted)
        named = (assignment.author_id, assignment.in_stead_of_id, assignment.controller_id, *involved)
        concerned = {*executors, *(person for person in named if person)}
        self.changed(Kind.ASSIGNMENT, assignment.id, concerned)

    def note(self, act: str, assignment: Assignment, absent: StandIn | None, **details: Any) -> None:
        self.record(
            act, "document", assignment.document_id, absent.name if absent else "", assignment=assignment.id, **details
        )
