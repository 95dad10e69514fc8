"""What is typed above a column: words, a date or a period, a number, one of a few values."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from client.widgets.choices import Choices
from client.widgets.completers import SeveralCompleter
from client.widgets.icons import icon
from client.widgets.messages import label, restyle
from client.widgets.tick_list import TickList
from common.kernel.several import joined
from common.registry.selection import LONGEST_VALUE, LONGEST_VALUES

PATIENCE = 900  # ms of rest in typing before one is told that it means nothing
WIDEST_NOTE = 300


def _nothing(_text: str) -> str:
    return ""


class Asked(Struct, frozen=True):
    """What a column asks for: `misread` says why a text means nothing there, `choices` are what may stand in it."""

    title: str
    hint: str
    tip: str = ""
    choices: Choices = Choices()
    misread: Callable[[str], str] = _nothing
    is_short: bool = False  # its column has no width to spare


class ColumnFilter(QLineEdit):
    """↓ offers the choices; a refusal hangs below the field for as long as it is true."""

    def __init__(self, asked: Asked, header: QWidget) -> None:
        super().__init__(header)
        self._asked = asked
        self._note = label("", "refusal", wrap=True)
        self._note.setParent(header.window())
        self._note.hide()
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._judge)
        self.setPlaceholderText(asked.hint)
        self.setAccessibleName(self.tr("Отбор: {0}").format(asked.title))
        self.setToolTip(asked.tip)
        self.setClearButtonEnabled(not asked.is_short)
        self.setMaxLength(LONGEST_VALUES if asked.choices.titles else LONGEST_VALUE)
        self.textChanged.connect(self._wait)
        self.editingFinished.connect(self._judge)
        self.list = TickList(self)
        self.list.turned.connect(self._turn)
        if asked.choices.titles:
            self._offer(asked.choices.titles)

    @property
    def means(self) -> str:
        """What narrows the rows; empty where the text means nothing in this column."""
        text = self.text().strip()
        return "" if self._asked.misread(text) else text

    @property
    def values(self) -> list[str]:
        """The choices that the text names."""
        return self._asked.choices.values(self.text())

    @property
    def refusal(self) -> str:
        return self._note.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down and self._asked.choices.titles:
            self._show_choices()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize}:
            self._place_note()
        return super().event(event)

    def dismiss(self) -> None:
        """The column goes, and the refusal that hangs in the window with it."""
        self._patience.stop()
        self._note.deleteLater()
        self.hide()
        self.deleteLater()

    def _wait(self, _text: str) -> None:
        if self.refusal:
            self._refuse("")
        self.setToolTip("\n".join(filter(None, (self.text(), self._asked.tip))))
        self._patience.start()

    def _judge(self) -> None:
        self._patience.stop()
        self._refuse(self._asked.misread(self.text().strip()))
        if not self.hasFocus():
            self.setCursorPosition(0)

    def _refuse(self, words: str) -> None:
        if words != self._note.text():
            self._note.setText(words)
            self.setProperty("problem", bool(words))
            restyle(self)
        self._place_note()

    def _place_note(self) -> None:
        """Below the field, over the rows, within the window."""
        note, window = self._note, self.window()
        if not (self._note.text() and self.isVisible()):
            note.hide()
            return
        if note.parent() is not window:
            note.setParent(window)
        note.setFixedWidth(WIDEST_NOTE)
        note.adjustSize()
        corner = self.mapTo(window, QPoint(0, self.height() + 2))
        note.move(max(0, min(corner.x(), window.width() - note.width())), corner.y())
        note.show()
        note.raise_()

    def _offer(self, titles: Sequence[str]) -> None:
        self.setCompleter(SeveralCompleter(titles, self))
        action = self.addAction(icon("chevron-down"), QLineEdit.ActionPosition.TrailingPosition)
        action.setToolTip(self.tr("Отметить значения (↓)"))
        action.triggered.connect(self._show_choices)

    def _show_choices(self) -> None:
        """All of them, or those that have what is typed."""
        choices, text = self._asked.choices, self.text()
        wanted = choices.unfinished(text).lower()
        ticked = choices.chosen(text)
        offered = [title for title in choices.titles if wanted in title.lower() or title in ticked]
        self.list.open_below(offered or choices.titles, ticked)

    def _turn(self, value: str, ticked: bool) -> None:
        chosen = self._asked.choices.chosen(self.text())
        self.setText(joined([*chosen, value] if ticked else [each for each in chosen if each != value]))
        self.setCursorPosition(0)
