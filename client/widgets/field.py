"""One field of a form: an editor, what is wrong with it, and whether its value is only proposed."""

from typing import Any

from msgspec import Struct
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from client.widgets.icons import drawing
from client.widgets.messages import label, restyle
from client.widgets.theme import tones_of
from common.scanning.recognition import Box

MARK_SIZE = 14
AWAY = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}  # the person comes back


class Proposed(Struct, frozen=True, kw_only=True):
    """A value read off a scan: `text` is what is printed at `box` of the page; an e-mail has no page (0)."""

    value: Any
    text: str
    page: int
    box: Box
    confidence: float


class Mark(QLabel):
    """The stars of a proposal; a click asks what may be done about it."""

    clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(MARK_SIZE, MARK_SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("Предложено по тексту. Щелчок — больше не предлагать это поле."))
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the editor below must not take it

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()


class Field(QWidget):
    """Base of all fields. `framed` is the widget whose border and ground tell of problems and proposals."""

    changed = Signal()  # by a person or by the program
    edited = Signal()  # by a person
    entered = Signal()  # the focus has come
    walked = Signal()  # Enter: on to the next field
    sent = Signal()  # Ctrl+Enter
    confirmed = Signal()  # a proposal became the clerk's own

    def __init__(self, editor: QWidget, framed: QWidget | None = None) -> None:
        super().__init__()
        self.editor, self.framed = editor, framed or editor
        self.proposed: Proposed | None = None
        self.unconfirmed = False
        self._news = self._hint = ""  # who has changed it, and what the tooltip said before
        self._note = label("", "note", wrap=True)
        self._note.hide()
        self.mark = Mark(self.framed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.framed)
        column.addWidget(self._note)
        self.setFocusProxy(editor)
        editor.installEventFilter(self)
        self.framed.installEventFilter(self)

    def value(self) -> Any:
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        raise NotImplementedError

    def is_empty(self) -> bool:
        return not self.value()

    def misread(self) -> str:
        """Why what stands in the field is no value at all, or nothing."""
        return ""

    def fill(self, text: str) -> bool:
        """Takes over text selected on a scan; false where it makes no value."""
        raise NotImplementedError

    def limit(self, length: int) -> None:
        """Fields of text keep within the length that the struct allows."""

    def set_name(self, name: str) -> None:
        self.editor.setAccessibleName(name)

    def set_read_only(self, read_only: bool) -> None:
        self.editor.setEnabled(not read_only)

    def takes_enter(self) -> bool:
        """Whether Enter means something to the editor itself just now."""
        return False

    def show_problem(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(bool(text))
        self.editor.setAccessibleDescription(text)
        self.framed.setProperty("problem", bool(text))
        restyle(self.framed)

    def show_news(self, text: str) -> None:
        """Another person has just changed the value: `text` says who; without it the mark goes, the tooltip is back."""
        hint = self.editor.toolTip()
        if not self._news or hint != self._news:
            self._hint = hint
        self._news = text
        self.framed.setProperty("news", bool(text))
        self.editor.setToolTip(text or self._hint)
        self.editor.setAccessibleDescription(text or self.note())
        restyle(self.framed)

    def note_below(self, column: QVBoxLayout) -> None:
        """What is wrong with a narrow field stands below its whole line, not in its own width."""
        column.addWidget(self._note)

    def note(self) -> str:
        return self._note.text()

    def propose(self, proposed: Proposed) -> None:
        """Shows a value that waits for the clerk's consent."""
        self.proposed = proposed
        self.show_value(proposed.value)
        self._set_unconfirmed(True)
        text = proposed.text.replace("\n", " ")
        if proposed.page:
            words = self.tr("Предложено по тексту, уверенность {0} %, стр. {1} — «{2}»")
            self.editor.setToolTip(words.format(round(proposed.confidence * 100), proposed.page, text))
        else:
            self.editor.setToolTip(self.tr("Предложено по письму электронной почты — «{0}»").format(text))

    def tell_unproposed(self, why: str) -> None:
        """Why there is no proposal, for whoever misses one."""
        if self.proposed is None:
            self.editor.setToolTip(why)

    def confirm(self) -> None:
        """Consent is an act of the person, as typing is."""
        if self.unconfirmed:
            self._set_unconfirmed(False)
            self.confirmed.emit()
            self.edited.emit()

    def withdraw_proposal(self) -> None:
        """Forgets where the value came from: the clerk has typed another."""
        self.proposed = None
        self.editor.setToolTip("")
        if self.unconfirmed:
            self._set_unconfirmed(False)
            self.confirmed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.DragEnter and isinstance(event, QDropEvent) and event.mimeData().hasUrls():
            event.ignore()  # files are for the window, no text for this field
            return True
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._press(event)
        if kind == QEvent.Type.FocusIn and watched is self.editor:
            self.entered.emit()
        elif kind == QEvent.Type.FocusOut and isinstance(event, QFocusEvent) and watched is self.editor:
            self.left()
            if event.reason() not in AWAY:
                self.settle()
            if event.reason() == Qt.FocusReason.TabFocusReason and not self.misread():
                self.confirm()
        elif kind == QEvent.Type.Resize and watched is self.framed:
            self._place_mark()
        return False

    def left(self) -> None:
        """The focus has gone: a field may tidy up what was typed."""

    def settle(self) -> None:
        """The person is done with the field: what was typed is taken for what it means."""

    def send(self) -> None:
        self.sent.emit()

    def note_edit(self) -> None:
        """A person has changed the value; every field calls it from its editor's own signal."""
        self.withdraw_proposal()
        if self.framed.property("news"):
            self.show_news("")
        if self.note():
            self.show_problem("")
        self.edited.emit()
        self.changed.emit()

    def _press(self, event: QKeyEvent) -> bool:
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return False
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            self.left()
            self.settle()
            self.send()
            return True
        if modifiers or self.takes_enter():
            return False
        self.left()
        self.settle()
        if not self.misread():
            self.confirm()
        self.walked.emit()
        return True

    def _set_unconfirmed(self, unconfirmed: bool) -> None:
        self.unconfirmed = unconfirmed
        self.framed.setProperty("proposal", unconfirmed)
        restyle(self.framed)
        if unconfirmed:
            colour = tones_of(self.palette()).proposal_line
            self.mark.setPixmap(drawing("sparkles", MARK_SIZE, colour, self.devicePixelRatioF()))
            self._place_mark()
        self.mark.setVisible(unconfirmed)

    def _place_mark(self) -> None:
        self.mark.move(self.framed.width() - MARK_SIZE - self.mark_inset(), min(6, self.framed.height() - MARK_SIZE))

    def mark_inset(self) -> int:
        """How far from the right edge the mark stands, past what the editor itself draws there."""
        return 6
