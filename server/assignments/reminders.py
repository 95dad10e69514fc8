"""Reminders of assignments: before the term, on its day, after it; then to the head of the unit."""

from collections.abc import Iterable

from sqlalchemy import select

from common.assignments.rules import Status
from common.kernel.ids import PersonId, UnitId
from common.notifications import Happening
from server.assignments.models import Assignment
from server.assignments.queries import counts_of_day
from server.assignments.standing import executors_of, people_of
from server.core.service import Caller, Context
from server.identity.models import Person, Unit
from server.notifications.morning import Schedule
from server.notifications.telling import tell

BATCH = 200


def remind_of_assignments(context: Context, schedule: Schedule, after: int) -> int | None:
    found = context.session.scalars(
        select(Assignment)
        .where(Assignment.status == Status.ISSUED, Assignment.due.between(schedule.first, schedule.last))
        .where(Assignment.id > after).order_by(Assignment.id).limit(BATCH)
    ).all()  # fmt: skip
    executors = executors_of(context.session, [each.id for each in found])
    for assignment in found:
        _remind(context, schedule, assignment, people_of(context.session, executors.get(assignment.id, {})))
    return found[-1].id if len(found) == BATCH else None


def _remind(context: Context, schedule: Schedule, assignment: Assignment, people: list[PersonId]) -> None:
    if assignment.due >= schedule.today:
        offset = schedule.reached(assignment.due, context.clock.local(assignment.issued_at).date())
        if offset is not None:
            _tell(context, Happening.DUE_SOON, people, assignment, f"due {offset}")
        return
    _tell(context, Happening.OVERDUE, people, assignment, "overdue")
    if schedule.escalates(assignment.due):
        _tell(context, Happening.ESCALATED, heads_above(context, people), assignment, "escalated")


def _tell(
    context: Context, happening: Happening, people: Iterable[PersonId], assignment: Assignment, occasion: str
) -> None:
    """Once for each term: a moved one is reminded of anew."""
    key = f"{occasion} {assignment.id} {assignment.due}"
    tell(
        context, happening, people, assignment.document_id, assignment_id=assignment.id, due=assignment.due, key=key
    )  # fmt: skip


def heads_above(context: Context, people: list[PersonId]) -> set[PersonId]:
    """Of each the head of the unit; of a head, the next one above."""
    units = context.session.scalars(select(Person.unit_id).where(Person.id.in_(people))).all()
    return {head for unit_id in units if (head := _head(context, unit_id, people)) is not None}


def _head(context: Context, unit_id: UnitId | None, people: list[PersonId]) -> PersonId | None:
    while unit_id is not None:
        unit = context.session.get_one(Unit, unit_id)
        if unit.head_id is not None and unit.head_id not in people:
            return unit.head_id
        unit_id = unit.parent_id
    return None


def section_of_assignments(context: Context, caller: Caller) -> dict[str, int]:
    today, overdue = counts_of_day(context.session, caller, context.clock.today())
    return {"Срок исполнения сегодня": today, "Просрочено": overdue}
