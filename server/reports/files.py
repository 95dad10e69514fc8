"""The gate to made reports: open to whoever ordered them with the right of today, and to whom they were handed."""

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from common.kernel.ids import FileId
from server.core.service import Caller
from server.reports.models import ReportDelivery, ReportRunRow
from server.reports.report import Reports


class OwnReports:
    def __init__(self, reports: Reports) -> None:
        self._rights = {code: report.right for code, report in reports.items()}

    def __call__(self, session: Session, caller: Caller, file_id: FileId) -> bool:
        allowed = [code for code, right in self._rights.items() if right in caller.rights]
        own = and_(ReportRunRow.person_id == caller.me.id, ReportRunRow.code.in_(allowed))
        handed = exists().where(
            or_(ReportDelivery.run_id == ReportRunRow.id, ReportDelivery.run_id == ReportRunRow.source_id),
            ReportDelivery.person_id == caller.me.id,
        )  # fmt: skip
        opened = select(exists().where(ReportRunRow.file_id == file_id, or_(own, handed)))
        return bool(session.scalar(opened))
