"""The pages of one paper read one and two at once, by the clock, beside bare Tesseract doing the same."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from server.sample.correspondence import Letter
from server.sample.paper import render
from server.scanning.abreast import Abreast, spare_cores
from server.scanning.models import PageRow
from server.scanning.ocr import never, recognise
from server.scanning.raster import read_page
from server.scanning.reading import read

IN_TURN = 4  # pages; a machine that others use changes for both alike
OVERHEAD = 1.1


def show_side_by_side(letters: Sequence[Letter]) -> None:
    with TemporaryDirectory() as folder:
        files = []
        for seed, letter in enumerate(letters):
            for sheet in render(letter, seed, level=1):
                files.append(Path(folder, f"{len(files):03}.png"))
                sheet.convert("L").save(files[-1], dpi=(300, 300))
        print(f"\nside by side, {len(files)} pages by the clock; this server reads {spare_cores()} at once", flush=True)
        for many in (1, 2):
            took = {_ours: 0.0, _bare: 0.0}
            for start in range(0, len(files), IN_TURN):
                for do in took:
                    took[do] += timed(do, files[start : start + IN_TURN], many)
            ours, bare = (len(files) * 60 / seconds for seconds in took.values())
            print(f"  {many} at once: {ours:.1f} pages a minute, bare Tesseract {bare:.1f}, time × {bare / ours:.2f},"
                  f" allowed × {OVERHEAD}", flush=True)  # fmt: skip


def timed(do: Callable[[Sequence[Path], int], None], files: Sequence[Path], many: int) -> float:
    before = time.monotonic()
    do(files, many)
    return time.monotonic() - before


def _ours(files: Sequence[Path], many: int) -> None:
    with Abreast(many, read, never) as readers:
        for file in files:
            readers.begin(PageRow(in_file=1), file)
            if readers.is_full:
                _check(readers)
        while not readers.is_empty:
            _check(readers)


def _check(readers: Abreast) -> None:
    for _, future in readers.ended():
        future.result()


def _bare(files: Sequence[Path], many: int) -> None:
    with ThreadPoolExecutor(many) as pool:
        list(pool.map(lambda file: recognise(np.ascontiguousarray(read_page(file, 1).pixels), 1), files))
