"""A second reading of numbers and dates: in some faces the Russian model takes 3 for 5, the English one does not."""

import re
from collections.abc import Callable, Sequence

import cv2
import msgspec

from common.scanning.recognition import PageText, Word, around
from server.scanning.closing import SHEETS
from server.scanning.ocr import PAGE_SECONDS, RecognitionFailed, never, recognise
from server.scanning.raster import DPI, Grey
from server.scanning.references import LOWEST, NUMBER, find_date

LANGUAGE = "eng"
ONE_LINE = 7
MOST_LINES = 6
DOUBT = 0.45
LONG_ENOUGH = 4
AIR = 24  # less of it makes the second model err too; pixels left around the line
DIGITS = re.compile(r"\d+")
LETTERS = re.compile(r"[A-Za-zА-Яа-яЁё]")


def read_figures_again(
    pixels: Grey, text: PageText, *, dpi: int = DPI, seconds: float = PAGE_SECONDS, stop: Callable[[], bool] = never
) -> PageText:
    """The same page with the digits of references and sheet counts confirmed, put right, or marked as doubtful."""
    again: dict[int, Word] = {}
    lines = [line for line in text.lines() if _matters(line)]
    for line in lines[:MOST_LINES]:
        figures = [word for word in line if DIGITS.search(word.text)]
        try:
            second = _second_reading(pixels, figures, dpi, seconds, stop)
        except RecognitionFailed:
            return text  # the second model is not there; the first reading stands
        again |= {id(word): _compared(word, second) for word in figures}
    return msgspec.structs.replace(text, words=[again.get(id(word), word) for word in text.words])


def _matters(line: Sequence[Word]) -> bool:
    text = " ".join(word.text for word in line)
    in_head = line[0].box.bottom < LOWEST and (NUMBER.search(text) or find_date(text) or "20" in text)
    return bool(DIGITS.search(text)) and bool(in_head or SHEETS.search(text))


def _second_reading(
    pixels: Grey, figures: Sequence[Word], dpi: int, seconds: float, stop: Callable[[], bool]
) -> list[Word]:
    """Words of the strip from the first figure to the last, with boxes in shares of the page."""
    height, width = pixels.shape
    box = around(word.box for word in figures)
    left, top = max(0, int(box.left * width) - AIR), max(0, int(box.top * height) - AIR // 2)
    strip = pixels[top : int(box.bottom * height) + AIR // 2, left : int(box.right * width) + AIR]
    framed = cv2.copyMakeBorder(strip, AIR, AIR, AIR, AIR, cv2.BORDER_CONSTANT, value=(255,))
    across = framed.shape[1] / width
    read = recognise(framed, 1, dpi=dpi, language=LANGUAGE, layout=ONE_LINE, seconds=seconds, stop=stop)  # type: ignore[arg-type]
    shift = (left - AIR) / width
    return [
        msgspec.structs.replace(
            word,
            box=msgspec.structs.replace(
                word.box, left=word.box.left * across + shift, right=word.box.right * across + shift
            ),
        )
        for word in read.words
    ]


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
