"""The type-ahead at 100,000 entries: each way of finding, through the real call and as its bare SQL."""

import argparse
import sys

from tests.bench.installation import installed
from tests.bench.reading import CLERK, Asked, Read, Reading
from tests.bench.timing import Pair, show_pairs

MOST = 20.0  # ms at p95: the typist must not wait for the list
WAYS = {
    "one letter": "о",
    "beginning of a word": "прокур",
    "the whole name": "управляющая компания 15",
    "words in another order": "северогорска прокуратура",
    "one typing error": "пракуратура",
    "two words with errors": "прокуротура горада",
    "the other keyboard layout": "ghjrehfnehf",
    "ИНН": "55000123",
    "legal form and beginning": "ооо строймон",
    "two letters": "им",
    "two digits": "55",
    "one digit": "№ 4",
    "legal form alone": "ип",
    "letters that changed places": "гроода",
    "nothing like it": "щъэюйцх",
}


def main() -> int:
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--correspondents", type=int, default=100_000)
    made.add_argument("--rounds", type=int, default=60)
    options = made.parse_args()
    with installed(2_000, 1_000, 1.0, options.correspondents) as installation:
        reading = Reading(installation, options.rounds)
        reads = [Read(name, CLERK, [Asked("correspondents", "like", (text,))]) for name, text in WAYS.items()]
        pairs: list[Pair] = [reading.alone(read) for read in reads]
    show_pairs(pairs)
    slow = [pair.name for pair in pairs if pair.call.p95 > MOST]
    print("Slower than", MOST, "ms:", ", ".join(slow) or "none")
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
