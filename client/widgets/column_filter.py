"""What is typed above a column: words, a date or a period, a number, one of a few values."""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from client.widgets.choices import Choices
from client.widgets.messages import label, restyle
from client.widgets.ticked_line import TickedLine
from common.kernel.several import joined, split
from common.registry.selection import LONGEST_VALUE

PATIENCE = 900  # ms of rest in typing before one is told that it means nothing
WIDEST_NOTE = 300
ALL_TICKED = 1_000_000  # letters: too many titles are refused in words, none is cut


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


class ColumnFilter(TickedLine):
    """↓ offers the choices; a refusal hangs below the field for as long as it is true."""

    def __init__(self, asked: Asked, header: QWidget) -> None:
        super().__init__(asked.choices, header)
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
        self.setMaxLength(ALL_TICKED if asked.choices.titles else LONGEST_VALUE)
        self.textChanged.connect(self._wait)
        self.editingFinished.connect(self._judge)

    @property
    def means(self) -> str:
        """What narrows the rows; empty where the text means nothing in this column."""
        text = self.text().strip()
        if self._asked.misread(text):
            return ""
        return joined(split(text)) if self.choices.titles else text

    @property
    def values(self) -> list[str]:
        """The choices that the text names."""
        return self.choices.values(self.text())

    @property
    def refusal(self) -> str:
        return self._note.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._stays():
            event.accept()  # not for the rows below, which would open the first of them
        else:
            super().keyPressEvent(event)

    def _stays(self) -> bool:
        """What means nothing here is told at once; the field keeps the keyboard."""
        self._judge()
        return bool(self.refusal)

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
