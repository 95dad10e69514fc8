"""The gate to made reports: open to whoever ordered them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kernel.ids import FileId
from server.core.service import Caller
from server.reports.models import ReportRunRow


def file_of_own_report(session: Session, caller: Caller, file_id: FileId) -> bool:
    statement = (
        select(ReportRunRow.id)
        .where(ReportRunRow.file_id == file_id, ReportRunRow.person_id == caller.me.id).limit(1)
    )  # fmt: skip
    return session.scalars(statement).one_or_none() is not None
