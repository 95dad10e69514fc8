"""Where things stand on a page of a letter: runs of words, rows, the left margin, the beginning of the text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from common.scanning.recognition import Box, PageText, Word, around

COLUMN_GAP_MM = 7.0
GUESSED = 0.2  # what a reader makes of a coat of arms
SCRAWL = 4  # times as tall as the words of the page: a note in the margin, which would stand beside many lines
SALUTATION = re.compile(r"^[Уу]важаем\w{2}\b")
HYPHEN_AT_END = re.compile(r"(?<=[а-яё])[-\u00ad]$")


@dataclass(frozen=True)
class Run:
    """Words of one line with no column gap between them."""

    words: tuple[Word, ...]
    page: int

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @cached_property
    def box(self) -> Box:
        return around(word.box for word in self.words)

    @cached_property
    def confidence(self) -> float:
        return sum(word.confidence for word in self.words) / len(self.words)

    @property
    def middle(self) -> float:
        return (self.box.left + self.box.right) / 2

    @property
    def has_letters(self) -> bool:
        letters = sum(char.isalnum() for char in self.text)
        return letters >= 2 and letters * 2 >= len(self.text.replace(" ", ""))

    @property
    def is_legible(self) -> bool:
        """False for what a reader makes of arms, seals and scrawls."""
        return self.has_letters and self.confidence >= 0.45


@dataclass(frozen=True)
class Layout:
    """Runs from top to bottom; what stands side by side goes from left to right."""

    number: int
    runs: tuple[Run, ...]

    @cached_property
    def rows(self) -> list[Run]:
        """Runs of the same height put together into one."""
        rows: list[list[Run]] = []
        for run in self.runs:
            if run.confidence < GUESSED:
                continue
            same = next((row for row in rows[-3:] if beside(row[0].box, run.box)), None)
            if same is None:
                rows.append([run])
            else:
                same.append(run)
        return [_joined(row) for row in rows]

    @cached_property
    def margin(self) -> float:
        """Where the lines of the text begin."""
        wide = sorted(run.box.left for run in self.runs if run.box.width > 0.55)
        return wide[len(wide) // 4] if wide else min((run.box.left for run in self.runs), default=0.0)

    @cached_property
    def salutation(self) -> Run | None:
        return next((run for run in self.runs if SALUTATION.match(run.text)), None)

    def text_top(self, below: float) -> float:
        """The top of the first line of the text under `below`: the salutation or a line from margin to margin."""
        if self.salutation and self.salutation.box.top > below:
            return self.salutation.box.top
        wide = (run.box.top for run in self.runs if run.box.top > below and run.box.left < 0.3 and run.box.width > 0.55)
        return next(wide, 1.0)

    def block(self, first: Run, tolerance: float = 0.02) -> list[Run]:
        """`first` and the lines right under it that begin, or are centred, in line with it."""
        block = [first]
        for run in self.runs:
            last = block[-1]
            gap = run.box.top - last.box.bottom
            if run.box.top <= last.box.top or gap < -0.5 * last.box.height:
                continue
            aligned = abs(run.box.left - first.box.left) < tolerance or abs(run.middle - first.middle) < tolerance / 2
            if aligned and gap < 1.1 * _line_height(block):
                block.append(run)
            elif run.box.top - last.box.bottom > 3 * last.box.height:
                break
        return block

    def within(self, block: Sequence[Run]) -> list[Run]:
        """The block with whatever else the reader saw inside its frame, legible or not."""
        frame = around(run.box for run in block)
        return [
            run
            for run in self.runs
            if run in block
            or (
                frame.left < run.middle < max(frame.right, 0.8)
                and frame.top < (run.box.top + run.box.bottom) / 2 < frame.bottom
            )
        ]


def lay_out(page: PageText) -> Layout:
    tallest = SCRAWL * median(word.box.height for word in page.words) if page.words else 0.0
    lines = ([word for word in line if word.box.height < tallest] for line in page.lines())
    runs = [run for line in lines if line for run in _split(line, page) if run.box.height < tallest]
    return Layout(page.number, tuple(sorted(runs, key=lambda run: (run.box.top, run.box.left))))


def sentence(lines: Iterable[str]) -> str:
    """Lines put together again, words broken at a line's end made whole."""
    joined = ""
    for line in lines:
        broken = HYPHEN_AT_END.search(joined) is not None and line[:1].islower()
        joined = joined[:-1] + line if broken else f"{joined} {line}".strip()
    return re.sub(r"\s+", " ", joined)


def certainty(runs: Sequence[Run]) -> float:
    """Between the mean of the words and the worst line: one line lost spoils the block."""
    words = [word for run in runs for word in run.words]
    return (sum(word.confidence for word in words) / len(words) + min(run.confidence for run in runs)) / 2


def _split(line: Sequence[Word], page: PageText) -> list[Run]:
    words = sorted(line, key=lambda word: word.box.left)
    parts = [[words[0]]]
    for before, word in pairwise(words):
        if (word.box.left - before.box.right) * page.width_mm > COLUMN_GAP_MM:
            parts.append([])
        parts[-1].append(word)
    return [Run(tuple(part), page.number) for part in parts]


def beside(one: Box, other: Box) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.55 * min(one.height, other.height)


def _joined(runs: Sequence[Run]) -> Run:
    words = sorted((word for run in runs for word in run.words), key=lambda word: word.box.left)
    return Run(tuple(words), runs[0].page)


def _line_height(runs: Sequence[Run]) -> float:
    return sum(run.box.height for run in runs) / len(runs)
