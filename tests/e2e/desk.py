"""A person at a real client: signs in, waits for what happens, takes pictures."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QDialog

from client.app import Client, Folders
from client.core.http import Access, QtTransport
from client.core.session import MemoryStore
from client.core.settings import Settings
from client.registry.document_window import DocumentWindow
from client.shell.main_window import MainWindow
from client.shell.tour import DONE, SEEN
from common.identity import Me
from common.kernel.ids import DocumentId

Found = TypeVar("Found")
PATIENCE = 90.0
MANUAL = Path(__file__).parents[2] / "docs" / "manual"


class Desk:
    """One person's client, in the same program as the others'."""

    def __init__(self, address: str, ca: Path, login: str, password: str, home: Path) -> None:
        self.login = login
        folders = Folders(home / login / "desk", home / login / "cache", MANUAL)
        transport = QtTransport(Access(address, ca=ca))
        settings = Settings(home / login / "settings.ini")
        settings.keep_text(SEEN, DONE)  # who has been here before
        self.client = Client(transport, settings, MemoryStore(), folders)
        self.me: Me | None = None
        self.client.session.opened.connect(self._know)
        self.client.start(login, password)
        self.window: MainWindow = until(lambda: self.client.window, "the main window")
        self.window.resize(1366, 768)

    def _know(self, me: Me) -> None:
        self.me = me

    def open(self, document_id: DocumentId) -> DocumentWindow:
        self.window.open_document(document_id)
        page = until(lambda: self._page(DocumentWindow), "the document window")
        until(lambda: page.card.registration.card, "the card")
        return page

    def page(self, kind: type[Found]) -> Found:
        return until(lambda: self._page(kind), kind.__name__)

    def _page(self, kind: type[Found]) -> Found | None:
        page = self.window.desk.current_page
        return page if isinstance(page, kind) else None

    def dialog(self, kind: type[Found]) -> Found:
        """The open dialog of that kind."""
        return until(
            lambda: next((each for each in self.window.findChildren(kind) if each.isVisible()), None),
            kind.__name__,
        )

    def close(self) -> None:
        self.window.close()
        settle()
        self.client.deleteLater()
        settle()


def until(ask: Callable[[], Found | None], what: str, patience: float = PATIENCE) -> Found:
    """Lets the program run until the answer is true; raises TimeoutError naming what did not come."""
    deadline = time.monotonic() + patience
    while not (answer := ask()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not come within {patience:.0f} s")
        settle(20)
    return answer


def settle(milliseconds: int = 50) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def closed(dialog: QDialog) -> Callable[[], bool]:
    """Asks whether the dialog has gone, also when Qt has destroyed it."""

    def gone() -> bool:
        try:
            return not dialog.isVisible()
        except RuntimeError:
            return True

    return gone
