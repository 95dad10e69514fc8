"""The process that talks to the scanner: a driver that hangs or falls takes nothing else with it.

`python -m client.scanning.scanner_process list` or `… scan SETTINGS FOLDER`; it answers in lines of JSON.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
from PIL import Image

from client.scanning.devices import (
    Device,
    Ended,
    Found,
    Message,
    Picture,
    Scanned,
    ScanSettings,
    ScanSource,
    ScanStopped,
    Trouble,
)
from client.scanning.scanlib_source import ScanlibSource
from common.scanning.profiles import Feed

IMAGES = ".jpg .jpeg .png .tif .tiff".split()
QUALITY = 85


class ImagesSource:
    """A folder of images that plays a scanner; a file named `jam` or `cover` among them stops it there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def devices(self) -> list[Device]:
        return [Device(f"images:{self._folder}", self._folder.name)]

    def pages(self, _settings: ScanSettings) -> Iterator[Picture]:
        files = sorted(self._folder.iterdir())
        if not files:
            raise ScanStopped(Trouble.EMPTY)
        for file in files:
            name = file.stem.partition("-")[2] or file.stem
            if name in {trouble.value for trouble in Trouble}:
                raise ScanStopped(Trouble(name))
            if file.suffix.lower() in IMAGES:
                image = Image.open(file).convert("L")
                yield Picture(image.tobytes(), image.width, image.height, colour=False)


def source_of(device: str) -> ScanSource:
    return ImagesSource(Path(device.removeprefix("images:"))) if device.startswith("images:") else ScanlibSource()


def scan(settings: ScanSettings, folder: Path) -> Ended:
    """Every page lies on the disk before the next one is drawn in."""
    count = 0
    told: tuple[str, ...] = ()
    try:
        for picture in source_of(settings.device).pages(settings):
            file = keep(picture, picture.dpi or settings.dpi, folder)
            count, told = count + 1, picture.told
            say(Scanned(str(file)))
    except ScanStopped as stopped:
        return Ended(count, stopped.trouble, stopped.detail, told)
    except Exception as error:  # noqa: BLE001 -- whatever a driver throws, the pages so far are told of
        return Ended(count, Trouble.OTHER, str(error), told)
    if not count and settings.paper is Feed.FEEDER:
        return Ended(0, Trouble.EMPTY)
    return Ended(count, told=told)


def keep(picture: Picture, dpi: int, folder: Path) -> Path:
    mode = "RGB" if picture.colour else "L"
    image = Image.frombytes(mode, (picture.width, picture.height), picture.pixels)
    file = folder / f"{uuid4().hex}.jpg"
    growing = file.with_suffix(".part")
    image.save(growing, "JPEG", quality=QUALITY, dpi=(dpi, dpi))
    return growing.rename(file)


def say(message: Message) -> None:
    sys.stdout.write(msgspec.json.encode(message).decode() + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["list"]:
        try:
            say(Found(ScanlibSource().devices()))
        except ScanStopped as stopped:
            say(Ended(0, stopped.trouble, stopped.detail))
        return 0
    _, settings, folder = arguments
    say(scan(msgspec.json.decode(settings, type=ScanSettings), Path(folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
