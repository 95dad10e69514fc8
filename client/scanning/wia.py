"""Scanners of Windows: what WIA says by number, and a stop between two pages that scanlib leaves unsaid.

The numbers are Microsoft's, https://learn.microsoft.com/windows/win32/wia/-wia-error-codes and wiadef.h. Not run on
Windows yet: tested against a fake of the WIA items.
"""

from typing import Any

import scanlib

from client.scanning.devices import ScanStopped, Trouble

WIA = "wia"
PAPER_EMPTY = 0x80210003
CODES = {
    0x80210002: Trouble.JAM,  # PAPER_JAM
    PAPER_EMPTY: Trouble.EMPTY,
    0x80210004: Trouble.JAM,  # PAPER_PROBLEM
    0x80210005: Trouble.OFFLINE,  # OFFLINE
    0x80210006: Trouble.BUSY,  # BUSY
    0x80210007: Trouble.BUSY,  # WARMING_UP
    0x80210009: Trouble.OFFLINE,  # ITEM_DELETED: unplugged
    0x8021000A: Trouble.OFFLINE,  # DEVICE_COMMUNICATION
    0x8021000D: Trouble.BUSY,  # DEVICE_LOCKED
    0x80210010: Trouble.COVER,  # COVER_OPEN in wiadef.h, where it is 16
    0x80210016: Trouble.COVER,  # COVER_OPEN on the page, which takes 16 for a hexadecimal number
    0x80210020: Trouble.JAM,  # MULTI_FEED
}


def trouble_of(error: BaseException | None) -> Trouble | None:
    """What the number says that an error of COM carries, or one of its causes."""
    while error is not None:
        code = getattr(error, "hresult", None)
        if isinstance(code, int) and code & 0xFFFFFFFF in CODES:
            return CODES[code & 0xFFFFFFFF]
        error = error.__cause__
    return None


class WiaFeeder:
    """WORKAROUND: scanlib 1.3.2 takes a jam or an open cover after page one for the end of the stack.

    So it is kept what the last transfer has said.
    """

    def __init__(self, scanner: scanlib.Scanner) -> None:
        self._fault: Exception | None = None
        handles: Any = scanner._backend_impl._handles  # noqa: SLF001 -- no public way
        root, items, usual = handles[scanner.id]
        heard = {source: HeardItem(item, self) for source, item in items.items()}
        handles[scanner.id] = (root, heard, HeardItem(usual, self) if usual is not None else None)

    def note(self, error: Exception) -> None:
        self._fault = error

    def ask(self) -> None:
        """Raises ScanStopped unless the stack is through."""
        trouble = trouble_of(self._fault)
        if self._fault is not None and trouble is not Trouble.EMPTY:
            raise ScanStopped(trouble or Trouble.OTHER, str(self._fault)) from self._fault


class HeardItem:
    """An item of WIA, or what it gives when it is asked for another of its faces, whose transfers are listened to."""

    def __init__(self, item: Any, feeder: WiaFeeder) -> None:
        self._item, self._feeder = item, feeder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._item, name)

    def QueryInterface(self, interface: Any) -> Any:
        face = self._item.QueryInterface(interface)
        return HeardItem(face, self._feeder) if hasattr(face, "Download") else face

    def Download(self, flags: int, callback: Any) -> Any:
        try:
            return self._item.Download(flags, callback)
        except Exception as error:
            self._feeder.note(error)
            raise
