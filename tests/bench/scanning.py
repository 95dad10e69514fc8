"""The benches of scanning in short form, each with its target; alone: python -m tests.bench.scanning."""

import subprocess
import sys

from server.scanning.guessing import SURE
from tests.serving import ROOT

PROMISED = ", ".join(f"{question.value} {share:.0%}" for question, share in SURE.items())
SHORT = (
    ("orientation", ("--pages", "30"), "no page turned wrongly; right 99 %"),
    ("splitting", ("--pages", "60"), "no paper divided wrongly without a word, no page with text taken for blank"),
    ("headings", ("--pages", "40", "--spoilt", "20"), "no large words, hatching, stamps told as a spoilt code"),
    (
        "recognition",
        ("--letters", "2"),
        "no more characters wrong than bare Tesseract, time × 1.1; number and date 95 %, correspondent 90 %",
    ),
    ("long_batch", ("--pages", "60"), "at most 1,024 MB at 500 pages, which take minutes: run alone"),
    ("stack_to_number", ("--letters", "6"), "at most 8 keys where nothing is to be added, 1.5 s a card to wait"),
    ("learning", ("--documents", "1000"), f"of what is proposed right at least: {PROMISED}"),
)


def main() -> int:
    """The number of benches that did not come to their end."""
    failed = 0
    for name, arguments, target in SHORT:
        print(f"\n{name}, short ({' '.join(arguments)}); target: {target}", flush=True)
        failed += bool(
            subprocess.run([sys.executable, "-m", f"tests.bench.{name}", *arguments], cwd=ROOT, check=False).returncode
        )
    return failed


if __name__ == "__main__":
    sys.exit(main())
