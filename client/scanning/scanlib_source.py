"""Scanners of the system through scanlib: SANE on Linux, WIA on Windows, eSCL over the network."""

from collections.abc import Iterator

import scanlib
from scanlib import ColorMode

from client.scanning.devices import Device, Paper, Picture, ScanSettings, ScanStopped, Trouble

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
    ("i/o error", Trouble.OFFLINE),
    ("unavailable", Trouble.OFFLINE),
    ("not found", Trouble.OFFLINE),
    ("failed to open", Trouble.OFFLINE),
)
ESCL = "escl"
FEEDER_STATES = (
    ("Jam", Trouble.JAM),
    ("HatchOpen", Trouble.COVER),
    ("CoverOpen", Trouble.COVER),
    ("MultipickDetected", Trouble.JAM),
    ("Loaded", Trouble.JAM),  # it stopped with paper still in
)
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
        source = scanlib.ScanSource.FEEDER if settings.paper is Paper.FEEDER else scanlib.ScanSource.FLATBED
        kinds = [known.type for known in scanner.sources]
        chosen = source if source in kinds else None
        resolutions: list[int] = next((known.resolutions for known in scanner.sources if known.type == source), [])
        dpi = min(resolutions, key=lambda known: abs(known - settings.dpi)) if resolutions else settings.dpi
        mode = ColorMode.COLOR if settings.colour else ColorMode.GRAY
        name_feeder(scanner)
        for page in scanner.scan_pages(dpi=dpi, color_mode=mode, source=chosen):
            yield Picture(page.data, page.width, page.height, page.color_mode is ColorMode.COLOR)
        if chosen is scanlib.ScanSource.FEEDER:
            ask_feeder(scanner)


def name_feeder(scanner: scanlib.Scanner) -> None:
    """WORKAROUND: scanlib 1.3.2 asks eSCL for the source "Adf" where the standard, and AirSane, say "Feeder"."""
    if scanner.backend == ESCL:
        names = scanner._backend_impl._source_names.get(scanner.id, {})  # noqa: SLF001 -- no public way
        if names.get(scanlib.ScanSource.FEEDER) == "Adf":
            names[scanlib.ScanSource.FEEDER] = "Feeder"


def ask_feeder(scanner: scanlib.Scanner) -> None:
    """WORKAROUND: scanlib 1.3.2 takes an eSCL error after page one for an empty feeder: a jam loses pages unsaid."""
    if scanner.backend != ESCL:
        return
    connection = scanner._backend_impl._connections.get(scanner.id)  # noqa: SLF001 -- no public way
    state = (connection.get_adf_state() or "") if connection else ""
    for words, trouble in FEEDER_STATES:
        if words in state:
            raise ScanStopped(trouble, state)


def stopped_by(error: BaseException) -> ScanStopped:
    """A jam reaches us as an abort whose cause tells the truth, so the whole chain is read."""
    said = chain = ""
    cause: BaseException | None = error
    while cause is not None:
        chain += f" {cause}".lower()
        said = said or str(cause)
        cause = cause.__cause__
    for words, trouble in SAID:
        if words in chain:
            return ScanStopped(trouble, said)
    kind = next((trouble for known, trouble in KINDS if isinstance(error, known)), Trouble.OTHER)
    return ScanStopped(kind, said)
