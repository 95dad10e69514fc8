"""Numbers, dates and headings read unsurely, read again: the line alone, sharp, without the rule under it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import msgspec
import numpy as np

from common.scanning.recognition import Box, PageText, Word
from server.scanning.heading import heading_block
from server.scanning.layout import Layout, Run, beside, lay_out
from server.scanning.ocr import INKED, LANGUAGE, PAGE_SECONDS, never, read_lines
from server.scanning.raster import DPI, MM_PER_INCH, Grey
from server.scanning.references import LOWEST, MONTHS, NUMBER, find_date

SURE = 0.8
ILLEGIBLE = 0.6  # of a heading, where a letter more or less matters little
HEAD = 0.12  # share of the page above which no heading stands
DISPUTED = 0.45  # letters of a number about which two readings do not agree
CLEARLY = 0.1  # surer than the first reading
MOST_LINES = 4
GAP_MM = 12.0  # a line torn into pieces has less between them than stands before the addressee
AIR = 24
RULE_MM, THICK_MM = 8.0, 0.7
YEAR_OR_MONTH = re.compile(rf"20\d\d|\b(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)
DIGITS = re.compile(r"\d+")
APART = re.compile(r"0\W(?=0)")  # how digits are grouped, their own reader tells


@dataclass(frozen=True)
class Doubts:
    """The page as both readings together have it, and where they do not agree about the letters of a number."""

    text: PageText
    disputed: tuple[Box, ...] = ()

    def marked(self, text: PageText) -> PageText:
        """Digits that are confirmed later confirm no letters."""
        words = [
            msgspec.structs.replace(word, confidence=min(word.confidence, DISPUTED))
            if word.box in self.disputed
            else word
            for word in text.words
        ]
        return msgspec.structs.replace(text, words=words)


def read_doubts_again(
    pixels: Grey, text: PageText, *, dpi: int = DPI, seconds: float = PAGE_SECONDS, stop: Callable[[], bool] = never
) -> Doubts:
    page = lay_out(text)
    heading = {id(word) for line in heading_block(page, HEAD) for word in line.words}
    lines = [
        run for run in _lines(page, text)
        if (_matters(run.text) and _is_unsure(run, SURE))
        or (id(run.words[0]) in heading and _is_unsure(run, ILLEGIBLE))
    ][:MOST_LINES]  # fmt: skip
    if not lines:
        return Doubts(text)
    strips = [_strip(pixels, line, dpi) for line in lines]
    read = read_lines(strips, language=LANGUAGE, dpi=dpi, seconds=seconds, stop=stop)
    words, disputed = list(text.words), list[Box]()
    for line, strip, found in zip(lines, strips, read, strict=True):
        second = [_on_page(word, strip, pixels, line) for word in found]
        if second and _least(second) > max(_least(line.words) + CLEARLY, DISPUTED):
            words = _put_in(words, line.words, second)
            disputed += _differing(second, line.words)
        else:
            disputed += _differing(line.words, second)
    return Doubts(msgspec.structs.replace(text, words=words), tuple(disputed))


def without_rules(pixels: Grey, dpi: int = DPI) -> Grey:
    """Thin lines under what is filled in are whitened; letters that touch them lose the touch."""
    ink = (pixels < INKED).astype(np.uint8)
    long, thick = (round(each / MM_PER_INCH * dpi) | 1 for each in (RULE_MM, THICK_MM))  # odd, so that nothing shifts
    rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
    solid = cv2.morphologyEx(rules, cv2.MORPH_OPEN, np.ones((thick, 1), np.uint8))
    clear = pixels.copy()
    clear[cv2.dilate(rules - solid, np.ones((3, 3), np.uint8)).astype(bool)] = 255
    return clear


def _lines(page: Layout, text: PageText) -> list[Run]:
    """Lines of the head with their pieces put together again, but without what stands in the column beside."""
    lines: list[list[Word]] = []
    for run in sorted(page.runs, key=lambda run: run.box.left):
        line = next((line for line in lines if _goes_on(line[-1].box, run.box, text.width_mm)), None)
        if line is None:
            lines.append(list(run.words))
        else:
            line += run.words
    runs = (Run(tuple(line), page.number) for line in lines)
    return sorted((run for run in runs if run.box.bottom < LOWEST), key=lambda run: run.box.top)


def _goes_on(last: Box, box: Box, width_mm: float) -> bool:
    return beside(last, box) and (box.left - last.right) * width_mm < GAP_MM


def _matters(text: str) -> bool:
    return bool(NUMBER.search(text) or find_date(text) or YEAR_OR_MONTH.search(text))


def _is_unsure(line: Run, sure: float) -> bool:
    return any(word.confidence < sure and any(char.isalnum() for char in word.text) for word in line.words)


def _strip(pixels: Grey, line: Run, dpi: int) -> Grey:
    """The line, somewhat wider than it is, in a frame of white."""
    height, width = pixels.shape
    left, top = _begin(pixels, line)
    part = pixels[top : int(line.box.bottom * height) + AIR // 2, left : int(line.box.right * width) + AIR // 2]
    framed = cv2.copyMakeBorder(without_rules(part, dpi), AIR, AIR, AIR, AIR, cv2.BORDER_CONSTANT, value=(255,))
    return np.asarray(framed, dtype=np.uint8)


def _begin(pixels: Grey, line: Run) -> tuple[int, int]:
    height, width = pixels.shape
    return max(0, int(line.box.left * width) - AIR // 2), max(0, int(line.box.top * height) - AIR // 2)


def _on_page(word: Word, strip: Grey, pixels: Grey, line: Run) -> Word:
    left, top = (each - AIR for each in _begin(pixels, line))
    (height, width), (down, across) = pixels.shape, strip.shape
    box = Box(
        left=(left + word.box.left * across) / width, right=(left + word.box.right * across) / width,
        top=(top + word.box.top * down) / height, bottom=(top + word.box.bottom * down) / height,
    )  # fmt: skip
    return msgspec.structs.replace(word, box=box, line=line.words[0].line, block=line.words[0].block)


def _differing(kept: Sequence[Word], other: Sequence[Word]) -> list[Box]:
    """Where unsure words with digits have other letters in the other reading; digits have a reader of their own."""
    known = {_shape(word) for word in other}
    return [
        word.box for word in kept
        if word.confidence < SURE and DIGITS.search(word.text)
        and _shape(word) not in known and not any(_differ_by_a_gap(word, each) for each in other)
    ]  # fmt: skip


def _shape(word: Word) -> str:
    return DIGITS.sub("0", word.text).casefold()


def _differ_by_a_gap(one: Word, other: Word) -> bool:
    """Whether in one of two readings of a place two groups of digits are one, which their own reader decides."""
    if one.box.left >= other.box.right or other.box.left >= one.box.right:
        return False
    return _shape(one) in _joined(_shape(other)) or _shape(other) in _joined(_shape(one))


def _joined(shape: str) -> Iterator[str]:
    for apart in APART.finditer(shape):
        yield shape[: apart.start()] + shape[apart.end() :]


def _least(words: Sequence[Word]) -> float:
    return min(word.confidence for word in words)


def _put_in(words: Sequence[Word], old: Sequence[Word], new: Sequence[Word]) -> list[Word]:
    dropped = {id(word) for word in old}
    at = next(number for number, word in enumerate(words) if id(word) in dropped)
    return [*words[:at], *new, *(word for word in words[at:] if id(word) not in dropped)]
