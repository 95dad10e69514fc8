"""Making an ordered report in the background."""

import re
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from common.kernel.changes import Kind
from common.reports import Format
from server.core.service import Context
from server.files.service import FileService
from server.jobs.work import GivenUp, JobKind, Work
from server.reports.dataset import Dataset
from server.reports.journal import Journal, lay_out
from server.reports.models import ReportRunRow
from server.reports.report import Heading, Progress, Report, Reports, TooMuch
from server.reports.scheduling import deliver
from server.reports.service import MAKE, MAKE_BOARD, ReportOrder

UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')  # for the names of files
LONGEST = 150
GONE = "Такого отчёта больше нет: его убрали из программы. Выберите другой."


class MakeReport(JobKind[ReportOrder]):
    """Renders with the rights that the orderer has now."""

    code = MAKE
    payload = ReportOrder
    attempts = 2

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def run(self, work: Work, payload: ReportOrder) -> str:
        def progress(rows: int, doing: str) -> None:
            work.progress(rows, 0, f"{doing}: строк {rows}")

        with tempfile.TemporaryDirectory() as folder:
            report, layout = self._ordered(work, payload)
            path = Path(folder, "report")
            if isinstance(report, Journal):
                kept = self._dataset(work, payload, report, Path(folder, "dataset"), progress)
                dataset = Dataset(kept, work.works.clock.zone)
                name = dataset.heading.saved_as
                if layout is Format.SCREEN:
                    self._tell(work, payload)
                    return "Готово."
                _lay_out(dataset, layout, path, progress)
            else:
                name = self._drawn(work, payload, report, path)
            with work.transaction() as context:
                run = context.session.get_one(ReportRunRow, payload.run_id)
                run.file_name = f"{name}.{layout.value}"
                run.file_id = FileService(context).keep(path, run.file_name)
                context.change(Kind.REPORT, run.id, [run.person_id])
                deliver(context, run, report)
        return "Готово."

    def _tell(self, work: Work, payload: ReportOrder) -> None:
        with work.transaction() as context:
            run = context.session.get_one(ReportRunRow, payload.run_id)
            context.change(Kind.REPORT, run.id, [run.person_id])

    def _ordered(self, work: Work, payload: ReportOrder) -> tuple[Report[Any], Format]:
        with work.transaction() as context:
            run = context.session.get_one(ReportRunRow, payload.run_id)
            report = self._reports.get(run.code)
            if report is None:
                raise GivenUp(GONE)
            return report, run.format

    def _dataset(self, work: Work, payload: ReportOrder, report: Journal[Any], path: Path, progress: Progress) -> Path:
        """The figures of the run: those that are kept, else gathered in one snapshot, whatever is written meanwhile."""
        with work.transaction() as context:
            context.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            run = context.session.get_one(ReportRunRow, payload.run_id)
            if run.dataset_id is not None:
                return FileService(context).path(run.dataset_id)
            run.as_of = context.clock.now()
            parameters = msgspec.convert(run.parameters, report.parameters)
            report.gather(context, parameters, path, _heading(context, report, run, parameters), progress)
            run.dataset_id = FileService(context).keep(path, "dataset")
        return path

    def _drawn(self, work: Work, payload: ReportOrder, report: Report[Any], path: Path) -> str:
        with work.transaction() as context:
            context.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            run = context.session.get_one(ReportRunRow, payload.run_id)
            parameters = msgspec.convert(run.parameters, report.parameters)
            heading = _heading(context, report, run, parameters)
            report.draw(context, parameters, path, heading)
            return heading.saved_as


class MakeBoard(MakeReport):
    """Nobody has ordered the figures of his start page: whoever has ordered a report has his first."""

    code = MAKE_BOARD
    patience = timedelta(minutes=10)


def _lay_out(dataset: Dataset, layout: Format, path: Path, progress: Progress) -> None:
    try:
        lay_out(dataset, layout, path, progress)
    except TooMuch as error:
        raise GivenUp(str(error)) from error


def _heading(context: Context, report: Report[Any], run: ReportRunRow, parameters: Any) -> Heading:
    me = context.caller.me if context.caller else None
    signatory = f"{me.post}\n{me.name}" if me else "\n"
    name = UNFIT.sub("-", report.saved_as(context, parameters))[:LONGEST].rstrip(" .")
    return Heading(
        context.settings.organisation, report.title, [], context.clock.local(run.as_of), signatory, saved_as=name,
        unit=me.unit if me else "", number=run.id, angular=report.angular,
    )  # fmt: skip
