"""An editor for Russian text: what is misspelt is underlined; the menu proposes what was meant."""

from functools import partial

from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QMenu, QPlainTextEdit

from client.core import spelling
from client.widgets.theme import tones_of


class WritingEdit(QPlainTextEdit):
    def __init__(self) -> None:
        super().__init__()
        self._marks = Marks(self.document(), self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keys = event.reason() is QContextMenuEvent.Reason.Keyboard
        menu = self.menu(self.textCursor() if by_keys else self.cursorForPosition(event.pos()))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def menu(self, at: QTextCursor) -> QMenu:
        """What may be done with the text; first with the word at the cursor, when it is misspelt."""
        menu = self.createStandardContextMenu()
        known, word = spelling.kept(), self._misspelt(at)
        if known is None or word is None:
            return menu
        first = menu.actions()[0]
        for proposal in known.proposals(word.selectedText()):
            action = menu.addAction(proposal, partial(self._replace, word, proposal))
            menu.insertAction(first, action)
        learn = menu.addAction(self.tr("Добавить «{0}» в словарь").format(word.selectedText()))
        learn.triggered.connect(partial(known.learn, word.selectedText()))
        menu.insertAction(first, learn)
        menu.insertSeparator(first)
        return menu

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._marks.rehighlight()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._marks.rehighlight()

    def setReadOnly(self, read_only: bool) -> None:
        super().setReadOnly(read_only)
        self._marks.rehighlight()

    def _misspelt(self, at: QTextCursor) -> QTextCursor | None:
        known = spelling.kept()
        if known is None or self.isReadOnly():
            return None
        for begin, end in known.misspelt(at.block().text()):
            if begin <= at.positionInBlock() <= end:
                word = QTextCursor(at.block())
                word.setPosition(at.block().position() + begin)
                word.setPosition(at.block().position() + end, QTextCursor.MoveMode.KeepAnchor)
                return word
        return None

    def _replace(self, word: QTextCursor, proposal: str) -> None:
        word.insertText(proposal)


class Marks(QSyntaxHighlighter):
    """Underlines what is misspelt, but for the word that is being typed and what only may be read."""

    def __init__(self, document: QTextDocument, editor: WritingEdit) -> None:
        super().__init__(document)
        self._editor = editor
        known = spelling.kept()
        if known is not None:
            known.changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:
        known = spelling.kept()
        if known is None or self._editor.isReadOnly():
            return
        typed = self._editor.textCursor()
        being_typed = (
            typed.positionInBlock() if self._editor.hasFocus() and typed.block() == self.currentBlock() else -1
        )
        wavy = QTextCharFormat()
        wavy.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        wavy.setUnderlineColor(QColor(tones_of(self._editor.palette()).problem))
        for begin, end in known.misspelt(text):
            if end != being_typed:
                self.setFormat(begin, end - begin, wavy)
