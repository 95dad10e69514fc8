"""The client in a fresh process: from its start until the register of incoming letters has been painted.

Run by the bench itself; prints seconds and megabytes.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from client.app import Client, Folders
from client.core.housekeeping import Housekeeping
from client.core.http import Access, QtTransport
from client.core.session import MemoryStore
from client.core.settings import Settings
from client.shell.tour import DONE, SEEN
from client.widgets.register_view import RegisterView
from client.widgets.theme import Scheme, dress
from tests.bench.memory import of_process

REGISTER = "registry.documents"
GLANCE = 2  # ms
PATIENCE = 60.0


class Start:
    """Watches the client come up."""

    def __init__(self, client: Client, begun: float) -> None:
        self._client, self._begun = client, begun
        self._asked = False
        self._timer = QTimer(interval=GLANCE)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        window = self._client.window
        if time.monotonic() - self._begun > PATIENCE:
            sys.exit("The register did not appear.")
        if window is None:
            return
        if not self._asked:
            self._asked = True
            window.resize(1366, 768)
            window.open_folder(REGISTER)
        view = next((v for v in window.findChildren(RegisterView) if v.isVisible() and v.model().rowCount()), None)
        if view is None or view.model().row(view.model().index(0, 0)) is None:
            return
        view.viewport().repaint()
        spent = time.monotonic() - self._begun
        self._timer.stop()
        held = of_process(os.getpid())
        print(f"{spent:.3f} {held.resident:.1f} {held.share:.1f}", flush=True)
        self._client.leave()


def main() -> int:
    address, ca, login, begun = sys.argv[1:]
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    Housekeeping(application)
    dress(application, Scheme.LIGHT)
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        folders = Folders(folder / "desk", folder / "cache", folder)
        transport = QtTransport(Access(address, ca=Path(ca)))
        settings = Settings(folder / "settings.ini")
        settings.keep_text(SEEN, DONE)  # a working day, not the first one
        client = Client(transport, settings, MemoryStore(), folders)
        client.left.connect(application.quit)
        watching = Start(client, float(begun))
        client.start(login, os.environ["GRIF_PASSWORD"])
        code = application.exec()
        del watching
        return code


if __name__ == "__main__":
    sys.exit(main())
