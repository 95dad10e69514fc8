"""A second reading of numbers and dates: in some faces the Russian model takes 3 for 5, the English one does not."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import msgspec
import numpy as np

from common.scanning.recognition import PageText, Word, around
from server.scanning.closing import SHEETS
from server.scanning.ocr import PAGE_SECONDS, RecognitionFailed, never, read_lines
from server.scanning.raster import DPI, Grey
from server.scanning.references import LOWEST, NUMBER, find_date

LANGUAGE = "eng"
MOST_LINES = 6
DOUBT = 0.45
LONG_ENOUGH = 4
AIR = 24  # less of it makes the second model err too; pixels left around the line
DIGITS = re.compile(r"\d+")
LETTERS = re.compile(r"[A-Za-zА-Яа-яЁё]")


@dataclass(frozen=True)
class Strip:
    """A part of a page; `across` and `shift` tell in shares of the page how wide it is and where it begins."""

    pixels: Grey
    across: float
    shift: float

    def on_page(self, word: Word) -> Word:
        left, right = (each * self.across + self.shift for each in (word.box.left, word.box.right))
        return msgspec.structs.replace(word, box=msgspec.structs.replace(word.box, left=left, right=right))


def read_figures_again(
    pixels: Grey, text: PageText, *, dpi: int = DPI, seconds: float = PAGE_SECONDS, stop: Callable[[], bool] = never
) -> PageText:
    """The same page with the digits of references and sheet counts confirmed, put right, or marked as doubtful."""
    again: dict[int, Word] = {}
    lines = [[word for word in line if DIGITS.search(word.text)] for line in text.lines() if _matters(line)]
    strips = [_strip(pixels, figures) for figures in lines[:MOST_LINES]]
    if not strips:
        return text
    try:
        read = read_lines([strip.pixels for strip in strips], language=LANGUAGE, dpi=dpi, seconds=seconds, stop=stop)
    except RecognitionFailed:
        return text  # the second model is not there; the first reading stands
    for figures, strip, words in zip(lines, strips, read, strict=False):
        second = [strip.on_page(word) for word in words]
        again |= {id(word): _compared(word, second) for word in figures}
    return msgspec.structs.replace(text, words=[again.get(id(word), word) for word in text.words])


def _matters(line: Sequence[Word]) -> bool:
    text = " ".join(word.text for word in line)
    in_head = line[0].box.bottom < LOWEST and (NUMBER.search(text) or find_date(text) or "20" in text)
    return bool(DIGITS.search(text)) and bool(in_head or SHEETS.search(text))


def _strip(pixels: Grey, figures: Sequence[Word]) -> Strip:
    """The page from the first figure to the last, with air around it."""
    height, width = pixels.shape
    box = around(word.box for word in figures)
    left, top = max(0, int(box.left * width) - AIR), max(0, int(box.top * height) - AIR // 2)
    part = pixels[top : int(box.bottom * height) + AIR // 2, left : int(box.right * width) + AIR]
    framed = cv2.copyMakeBorder(part, AIR, AIR, AIR, AIR, cv2.BORDER_CONSTANT, value=(255,))
    return Strip(np.asarray(framed, dtype=np.uint8), framed.shape[1] / width, (left - AIR) / width)


def _compared(word: Word, second: Sequence[Word]) -> Word:
    over = [each for each in second if word.box.left < (each.box.left + each.box.right) / 2 < word.box.right]
    if not over:
        return word
    other, certain = "".join(each.text for each in over), min(each.confidence for each in over)
    own, theirs = DIGITS.findall(word.text), DIGITS.findall(other)
    if own == theirs:
        return msgspec.structs.replace(word, confidence=max(word.confidence, certain))
    if [len(group) for group in own] == [len(group) for group in theirs]:
        groups = iter(theirs)
        return msgspec.structs.replace(word, text=DIGITS.sub(lambda _: next(groups), word.text), confidence=certain)
    if sum(map(len, own)) < LONG_ENOUGH:
        return word  # a count of sheets among Russian words: the second model misleads
    if not LETTERS.search(word.text + other):
        return msgspec.structs.replace(word, text=other, confidence=certain)
    return msgspec.structs.replace(word, confidence=min(word.confidence, DOUBT))
