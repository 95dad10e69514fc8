"""Files and e-mail messages dropped anywhere on a document's window."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from client.registry.bringing import Bringing
from common.registry.rules import Action

DRAGS = {QEvent.Type.DragEnter, QEvent.Type.Drop}


def files_in(dropped: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]


def is_promised(dropped: QMimeData) -> bool:
    """Whether a mail program holds a message that it gives to its own kind only."""
    formats = " ".join(dropped.formats()).lower()
    return "filegroupdescriptor" in formats or "x-moz-message" in formats


class Dropping(QObject):
    """Who may not attach is told so; what a mail program does not give away as a file is said."""

    def __init__(self, bringing: Bringing, window: QWidget) -> None:
        super().__init__(window)
        self._bringing, self._card = bringing, bringing.card
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() not in DRAGS or not isinstance(event, QDropEvent):
            return False
        files, refused = files_in(event.mimeData()), self._refusal()
        if not files and is_promised(event.mimeData()):
            self._say(
                self.tr("Почтовая программа не даёт письмо файлом. Сохраните его (.eml, .msg) и перетащите файл.")
            )
        elif files and refused:
            self._say(refused)
        elif files:
            event.acceptProposedAction()
            if event.type() is QEvent.Type.Drop:
                self._bringing.take(files)
        return bool(files)

    def _refusal(self) -> str:
        card = self._card.registration.card
        return card.refusals.get(Action.ATTACH, "") if card is not None else self.tr("Карточка ещё не открыта.")

    def _say(self, words: str) -> None:
        self._bringing.tell(words)
