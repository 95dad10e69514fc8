"""Figures of start pages that nobody can see any more are taken away, with their files."""

from datetime import timedelta

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import aliased

from common.jobs import JobState
from server.core.service import Context
from server.files.service import FileService
from server.identity.models import Person, employed
from server.jobs.models import Job
from server.reports.models import ReportBoard, ReportDelivery, ReportRunRow

STILL_OPEN = timedelta(days=1)  # a window may show what newer figures have replaced
AT_ONCE = 500


def unseen_boards(context: Context) -> int:
    """A start page shows the last figures and how it stands with the last order; of whoever has left, nothing.

    What was taken or handed over stays, as an ordered report does.
    """
    session, taken = context.session, aliased(ReportRunRow)
    kept = ReportRunRow.dataset_id.is_not(None)
    of_board = (ReportBoard.person_id, ReportBoard.code)
    newest = func.row_number().over(partition_by=of_board, order_by=ReportBoard.run_id.desc())
    newest_kept = func.row_number().over(partition_by=(*of_board, kept), order_by=ReportBoard.run_id.desc())
    here = exists().where(Person.id == ReportBoard.person_id, employed(context.clock.today()))
    board = (
        select(ReportBoard.run_id, here.label("here"), newest.label("newest"), newest_kept.label("newest_kept"))
        .join_from(ReportBoard, ReportRunRow, ReportRunRow.id == ReportBoard.run_id).subquery()
    )  # fmt: skip
    replaced = (board.c.newest > 1) & ((board.c.newest_kept > 1) | ~kept)
    runs = session.execute(
        select(ReportRunRow.id, ReportRunRow.job_id, ReportRunRow.dataset_id)
        .join(board, board.c.run_id == ReportRunRow.id)
        .join(Job, Job.id == ReportRunRow.job_id)
        .where(
            or_(~board.c.here, replaced), Job.state.not_in([JobState.QUEUED, JobState.RUNNING]),
            ReportRunRow.as_of < context.clock.now() - STILL_OPEN,
            ~exists().where(taken.source_id == ReportRunRow.id),
            ~exists().where(ReportDelivery.run_id == ReportRunRow.id),
        ).order_by(ReportRunRow.id).limit(AT_ONCE).with_for_update(of=ReportRunRow, skip_locked=True)
    ).all()  # fmt: skip
    ids = [run.id for run in runs]
    session.execute(delete(ReportBoard).where(ReportBoard.run_id.in_(ids)))
    session.execute(delete(ReportRunRow).where(ReportRunRow.id.in_(ids)))
    session.execute(delete(Job).where(Job.id.in_([run.job_id for run in runs])))
    FileService(context).forget(run.dataset_id for run in runs if run.dataset_id is not None)
    return len(runs)
