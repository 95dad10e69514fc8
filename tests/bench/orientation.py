"""Pages that came standing, lying and upside down: how many the letters set right, beside Tesseract's own eye.

`python -m tests.bench.orientation [--pages 200] [--osd]`, letters in all the ways in which they reach the scanner,
each page in all four positions; CPU seconds, those of Tesseract with its process.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice

import numpy as np

from server.sample.letters import letter
from server.scanning.cleanup import quarter_turned
from server.scanning.ocr import orientation
from server.scanning.raster import Grey
from server.scanning.upright import turn_to_upright
from tests.bench.recognition import timed
from tests.factories.ways_to_scan import Way, scanned

FIRST = 301


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.orientation", description=__doc__)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--osd", action="store_true", help="Tesseract too, which takes a second a page")
    options = parser.parse_args()
    eyes = [Eye("letters", turn_to_upright)]
    if options.osd:
        eyes.append(Eye("Tesseract OSD, undecided told as upright", orientation))
    for way, page in islice(pages(), options.pages):
        for quarters in range(4):
            for eye in eyes:
                eye.look(way, quarter_turned(page, 90 * quarters), (360 - 90 * quarters) % 360)
    for eye in eyes:
        eye.show()
    return int(any(eye.told["wrong"] for eye in eyes[:1]))


def pages() -> Iterator[tuple[Way, Grey]]:
    ways = list(Way)
    for seed in count(FIRST):
        way = ways[seed % len(ways)]
        for sheet in scanned(way, letter(seed), seed)[1]:
            yield way, np.asarray(sheet.convert("L"), dtype=np.uint8)


@dataclass
class Eye:
    name: str
    turn: Callable[[Grey], int | None]
    told: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def look(self, way: Way, page: Grey, wanted: int) -> None:
        turn, took = timed(lambda: self.turn(page))
        self.seconds += took
        outcome = "right" if turn == wanted else "undecided" if turn is None else "wrong"
        self.told[outcome] += 1
        if outcome != "right":
            self.missed[f"{outcome}, {way.value}"] += 1

    def show(self) -> None:
        pages = self.told.total()
        print(f"{self.name}: right {self.told['right']}, wrong {self.told['wrong']}, undecided"
              f" {self.told['undecided']} of {pages}; {self.seconds / pages * 1000:.0f} ms CPU a page")  # fmt: skip
        for what, times in self.missed.most_common():
            print(f"  {what}: {times}")


if __name__ == "__main__":
    sys.exit(main())
