"""The charts of a manager's start page: ordinary runs of ordinary reports, kept, and made anew when asked."""

from typing import Any

from msgspec.structs import replace
from sqlalchemy import select, text

from common.boards import Board, BoardsApi, looks_at_execution
from common.rpc.errors import Missing, NotAllowed
from server.core.service import Context, Service
from server.files.service import FileService
from server.jobs.models import Job
from server.reports.dataset import Dataset
from server.reports.models import ReportBoard, ReportRunRow
from server.reports.report import Report, Reports
from server.reports.service import ReportService
from server.reports.showing import chart_of

TURN = text("SELECT pg_advisory_xact_lock(7420318, CAST(:person AS integer))")
NOT_MADE = "Показатели не обновлены: {0}"
NOT_LEADING = "Показатели исполнения видят руководители и контролёры."


class BoardService(Service, BoardsApi):
    def __init__(self, context: Context, reports: Reports) -> None:
        super().__init__(context)
        self._reports = sorted((each for each in reports.values() if each.board), key=lambda each: each.board)
        self._centre = ReportService(context, reports, {})

    def boards(self) -> list[Board]:
        return [self._board(report) for report in self._shown()]

    def renew(self) -> None:
        if not looks_at_execution(self.caller.rights):
            raise NotAllowed(NOT_LEADING)
        self.session.execute(TURN, {"person": self.caller.me.id})  # two of his clients may ask at once
        for report in self._shown():
            if not self._board(report).making:
                asked = {each.name: each.default for each in report.form(self.context)}
                run_id = self._centre.run_board(report.code, asked)
                self.session.add(ReportBoard(run_id=run_id, person_id=self.caller.me.id, code=report.code))

    def _shown(self) -> list[Report[Any]]:
        if not looks_at_execution(self.caller.rights):
            return []
        return [report for report in self._reports if report.right in self.caller.rights]

    def _board(self, report: Report[Any]) -> Board:
        """The last figures, and how it stands with newer ones."""
        runs = (
            select(ReportRunRow.id, ReportRunRow.as_of, ReportRunRow.dataset_id, Job.state, Job.message)
            .join_from(ReportBoard, ReportRunRow, ReportRunRow.id == ReportBoard.run_id)
            .join(Job, Job.id == ReportRunRow.job_id)
            .where(ReportBoard.person_id == self.caller.me.id, ReportBoard.code == report.code)
            .order_by(ReportBoard.run_id.desc()).limit(1)
        )  # fmt: skip
        last = self.session.execute(runs).one_or_none()
        made = self.session.execute(runs.where(ReportRunRow.dataset_id.is_not(None))).one_or_none()
        board = Board(report.code, report.title, stale=True)
        if last is not None and last.state.goes_on:
            board = replace(board, making=True)
        elif last is not None and last.dataset_id is None:
            board = replace(board, trouble=NOT_MADE.format(last.message))
        return board if made is None else self._with_figures(board, made)

    def _with_figures(self, board: Board, run: Any) -> Board:
        try:
            dataset = Dataset(FileService(self.context).path(run.dataset_id))
        except Missing:
            return board
        chart, heading = chart_of(dataset), dataset.heading
        stale = self.context.clock.local(run.as_of).date() < self.today
        return replace(
            board, run_id=run.id, as_of=run.as_of, words=heading.lines, chart=chart, stale=stale,
            nothing="" if chart else heading.nothing,
        )  # fmt: skip
