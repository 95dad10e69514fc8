"""What of the settings a device can do: the nearest where it cannot, said plainly."""

from dataclasses import dataclass

import scanlib
from scanlib import ColorMode, ScanArea

from client.scanning.devices import ScanSettings

SLACK = 20  # tenths of a millimetre by which glasses fall short of the sheet
NO_SOURCE = "У сканера нет такой подачи бумаги: взята другая."
OTHER_DPI = "Сканер не умеет {0} точек на дюйм: отсканировано с {1}."
NO_COLOUR = "Сканер не умеет цвет: отсканировано серым."
SMALLER = "Лист {0} в этот сканер не входит: отсканировано, сколько поместилось."


@dataclass(frozen=True)
class Able:
    known: bool
    dpi: int
    mode: ColorMode
    area: ScanArea | None
    told: tuple[str, ...]


def able_to(scanner: scanlib.Scanner, source: scanlib.ScanSource, settings: ScanSettings) -> Able:
    told: list[str] = []
    found = next((each for each in scanner.sources if each.type == source), None)
    dpi, mode = settings.dpi, ColorMode.COLOR if settings.colour else ColorMode.GRAY
    if found is None:
        return Able(known=False, dpi=dpi, mode=mode, area=None, told=(NO_SOURCE,) if scanner.sources else ())
    if found.resolutions:
        dpi = min(found.resolutions, key=lambda each: abs(each - settings.dpi))
        if dpi != settings.dpi:
            told.append(OTHER_DPI.format(settings.dpi, dpi))
    if settings.colour and found.color_modes and ColorMode.COLOR not in found.color_modes:
        mode = ColorMode.GRAY
        told.append(NO_COLOUR)
    width, height = settings.size.tenths_mm
    most = found.max_scan_area
    area = ScanArea(0, 0, width, height) if width else None
    if area is not None and most is not None:
        area = ScanArea(0, 0, min(width, most.width), min(height, most.height))
        if width - most.width > SLACK or height - most.height > SLACK:
            told.append(SMALLER.format(settings.size.label))
    return Able(known=True, dpi=dpi, mode=mode, area=area, told=tuple(told))
