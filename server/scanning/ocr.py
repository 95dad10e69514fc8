"""One cleaned page read by Tesseract, in a process of its own that can be stopped at any moment."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from tempfile import TemporaryFile

import cv2
import msgspec
import numpy as np

from common.scanning.recognition import Box, PageText, Word
from server.scanning.raster import DPI, MM_PER_INCH, Grey

LANGUAGE, BOTH = "rus", "rus+eng"
WHOLE_PAGE = 3
ONE_LINE = 7
ENOUGH_DPI = 220
INKED = 160
AIR = 44  # pixels around what is printed
PAGE_SECONDS = 120.0
GLANCE_SECONDS = 0.25
NICE = 10
SURE_OF_ORIENTATION = 2.0  # Tesseract's own unit; upright letters give 5 to 30
WORD_LEVEL = 5


class RecognitionFailed(Exception):
    """The page was not read; the message is for the clerk."""


class Stopped(Exception):
    """Reading was called off before it ended."""


MISSING = (
    "На сервере нет программы распознавания. Сообщите администратору: нужны пакеты tesseract-ocr и tesseract-ocr-rus."
)
NO_RUSSIAN = "Программа распознавания не знает русского языка. Сообщите администратору: нужен пакет tesseract-ocr-rus."
TOO_LONG = "Страница не распознана за {seconds} с. Отсканируйте её заново чище или заполните карточку вручную."
FAILED = "Страница не распознана: программа распознавания остановилась с ошибкой. Повторите распознавание."


def never() -> bool:
    return False


def recognise(
    pixels: Grey,
    number: int,
    *,
    dpi: int = DPI,
    language: str = LANGUAGE,
    layout: int = WHOLE_PAGE,
    seconds: float = PAGE_SECONDS,
    stop: Callable[[], bool] = never,
) -> PageText:
    """Reads one page, `layout` being Tesseract's page segmentation mode.

    `stop` is asked several times a second; its yes ends the reading with `Stopped`.
    """
    arguments = ("--dpi", str(dpi), "--psm", str(layout), "-l", language, "-c", "tessedit_create_tsv=1")
    height, width = pixels.shape
    return PageText(
        number=number,
        width_mm=round(width / dpi * MM_PER_INCH, 1),
        height_mm=round(height / dpi * MM_PER_INCH, 1),
        words=_words(_tesseract(pixels, arguments, seconds, stop).splitlines()[1:], width, height),
    )


def read_whole(
    pixels: Grey, number: int, *, language: str = LANGUAGE, dpi: int = DPI, seconds: float = PAGE_SECONDS,
    stop: Callable[[], bool] = never,
) -> PageText:  # fmt: skip
    """The page without its white margins, no finer than reading needs: a third of the time, and no more errors."""
    height, width = pixels.shape
    left, top, right, bottom = _inked(pixels)
    part = pixels[top:bottom, left:right]
    scale = min(1.0, ENOUGH_DPI / dpi)
    small = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    read = recognise(small, number, language=language, dpi=round(dpi * scale), seconds=seconds, stop=stop)
    across, down = (right - left) / width, (bottom - top) / height

    def on_page(box: Box) -> Box:
        return Box(
            left=left / width + box.left * across, top=top / height + box.top * down,
            right=left / width + box.right * across, bottom=top / height + box.bottom * down,
        )  # fmt: skip

    return PageText(
        number=number, width_mm=round(width / dpi * MM_PER_INCH, 1), height_mm=round(height / dpi * MM_PER_INCH, 1),
        words=[msgspec.structs.replace(word, box=on_page(word.box)) for word in read.words],
    )  # fmt: skip


def read_lines(
    strips: Sequence[Grey], *, language: str, dpi: int = DPI, seconds: float = PAGE_SECONDS,
    stop: Callable[[], bool] = never,
) -> list[list[Word]]:  # fmt: skip
    """The words of each strip, which holds one line; all in one go, for starting costs more than reading them."""
    arguments = ("--dpi", str(dpi), "--psm", str(ONE_LINE), "-l", language, "-c", "tessedit_create_tsv=1")
    _, pages = cv2.imencodemulti(".tiff", list(strips))
    table = _asked(pages.tobytes(), arguments, seconds, stop)
    rows: dict[int, list[str]] = {}
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) > 1 and cells[1].isdecimal():
            rows.setdefault(int(cells[1]), []).append(row)
    return [
        _words(rows.get(number, []), strip.shape[1], strip.shape[0]) for number, strip in enumerate(strips, start=1)
    ]


def _inked(pixels: Grey) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is printed, with some air."""
    height, width = pixels.shape
    ink = cv2.resize(pixels, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) < INKED
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return 0, 0, width, height
    top, bottom, left, right = (int(4 * each) for each in (rows[0], rows[-1], columns[0], columns[-1]))
    return max(0, left - AIR), max(0, top - AIR), min(width, right + AIR), min(height, bottom + AIR)


