"""Steps with a whole batch: its release, its protocol, sheets to divide it, and taking it off the bench."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from client.core.calls import Call
from client.scanning.batch_bar import BatchBar
from client.scanning.table import Table
from client.shell.job_watch import JobWatch
from client.shell.sheet_print import SheetPrint
from client.shell.workplace import Workplace
from client.widgets.drawn_sheet import DrawnSheet
from client.widgets.reason_dialog import ReasonDialog
from common.jobs import JobRow, JobState
from common.kernel.ids import BatchId, BatchPageId, JobId
from common.rpc.errors import CallError
from common.scanning.batches import Batch, BatchState

PROTOCOL = "scanning.protocol"
SEPARATORS = 10  # sheets printed at once: they go round and round


class BatchSteps(QObject):
    released = Signal(object)  # Batch: its papers are made
    refused = Signal(object)  # CallError
    failed = Signal(str)  # why the papers could not be made after all
    waits = Signal(str)  # why it is not let go yet: its pages are still being looked over
    told = Signal(str)  # what another has done with it
    withdrawn = Signal()

    def __init__(self, workplace: Workplace, table: Table, bar: BatchBar, window: QWidget) -> None:
        super().__init__(window)
        self._work, self._table, self._bar, self._window = workplace, table, bar, window
        self._goes: BatchId | None = None  # to be let go as soon as what was typed of it is kept
        self._released: BatchId | None = None
        self._open: BatchId | None = None  # seen open here: whoever closes it otherwise is another
        bar.refused.connect(self._stay)
        bar.rested.connect(self._let_go)

    def release(self) -> None:
        if self._table.looking:
            self._table.look_again().then(self._tell_looking)
        else:
            self._goes = self._table.batch_id
            self._bar.flush()
            self._let_go()

    def follow(self) -> None:
        """Tells of a batch let go here once its papers are made."""
        batch = self._table.batch
        if batch is None:
            self._goes = None
            return
        if batch.state is BatchState.OPEN:
            self._open = batch.id
        elif batch.id == self._released and batch.state is BatchState.RELEASED:
            self._released = self._open = None
            self.released.emit(batch)
        elif batch.id == self._open and batch.id != self._released and batch.state.is_closed:
            self._open = None
            self.told.emit(self._closed_elsewhere(batch))

    def _closed_elsewhere(self, batch: Batch) -> str:
        if batch.state is BatchState.RELEASED:
            return self.tr("Передал другой делопроизводитель. {0}").format(became(batch))
        words = self.tr("Партию № {0} снял со стола другой делопроизводитель. Причина — в её протоколе.")
        return words.format(batch.id)

    def open_made(self, page_id: BatchPageId) -> None:
        """In a batch that is only shown a page leads to the document it has become."""
        number = self._table.arrangement.paper_of(page_id)
        if self._table.is_closed and number is not None:
            document_id = self._table.arrangement.papers[number].document_id
            if document_id is not None:
                self._work.navigator.open_document(document_id)

    def print_protocol(self) -> None:
        if self._table.batch is not None:
            SheetPrint(self._work, PROTOCOL, {"batch": str(self._table.batch.id)}, self._window)

    def print_separators(self) -> None:
        window = DrawnSheet(self.tr("Листы-разделители"), self._window)
        window.show_drawn(self._work.calls(window, self._work.apis.batches.separators, SEPARATORS))
        window.open()

    def ask_to_withdraw(self) -> None:
        batch = self._table.batch
        if batch is None:
            return
        self._bar.flush()
        dialog = ReasonDialog(
            self.tr("Снять партию № {0}").format(batch.id), self.tr("Почему её не нужно регистрировать"),
            self.tr("&Снять партию"), partial(self._withdraw, batch.id), self._window, leave=self.tr("Не снимать"),
        )  # fmt: skip
        dialog.saved.connect(self.withdrawn)
        dialog.open()

    def _stay(self, _error: CallError) -> None:
        self._goes = None

    def _let_go(self) -> None:
        batch = self._table.batch
        if batch is not None and batch.id == self._goes and self._bar.at_rest:
            self._released, self._goes = batch.id, None
            call = self._work.calls(self, self._work.apis.batches.release, batch.id, batch.version)
            call.then(self._watch).fails(self._refuse)

    def _tell_looking(self, begun_anew: bool) -> None:
        begun = self.tr("Просмотр страниц прервался и начат заново. Передайте партию, когда он закончится.")
        goes_on = self.tr("Страницы ещё просматриваются. Передайте партию, когда просмотр закончится.")
        self.waits.emit(begun if begun_anew else goes_on)

    def _watch(self, job_id: JobId) -> None:
        JobWatch(self._work, job_id, self).ended.connect(self._note_job)
        self._table.refresh()

    def _note_job(self, job: JobRow) -> None:
        if job.state is not JobState.DONE:
            self.failed.emit(job.message)
        self._table.refresh()

    def _refuse(self, error: CallError) -> None:
        self._released = None
        self.refused.emit(error)

    def _withdraw(self, batch_id: BatchId, reason: str) -> Call[None]:
        self._open = None
        return self._work.calls(self, self._work.apis.batches.withdraw, batch_id, reason)


def became(batch: Batch) -> str:
    """What the papers of a released batch are by now."""
    new = len(batch.fresh)
    bound = len(batch.documents) - new
    told = [_tr("новых — {0}, они в папке «На регистрацию»").format(new) if new else "",
            _tr("добавлено к прежним карточкам — {0}").format(bound) if bound else ""]  # fmt: skip
    words = _tr("Партия № {0} передана: документов — {1} ({2}).")
    return words.format(batch.id, len(batch.documents), "; ".join(each for each in told if each))


def _tr(text: str) -> str:
    return QCoreApplication.translate("BatchSteps", text)
