"""From a stack in the scanner to numbered cards at the real client: seconds the clerk waits, keys he presses.

`python -m tests.bench.stack_to_number [--letters 12]`: office scans at 300 dpi with a separator before each letter. The
clerk knows the truth: he mends what is proposed wrongly and types what is not proposed. How long he looks at a letter
is not measured; a server and a worker of its own stand behind the client. Of a past in which the letters of a sender
go to one file the proposals have learned before; `--past 0` shows the city that has none.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from client.core.apis import Apis, apis
from client.core.housekeeping import Housekeeping
from client.core.http import Access, HttpxTransport
from client.registry.document_form import DocumentForm
from client.registry.document_window import DocumentWindow
from client.registry.registration import Phase
from client.scanning.bench_window import BenchWindow
from client.scanning.devices import ScanSettings
from client.scanning.manifest import WINDOW
from client.widgets.theme import Scheme, dress
from common.kernel.ids import DocumentId
from common.registry.document import DocumentDraft
from common.scanning.recognition import ProposedField
from server.sample.city import PASSWORD
from server.sample.correspondence import Letter
from server.sample.letters import letter
from server.sample.senders import SENDERS
from server.sample.structure import CASE_FILES
from server.scanning.raster import read_page
from server.scanning.separator import separator_sheets
from tests.bench.installation import Person, installed
from tests.bench.reading import CLERK
from tests.e2e.desk import Desk, settle, until
from tests.factories.letter_truth import same, truth_of
from tests.factories.ways_to_scan import Way, scanned
from tests.gui.typing_keys import type_text
from tests.serving import ROOT

FIRST = 1201
PAST = 2001
MOST_KEYS = 8  # of the issue: a letter of which everything is proposed
DOCUMENTS = 200
PATIENCE = 300.0
NONE = Qt.KeyboardModifier.NoModifier


def main() -> int:
    made = argparse.ArgumentParser(prog="tests.bench.stack_to_number", description=__doc__)
    made.add_argument("--letters", type=int, default=12)
    made.add_argument("--past", type=int, default=140, help="letters registered before")
    made.add_argument("--inside", nargs=3, metavar=("URL", "AUTHORITY", "FOLDER"), help=argparse.SUPPRESS)
    options = made.parse_args()
    if options.inside:
        url, authority, folder = options.inside
        return at_the_desk(url, Path(authority), Path(folder), options.letters)
    with tempfile.TemporaryDirectory(prefix="grif-stack-") as folder, installed(DOCUMENTS, 0, 1.0) as installation:
        teach(installation.person(CLERK), options.past)
        lay_out(Path(folder) / "tray", options.letters)
        served = installation.served
        command = [sys.executable, "-m", "tests.bench.stack_to_number", "--letters", str(options.letters)]
        inside = ["--inside", served.url, str(served.certificates.authority), folder]
        return subprocess.run([*command, *inside], cwd=ROOT, check=False).returncode


def teach(clerk: Person, letters: int) -> None:
    """Registers letters as they were before anybody scanned."""
    [addressee], place = clerk.api.identity.people("Шелест"), clerk.me.places[0].id
    known = {sender.name: clerk.api.correspondents.like(sender.name)[0].id for sender in SENDERS}
    for seed in range(PAST, PAST + letters):
        truth = letter(seed)
        draft = DocumentDraft(
            place_id=place, kind="letter", correspondent_id=known[truth.sender.name], signatory=truth.signatory,
            their_number=truth.number, their_date=truth.dated, received=truth.dated, delivery="post",
            addressee_ids=[addressee.id], sheets=truth.sheets, summary=truth.summary,
            case_file=file_of(truth),
        )  # fmt: skip
        document_id = clerk.api.registry.new_draft(place)
        clerk.api.registry.register(document_id, clerk.api.registry.card(document_id).version, draft)


def lay_out(tray: Path, letters: int) -> None:
    tray.mkdir()
    separator = tray / "separator.pdf"
    separator.write_bytes(separator_sheets(1))
    between, number = read_page(separator, 1).pixels, 0
    separator.unlink()
    for seed in range(FIRST, FIRST + letters):
        for sheet in (Image.fromarray(between), *scanned(Way.OFFICE, letter(seed), seed)[1]):
            sheet.convert("L").save(tray / f"{number:03}.jpg", "JPEG", quality=85, dpi=(300, 300))
            number += 1


class Clerk:
    """Who brings the stack from the tray to numbers, counting keys and the seconds in which the program is awaited."""

    def __init__(self, desk: Desk, api: Apis) -> None:
        self.desk, self.api = desk, api
        self.keys, self.waited = 0, 0.0
        self.filled: Counter[str] = Counter()

    def lay_down(self, tray: Path, letters: int) -> list[DocumentId]:
        """Scans the stack and hands the papers over; what they have become."""
        with self._waiting("scanned, divided, on the bench"):
            self.desk.window.open_form(WINDOW)
            bench = self.desk.page(BenchWindow)
            self.keys += 2  # Ctrl+D, F8
            bench.scan(ScanSettings(device=f"images:{tray}"))
            until(lambda: len(bench.table.arrangement.papers) == letters, "the papers", PATIENCE)
            until(lambda: bench.table.settled and not bench.scanner.busy and not bench.feeding.left, "rest", PATIENCE)
        with self._waiting("handed over: the cards are in the queue"):
            self.press(Qt.Key.Key_F9, bench)
            until(lambda: bench.table.batch is None, "the batch to be taken off the bench", PATIENCE)
        batch = next(row for row in self.api.batches.batches() if row.papers == letters)
        documents = self.api.batches.batch(batch.id).documents
        with self._waiting("all letters read"):
            until(lambda: all(map(self._is_read, documents)), "the letters to be read", PATIENCE)
        return documents

    def card(self, document_id: DocumentId) -> DocumentWindow:
        """The next card, once it is read: who works on while a stack is read does not wait for that."""
        until(lambda: self._is_read(document_id), "the letter to be read", PATIENCE)
        before = time.monotonic()
        self.keys += 1
        window = self.desk.open(document_id)
        until(lambda: window.card.registration.phase is Phase.EDITING, "the card to be free")
        until(window.card.form.unconfirmed, "the proposals")
        self.waited += time.monotonic() - before
        settle(300)
        return window

    def _is_read(self, document_id: DocumentId) -> bool:
        recognition = self.api.scanning.recognition(document_id)
        return recognition.job_id is None and bool(recognition.proposals)

    def register(self, window: DocumentWindow, truth: Letter) -> None:
        """F9 leads to what is lacking; what is proposed wrongly is mended first."""
        card, form = window.card, window.card.form
        for name in [each for each in mistaken(form, truth) if each in form.unconfirmed()]:
            form.fields[name].editor.setFocus()
            self.filled[f"{name} proposed wrongly"] += 1
            self._type(form, name, truth)
        while not card.registration.is_registered:
            self.press(Qt.Key.Key_F9, window)
            before = time.monotonic()
            until(lambda: card.registration.phase is not Phase.SENDING, "the answer")
            settle(20)
            self.waited += time.monotonic() - before
            name = form.current()
            if not card.registration.is_registered and form.fields[name].is_empty():
                self.filled[name] += 1
                self._type(form, name, truth)

    def press(self, key: Qt.Key, widget: QWidget, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.keys += 1
        QTest.keyClick(QApplication.focusWidget() or widget, key, modifiers)

    def _type(self, form: DocumentForm, name: str, truth: Letter) -> None:
        """Over what stands there; of what is looked up the first letters, then Enter."""
        letters, looked_up = said(name, truth)
        line = form.fields[name].editor
        self.keys += len(letters)
        if isinstance(line, QLineEdit):
            line.selectAll()
        type_text(line, letters)
        if looked_up:
            before = time.monotonic()
            until(line.is_open, "somebody to choose")
            self.waited += time.monotonic() - before
        self.press(Qt.Key.Key_Return, line)
        settle(20)

    @contextmanager
    def _waiting(self, name: str) -> Iterator[None]:
        before = time.monotonic()
        yield
        print(f"  {name}: {time.monotonic() - before:.1f} s", flush=True)


def said(name: str, truth: Letter) -> tuple[str, bool]:
    """What the clerk types into the field, and whether he chooses from what is proposed to that."""
    known = {
        "correspondent_id": (truth.correspondent[:12], True), "their_number": (truth.number, False),
        "their_date": (f"{truth.dated:%d%m%y}", False), "signatory": (f"{truth.post} {truth.signatory}", False),
        "addressee_ids": (surname(truth)[:4], True), "summary": (truth.summary, False),
        "sheets": (str(truth.sheets), False), "delivery": ("Почта", False), "case_file": (file_of(truth), True),
    }  # fmt: skip
    return known[name]


def file_of(truth: Letter) -> str:
    return CASE_FILES[SENDERS.index(truth.sender) % len(CASE_FILES)][0]


def surname(truth: Letter) -> str:
    return max(truth.addressee.name.split(), key=len)


def mistaken(form: DocumentForm, truth: Letter) -> Iterator[str]:
    """Fields of the card that say something else than the letter."""
    draft, true = form.draft(), truth_of(truth)
    shown = {
        ProposedField.CORRESPONDENT: form.correspondent.line.text(), ProposedField.THEIR_NUMBER: draft.their_number,
        ProposedField.THEIR_DATE: draft.their_date.isoformat() if draft.their_date else "",
        ProposedField.SIGNATORY: draft.signatory, ProposedField.SUMMARY: draft.summary,
        ProposedField.SHEETS: str(draft.sheets),
    }  # fmt: skip
    for field, value in shown.items():
        if not same(field, value, true.get(field, "")):
            yield field.on_card
    if not any(person.title.startswith(surname(truth)[:4]) for person in form.addressees.people()):
        yield "addressee_ids"


def at_the_desk(url: str, authority: Path, folder: Path, letters: int) -> int:
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    Housekeeping(application)
    dress(application, Scheme.LIGHT)
    desk = Desk(url, authority, CLERK, PASSWORD, folder / "home")
    desk.window.show()
    desk.window.activateWindow()
    settle(1000)
    access = Access(url, ca=authority)
    api = apis(HttpxTransport(access))
    access.token = api.identity.sign_in(CLERK, PASSWORD).token
    clerk = Clerk(desk, api)
    documents = clerk.lay_down(folder / "tray", letters)
    keys, waited, plain = [], [], []
    for seed, document_id in enumerate(documents, start=FIRST):
        before, lacking = clerk.keys, clerk.filled.total()
        clerk.waited = 0.0
        window = clerk.card(document_id)
        clerk.register(window, letter(seed))
        keys.append(clerk.keys - before)
        waited.append(clerk.waited)
        plain += keys[-1:] if clerk.filled.total() == lacking else []
    show(clerk, keys, waited, len(plain))
    desk.close()
    return int(max(plain, default=0) > MOST_KEYS)


def show(clerk: Clerk, keys: list[int], waited: list[float], whole: int) -> None:
    """What was pressed between the opening of a card and its number, and what the clerk had to add."""
    print(f"  {len(keys)} cards have their number; keys a card: {statistics.median(keys):.0f} in the middle,"
          f" {min(keys)} to {max(keys)}, allowed {MOST_KEYS} where nothing is to be added: {whole}")  # fmt: skip
    print(f"  seconds a card in which the clerk waits: {statistics.median(waited):.2f} in the middle,"
          f" {max(waited):.2f} at most")  # fmt: skip
    for name, times in clerk.filled.most_common():
        print(f"  added or mended: {name}, {times} times")


if __name__ == "__main__":
    sys.exit(main())
