"""Sheets saved as scanners save them: one PDF, one TIFF, or a folder of pictures."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from server.sample.type_area import DPI


def save_pdf(sheets: Sequence[Image.Image], path: Path) -> None:
    first, *others = sheets
    first.save(path, "PDF", save_all=True, append_images=others, resolution=DPI)


def save_tiff(sheets: Sequence[Image.Image], path: Path) -> None:
    first, *others = (sheet.copy() for sheet in sheets)  # a saved PDF leaves its settings in the images
    first.save(path, "TIFF", save_all=True, append_images=others, dpi=(DPI, DPI), compression="tiff_lzw")


def save_png(sheets: Sequence[Image.Image], folder: Path) -> list[Path]:
    return _numbered(sheets, folder, "png")


def save_pnm(sheets: Sequence[Image.Image], folder: Path) -> list[Path]:
    """As SANE hands pages over; PNM keeps no resolution."""
    return _numbered(sheets, folder, "pnm")


def _numbered(sheets: Sequence[Image.Image], folder: Path, ending: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{number:03}.{ending}" for number in range(1, len(sheets) + 1)]
    for sheet, path in zip(sheets, paths, strict=True):
        if ending == "png":
            sheet.save(path, "PNG", dpi=(DPI, DPI))
        else:
            sheet.save(path, "PPM")
    return paths
