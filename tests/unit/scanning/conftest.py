"""Letters rendered and read once for all tests of the folder, and pages laid out by hand."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image

from common.scanning.recognition import Box, PageText, Word
from server.sample.correspondence import Letter
from server.sample.letters import letter
from server.sample.paper import render
from server.sample.senders import SENDERS
from server.scanning.raster import PageImage
from server.scanning.reading import ReadPage, read
from tests.factories.letter_truth import KnownSenders

SEEDS = range(301, 315)  # one letter of each sender

Printed = tuple[str, float, float]


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
    """Builds the text of a page from lines (text, left, top) in millimetres of an A4 sheet set in 13-point type."""

    def build(*printed: Printed, number: int = 1, confidence: float = 0.95) -> PageText:
        words = [word for line, each in enumerate(printed) for word in _words(each, line, confidence)]
        return PageText(number=number, width_mm=210, height_mm=297, words=words)

    return build


def _words(printed: Printed, line: int, confidence: float) -> list[Word]:
    text, left, top = printed
    words: list[Word] = []
    for part in text.split(" "):
        right = left + 2.3 * len(part)
        if part:
            box = Box(left=left / 210, top=top / 297, right=right / 210, bottom=(top + 4) / 297)
            words.append(Word(text=part, box=box, confidence=confidence, line=line, block=1))
        left = right + 1.2
    return words
