"""Sides with hardly anything on them: how many with a line or a signature are taken for empty, and how many dirty ones
for written on, beside the measure by ink alone. `python -m tests.bench.blanks [--sides 100]` of each.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator

import numpy as np
from PIL import Image

from common.scanning.profiles import TEN_THOUSAND, USUAL_INK
from server.sample.wear import worn
from server.scanning.emptiness import dark_share, is_blank, middle_of
from server.scanning.raster import Grey
from tests.factories.nearly_empty import LINES, Dirt, dirty, lined, signed


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.blanks", description=__doc__)
    parser.add_argument("--sides", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wrong, by_ink, seen, seconds = Counter[str](), Counter[str](), Counter[str](), 0.0
    for name, empty, pixels in sides(random.Random(options.seed), options.sides):
        before = time.process_time()
        wrong[name] += is_blank(pixels) is not empty
        seconds += time.process_time() - before
        by_ink[name] += (dark_share(middle_of(pixels)) < USUAL_INK / TEN_THOUSAND) is not empty
        seen[name] += 1
    for name in seen:
        print(f"{name}: {seen[name]}, wrong {wrong[name]}; by ink alone {by_ink[name]}")
    print(f"{seconds / seen.total() * 1000:.0f} ms CPU a side")
    return 0


def sides(draw: random.Random, number: int) -> Iterator[tuple[str, bool, Grey]]:
    for each in range(number):
        yield "a line", False, _scanned(draw, lined(draw, LINES[each % len(LINES)]))
        yield "a signature", False, _scanned(draw, signed(draw))
        dirt = list(Dirt)[each % len(Dirt)]
        yield dirt.value, True, _scanned(draw, dirty(draw, dirt))


def _scanned(draw: random.Random, side: Image.Image) -> Grey:
    return np.asarray(worn(side, draw, draw.choice((0, 1, 1, 2))).convert("L"), dtype=np.uint8)


if __name__ == "__main__":
    sys.exit(main())
