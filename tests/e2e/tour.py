"""Drives the main job offscreen against a running server, for the demo without a display."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from client.widgets.theme import Scheme, dress
from tests.e2e.desk import Desk
from tests.e2e.main_job import SANE_DEVICES, MainJob

SEEDS = range(40, 10_000)


def sane_configuration() -> None:
    """SANE with its two devices that need no hardware: a file reader and a test pattern."""
    folder = Path(tempfile.mkdtemp(prefix="grif-sane-"))
    (folder / "dll.conf").write_text(SANE_DEVICES)
    os.environ["SANE_CONFIG_DIR"] = str(folder)


def pass_on(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """What Qt says, but for what the platform without a screen says of every window."""
    if "This plugin does not support" not in message:
        print(message, file=sys.stderr)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument("--ca", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    sane_configuration()
    qInstallMessageHandler(pass_on)
    application = QApplication([])
    dress(application, Scheme.LIGHT)
    shutil.rmtree(options.out, ignore_errors=True)
    desks: dict[str, Desk] = {}

    def desk_of(login: str) -> Desk:
        if login not in desks:
            password = os.environ["GRIF_PASSWORD"]
            desks[login] = Desk(options.server, options.ca, login, password, options.out.parent / "desks")
        return desks[login]

    job = MainJob(desk_of, options.out, next_seed(options.home))
    job.run()
    for desk in desks.values():
        desk.close()
    print(f"\nThe letter became № {job.number}. Screenshots and PDFs: {options.out}")
    verify = [sys.executable, "-m", "server", "audit", "verify"]
    return subprocess.run(verify, check=False).returncode


def next_seed(home: Path) -> int:
    """Another letter at every tour, for a letter registered once is stopped as a twin."""
    counter = home / "tours"
    number = int(counter.read_text()) + 1 if counter.exists() else 0
    counter.write_text(str(number))
    return SEEDS[number % len(SEEDS)]


if __name__ == "__main__":
    sys.exit(main())
