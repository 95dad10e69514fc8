"""A job on its way: told of by the push, looked at once a second where that is silent."""

from PySide6.QtCore import QObject, QTimer, Signal

from client.core.calls import Call
from client.shell.workplace import Workplace
from common.jobs import JobRow
from common.kernel.changes import Change, Kind
from common.kernel.ids import JobId
from common.rpc.errors import CallError

LOOK_AGAIN = 1000  # ms


class JobWatch(QObject):
    """`ended` comes once, with the job as it ended, unless `failed` tells that it cannot be asked about."""

    moved_on = Signal(object)  # JobRow
    ended = Signal(object)  # JobRow
    failed = Signal(object)  # CallError

    def __init__(self, workplace: Workplace, job_id: JobId, parent: QObject) -> None:
        super().__init__(parent)
        self._work, self._job_id = workplace, job_id
        self._looking: Call[JobRow] | None = None
        self._over = False
        self._again = QTimer(self, singleShot=True, interval=LOOK_AGAIN)
        self._again.timeout.connect(self._look)
        workplace.calls.changed.connect(self._note)
        self._look()

    def cancel(self) -> None:
        self._work.calls(self, self._work.apis.jobs.cancel, self._job_id).then(self._look_now).fails(self._let_be)

    def _look_now(self, _: object) -> None:
        self._look()

    def _look(self) -> None:
        if self._looking is None and not self._over:
            self._looking = self._work.calls(self, self._work.apis.jobs.job, self._job_id)
            self._looking.then(self._follow).fails(self._fail)

    def _follow(self, job: JobRow) -> None:
        self._looking = None
        if self._over:
            return
        if job.state.goes_on:
            self.moved_on.emit(job)
            self._again.start()
        else:
            self._end()
            self.ended.emit(job)

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

    def _note(self, changes: list[Change]) -> None:
        if Change(Kind.JOB, self._job_id) in changes:
            self._look()
