"""Stacks divided: how many papers come out as they went in, and whether any error is silent.

`python -m tests.bench.splitting [--pages 1000]`; an error is silent when nothing on the bench tells of it.
"""

import argparse
import sys
import time
from collections import Counter

import numpy as np

from common.kernel.ids import BatchPageId
from common.scanning.arranging import Arrangement, Aside, Seen, laid_down
from server.scanning.codes import codes_on
from server.scanning.emptiness import is_blank
from server.scanning.likeness import ALIKE, likeness, upside_down
from tests.factories.stacks import Printed, Sheet, Truth, stack


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.splitting", description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    truth, arrangement, damaged = Truth(), Arrangement(), set[int]()
    missed, kinds, seconds, blank_seconds = Counter[str](), Counter[str](), 0.0, 0.0
    number, twins = 0, Twins()
    for number, sheet in enumerate(stack(options.seed, options.pages, truth), start=1):
        before = time.process_time()
        codes = codes_on(sheet.pixels)
        between = time.process_time()
        blank = is_blank(sheet.pixels) and not codes.cards and not codes.separator
        seconds, blank_seconds = seconds + between - before, blank_seconds + time.process_time() - between
        kind = f"{sheet.carries}, {sheet.way.value}{', bad copy' if sheet.level == 2 else ''}"
        kinds[kind] += 1
        if sheet.printed is not None and not blank and not codes.separator:
            twins.take(sheet)
        found = "separator" if codes.separator else "card" if codes.cards else "blank" if blank else "page"
        wanted = "page" if sheet.carries == "foreign" else sheet.carries.split(" ")[0]
        missed[kind] += found != wanted
        if codes.damaged:
            damaged.add(number)
        seen = Seen(
            page_id=BatchPageId(number), blank=blank, separator=codes.separator, turned=codes.turned,
            document_id=codes.cards[0] if codes.cards else None,
        )  # fmt: skip
        arrangement = laid_down(arrangement, seen)
    twins.show()
    for kind in sorted(kinds):
        print(f"{kind}: {kinds[kind]}, taken for something else {missed[kind]}")
    show(truth, arrangement, damaged, number)
    print(f"codes {seconds / number * 1000:.0f} ms CPU a page, blank or not {blank_seconds / number * 1000:.0f} ms")
    return 0


class Twins:
    """Pages like an earlier one: how many were scanned twice in truth, found or not, and how many false alarms."""

    def __init__(self) -> None:
        self._seen: list[np.ndarray] = []
        self._printed: list[Printed | None] = []
        self._told: Counter[tuple[bool, bool]] = Counter()
        self._seconds = 0.0

    def take(self, sheet: Sheet) -> None:
        before = time.process_time()
        bits = likeness(sheet.pixels)
        self._seconds += time.process_time() - before
        if bits is None:
            self._told[sheet.printed in self._printed, False] += 1
            return
        ways = [np.frombuffer(each.encode(), np.uint8) for each in (bits, upside_down(bits))]
        alike = [min(int((way != seen).sum()) for way in ways) <= ALIKE for seen in self._seen]
        right = any(like and of == sheet.printed for like, of in zip(alike, self._printed, strict=True))
        self._told[sheet.printed in self._printed, any(alike) if sheet.printed not in self._printed else right] += 1
        self._seen.append(ways[0])
        self._printed.append(sheet.printed)

    def show(self) -> None:
        first, again = ([self._told[twice, told] for told in (False, True)] for twice in (False, True))
        pages = sum(self._told.values())
        print(f"scanned before in truth: {sum(again)}, told {again[1]}; scanned once: {sum(first)}, false alarms"
              f" {first[1]}; {self._seconds / max(1, pages) * 1000:.0f} ms CPU a page")  # fmt: skip


def show(truth: Truth, arrangement: Arrangement, damaged: set[int], pages: int) -> None:
    made = {tuple(paper.ids): paper.document_id for paper in arrangement.papers}
    right = sum(made.get(tuple(BatchPageId(each) for each in paper), -1) == card
                for paper, card in zip(truth.papers, truth.cards, strict=True))  # fmt: skip
    wrong = [paper for paper, card in zip(truth.papers, truth.cards, strict=True)
             if made.get(tuple(BatchPageId(each) for each in paper), -1) != card]  # fmt: skip
    laid = {each.page.page_id: each.why for each in arrangement.tray}
    lost = [each for paper in truth.papers for each in paper if laid.get(BatchPageId(each)) is Aside.BLANK]
    silent = [paper for paper in wrong if not damaged & set(paper)]
    print(f"{pages} pages, {len(truth.papers)} papers: {right} divided and bound as they went in, {len(wrong)} not,"
          f" {len(silent)} of these without a word; pages with text taken for blank: {len(lost)};"
          f" codes told as damaged: {len(damaged)}")  # fmt: skip
    for paper in silent:
        print(f"  silent: the paper of pages {paper}")


if __name__ == "__main__":
    sys.exit(main())
