"""Scanners as the program sees them, and why a scan may stop, in words for the person at the device."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from common.scanning.profiles import Feed, SheetSize


class Device(Struct, frozen=True):
    id: str
    name: str


class ScanSettings(Struct, frozen=True, kw_only=True):
    device: str
    paper: Feed = Feed.FEEDER
    dpi: int = 300
    colour: bool = False
    duplex: bool = False
    size: SheetSize = SheetSize.WHOLE


class Trouble(StrEnum):
    EMPTY = "empty"
    JAM = "jam"
    COVER = "cover"
    BUSY = "busy"
    OFFLINE = "offline"
    OTHER = "other"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {
    Trouble.EMPTY: "В податчике нет бумаги. Положите листы и нажмите «Сканировать» снова.",
    Trouble.JAM: "Бумага застряла. Освободите её, сверьте число страниц и досканируйте остальное.",
    Trouble.COVER: "Открыта крышка сканера. Закройте её и нажмите «Сканировать» снова.",
    Trouble.BUSY: "Сканер занят другой программой или компьютером. Подождите минуту и повторите.",
    Trouble.OFFLINE: "Сканер не отвечает. Проверьте, включён ли он и подключён ли кабель или сеть.",
    Trouble.OTHER: "Сканер остановился с ошибкой. Сверьте число страниц; если повторится, перезапустите сканер.",
}


class ScanStopped(Exception):
    """A scan that ended before its time; pages scanned so far are kept."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(detail or trouble.words)
        self.trouble, self.detail = trouble, detail


class Picture(Struct, frozen=True):
    """One scanned side: raw pixels, grey or RGB; `dpi` as the device could, and what of the settings it could not."""

    pixels: bytes
    width: int
    height: int
    colour: bool
    dpi: int = 0
    told: tuple[str, ...] = ()


class ScanSource(Protocol):
    """What gives pages; runs in a process of its own, which may be killed at any moment."""

    def devices(self) -> list[Device]: ...

    def pages(self, settings: ScanSettings) -> Iterator[Picture]:
        """Raises ScanStopped."""
        ...


class Found(Struct, frozen=True, tag=True):
    devices: list[Device]


class Scanned(Struct, frozen=True, tag=True):
    """A page that lies on the disk already."""

    file: str


class Ended(Struct, frozen=True, tag=True):
    """The last word of the process; no trouble means that all went well. `told` is what the device could not do."""

    pages: int
    trouble: Trouble | None = None
    detail: str = ""
    told: tuple[str, ...] = ()


Message = Found | Scanned | Ended
