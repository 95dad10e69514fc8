"""What stands where there is nothing to show: empty, on its way, failed; and notices over a card."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from client.widgets.icons import drawing
from client.widgets.theme import tones_of
from common.rpc.errors import CallError, Failed, Unavailable

STANDS = 40_000  # ms that the word of something done stays on the screen


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label in one of the roles that the style sheet knows."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


def restyle(widget: QWidget) -> None:
    """Applies the style sheet anew after a property that it asks for has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class _Centred(QWidget):
    """A column in the middle: icon, title, explanation, then what a subclass adds.

    The keyboard stands on its title, or on its button, until there is something better.
    """

    def __init__(self, icon_name: str, title: str, text: str) -> None:
        super().__init__()
        self._icon_name = icon_name
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.title = label(title, "title", wrap=True)
        self.text = label(text, "caption", wrap=True)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(8)
        self.column.addStretch(2)
        self.column.addWidget(self._picture)
        for line in (self.title, self.text):
            line.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.column.addWidget(line)
        self.text.setVisible(bool(text))
        self.title.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFocusProxy(self.title)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        tones = tones_of(self.palette())
        self._picture.setPixmap(drawing(self._icon_name, 40, tones.disabled, self.devicePixelRatioF()))


class EmptyState(_Centred):
    """Says why a list is empty and what to do; the button, where there is one, does it."""

    acted = Signal()

    def __init__(self, title: str, text: str = "", icon_name: str = "inbox", action: str = "") -> None:
        super().__init__(icon_name, title, text)
        if action:
            button = QPushButton(action)
            button.clicked.connect(self.acted)
            self.setFocusProxy(button)
            self.column.addWidget(button, alignment=Qt.AlignmentFlag.AlignCenter)
        self.column.addStretch(3)


class LoadingState(_Centred):
    def __init__(self, text: str = "") -> None:
        super().__init__("hourglass", text or "", "")
        self.title.setText(text or self.tr("Загрузка…"))
        self.column.addStretch(3)


class ErrorState(_Centred):
    """What went wrong, in words for the person, with «Повторить»."""

    retry = Signal()

    def __init__(self) -> None:
        super().__init__("alert-triangle", "", "")
        self.button = QPushButton(self.tr("&Повторить"))
        self.button.clicked.connect(self.retry)
        self.setFocusProxy(self.button)
        self.column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignCenter)
        self.column.addStretch(3)

    def show_error(self, error: CallError) -> None:
        away = isinstance(error, Unavailable)
        self.title.setText(self.tr("Нет связи с сервером") if away else self.tr("Не удалось прочитать"))
        self.text.setText(said(error))
        self.text.show()


class Notice(QFrame):
    """A line above a card: what happened, and at most two things to do about it."""

    first = Signal()
    second = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = label("", wrap=True)
        self._first, self._second = QPushButton(), QPushButton()
        self._first.clicked.connect(self.first)
        self._second.clicked.connect(self.second)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 6, 4)
        row.addWidget(self.text, 1)
        row.addWidget(self._first)
        row.addWidget(self._second)
        self.hide()

    def say(self, text: str, first: str = "", second: str = "", *, alarm: bool = False, role: str = "notice") -> None:
        self.setProperty("role", "alarm" if alarm else role)
        restyle(self)
        self.text.setText(text)
        for button, word in ((self._first, first), (self._second, second)):
            button.setText(word)
            button.setVisible(bool(word))
        self.show()


class Question(Notice):
    """A notice that knows what its answers do."""

    def __init__(self) -> None:
        super().__init__()
        self._acts: list[Callable[[], object] | None] = [None, None]
        self._told = QTimer(self, singleShot=True, interval=STANDS)
        self._told.timeout.connect(self.hide)
        self.first.connect(self._act_first)
        self.second.connect(self._act_second)

    def ask(self, text: str, *answers: tuple[str, Callable[[], object]], alarm: bool = False) -> None:
        """At most two answers; each closes the notice and acts."""
        words = [word for word, _ in answers] + ["", ""]
        self._acts = [act for _, act in answers] + [None, None]
        self._told.stop()
        self.say(text, words[0], words[1], alarm=alarm)

    def tell(self, text: str, *answers: tuple[str, Callable[[], object]]) -> None:
        """A mere word that something is done, perhaps with the way back: it goes by itself."""
        self.ask(text, *answers)
        self._told.start()

    def _act_first(self) -> None:
        self._act(self._acts[0])

    def _act_second(self) -> None:
        self._act(self._acts[1])

    def _act(self, act: Callable[[], object] | None) -> None:
        self.hide()
        if act is not None:
            act()


class ProgressLine(QWidget):
    """A long action: what is being done, how far it is, and «Отменить»."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.text = label("", "caption")
        self.bar = QProgressBar()
        self.cancel_button = QPushButton(self.tr("Отменить"))
        self.cancel_button.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.text)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        self.hide()

    def show_progress(self, text: str, done: int, total: int) -> None:
        """A total of nothing shows that work goes on without saying how far."""
        self.text.setText(text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.show()


def said(error: CallError) -> str:
    """The refusal in words; a fault of ours adds the number under which the log has it."""
    if isinstance(error, Failed) and error.call:
        return f"{error.message}\n№ {error.call}"
    return error.message
