"""A question that finds nothing, or next to nothing, is read another way; one key takes the other reading."""

from functools import partial

from PySide6.QtCore import Signal

from client.core.calls import Latest
from client.shell.workplace import Workplace
from client.widgets.messages import Notice
from common.search import Found, Narrowing

KEY = "F8"
NEXT_TO_NOTHING = 2  # hits


class Misspelling(Notice):
    """`meant` searches for another text: at once where nothing is found, else when the key asks for it."""

    meant = Signal(str)

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self._work = workplace
        self._asking = Latest[str]()
        self._typed = self._other = ""  # what was typed, and what the key searches
        self._is_as_typed = False
        self.first.connect(self.take)

    def begin(self) -> None:
        """Somebody has asked anew."""
        self._asking.cancel()
        self._typed = self._other = ""
        self._is_as_typed = False
        self.hide()

    def look(self, asked: str, narrowing: Narrowing, found: Found) -> None:
        """The first page of what was asked."""
        much = found.next is not None or len(found.rows) > NEXT_TO_NOTHING
        if much or not asked or self._typed or self._is_as_typed:
            return
        call = self._work.calls(self, self._work.apis.search.nearest, asked, narrowing)
        self._asking.be(call).then(partial(self._learn, asked, not found.rows))

    def take(self) -> None:
        """The other reading."""
        if not self._other:
            return
        self._is_as_typed = self._other == self._typed
        other, self._typed, self._other = self._other, self._typed or self._other, ""
        self.hide()
        self.meant.emit(other)

    def _learn(self, asked: str, nothing: bool, meant: str) -> None:
        if not meant:
            return
        if not nothing:
            self._other = meant
            self.say(self.tr("Возможно, имелось в виду «{0}».").format(meant), self.tr("Искать так  {0}").format(KEY))
            return
        self._typed = self._other = asked
        words = self.tr("«{0}» не найдено — ближе всего «{1}».").format(asked, meant)
        self.say(words, self.tr("Искать как набрано  {0}").format(KEY))
        self.meant.emit(meant)
