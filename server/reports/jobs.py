"""Making an ordered report in the background."""

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from common.kernel.changes import Kind
from server.core.service import Context
from server.files.service import FileService
from server.jobs.work import GivenUp, JobKind, Work
from server.reports.models import ReportRunRow
from server.reports.report import Heading, Progress, Report, TooMuch
from server.reports.service import MAKE, ReportOrder

UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')  # for the names of files
LONGEST = 150


class MakeReport(JobKind[ReportOrder]):
    """Renders with the rights that the orderer has now."""

    code = MAKE
    payload = ReportOrder
    attempts = 2

    def __init__(self, reports: Sequence[Report[Any]]) -> None:
        self._reports: Mapping[str, Report[Any]] = {report.code: report for report in reports}

    def run(self, work: Work, payload: ReportOrder) -> str:
        def progress(rows: int, doing: str) -> None:
            work.progress(rows, 0, f"{doing}: строк {rows}")

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "report")
            name = self._rendered(work, payload, path, progress)
            with work.transaction() as context:
                run = context.session.get_one(ReportRunRow, payload.run_id)
                run.file_name = name
                run.file_id = FileService(context).keep(path, name)
                context.change(Kind.REPORT, run.id, [run.person_id])
        return "Готово."

    def _rendered(self, work: Work, payload: ReportOrder, path: Path, progress: Progress) -> str:
        """One snapshot for all figures, whatever is registered meanwhile; gives the name of the file."""
        with work.transaction() as context:
            context.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            run = context.session.get_one(ReportRunRow, payload.run_id)
            report = self._reports[run.code]
            parameters = msgspec.convert(run.parameters, report.parameters)
            try:
                report.render(context, parameters, run.format, path, self._heading(context, report, run), progress)
            except TooMuch as error:
                raise GivenUp(str(error)) from error
            name = UNFIT.sub("-", report.saved_as(context, parameters))[:LONGEST].rstrip(" .")
            return f"{name}.{run.format.value}"

    def _heading(self, context: Context, report: Report[Any], run: ReportRunRow) -> Heading:
        me = context.caller.me if context.caller else None
        signatory = f"{me.post}\n{me.name}" if me else "\n"
        return Heading(context.settings.organisation, report.title, [], context.clock.local(run.as_of), signatory)
