"""Codes that are none: large words that mean nothing, tables, hatching, stamps; beside them codes truly spoilt.

`python -m tests.bench.headings [--pages 500] [--spoilt 300]`.
"""

import argparse
import sys
from collections import Counter

from server.scanning.codes import codes_on
from tests.bench.recognition import timed
from tests.factories.headings import heading_page, spoilt_code


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.headings", description=__doc__)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--spoilt", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="the seed to begin with")
    options = parser.parse_args()
    alarms, missed, read, seconds = list[str](), list[str](), 0, 0.0
    for seed in range(options.first, options.first + options.pages):
        kind, pixels = heading_page(seed)
        found, took = timed(lambda pixels=pixels: codes_on(pixels))
        seconds += took
        if found.damaged:
            alarms.append(f"{kind} ({seed})")
    for seed in range(options.first, options.first + options.spoilt):
        kind, pixels = spoilt_code(seed)
        found = codes_on(pixels)
        read += bool(found.cards)
        told = found.damaged and not codes_on(spoilt_code(seed, stuck=False)[1]).damaged
        if not found.cards and not told:
            missed.append(f"{kind} ({seed})")
    print(f"false alarms: {len(alarms)} of {options.pages}; {seconds / options.pages * 1000:.0f} ms CPU a page")
    show(alarms)
    codes = options.spoilt - read - len(missed)
    print(f"spoilt codes: {options.spoilt}, read all the same {read}, told {codes}, overlooked {len(missed)}")
    show(missed)
    return int(bool(alarms))


def show(pages: list[str]) -> None:
    kinds = Counter(page.partition(" (")[0] for page in pages)
    for kind, times in kinds.most_common():
        seeds = ", ".join(page.partition("(")[2].rstrip(")") for page in pages if page.startswith(f"{kind} ("))
        print(f"  {kind}: {times} ({seeds})")


if __name__ == "__main__":
    sys.exit(main())
