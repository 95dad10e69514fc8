"""The gate to made reports: open to whoever ordered them, as long as he has the right to the report."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.kernel.ids import FileId
from server.core.service import Caller
from server.reports.models import ReportRunRow
from server.reports.report import Report


class OwnReports:
    def __init__(self, reports: Sequence[Report[Any]]) -> None:
        self._rights = {report.code: report.right for report in reports}

    def __call__(self, session: Session, caller: Caller, file_id: FileId) -> bool:
        codes = select(ReportRunRow.code).where(
            ReportRunRow.file_id == file_id, ReportRunRow.person_id == caller.me.id
        )  # fmt: skip
        return any(self._rights.get(code) in caller.rights for code in session.scalars(codes))
