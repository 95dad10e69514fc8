"""Periodic assignments are made here: each occurrence in one transaction with the mark that it was made."""

from typing import ClassVar

import msgspec
from sqlalchemy import or_, select

from common.kernel.ids import SeriesId
from server.assignments.models import AssignmentSeries
from server.assignments.series import SeriesService
from server.core.service import Context
from server.jobs.models import Job
from server.jobs.work import JobKind, Work


class SeriesOrder(msgspec.Struct, frozen=True):
    series_id: SeriesId


class MakeOccurrences(JobKind[SeriesOrder]):
    """Runs as the author, with the rights of today; after a crash it goes on with what is not made yet."""

    code = "assignments.series"
    payload: ClassVar[type[SeriesOrder]] = SeriesOrder

    def run(self, work: Work, payload: SeriesOrder) -> str:
        made = 0
        while self._next(work, payload.series_id):
            made += 1
            work.progress(made, made)
        return f"Создано поручений: {made}."

    def _next(self, work: Work, series_id: SeriesId) -> bool:
        with work.transaction() as context:
            return SeriesService(context).make_next(series_id)


def order_occurrences(context: Context) -> int:
    """Once a day a job for each series of which an occurrence is due to be made."""
    today = context.clock.today()
    waiting = context.session.scalars(
        select(AssignmentSeries).where(~AssignmentSeries.ended, AssignmentSeries.next_made_on <= today)
        .where(or_(AssignmentSeries.ordered_on.is_(None), AssignmentSeries.ordered_on < today)).with_for_update()
    ).all()  # fmt: skip
    for series in waiting:
        series.ordered_on = today
        payload = msgspec.to_builtins(SeriesOrder(series.id))
        context.session.add(
            Job(code=MakeOccurrences.code, title="Периодическое поручение", payload=payload, person_id=series.author_id)
        )  # fmt: skip
    if waiting:
        context.wakes.add("grif_jobs")
    return len(waiting)
