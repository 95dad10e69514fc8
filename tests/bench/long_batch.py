"""One batch of 500 pages at the real window: what the client holds at most, and how long it ever keeps still.

`python -m tests.bench.long_batch [--pages 500]`: half come grey from the scanner, half in colour as files, all at 300
dpi; then one scrolls, turns, undoes and divides. A server and a worker of its own stand behind it.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from client.core.background import Work
from client.core.housekeeping import Housekeeping
from client.core.transfer import Transfer
from client.scanning.bench_model import PageRow
from client.scanning.bench_view import SIZES
from client.scanning.bench_window import BenchWindow
from client.scanning.devices import ScanSettings
from client.scanning.manifest import WINDOW
from client.widgets.theme import Scheme, dress
from server.sample.city import PASSWORD
from server.sample.letters import letter
from server.sample.paper import render
from tests.bench.installation import Installation, installed
from tests.bench.memory import of_process
from tests.bench.reading import CLERK
from tests.e2e.desk import Desk, settle, until
from tests.gui.typing_keys import press
from tests.serving import ROOT

MOST = 1024.0  # MB
BANDS = 9
LETTERS = range(801, 807)
QUALITY = 85  # as the scanner's process keeps them
PATIENCE = 1800.0  # seconds in which the worker looks all pages over
BEAT = 10  # ms
ALONG = 8  # so many pages are split off, looked at large, and moved


def main() -> int:
    made = argparse.ArgumentParser(prog="tests.bench.long_batch", description=__doc__)
    made.add_argument("--pages", type=int, default=500)
    made.add_argument("--inside", nargs=3, metavar=("URL", "AUTHORITY", "FOLDER"), help=argparse.SUPPRESS)
    options = made.parse_args()
    if options.inside:
        url, authority, folder = options.inside
        return at_the_window(url, Path(authority), Path(folder), options.pages)
    with tempfile.TemporaryDirectory(prefix="grif-pages-") as folder, installed(200, 200, 0.2) as installation:
        megabytes = lay_out(Path(folder), options.pages)
        print(f"{options.pages} pages, {megabytes:.0f} MB as the scanner keeps them", flush=True)
        return _client(installation, Path(folder), options.pages)


def _client(installation: Installation, folder: Path, pages: int) -> int:
    """A process of its own, so that nothing but the client is weighed."""
    served = installation.served
    command = [sys.executable, "-m", "tests.bench.long_batch", "--pages", str(pages)]
    inside = ["--inside", served.url, str(served.certificates.authority), str(folder)]
    return subprocess.run([*command, *inside], cwd=ROOT, check=False).returncode


def lay_out(folder: Path, pages: int) -> float:
    """No sheet like another: the strips of worn letters, shuffled. Half in `tray`, half in `files`; megabytes."""
    draw = random.Random(5)
    sheets = [np.asarray(sheet.convert("RGB")) for seed in LETTERS for sheet in render(letter(seed), seed, level=1)]
    for name in ("tray", "files"):
        (folder / name).mkdir()
    for number in range(pages):
        strips = np.array_split(sheets[number % len(sheets)], BANDS)
        draw.shuffle(strips)
        image = Image.fromarray(np.concatenate(strips))
        grey = number < pages // 2
        place = folder / ("tray" if grey else "files") / f"{number:04}-page.jpg"
        image.convert("L" if grey else "RGB").save(place, "JPEG", quality=QUALITY, dpi=(300, 300))
    return sum(file.stat().st_size for file in folder.rglob("*.jpg")) / 1024**2


class Pulse:
    """The longest time for which the window did nothing for anybody."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(interval=BEAT)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def begin(self) -> None:
        self.longest, self._last = 0.0, time.monotonic()

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now


class Clerk:
    """Who lays the batch out, each step weighed and timed."""

    def __init__(self, bench: BenchWindow, folder: Path, pages: int) -> None:
        self.bench, self.folder, self.pages = bench, folder, pages
        self._pulse = Pulse()

    def work(self) -> None:
        view, table = self.bench.view, self.bench.table
        with self._step("scanned, brought and laid down"):
            self._bring()
        view.zoom(len(SIZES))
        with self._step("scrolled through, largest pictures"):
            self._scroll()
        with self._step("scrolled back"):
            self._scroll()
        with self._step("all turned"):
            view.selectAll()
            self._settled(lambda: press(view, Qt.Key.Key_R))
        with self._step("undone"):
            self._settled(table.undo)
        every = max(2, self.pages // ALONG)
        with self._step(f"divided {ALONG} times, each page looked at large"):
            for row in range(every, self.pages, every):
                self._stand_on(row)
                self._settled(lambda: press(view, Qt.Key.Key_Return))
        with self._step("all undone and done again"):
            while table.may_undo:
                self._settled(table.undo)
            while table.may_redo:
                self._settled(table.redo)
        assert len(list(table.arrangement.ids())) == self.pages, "a page is lost"

    def _bring(self) -> None:
        bench = self.bench
        ended: list[object] = []
        bench.scanner.ended.connect(ended.append)
        bench.scan(ScanSettings(device=f"images:{self.folder / 'tray'}"))
        until(lambda: ended, "the end of the scan", PATIENCE)
        bench.add_files(sorted((self.folder / "files").iterdir()))
        until(lambda: len(list(bench.table.arrangement.ids())) == self.pages, "the last page", PATIENCE)
        until(lambda: bench.table.settled and not bench.feeding.left, "rest")

    def _scroll(self) -> None:
        bar = self.bench.view.verticalScrollBar()
        down = bar.value() < bar.maximum() // 2
        steps = range(0, bar.maximum() + bar.pageStep(), bar.pageStep())
        for value in steps if down else reversed(steps):
            bar.setValue(value)
            settle(0)
            until(lambda: self.bench.view.pictures.all_here, "the pictures in sight")

    def _stand_on(self, number: int) -> None:
        view = self.bench.view
        row = next(row for row in view.bench.rows if isinstance(row, PageRow) and row.page.number == number)
        view.go_to(row.page.id)
        settle(0)
        until(lambda: arrived(self.bench.picture), "the page as large as the window allows")

    def _settled(self, act: Callable[[], object]) -> None:
        act()
        until(lambda: self.bench.table.settled, "the server's word")

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        settle()
        self._pulse.begin()
        before = time.monotonic()
        yield
        settle()
        took, held = time.monotonic() - before, of_process(os.getpid())
        print(f"  {name}: {took:.1f} s, still for {self._pulse.longest * 1000:.0f} ms at most; holds"
              f" {held.resident:.0f} MB, at most so far {held.peak:.0f} MB", flush=True)  # fmt: skip


def arrived(owner: QObject) -> bool:
    """Whether nothing is on its way to it any more."""
    return not owner.findChildren(Transfer) and not owner.findChildren(Work)


def at_the_window(url: str, authority: Path, folder: Path, pages: int) -> int:
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    Housekeeping(application)
    dress(application, Scheme.LIGHT)
    desk = Desk(url, authority, CLERK, PASSWORD, folder / "home")
    desk.window.show()
    start = of_process(os.getpid()).resident
    print(f"  the main window alone: {start:.0f} MB", flush=True)
    settle(1000)  # the folder of the day has come to the front
    desk.window.open_form(WINDOW)
    Clerk(desk.page(BenchWindow), folder, pages).work()
    peak = of_process(os.getpid()).peak
    desk.close()
    print(f"peak of the client {peak:.0f} MB, allowed {MOST:.0f} MB", flush=True)
    return int(peak > MOST)


if __name__ == "__main__":
    sys.exit(main())
