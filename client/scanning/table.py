"""A batch as the clerk lays it: every change shown at once, sent, and undone as easily."""

from functools import partial

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from client.core.calls import Call, Latest
from client.shell.workplace import Workplace
from common.kernel.changes import Change, Kind
from common.kernel.ids import BatchId
from common.rpc.errors import CallError, Stale
from common.scanning.arranging import Arrangement
from common.scanning.batches import Batch, BatchState

PAUSE = 150  # ms: pages come in bursts


class Word(Struct, frozen=True):
    """Remarks let pass at once."""

    keys: tuple[str, ...]


class Table(QObject):
    shown = Signal()  # the batch or how it lies has changed
    laid = Signal()  # the clerk has gone on: what was said of the step before is over
    failed = Signal(object)  # CallError

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._work = workplace
        self.batch: Batch | None = None
        self.arrangement = Arrangement()
        self._before: list[Arrangement | Word] = []
        self._after: list[Arrangement | Word] = []
        self._words: list[tuple[Word, bool]] = []  # not taken by the server yet
        self._unsent: Arrangement | None = None
        self._sending = False
        self._read = Latest[Batch]()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        self._batch_id: BatchId | None = None
        workplace.calls.changed.connect(self._note)

    @property
    def batch_id(self) -> BatchId | None:
        return self._batch_id

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
        """Whether the server knows all that the clerk has done."""
        return self._unsent is None and not self._sending and not self._words

    @property
    def looking(self) -> bool:
        """Whether pages are still being looked over before they lie anywhere."""
        return self.is_open and self.batch is not None and len(list(self.arrangement.ids())) < len(self.batch.pages)

    def look_again(self) -> Call[bool]:
        """Has the pages looked over that nobody looks at any more; whether there were such."""
        assert self._batch_id is not None
        return self._work.calls(self, self._work.apis.batches.look_again, self._batch_id).fails(self.failed.emit)

    def take(self, batch_id: BatchId | None) -> None:
        """Another batch comes on the table, or none."""
        self._batch_id, self.batch, self.arrangement = batch_id, None, Arrangement()
        self._before, self._after, self._words, self._unsent, self._sending = [], [], [], None, False
        self._read.cancel()
        self.shown.emit()
        self.refresh()

    def refresh_soon(self) -> None:
        """Once for a burst of pages."""
        self._pause.start()

    def refresh(self) -> None:
        if self._batch_id is not None:
            call = self._work.calls(self, self._work.apis.batches.batch, self._batch_id)
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
            self._say(word, passes=True)

    def undo(self) -> None:
        if self.may_undo:
            self._step(self._before, self._after, passes=False)

    def redo(self) -> None:
        if self.may_redo:
            self._step(self._after, self._before, passes=True)

    def _step(self, back: list[Arrangement | Word], forth: list[Arrangement | Word], *, passes: bool) -> None:
        step = back.pop()
        if isinstance(step, Word):
            forth.append(step)
            self._say(step, passes=passes)
        else:
            forth.append(self.arrangement)
            self._keep(step)

    def _say(self, word: Word, *, passes: bool) -> None:
        self._words.append((word, passes))
        self.laid.emit()
        self.shown.emit()
        if len(self._words) == 1:
            self._send_word()

    def _send_word(self) -> None:
        """One after the other: a word must not be overtaken by its taking back."""
        if self._words and self._batch_id is not None:
            word, passes = self._words[0]
            batches = self._work.apis.batches
            say = batches.let_pass if passes else batches.hold_again
            call = self._work.calls(self, say, self._batch_id, list(word.keys))
            call.then(self._note_said).fails(partial(self._unsay, word))

    def _note_said(self, _nothing: None) -> None:
        del self._words[:1]
        self._send_word()
        if not self._words:
            self.refresh()

    def _unsay(self, word: Word, error: CallError) -> None:
        """What the server did not take is no step."""
        for steps in (self._before, self._after):
            steps[:] = [each for each in steps if each is not word]
        self._words = []
        self.failed.emit(error)
        self.refresh()

    def _keep(self, arrangement: Arrangement) -> None:
        self.arrangement = self._unsent = arrangement
        self.laid.emit()
        self.shown.emit()
        self._send()

    def _send(self) -> None:
        if self._unsent is None or self._sending or self.batch is None:
            return
        arrangement, self._unsent, self._sending = self._unsent, None, True
        call: Call[int] = self._work.calls(
            self, self._work.apis.batches.arrange, self.batch.id, self.batch.version, arrangement
        )
        call.then(self._note_kept).fails(self._refuse)

    def _note_kept(self, version: int) -> None:
        self._sending = False
        if self.batch is not None:
            self.batch = replace(self.batch, version=version)
        self._send()
        if not self._sending:
            self.refresh()

    def _show(self, batch: Batch) -> None:
        if self._unsent is None and not self._sending:
            first, self.batch, self.arrangement = self.batch is None, batch, batch.arrangement
            self.shown.emit()
            if first and self.looking:
                self.look_again()

    def _refuse(self, error: CallError) -> None:
        self._sending, self._unsent = False, None
        if isinstance(error, Stale):
            self._before, self._after = [], []
        self.failed.emit(error)
        self.refresh()

    def _note(self, changes: list[Change]) -> None:
        if any(change.kind is Kind.BATCH and change.id == self._batch_id for change in changes):
            self._pause.start()
