"""Letters read: pages a minute and errors beside bare Tesseract in one run, and how often each proposed field is right.

`python -m tests.bench.recognition [--letters 30] [--way fax] [--past 6000]`, each way in which letters reach the
scanner by itself. `--past` asks for so many letters of the sample city to be learned from: what they tell of kind,
file and the like is measured too.
CPU seconds count children too, so a busy machine changes nothing; pages side by side are timed by the clock.
"""

import argparse
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from common.scanning.learning import Question
from common.scanning.recognition import PageText, ProposedField
from server.sample.letters import letter
from server.sample.senders import SENDERS
from server.scanning.extraction import propose
from server.scanning.ocr import RecognitionFailed, recognise
from server.scanning.raster import Grey, PageImage
from server.scanning.reading import read
from tests.bench.past import Past, learned_past
from tests.bench.side_by_side import OVERHEAD, show_side_by_side
from tests.factories.letter_truth import KnownSenders, errors_in, same, truth_of
from tests.factories.ways_to_scan import Way, scanned

T = TypeVar("T")
Field = ProposedField | Question
FIRST = 901
TARGETS = {ProposedField.THEIR_NUMBER: 95, ProposedField.THEIR_DATE: 95, ProposedField.CORRESPONDENT: 90}
OF_PROPOSED = {Question.UNIT: 95, Question.EXECUTOR: 95}


@dataclass
class Figures:
    pages: int = 0
    seconds: float = 0.0
    bare_seconds: float = 0.0
    letters: int = 0
    wrong: float = 0.0
    bare_wrong: float = 0.0
    right: Counter[Field] = field(default_factory=Counter)
    proposed: Counter[Field] = field(default_factory=Counter)
    there: Counter[Field] = field(default_factory=Counter)
    mistaken: list[str] = field(default_factory=list)

    def count(self, seed: int, name: Field, told: str, true: str, *, right: bool) -> None:
        self.proposed[name] += 1
        self.right[name] += right
        if not right:
            self.mistaken.append(f"{seed} {name.value}: {told} for {true!r}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.recognition", description=__doc__)
    parser.add_argument("--letters", type=int, default=30)
    parser.add_argument("--way", choices=[way.value for way in Way], action="append", help="unless said, all")
    parser.add_argument("--past", type=int, default=0, help="documents to learn from")
    options = parser.parse_args()
    directory = KnownSenders([sender.name for sender in SENDERS])
    with learned_past(options.past) if options.past else nullcontext() as past:
        for way in map(Way, options.way or [way.value for way in Way]):
            figures = Figures()
            for seed in range(FIRST, FIRST + options.letters):
                _measure(figures, seed, way, directory, past)
            print(f"\n{way.value}: {options.letters} letters, {figures.pages} pages", flush=True)
            show(figures, way)
    show_side_by_side([letter(seed) for seed in range(FIRST, FIRST + min(8, 2 * options.letters))])
    return 0


def _measure(figures: Figures, seed: int, way: Way, directory: KnownSenders, past: Past | None) -> None:
    texts: list[PageText] = []
    bare_texts: list[PageText] = []
    written, sheets = scanned(way, letter(seed), seed)
    for number, sheet in enumerate(sheets, start=1):
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
    proposals = propose(texts, directory)
    for proposal in proposals:
        true = truth.get(proposal.field, "")
        told = f"{proposal.value!r}, {proposal.confidence:.2f}"
        figures.count(seed, proposal.field, told, true, right=same(proposal.field, proposal.value, true))
    if past is not None:
        usual = past.truth_of(written)
        figures.there.update(usual.keys())
        for question, label in past.guesses(texts, proposals).items():
            true = usual.get(question, "")
            figures.count(seed, question, repr(label), true, right=label == true)


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


def show(figures: Figures, way: Way) -> None:
    ours, bare = (60 * figures.pages / seconds for seconds in (figures.seconds, figures.bare_seconds))
    print(f"  pages a minute and core: {ours:.1f}, bare Tesseract {bare:.1f}, time × {bare / ours:.2f},"
          f" allowed × {OVERHEAD}")  # fmt: skip
    for name, wrong in (("ours", figures.wrong), ("bare Tesseract", figures.bare_wrong)):
        print(f"  characters wrong, {name}: {100 * wrong / max(1, figures.letters):.2f} %")
    for line in fields(figures, way):
        print(line)
    for mistake in figures.mistaken:
        print(f"    wrong: {mistake}")


def fields(figures: Figures, way: Way) -> Iterator[str]:
    for name in (each for each in (*ProposedField, *Question) if figures.there[each] or figures.proposed[each]):
        there, proposed, right = figures.there[name], figures.proposed[name], figures.right[name]
        precision, recall = (f"{100 * right / of:.0f} %" if of else "—" for of in (proposed, there))
        aims = TARGETS if name in TARGETS else OF_PROPOSED
        target = f", target {aims[name]} %" if name in aims and way.readable else ""
        yield f"  {name.value}: right of proposed {precision} ({right}/{proposed}), of those there {recall}{target}"


if __name__ == "__main__":
    sys.exit(main())
