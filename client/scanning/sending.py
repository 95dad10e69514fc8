"""What the clerk has done with a batch, on its way to the server, whether the batch still lies on the table or not."""

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from client.core.calls import Call
from client.shell.workplace import Workplace
from common.kernel.ids import BatchId
from common.rpc.errors import CallError
from common.scanning.arranging import Arrangement


class Word(Struct, frozen=True):
    """Remarks let pass at once."""

    keys: tuple[str, ...]


Steps = list[Arrangement | Word]


class Saying(Struct, frozen=True):
    """A word on its way to the server, or its taking back; `whence` are the steps out of which it was taken."""

    word: Word
    passes: bool
    whence: Steps | None


class Sending(QObject):
    """One for each time that a batch is taken; `version` is the one on which the clerk has laid the pages."""

    laid = Signal(int)  # version: the server has the last laying
    said = Signal(object)  # Saying that the server has taken
    unsaid = Signal(object, object)  # list[Saying] of which the server takes none, CallError
    refused = Signal(object)  # CallError: the last laying
    rested = Signal()  # nothing is under way any more

    def __init__(self, workplace: Workplace, batch_id: BatchId | None, parent: QObject) -> None:
        super().__init__(parent)
        self._work, self.batch_id = workplace, batch_id
        self.version: int | None = None
        self._words: list[Saying] = []  # not taken by the server yet
        self._unsent: Arrangement | None = None
        self._under_way = False

    @property
    def is_laying(self) -> bool:
        return self._unsent is not None or self._under_way

    @property
    def settled(self) -> bool:
        """Whether the server knows all that the clerk has done."""
        return not self.is_laying and not self._words

    def lay(self, arrangement: Arrangement) -> None:
        self._unsent = arrangement
        self._send()

    def say(self, saying: Saying) -> None:
        self._words.append(saying)
        if len(self._words) == 1:
            self._send_word()

    def _send(self) -> None:
        if self._unsent is None or self._under_way or self.batch_id is None or self.version is None:
            return
        arrangement, self._unsent, self._under_way = self._unsent, None, True
        call: Call[int] = self._work.calls(
            self, self._work.apis.batches.arrange, self.batch_id, self.version, arrangement
        )
        call.then(self._note_kept).fails(self._refuse)

    def _note_kept(self, version: int) -> None:
        self._under_way, self.version = False, version
        self._send()
        if not self._under_way:
            self.laid.emit(version)
            self._rest()

    def _refuse(self, error: CallError) -> None:
        self._under_way, self._unsent = False, None
        self.refused.emit(error)
        self._rest()

    def _send_word(self) -> None:
        """One after the other: a word must not be overtaken by its taking back."""
        if self._words and self.batch_id is not None:
            saying, batches = self._words[0], self._work.apis.batches
            say = batches.let_pass if saying.passes else batches.hold_again
            call = self._work.calls(self, say, self.batch_id, list(saying.word.keys))
            call.then(self._note_said).fails(self._unsay)

    def _note_said(self, _nothing: None) -> None:
        saying = self._words.pop(0)
        self._send_word()
        self.said.emit(saying)
        self._rest()

    def _unsay(self, error: CallError) -> None:
        """What was to follow a word that was not taken is not said either."""
        words, self._words = self._words, []
        self.unsaid.emit(words, error)
        self._rest()

    def _rest(self) -> None:
        if self.settled:
            self.rested.emit()
