"""One report on order: asked for, made in the background, fetched."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from client.core.calls import Call
from client.shell.workplace import Workplace
from common.jobs import JobState
from common.kernel.changes import Change, Kind
from common.kernel.ids import ReportRunId
from common.reports import Format, ReportRun
from common.rpc.errors import CallError, Failed

LOOK_AGAIN = 1000  # ms; the push tells sooner where it works


class ReportOrder(QObject):
    """Either `made`, `failed` or `cancelled` comes, once."""

    moved_on = Signal(object)  # ReportRun
    made = Signal(object, object)  # ReportRun, Path; nothing for one that is read on the screen
    failed = Signal(object)  # CallError
    cancelled = Signal()

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._work = workplace
        self._run_id: ReportRunId | None = None
        self._run: ReportRun | None = None
        self._looking: Call[ReportRun] | None = None
        self._over = False
        self._again = QTimer(self, singleShot=True, interval=LOOK_AGAIN)
        self._again.timeout.connect(self._look)
        workplace.calls.changed.connect(self._note_changes)

    def place(self, code: str, parameters: dict[str, str], form: Format) -> None:
        self._work.calls(self, self._work.apis.reports.run, code, parameters, form).then(self._note_run).fails(
            self._fail
        )

    def again(self, run_id: ReportRunId, form: Format) -> None:
        """The kept figures of that run in another format."""
        self._work.calls(self, self._work.apis.reports.again, run_id, form).then(self._note_run).fails(self._fail)

    def follow(self, run_id: ReportRunId) -> None:
        """A run that is ordered already."""
        self._note_run(run_id)

    def cancel(self) -> None:
        """The job is told; whether it hears or not, nobody waits any longer."""
        if self._over:
            return
        if self._run is not None:
            self._work.calls(self._work.calls, self._work.apis.jobs.cancel, self._run.job_id).fails(self._let_be)
        self._end()
        self.cancelled.emit()

    def _note_run(self, run_id: ReportRunId) -> None:
        self._run_id = run_id
        self._look()

    def _look(self) -> None:
        if self._run_id is not None and self._looking is None and not self._over:
            self._looking = self._work.calls(self, self._work.apis.reports.made, self._run_id)
            self._looking.then(self._follow).fails(self._fail)

    def _follow(self, run: ReportRun) -> None:
        self._looking, self._run = None, run
        if self._over:
            return
        if run.state is JobState.DONE and run.file_id is not None:
            self._fetch(run)
        elif run.state is JobState.DONE:
            self._end()
            self.made.emit(run, None)
        elif run.state is JobState.FAILED:
            self._fail(Failed(run.message or self.tr("Отчёт не сформирован. Повторите или сузьте период.")))
        elif run.state is JobState.CANCELLED:
            self._end()
            self.cancelled.emit()
        else:
            self.moved_on.emit(run)
            self._again.start()

    def _fetch(self, run: ReportRun) -> None:
        assert run.file_id is not None
        self._again.stop()
        self._run_id = None
        transfer = self._work.transfers.download(self, run.file_id, run.file_name)
        transfer.done.connect(self._deliver)
        transfer.failed.connect(self._fail)

    def _deliver(self, file: Path) -> None:
        if not self._over:
            self._end()
            self.made.emit(self._run, file)

    def _fail(self, error: CallError) -> None:
        self._looking = None
        if not self._over:
            self._end()
            self.failed.emit(error)

    def _let_be(self, _error: CallError) -> None:
        """The job may have ended by itself."""

    def _end(self) -> None:
        self._over = True
        self._again.stop()
        self.deleteLater()

    def _note_changes(self, changes: list[Change]) -> None:
        job = {Change(Kind.JOB, self._run.job_id)} if self._run else set()
        if self._run_id is not None and (job | {Change(Kind.REPORT, self._run_id)}) & set(changes):
            self._look()
