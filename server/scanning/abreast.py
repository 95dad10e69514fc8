"""Pages of one paper read side by side, in threads that stand back before whoever waits for an answer."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import Protocol, Self

from server.scanning.models import PageRow
from server.scanning.ocr import NICE
from server.scanning.raster import PageImage, read_page
from server.scanning.reading import ReadPage

MOST = 4  # readers: each holds a page of up to 60 MB and its copies
Stop = Callable[[], bool]
_one_at_a_time = threading.Lock()  # pdfium is not thread-safe


class Reader(Protocol):
    def __call__(self, page: PageImage, *, stop: Stop) -> ReadPage: ...


def spare_cores() -> int:
    """Of the cores given to this worker process one is left to those who wait; where there is but one, it is shared.

    Each worker process counts for itself: with `grif work --processes N` there are N times as many readers.
    """
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # only Linux tells what a process was given
        cores = os.cpu_count() or 1
    return min(MOST, max(1, cores - 1))


class Abreast:
    """So many pages at once; leaving calls off what is still being read."""

    def __init__(self, many: int, reader: Reader, stop: Stop) -> None:
        self._many, self._reader, self._stop = many, reader, stop
        self._left = threading.Event()
        self._pool = ThreadPoolExecutor(many, "reader", initializer=_stand_back)
        self._under_way: dict[Future[ReadPage], PageRow] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self._pool.shutdown(cancel_futures=True)

    @property
    def is_full(self) -> bool:
        return len(self._under_way) >= self._many

    @property
    def is_empty(self) -> bool:
        return not self._under_way

    def begin(self, page: PageRow, source: Path) -> None:
        self._under_way[self._pool.submit(self._read, source, page.in_file)] = page

    def ended(self) -> Sequence[tuple[PageRow, Future[ReadPage]]]:
        """Waits until a page is through; there may be more of them."""
        done, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
        return [(self._under_way.pop(each), each) for each in done]

    def _read(self, source: Path, in_file: int) -> ReadPage:
        with _one_at_a_time:
            image = read_page(source, in_file)
        return self._reader(image, stop=self._is_called_off)

    def _is_called_off(self) -> bool:
        return self._left.is_set() or self._stop()


def _stand_back() -> None:
    """Cleaning a page takes a second of its thread; only Linux tells threads apart here."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
