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


Steps = list[Arrangement | Word]


class Saying(Struct, frozen=True):
    """A word on its way to the server, or its taking back; `whence` are the steps out of which it was taken."""

    word: Word
    passes: bool
    whence: Steps | None


class Turn(Struct, frozen=True, eq=False):
    """One time that a batch lies on the table; an answer to an earlier one says nothing of what lies there now."""

    batch_id: BatchId | None


class Table(QObject):
    shown = Signal()  # the batch or how it lies has changed
    laid = Signal()  # the clerk has gone on: what was said of the step before is over
    passed = Signal(int)  # remarks that the server lets pass now, and Ctrl+Z brings back
    failed = Signal(object)  # CallError
    lost = Signal(object, object)  # BatchId, CallError: the last change of a batch that lies here no more

    def __init__(self, workplace: Workplace, parent: QObject) -> None:
        super().__init__(parent)
        self._work = workplace
        self.batch: Batch | None = None
        self.arrangement = Arrangement()
        self._before: Steps = []
        self._after: Steps = []
        self._words: list[Saying] = []  # not taken by the server yet
        self._unsent: Arrangement | None = None
        self._sending = False
        self._read = Latest[Batch]()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.refresh)
        self._turn = Turn(None)
        workplace.calls.changed.connect(self._note)

    @property
    def batch_id(self) -> BatchId | None:
        return self._turn.batch_id

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
        assert self.batch_id is not None
        return self._work.calls(self, self._work.apis.batches.look_again, self.batch_id).fails(self.failed.emit)

    def take(self, batch_id: BatchId | None) -> None:
        """Another batch comes on the table, or none."""
        self._turn, self.batch, self.arrangement = Turn(batch_id), None, Arrangement()
        self._before, self._after, self._words, self._unsent, self._sending = [], [], [], None, False
        self._read.cancel()
        self.shown.emit()
        self.refresh()

    def refresh_soon(self) -> None:
        """Once for a burst of pages."""
        self._pause.start()

    def refresh(self) -> None:
        if self.batch_id is not None:
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

    def _say(self, saying: Saying) -> None:
        self._words.append(saying)
        self.laid.emit()
        self.shown.emit()
        if len(self._words) == 1:
            self._send_word()

    def _send_word(self) -> None:
        """One after the other: a word must not be overtaken by its taking back."""
        if self._words and self.batch_id is not None:
            saying, batches = self._words[0], self._work.apis.batches
            say = batches.let_pass if saying.passes else batches.hold_again
            call = self._work.calls(self, say, self.batch_id, list(saying.word.keys))
            call.then(partial(self._note_said, self._turn)).fails(partial(self._unsay, self._turn))

    def _note_said(self, turn: Turn, _nothing: None) -> None:
        if turn is not self._turn:
            return
        saying = self._words.pop(0)
        if saying.passes and self._before and self._before[-1] is saying.word:
            self.passed.emit(len(saying.word.keys))
        self._send_word()
        if not self._words:
            self.refresh()

    def _unsay(self, turn: Turn, error: CallError) -> None:
        """What the server did not take is no step, nor is what was to follow it; what was undone stays to be undone."""
        if self._is_over(turn, error):
            return
        for saying in reversed(self._words):
            for steps in (self._before, self._after):
                steps[:] = [each for each in steps if each is not saying.word]
            if saying.whence is not None:
                saying.whence.append(saying.word)
        self._words = []
        self.shown.emit()
        self.failed.emit(error)
        self.refresh()

    def _is_over(self, turn: Turn, error: CallError) -> bool:
        if turn is not self._turn:
            self.lost.emit(turn.batch_id, error)
        return turn is not self._turn

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
        call.then(partial(self._note_kept, self._turn)).fails(partial(self._refuse, self._turn))

    def _note_kept(self, turn: Turn, version: int) -> None:
        if turn is not self._turn:
            return
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

    def _refuse(self, turn: Turn, error: CallError) -> None:
        if self._is_over(turn, error):
            return
        self._sending, self._unsent = False, None
        if isinstance(error, Stale):
            self._before.clear()
            self._after.clear()
        self.failed.emit(error)
        self.refresh()

    def _note(self, changes: list[Change]) -> None:
        if any(change.kind is Kind.BATCH and change.id == self.batch_id for change in changes):
            self._pause.start()
