"""Approvers are reminded when the term of their visa comes near."""

from sqlalchemy import select

from common.approvals.api import ApprovalState
from common.notifications import Happening
from server.approvals.models import Approval, ApprovalVisa
from server.core.service import Context
from server.notifications.morning import Schedule
from server.notifications.telling import Telling, tell_all


def remind_of_visas(context: Context, schedule: Schedule, _after: int) -> int | None:
    """One working day before and no later than on the day: a visa is not asked for long."""
    last = schedule.calendar.working_days(schedule.today, 1)
    waiting = (
        select(ApprovalVisa.id, ApprovalVisa.person_id, ApprovalVisa.due, Approval.document_id)
        .join(Approval, Approval.id == ApprovalVisa.approval_id)
        .where(Approval.state == ApprovalState.RUNNING, ApprovalVisa.cycle == Approval.cycle)
        .where(ApprovalVisa.visa.is_(None), ApprovalVisa.arrived.is_not(None), ApprovalVisa.due <= last)
        .where(ApprovalVisa.due >= schedule.first)
    )
    tell_all(
        context,
        [
            Telling(
                happening=Happening.VISA_DUE, people=[row.person_id], document_id=row.document_id, due=row.due,
                key=f"visa {row.id} {row.due}",
            )
            for row in context.session.execute(waiting)
        ],
    )  # fmt: skip
    return None
