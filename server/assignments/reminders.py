"""Reminders of assignments: before the term, on its day, after it; then to the head of the unit."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.assignments.rules import Status
from common.kernel.ids import PersonId, UnitId
from common.notifications import Happening
from server.assignments.models import Assignment
from server.assignments.queries import counts_of_day
from server.assignments.standing import executors_of, people_behind
from server.core.service import Caller, Context
from server.identity.models import Person, Unit
from server.notifications.morning import Schedule
from server.notifications.telling import Telling, tell_all

BATCH = 200


class Heads:
    """Who leads which unit, read once for a batch."""

    def __init__(self, session: Session, people: Collection[PersonId]) -> None:
        units = session.execute(select(Unit.id, Unit.parent_id, Unit.head_id))
        self._units = {row.id: row for row in units}
        rows = session.execute(select(Person.id, Person.unit_id).where(Person.id.in_(people)))
        self._unit_of: dict[PersonId, UnitId] = {row.id: row.unit_id for row in rows}

    def above(self, people: Collection[PersonId]) -> set[PersonId]:
        """Of each the head of the unit; of a head, the next one above."""
        units = (self._unit_of[each] for each in people)
        return {head for unit_id in units if (head := self._head(unit_id, people)) is not None}

    def _head(self, unit_id: UnitId | None, people: Collection[PersonId]) -> PersonId | None:
        while unit_id is not None:
            unit = self._units[unit_id]
            if unit.head_id is not None and unit.head_id not in people:
                return PersonId(unit.head_id)
            unit_id = unit.parent_id
        return None


def remind_of_assignments(context: Context, schedule: Schedule, after: int) -> int | None:
    found = context.session.scalars(
        select(Assignment)
        .where(Assignment.status == Status.ISSUED, Assignment.due.between(schedule.first, schedule.last))
        .where(Assignment.id > after).order_by(Assignment.id).limit(BATCH)
    ).all()  # fmt: skip
    executors = executors_of(context.session, [each.id for each in found])
    behind = people_behind(context.session, {each for team in executors.values() for each in team})
    heads = Heads(context.session, set(behind.values()))
    tellings: list[Telling] = []
    for assignment in found:
        people = {behind[each] for each in executors.get(assignment.id, {}) if each in behind}
        tellings += _reminders(context, schedule, assignment, people, heads)
    tell_all(context, tellings)
    return found[-1].id if len(found) == BATCH else None


def _reminders(
    context: Context, schedule: Schedule, assignment: Assignment, people: Collection[PersonId], heads: Heads
) -> Iterator[Telling]:
    if assignment.due >= schedule.today:
        offset = schedule.reached(assignment.due, context.clock.local(assignment.issued_at).date())
        if offset is not None:
            yield _telling(Happening.DUE_SOON, people, assignment, f"due {offset}")
        return
    yield _telling(Happening.OVERDUE, people, assignment, "overdue")
    if schedule.escalates(assignment.due):
        yield _telling(Happening.ESCALATED, heads.above(people), assignment, "escalated")


def _telling(happening: Happening, people: Collection[PersonId], assignment: Assignment, occasion: str) -> Telling:
    """Once for each term: a moved one is reminded of anew."""
    return Telling(
        happening=happening, people=people, document_id=assignment.document_id, assignment_id=assignment.id,
        due=assignment.due, key=f"{occasion} {assignment.id} {assignment.due}",
    )  # fmt: skip


def section_of_assignments(context: Context, caller: Caller) -> dict[str, int]:
    today, overdue = counts_of_day(context.session, caller, context.clock.today())
    return {"Срок исполнения сегодня": today, "Просрочено": overdue}
