"""What the program has to say outside of any form: refusals with the next step, news of kept work."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox, QVBoxLayout, QWidget

from client.core.calls import Calls
from client.widgets.messages import Notice
from common.rpc.errors import CallError, Unavailable

SHOWN_FOR = 8000  # ms that good news stay
UNDONE_WITHIN = 20_000  # ms that «Вернуть» stays


@dataclass(frozen=True)
class News:
    text: str
    details: str = ""
    alarm: bool = False
    undo: Callable[[], object] | None = None
    answer: str = ""
    stands: int = SHOWN_FOR  # ms; a refusal stands until it is closed
    of_line: bool = False  # that the server does not answer: true only until it does


class Notices(QWidget):
    """One line over the pages; what comes meanwhile waits its turn, refusals first; the same thing is said once."""

    def __init__(self) -> None:
        super().__init__()
        self.notice = Notice()
        self.notice.first.connect(self._answer)
        self.notice.second.connect(self._next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.notice)
        self._waiting: deque[News] = deque()
        self.current: News | None = None
        self._enough = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._enough.timeout.connect(self._next)
        self.hide()

    def follow(self, calls: Calls) -> None:
        calls.refused.connect(self.refuse)
        calls.online_changed.connect(self._note_line)

    def tell(self, text: str) -> None:
        self._add(News(text))

    def offer(self, text: str, undo: Callable[[], object], answer: str = "", stands: int = UNDONE_WITHIN) -> None:
        """What was done, and for a while the way back; good news before have had their time, a refusal comes again."""
        if self.current is not None and self.current.alarm:
            self._waiting.appendleft(self.current)
        self._waiting.appendleft(News(text, undo=undo, answer=answer or self.tr("&Вернуть"), stands=stands))
        self._next()

    def take_back(self, text: str) -> None:
        """What need not be said any longer, now or in its turn."""
        self._waiting = deque(news for news in self._waiting if news.text != text)
        if self.current is not None and self.current.text == text:
            self._next()

    def refuse(self, error: CallError, about: str = "") -> None:
        lines = [*filter(None, [about]), error.message, *(problem.text for problem in error.problems)]
        details = self.tr("Номер обращения для администратора: {}").format(error.call) if error.call else ""
        self._add(News("\n".join(lines), details, alarm=True, of_line=isinstance(error, Unavailable)))

    def _note_line(self, online: bool) -> None:
        if online:
            self._waiting = deque(news for news in self._waiting if not news.of_line)
            if self.current is not None and self.current.of_line:
                self._next()

    def _add(self, news: News) -> None:
        if news.text in {known.text for known in (*self._waiting, self.current) if known}:
            return
        if news.alarm and self.current is not None and not self.current.alarm:
            self._waiting.insert(self._refusals(), self.current)  # its way back is not lost, it comes after
            self.current = None
        self._waiting.insert(self._refusals() if news.alarm else len(self._waiting), news)
        if self.current is None:
            self._next()

    def _refusals(self) -> int:
        """They wait before all else."""
        return sum(news.alarm for news in self._waiting)

    def _next(self) -> None:
        self._enough.stop()
        self.current = self._waiting.popleft() if self._waiting else None
        self.setVisible(self.current is not None)
        if self.current is None:
            return
        more = self.tr("Подробнее…") if self.current.details else ""
        more = self.current.answer or more
        self.notice.say(self.current.text, more, self.tr("Закрыть"), alarm=self.current.alarm)
        if not self.current.alarm:
            self._enough.start(self.current.stands)

    def _answer(self) -> None:
        undo = self.current.undo if self.current else None
        if undo is None:
            self._tell_details()
            return
        self._next()
        undo()

    def _tell_details(self) -> None:
        if self.current is None:
            return
        box = QMessageBox(QMessageBox.Icon.Information, self.tr("Подробности"), self.current.text, parent=self.window())
        box.setInformativeText(self.current.details)
        box.open()
