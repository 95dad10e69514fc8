"""Numbers and dates read again: in some faces the Russian model takes 3 for 5 and 2 for 7, the English one does not.

Where the two do not agree, a third reading decides.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import msgspec
import numpy as np

from common.scanning.recognition import PageText, Word, around
from server.scanning.addresses import address_words, with_addresses
from server.scanning.closing import SHEETS
from server.scanning.layout import beside, lay_out
from server.scanning.ocr import PAGE_SECONDS, RecognitionFailed, never, read_lines
from server.scanning.raster import DPI, Grey
from server.scanning.references import LOWEST, NUMBER, find_date

LANGUAGE = "eng"
MOST_LINES = 8
DOUBT = 0.45
SMALLER = 0.66  # so the same model reads it another time
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
    """The same page with the digits of references and sheet counts confirmed, put right, or marked as doubtful.

    Those of lines past the most stay as they were read. Addresses of mail and sites are read by the other model on the
    way: starting it costs more than they do.
    """
    told, addresses = _figures(text)[:MOST_LINES], address_words(text)
    strips = [_strip(pixels, text, words) for words in (*(line.words for line in told), *addresses)]

    def read(which: Sequence[Strip], scale: float) -> list[list[Word]]:
        images = [cv2.resize(each.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) for each in which]
        found = read_lines(
            [np.asarray(each, dtype=np.uint8) for each in images], language=LANGUAGE, dpi=round(dpi * scale),
            seconds=seconds, stop=stop,
        )  # fmt: skip
        return [[strip.on_page(word) for word in words] for strip, words in zip(which, found, strict=True)]

    if not strips:
        return text
    try:
        second = read(strips, 1.0)
        open_ = [at for at, line in enumerate(told) if not all(_agree(each, second[at]) for each in line.words)]
        third = dict(zip(open_, read([strips[at] for at in open_], SMALLER), strict=True)) if open_ else {}
    except RecognitionFailed:
        return text  # the second model is not there; the first reading stands
    again: dict[int, Word] = {}
    for at, line in enumerate(told):
        others = [second[at], third.get(at, [])]
        again |= {id(word): _compared(word, others, counts=line.counts) for word in line.words}
    text = with_addresses(text, dict(enumerate(second[len(told) :])), addresses)
    return msgspec.structs.replace(text, words=[again.get(id(word), word) for word in text.words])


@dataclass(frozen=True)
class Figures:
    """The words with figures of one line; `counts` are sheets, not numbers and dates."""

    words: list[Word]
    counts: bool


def _figures(text: PageText) -> list[Figures]:
    """First of rows with numbers and dates, whose cells may be lines of their own; then of the other lines."""
    rows = [row for row in lay_out(text).rows if row.box.bottom < LOWEST and _is_reference(row.text)]
    in_rows = {id(word) for row in rows for word in row.words}
    lines = []
    for line in text.lines():
        is_told = any(id(word) in in_rows for word in line)
        figures = [word for word in line if DIGITS.search(word.text)]
        counts = SHEETS.search(" ".join(word.text for word in line)) is not None and not is_told
        if figures and (is_told or counts or _matters(line)):
            lines.append((not is_told, figures[0].box.top, Figures(figures, counts)))
    return [figures for *_, figures in sorted(lines, key=lambda line: line[:2])]


def _is_reference(text: str) -> bool:
    return bool(NUMBER.search(text) or find_date(text))


def _matters(line: Sequence[Word]) -> bool:
    text = " ".join(word.text for word in line)
    return line[0].box.bottom < LOWEST and (_is_reference(text) or "20" in text)


def _strip(pixels: Grey, text: PageText, figures: Sequence[Word]) -> Strip:
    """The page from the first figure to the last, with air around it: half a letter beside it is read as a figure."""
    height, width = pixels.shape
    box = around(word.box for word in figures)
    level = [word.box for word in text.words if beside(word.box, box)]
    before = max((each.right for each in level if each.right <= box.left), default=0.0)
    after = min((each.left for each in level if each.left >= box.right), default=1.0)
    left, right = (max(0, int(box.left * width) - AIR), int(box.right * width) + AIR)
    left, right = max(left, int((before + box.left) / 2 * width)), min(right, int((after + box.right) / 2 * width))
    top = max(0, int(box.top * height) - AIR // 2)
    part = pixels[top : int(box.bottom * height) + AIR // 2, left:right]
    framed = cv2.copyMakeBorder(part, AIR, AIR, AIR, AIR, cv2.BORDER_CONSTANT, value=(255,))
    return Strip(np.asarray(framed, dtype=np.uint8), framed.shape[1] / width, (left - AIR) / width)


def _at(word: Word, line: Sequence[Word]) -> tuple[str, float]:
    """What a reading has where the word stands, and how sure it is of it."""
    over = [each for each in line if word.box.left < (each.box.left + each.box.right) / 2 < word.box.right]
    return "".join(each.text for each in over), min((each.confidence for each in over), default=0.0)


def _agree(word: Word, line: Sequence[Word]) -> bool:
    return DIGITS.findall(word.text) == DIGITS.findall(_at(word, line)[0])


def _compared(word: Word, others: Sequence[Sequence[Word]], *, counts: bool) -> Word:
    """Digits that two of the three readings have in common are sure; a number that only one of them has is not."""
    own = DIGITS.findall(word.text)
    (other, certain), (third, surely) = (_at(word, line) for line in others)
    if own == DIGITS.findall(other):
        return msgspec.structs.replace(word, confidence=max(word.confidence, certain))
    if own == DIGITS.findall(third):
        return msgspec.structs.replace(word, confidence=max(word.confidence, surely))
    if counts and sum(map(len, own)) < LONG_ENOUGH:
        return word  # a count of sheets among Russian words: the second model misleads
    theirs, lettered = DIGITS.findall(other), LETTERS.search(word.text + other)
    sure = max(certain, surely, word.confidence if lettered else 0.0)  # of letters the first model knows more
    if theirs == DIGITS.findall(third):
        if [len(group) for group in own] == [len(group) for group in theirs]:
            groups = iter(theirs)
            return msgspec.structs.replace(word, text=DIGITS.sub(lambda _: next(groups), word.text), confidence=sure)
        if theirs and not lettered:
            return msgspec.structs.replace(word, text=other, confidence=sure)
    return msgspec.structs.replace(word, confidence=min(word.confidence, DOUBT))
