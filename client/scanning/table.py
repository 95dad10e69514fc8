"""A batch as the clerk lays it: every change shown at once, sent, and undone as easily."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from client.core.calls import Call, Latest
from client.scanning.sending import Saying, Sending, Steps, Word
from client.shell.workplace import Workplace
from common.kernel.changes import Change, Kind
from common.kernel.ids import BatchId
from common.rpc.errors import CallError, Stale
from common.scanning.arranging import Arrangement, lies_as_before
from common.scanning.batches import Batch, BatchState

PAUSE = 150  # ms: pages come in bursts


class Table(QObject):
    shown = Signal()  # the batch or how it lies has changed
    laid = Signal()  # the clerk has gone on: what was said of the step before is over
    passed = Signal(int)  # remarks that the server lets pass now, and Ctrl+Z brings back
    failed = Signal(object)  # CallError
    lost = Signal(object, object)  # BatchId, CallError: the last change of a batch that lies here no more
    rested = Signal()  # the server knows all that the clerk has done, with batches that lie here no more too

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._work = workplace
        self.batch: Batch | None = None
        self.arrangement = Arrangement()
        self._before: Steps = []
        self._after: Steps = []
        self._sending = Sending(workplace, None, self)
        self._parted: list[Sending] = []  # of batches that lie here no more
        self._read = Latest[Batch]()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        workplace.calls.changed.connect(self._note)

    @property
    def batch_id(self) -> BatchId | None:
        return self._sending.batch_id

    @property
    def is_open(self) -> bool:
        return self.batch is not None and self.batch.state is BatchState.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether it is shown to be read only: its papers are made, or nothing is to become of it."""
        return self.batch is not None and self.batch.state.is_closed

    @property
    def may_undo(self) -> bool:
        return self.is_open and bool(self._before)

    @property
    def may_redo(self) -> bool:
        return self.is_open and bool(self._after)

    @property
    def settled(self) -> bool:
        """Whether the server knows all that the clerk has done with the batch."""
        return self._sending.settled

    @property
    def at_rest(self) -> bool:
        return self.settled and not self._parted

    @property
    def looking(self) -> bool:
        """Whether pages are still being looked over before they lie anywhere."""
        return self.is_open and self.batch is not None and len(list(self.arrangement.ids())) < len(self.batch.pages)

    def look_again(self) -> Call[bool]:
        """Has the pages looked over that nobody looks at any more; whether there were such."""
        assert self.batch_id is not None
        return self._work.calls(self, self._work.apis.batches.look_again, self.batch_id).fails(self.failed.emit)

    def take(self, batch_id: BatchId | None) -> None:
        """Another batch comes on the table, or none; what was done with the one before goes on to the server."""
        self._part()
        self._sending, self.batch, self.arrangement = self._begun(batch_id), None, Arrangement()
        self._before, self._after = [], []
        self._read.cancel()
        self.shown.emit()
        self.refresh()

    def refresh_soon(self) -> None:
        """Once for a burst of pages."""
        self._pause.start()

    def refresh(self) -> None:
        """A batch with which something was done here shortly before is read when the server knows of it."""
        if self.batch_id is not None and self.batch_id not in [each.batch_id for each in self._parted]:
            call = self._work.calls(self, self._work.apis.batches.batch, self.batch_id)
            self._read.be(call).then(self._show).fails(self.failed.emit)

    def lay(self, arrangement: Arrangement) -> None:
        """The clerk has laid the pages so."""
        if self.is_open and arrangement != self.arrangement:
            self._before.append(self.arrangement)
            self._after.clear()
            self._keep(arrangement)

    def let_pass(self, keys: list[str]) -> None:
        """A step like any other: Ctrl+Z takes the word back."""
        if self.is_open:
            word = Word(tuple(keys))
            self._before.append(word)
            self._after.clear()
            self._say(Saying(word, passes=True, whence=None))

    def undo(self) -> None:
        if self.may_undo:
            self._step(self._before, self._after, passes=False)

    def redo(self) -> None:
        if self.may_redo:
            self._step(self._after, self._before, passes=True)

    def _step(self, back: Steps, forth: Steps, *, passes: bool) -> None:
        step = back.pop()
        if isinstance(step, Word):
            forth.append(step)
            self._say(Saying(step, passes, back))
        else:
            forth.append(self.arrangement)
            self._keep(step)

    def _begun(self, batch_id: BatchId | None) -> Sending:
        sending = Sending(self._work, batch_id, self)
        sending.laid.connect(partial(self._note_kept, sending))
        sending.said.connect(partial(self._note_said, sending))
        sending.unsaid.connect(partial(self._unsay, sending))
        sending.refused.connect(partial(self._refuse, sending))
        sending.rested.connect(partial(self._rest, sending))
        return sending

    def _part(self) -> None:
        if self._sending.settled:
            self._sending.deleteLater()
        else:
            self._parted.append(self._sending)

    def _rest(self, sending: Sending) -> None:
        if sending in self._parted:
            self._parted.remove(sending)
            sending.deleteLater()
            if sending.batch_id == self.batch_id:
                self.refresh()
        if self.at_rest:
            self.rested.emit()

    def _say(self, saying: Saying) -> None:
        self._sending.say(saying)
        self.laid.emit()
        self.shown.emit()

    def _note_said(self, sending: Sending, saying: Saying) -> None:
        if sending is self._sending:
            if saying.passes and self._before and self._before[-1] is saying.word:
                self.passed.emit(len(saying.word.keys))
            if self.settled:
                self.refresh()

    def _unsay(self, sending: Sending, words: list[Saying], error: CallError) -> None:
        """What the server did not take is no step, nor is what was to follow it; what was undone stays to be undone."""
        if self._is_over(sending, error):
            return
        for saying in reversed(words):
            for steps in (self._before, self._after):
                steps[:] = [each for each in steps if each is not saying.word]
            if saying.whence is not None:
                saying.whence.append(saying.word)
        self.shown.emit()
        self.failed.emit(error)
        self.refresh()

    def _is_over(self, sending: Sending, error: CallError) -> bool:
        if sending is not self._sending:
            self.lost.emit(sending.batch_id, error)
        return sending is not self._sending

    def _keep(self, arrangement: Arrangement) -> None:
        self.arrangement = arrangement
        self._sending.lay(arrangement)
        self.laid.emit()
        self.shown.emit()

    def _note_kept(self, sending: Sending, version: int) -> None:
        if sending is self._sending and self.batch is not None:
            self.batch = replace(self.batch, version=version)
            self.refresh()

    def _show(self, batch: Batch) -> None:
        if not self._sending.is_laying:
            self._sending.version = batch.version
            if not lies_as_before(self.arrangement, batch.arrangement):  # undoing would take back another's work too
                self._before.clear()
                self._after.clear()
            first, self.batch, self.arrangement = self.batch is None, batch, batch.arrangement
            self.shown.emit()
            if first and self.looking:
                self.look_again()

    def _refuse(self, sending: Sending, error: CallError) -> None:
        if self._is_over(sending, error):
            return
        if isinstance(error, Stale):
            self._before.clear()
            self._after.clear()
        self.failed.emit(error)
        self.refresh()

    def _note(self, changes: list[Change]) -> None:
        if any(change.kind is Kind.BATCH and change.id == self.batch_id for change in changes):
            self._pause.start()
