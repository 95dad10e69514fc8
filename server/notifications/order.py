"""The order of a job that empties the outbox of letters; one that waits anyway is enough."""

from datetime import datetime

import msgspec
from sqlalchemy import select

from common.jobs import JobState
from server.core.service import Context
from server.jobs.models import Job

CODE = "notifications.mail"


class SendingOrder(msgspec.Struct, frozen=True):
    """Nothing is to be said: whatever waits is sent."""


def order_sending(context: Context, at: datetime | None = None) -> None:
    """In the transaction that leaves letters; a job found waiting is held until its end, so it will see them."""
    at = at or context.clock.now()
    waiting = (
        select(Job.id).where(Job.code == CODE, Job.state == JobState.QUEUED, Job.run_at <= at).limit(1)
        .with_for_update(read=True, key_share=True, skip_locked=True)
    )  # fmt: skip
    if context.session.scalar(waiting) is None:
        context.session.add(Job(code=CODE, title="Отправка уведомлений по почте", payload={}, run_at=at))
    context.wakes.add("grif_jobs")
