"""Scanners of the system through scanlib: SANE on Linux, WIA on Windows, eSCL over the network."""

from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

import scanlib
from scanlib import ColorMode

from client.scanning.devices import Device, Picture, ScanSettings, ScanStopped, Trouble
from client.scanning.duplex import both_sides
from client.scanning.nearest import able_to
from client.scanning.wia import WIA, WiaFeeder, trouble_of
from common.scanning.profiles import Feed

DISCOVERY = 4.0  # seconds

# What drivers say, in their words, and what it means; the first that fits counts.
SAID = (
    ("jam", Trouble.JAM),
    ("cover", Trouble.COVER),
    ("no docs", Trouble.EMPTY),
    ("empty", Trouble.EMPTY),
    ("no documents", Trouble.EMPTY),
    ("out of documents", Trouble.EMPTY),
    ("busy", Trouble.BUSY),
    ("in use by another", Trouble.BUSY),
    ("i/o error", Trouble.OFFLINE),
    ("unavailable", Trouble.OFFLINE),
    ("not found", Trouble.OFFLINE),
    ("failed to open", Trouble.OFFLINE),
)
ESCL = "escl"
ONE_SIDE = "Сканер не берёт обе стороны за один проход: отсканированы только лица. Обороты отсканируйте и сложите: F6."
FEEDER_STATES = (
    ("Jam", Trouble.JAM),
    ("HatchOpen", Trouble.COVER),
    ("CoverOpen", Trouble.COVER),
    ("MultipickDetected", Trouble.JAM),
)
STOPPED_LOADED = ("Loaded", Trouble.JAM)  # it stopped with paper still in
KINDS: tuple[tuple[type[Exception], Trouble], ...] = (
    (scanlib.FeederEmptyError, Trouble.EMPTY),
    (scanlib.ScannerBusyError, Trouble.BUSY),
    (scanlib.ScannerUnavailableError, Trouble.OFFLINE),
    (scanlib.NoScannerFoundError, Trouble.OFFLINE),
)


class ScanlibSource:
    def devices(self) -> list[Device]:
        return [Device(scanner.id, str(scanner)) for scanner in scanlib.list_scanners(timeout=DISCOVERY)]

    def pages(self, settings: ScanSettings) -> Iterator[Picture]:
        try:
            scanner = scanlib.open_scanner(settings.device)
            with scanner:
                yield from self._pages(scanner, settings)
        except scanlib.ScanLibError as error:
            raise stopped_by(error) from error

    def _pages(self, scanner: scanlib.Scanner, settings: ScanSettings) -> Iterator[Picture]:
        source = scanlib.ScanSource.FEEDER if settings.paper is Feed.FEEDER else scanlib.ScanSource.FLATBED
        able = able_to(scanner, source, settings)
        chosen = source if able.known else None
        name_feeder(scanner)
        told = able.told
        if settings.duplex and not both_sides(scanner):
            told = (*told, ONE_SIDE)
        feeder = feeder_of(scanner) if chosen is scanlib.ScanSource.FEEDER else None
        try:
            for page in scanner.scan_pages(dpi=able.dpi, color_mode=able.mode, scan_area=able.area, source=chosen):
                colour = page.color_mode is ColorMode.COLOR
                yield Picture(page.data, page.width, page.height, colour, able.dpi, told)
        except scanlib.ScanLibError as error:
            raise (feeder.refused_by(error) if isinstance(feeder, Feeder) else stopped_by(error)) from error
        if feeder:
            feeder.ask()


def name_feeder(scanner: scanlib.Scanner) -> None:
    """WORKAROUND: scanlib 1.3.2 asks eSCL for the source "Adf" where the standard, and AirSane, say "Feeder"."""
    if scanner.backend == ESCL:
        names = scanner._backend_impl._source_names.get(scanner.id, {})  # noqa: SLF001 -- no public way
        if names.get(scanlib.ScanSource.FEEDER) == "Adf":
            names[scanlib.ScanSource.FEEDER] = "Feeder"


class Feeder:
    """WORKAROUND: scanlib 1.3.2 takes any eSCL error after page one for an empty feeder: pages would be lost unsaid.

    So it is kept how the last page was asked for in vain, and the feeder itself is asked.
    """

    def __init__(self, scanner: scanlib.Scanner) -> None:
        self._connection: Any = scanner._backend_impl._connections[scanner.id]  # noqa: SLF001 -- no public way
        self._next = self._connection.get_next_document
        self._connection.get_next_document = self._listen
        self._fault: Exception | None = None

    def ask(self) -> None:
        """Raises ScanStopped unless the stack is through."""
        state = self._state()
        found = told(state, *FEEDER_STATES, STOPPED_LOADED)
        if isinstance(self._fault, OSError | HTTPException):
            raise ScanStopped(told(state, *FEEDER_STATES) or Trouble.OFFLINE, str(self._fault)) from self._fault
        if found or self._fault:
            raise ScanStopped(found or Trouble.OTHER, state or str(self._fault)) from self._fault

    def refused_by(self, error: scanlib.ScanLibError) -> ScanStopped:
        """A device that is busy, jammed or open refuses an order in one and the same way."""
        found = told(self._state(), *FEEDER_STATES)
        return ScanStopped(found, str(error)) if found else stopped_by(error)

    def _listen(self, job: str) -> Any:
        try:
            return self._next(job)
        except Exception as error:
            self._fault = error
            raise

    def _state(self) -> str:
        """The broken line is not used again."""
        self._connection._conn = None  # noqa: SLF001 -- no public way
        try:
            return self._connection.get_adf_state() or ""
        except (OSError, HTTPException) as error:
            self._fault = self._fault or error
            return ""


def feeder_of(scanner: scanlib.Scanner) -> Feeder | WiaFeeder | None:
    if scanner.backend == ESCL:
        return Feeder(scanner)
    return WiaFeeder(scanner) if scanner.backend == WIA else None


def told(state: str, *known: tuple[str, Trouble]) -> Trouble | None:
    return next((trouble for words, trouble in known if words in state), None)


def stopped_by(error: BaseException) -> ScanStopped:
    """A jam reaches us as an abort whose cause tells the truth, so the whole chain is read."""
    said = chain = ""
    cause: BaseException | None = error
    while cause is not None:
        chain += f" {cause}".lower()
        said = said or str(cause)
        cause = cause.__cause__
    numbered = trouble_of(error)
    if numbered is not None:
        return ScanStopped(numbered, said)
    for words, trouble in SAID:
        if words in chain:
            return ScanStopped(trouble, said)
    kind = next((trouble for known, trouble in KINDS if isinstance(error, known)), Trouble.OTHER)
    return ScanStopped(kind, said)
