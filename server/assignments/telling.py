"""Who is told of what happens to an assignment."""

from collections.abc import Iterable

from common.kernel.ids import ExecutorId, PersonId
from common.notifications import Happening
from server.assignments.models import Assignment
from server.assignments.standing import executors_of, people_of
from server.core.service import Context
from server.notifications.telling import tell


def tell_executors(context: Context, happening: Happening, assignment: Assignment) -> None:
    executors = executors_of(context.session, [assignment.id]).get(assignment.id, {})
    tell_executing(context, happening, assignment, executors)


def tell_executing(
    context: Context, happening: Happening, assignment: Assignment, executors: Iterable[ExecutorId]
) -> None:
    """For units, their heads."""
    _tell(context, happening, assignment, people_of(context.session, executors))


def tell_givers(context: Context, happening: Happening, assignment: Assignment) -> None:
    """The author, in whose stead it was written, and who controls it."""
    _tell(context, happening, assignment, givers_of(assignment))


def tell_author(context: Context, happening: Happening, assignment: Assignment) -> None:
    _tell(context, happening, assignment, [assignment.author_id])


def tell_drafter(context: Context, happening: Happening, assignment: Assignment) -> None:
    _tell(context, happening, assignment, [assignment.drafted_by_id])


def givers_of(assignment: Assignment) -> list[PersonId | None]:
    return [assignment.author_id, assignment.in_stead_of_id, assignment.controller_id]


def _tell(context: Context, happening: Happening, assignment: Assignment, people: Iterable[PersonId | None]) -> None:
    by = assignment.author_id if happening is Happening.ASSIGNED else None  # of a point, not its registrar's
    tell(context, happening, people, assignment.document_id, assignment_id=assignment.id, due=assignment.due, by=by)
