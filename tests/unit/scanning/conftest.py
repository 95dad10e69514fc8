"""Letters rendered and read once for all tests of the folder."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image

from common.scanning.recognition import PageText
from server.sample.correspondence import Letter
from server.sample.letters import letter
from server.sample.paper import render
from server.sample.senders import SENDERS
from server.scanning.raster import PageImage
from server.scanning.reading import ReadPage, read
from tests.factories.letter_truth import KnownSenders
from tests.factories.printed_pages import printed_page

SEEDS = range(301, 315)  # one letter of each sender


@dataclass(frozen=True)
class ReadLetter:
    letter: Letter
    sheets: list[Image.Image]
    pages: list[ReadPage]

    @property
    def texts(self) -> list[PageText]:
        return [page.text for page in self.pages]


@pytest.fixture(scope="session")
def mail() -> list[ReadLetter]:
    return [_read(seed) for seed in SEEDS]


def _read(seed: int) -> ReadLetter:
    written = letter(seed)
    sheets = render(written, seed, level=1)
    pages = [read(PageImage(number, np.asarray(sheet))) for number, sheet in enumerate(sheets, start=1)]
    return ReadLetter(written, sheets, pages)


@pytest.fixture
def directory() -> KnownSenders:
    return KnownSenders([sender.name for sender in SENDERS])


@pytest.fixture
def page_of() -> Callable[..., PageText]:
    return printed_page
