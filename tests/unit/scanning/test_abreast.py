"""How many pages are read at once, and how far the readers stand back."""

import os

import numpy as np
import pytest
from PIL import Image

from server.scanning.abreast import Abreast, spare_cores
from server.scanning.models import PageRow
from server.scanning.ocr import NICE, never, recognise
from server.scanning.raster import PageImage

TELLS_ITS_NICENESS = r"""#!/bin/sh
printf 'head\n5\t1\t1\t1\t1\t1\t0\t0\t10\t10\t90\t%s\n' "$(nice)"
"""


@pytest.fixture
def tesseract(tmp_path, monkeypatch):
    program = tmp_path / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(TELLS_ITS_NICENESS)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


def niceness(page, *, stop=never):
    return int(recognise(page.pixels, 1, stop=stop).text)


@pytest.mark.usefixtures("tesseract")
def test_tesseract_stands_back_as_far_in_a_reader_as_outside_of_one(tmp_path):
    Image.new("L", (210, 297), 200).save(tmp_path / "1.png")
    with Abreast(1, niceness, never) as readers:
        readers.begin(PageRow(in_file=1), tmp_path / "1.png")
        [(_, read)] = readers.ended()
    own = os.getpriority(os.PRIO_PROCESS, 0)
    outside = niceness(PageImage(1, np.full((297, 210), 200, dtype=np.uint8)))
    assert read.result() == outside == max(NICE, own)


@pytest.mark.parametrize(("cores", "readers"), [(1, 1), (2, 1), (3, 2), (64, 4)])
def test_of_the_cores_given_to_the_worker_one_is_left_and_no_more_than_four_are_taken(monkeypatch, cores, readers):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(cores)))
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert spare_cores() == readers
