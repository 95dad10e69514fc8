"""Letters read: pages a minute and errors beside bare Tesseract in one run, and how often each proposed field is right.

`python -m tests.bench.recognition [--letters 30]`; CPU seconds count children too, so a busy machine changes nothing.
"""

import argparse
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from common.scanning.recognition import PageText, ProposedField
from server.sample.correspondence import Letter
from server.sample.letters import letter
from server.sample.paper import render
from server.sample.senders import SENDERS
from server.scanning.extraction import propose
from server.scanning.ocr import RecognitionFailed, recognise
from server.scanning.raster import Grey, PageImage
from server.scanning.reading import read
from tests.factories.letter_truth import KnownSenders, errors_in, same, truth_of

T = TypeVar("T")
FIRST = 901
LEVELS = {1: "office scan", 2: "bad copy"}


@dataclass
class Figures:
    pages: int = 0
    seconds: float = 0.0
    bare_seconds: float = 0.0
    letters: int = 0
    wrong: float = 0.0
    bare_wrong: float = 0.0
    right: Counter[ProposedField] = field(default_factory=Counter)
    proposed: Counter[ProposedField] = field(default_factory=Counter)
    there: Counter[ProposedField] = field(default_factory=Counter)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.recognition", description=__doc__)
    parser.add_argument("--letters", type=int, default=30)
    options = parser.parse_args()
    directory = KnownSenders([sender.name for sender in SENDERS])
    for level, name in LEVELS.items():
        figures = Figures()
        for seed in range(FIRST, FIRST + options.letters):
            _measure(figures, letter(seed), seed, level, directory)
        print(f"\n{name}: {options.letters} letters, {figures.pages} pages")
        show(figures)
    return 0


def _measure(figures: Figures, written: Letter, seed: int, level: int, directory: KnownSenders) -> None:
    texts: list[PageText] = []
    bare_texts: list[PageText] = []
    for number, sheet in enumerate(render(written, seed, level=level), start=1):
        pixels = np.asarray(sheet.convert("L"), dtype=np.uint8)
        bare, took = timed(lambda pixels=pixels, number=number: _bare(pixels, number))
        figures.bare_seconds += took
        ours, took = timed(lambda pixels=pixels, number=number: read(PageImage(number, pixels)))
        figures.seconds += took
        figures.pages += 1
        texts.append(ours.text)
        bare_texts.append(bare)
    whole = "\n".join(text.text for text in texts)
    count, wrong = errors_in(written, whole)
    figures.letters += count
    figures.wrong += wrong
    figures.bare_wrong += errors_in(written, "\n".join(text.text for text in bare_texts))[1]
    truth = truth_of(written)
    figures.there.update(truth.keys())
    for proposal in propose(texts, directory):
        figures.proposed[proposal.field] += 1
        figures.right[proposal.field] += same(proposal.field, proposal.value, truth.get(proposal.field, ""))


def _bare(pixels: Grey, number: int) -> PageText:
    """Tesseract alone may take minutes over grain; what it has not read by then counts as wrong."""
    try:
        return recognise(pixels, number)
    except RecognitionFailed:
        return PageText(number=number, width_mm=210, height_mm=297, words=[])


def timed(do: Callable[[], T]) -> tuple[T, float]:
    before = spent()
    result = do()
    return result, spent() - before


def spent() -> float:
    """CPU seconds of this process and of what it has started."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def show(figures: Figures) -> None:
    ours, bare = (60 * figures.pages / seconds for seconds in (figures.seconds, figures.bare_seconds))
    print(f"  pages a minute and core: {ours:.1f}, bare Tesseract {bare:.1f}, time × {bare / ours:.2f}")
    for name, wrong in (("ours", figures.wrong), ("bare Tesseract", figures.bare_wrong)):
        print(f"  characters wrong, {name}: {100 * wrong / max(1, figures.letters):.2f} %")
    for line in fields(figures):
        print(line)


def fields(figures: Figures) -> Iterator[str]:
    for name in ProposedField:
        there, proposed, right = figures.there[name], figures.proposed[name], figures.right[name]
        precision, recall = (f"{100 * right / of:.0f} %" if of else "—" for of in (proposed, there))
        yield f"  {name.value}: right of proposed {precision} ({right}/{proposed}), found of those there {recall}"


if __name__ == "__main__":
    sys.exit(main())
