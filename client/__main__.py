"""Starts the desktop client."""

import argparse
import logging
import os
import signal
import sys
from functools import partial
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType, TracebackType

from platformdirs import user_cache_path, user_data_path, user_log_path
from PySide6.QtWidgets import QApplication

from client.app import Client, Folders
from client.core.housekeeping import Housekeeping
from client.core.http import Access, QtTransport
from client.core.session import token_store
from client.core.settings import Settings
from client.shell import scale
from client.widgets.theme import Scheme, dress

log = logging.getLogger("grif.client")
MANUAL = Path(__file__).resolve().parent.parent / "docs" / "manual"


def main() -> int:
    arguments = parser().parse_args()
    settings = Settings(arguments.settings)
    with scale.applied(settings):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("grif")
    application.setApplicationDisplayName("Гриф")
    application.setQuitOnLastWindowClosed(False)  # the login stands alone between two windows
    Housekeeping(application)
    keep_log(user_log_path("grif", ensure_exists=True) if arguments.folder is None else arguments.folder)
    if arguments.theme:
        settings.keep_text("scheme", arguments.theme)
    dress(application, Scheme(settings.text("scheme") or Scheme.LIGHT))
    address = (arguments.server or settings.text("session/address")).rstrip("/")
    ca = arguments.ca or (Path(kept) if (kept := settings.text("session/ca")) else None)
    if arguments.ca:
        settings.keep_text("session/ca", str(arguments.ca))
    client = Client(QtTransport(Access(address, ca=ca)), settings, token_store(), folders(arguments.folder))
    client.left.connect(application.quit)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, partial(leave_on_signal, client))  # heard within a second: housekeeping wakes Python
    client.start(arguments.sign_in, os.environ.get("GRIF_PASSWORD", ""))
    return application.exec()


def leave_on_signal(client: Client, _number: int, _frame: FrameType | None) -> None:
    client.leave()


def keep_log(folder: Path) -> None:
    """What goes wrong in a slot must not vanish with the console that a desktop program has not got."""
    folder.mkdir(parents=True, exist_ok=True)
    file = RotatingFileHandler(folder / "client.log", maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s", handlers=[file])
    sys.excepthook = log_exception


def log_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    log.error("state=failed", exc_info=(kind, error, trace))
    sys.__excepthook__(kind, error, trace)


def folders(root: Path | None) -> Folders:
    if root is not None:
        return Folders(root / "desk", root / "cache", MANUAL)
    return Folders(user_data_path("grif", False) / "desk", user_cache_path("grif", False), MANUAL)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="grif-client", description="Гриф: рабочее место")
    made.add_argument("--server", default="", help="адрес сервера, например https://grif.example.ru")
    made.add_argument("--ca", type=Path, help="сертификат удостоверяющего центра сервера (PEM)")
    made.add_argument("--sign-in", default="", metavar="LOGIN", help="войти сразу; пароль — в GRIF_PASSWORD")
    made.add_argument("--theme", choices=[scheme.value for scheme in Scheme], help="оформление")
    made.add_argument("--settings", type=Path, help="файл настроек вместо настроек пользователя")
    made.add_argument("--folder", type=Path, help="папка черновиков и загруженных файлов")
    return made


if __name__ == "__main__":
    sys.exit(main())
