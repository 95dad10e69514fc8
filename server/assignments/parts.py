"""What an assignment makes of people, units and posts, told to whoever asks why a document is seen."""

from typing import Any

from sqlalchemy import select

from common.assignments.rules import UNISSUED, Status
from server.assignments.models import Assignment, AssignmentExecutor
from server.core.events import PartsSought
from server.core.service import Context

GROUND = "assignment"


def tell_parts(context: Context, event: PartsSought) -> None:
    named = select(
        Assignment.id, Assignment.issued_at, Assignment.status, Assignment.author_id, Assignment.in_stead_of_id,
        Assignment.controller_id, AssignmentExecutor.executor_id, AssignmentExecutor.responsible,
    )  # fmt: skip
    issued = (
        named.outerjoin(AssignmentExecutor, AssignmentExecutor.assignment_id == Assignment.id)
        .where(Assignment.document_id == event.document_id, Assignment.status.not_in(UNISSUED))
        .order_by(Assignment.id, AssignmentExecutor.responsible.desc(), AssignmentExecutor.executor_id)
    )
    if event.until is not None:
        issued = issued.where(Assignment.issued_at < event.until)
    told: set[tuple[int, str]] = set()
    for row in context.session.execute(issued):
        for principal, words in _parts(context, row):
            if principal is not None and (principal, words) not in told:
                told.add((principal, words))
                event.add(principal, GROUND, words)


def _parts(context: Context, row: Any) -> list[tuple[int | None, str]]:
    cancelled = ", отменено" if row.status is Status.CANCELLED else ""
    which = f"поручени{{0}} № {row.id} от {context.clock.local(row.issued_at):%d.%m.%Y}{cancelled}"
    executor = "ответственный исполнитель" if row.responsible else "исполнитель"
    return [
        (row.author_id, f"автор {which.format('я')}"),
        (row.in_stead_of_id, f"за него вынесено {which.format('е')}"),
        (row.controller_id, f"контролёр {which.format('я')}"),
        (row.executor_id, f"{executor} по {which.format('ю')}"),
    ]