def orientation(pixels: Grey, *, seconds: float = PAGE_SECONDS, stop: Callable[[], bool] = never) -> int:
    """Degrees to turn the page clockwise to set it upright: 0, 90, 180 or 270; 0 when unsure or unable to tell."""
    half = np.asarray(cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    try:
        answer = _tesseract(half, ("--dpi", "150", "--psm", "0", "-l", "osd"), seconds, stop)
    except RecognitionFailed:
        return 0  # too little text, or no data for it; the page is read as it lies
    figures = dict(re.findall(r"^(Rotate|Orientation confidence): ([\d.]+)", answer, re.MULTILINE))
    sure = float(figures.get("Orientation confidence", 0)) >= SURE_OF_ORIENTATION
    return int(figures.get("Rotate", 0)) if sure else 0


def _tesseract(image: Grey, arguments: Sequence[str], seconds: float, stop: Callable[[], bool]) -> str:
    _, portable = cv2.imencode(".pgm", image)
    return _asked(portable.tobytes(), arguments, seconds, stop)


def _asked(given: bytes, arguments: Sequence[str], seconds: float, stop: Callable[[], bool]) -> str:
    program = shutil.which("tesseract")
    if program is None:
        raise RecognitionFailed(MISSING)
    command = [*_standing_back(), program, "stdin", "stdout", *arguments]
    output, complaint, code = _run(command, given, seconds, stop)
    if code != 0:
        unknown = "loading language" in complaint or "traineddata" in complaint
        raise RecognitionFailed(NO_RUSSIAN if unknown else FAILED)
    return output


def _standing_back() -> list[str]:
    """A thread that stands back already has its programs stand back as far: more would starve them."""
    nice = shutil.which("nice")
    more = NICE - os.getpriority(os.PRIO_PROCESS, 0) if nice else 0  # of this thread, on Linux
    return [nice, "-n", str(more)] if nice and more > 0 else []


def _run(command: Sequence[str], given: bytes, seconds: float, stop: Callable[[], bool]) -> tuple[str, str, int]:
    """Output, complaints and exit code; one thread only, for on a busy machine four are slower than one."""
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    end = time.monotonic() + seconds
    with TemporaryFile() as source:
        source.write(given)
        source.seek(0)
        with subprocess.Popen(  # noqa: S603 - the command is ours, the image goes through stdin
            command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
        ) as process:
            while True:
                try:
                    output, complaint = process.communicate(timeout=GLANCE_SECONDS)
                except subprocess.TimeoutExpired:
                    if stop():
                        process.kill()
                        raise Stopped from None
                    if time.monotonic() > end:
                        process.kill()
                        raise RecognitionFailed(TOO_LONG.format(seconds=round(seconds))) from None
                else:
                    return output.decode(errors="replace"), complaint.decode(errors="replace"), process.returncode


def _words(rows: Sequence[str], width: int, height: int) -> list[Word]:
    """Words of Tesseract's TSV with running numbers for its nested blocks, paragraphs and lines."""
    words: list[Word] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in rows:
        cells = row.split("\t")
        if len(cells) < 12 or int(cells[0]) != WORD_LEVEL or not cells[11].strip():
            continue
        left, top, across, down = (int(cell) for cell in cells[6:10])
        words.append(
            Word(
                text=cells[11].strip(),
                box=Box(
                    left=left / width,
                    top=top / height,
                    right=(left + across) / width,
                    bottom=(top + down) / height,
                ),
                confidence=max(0.0, float(cells[10])) / 100,
                line=lines.setdefault(tuple(cells[2:5]), len(lines)),
                block=int(cells[2]),
            )
        )
    return words
