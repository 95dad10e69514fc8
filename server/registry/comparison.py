"""Two texts compared: first line by line, then word by word where lines differ."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from common.registry.previews import Piece, Run

LONGEST = 300_000  # characters of each text
MOST_WORDS = 3000  # of differing lines that are still compared by words
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
BLANKS = re.compile(r"[ \t\u00a0]+")
EMPTY_LINES = re.compile(r"\n{3,}")


def compared(earlier: str, later: str) -> list[Run]:
    before, after = _lines(earlier), _lines(later)
    runs: list[Run] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            _add(runs, Piece.SAME, "".join(before[i1:i2]))
        else:
            for piece, text in _differing("".join(before[i1:i2]), "".join(after[j1:j2])):
                _add(runs, piece, text)
    return runs


def is_long(earlier: str, later: str) -> bool:
    return max(len(earlier), len(later)) > LONGEST


def _lines(text: str) -> list[str]:
    """Blanks are no difference: editors put them as they like."""
    return EMPTY_LINES.sub("\n\n", BLANKS.sub(" ", text[:LONGEST].strip())).splitlines(keepends=True)


def _differing(before: str, after: str) -> Iterator[tuple[Piece, str]]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        yield Piece.REMOVED, before
        yield Piece.ADDED, after
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(_is_blank, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece.SAME, _joined(new[j1:j2])
        else:
            yield Piece.REMOVED, _joined(old[i1:i2])
            yield Piece.ADDED, _joined(new[j1:j2])


def _is_blank(word: str) -> bool:
    return word.isspace()


def _joined(words: Sequence[str]) -> str:
    return "".join(words)


def _add(runs: list[Run], piece: Piece, text: str) -> None:
    if text and runs and runs[-1].piece is piece:
        runs[-1] = Run(piece, runs[-1].text + text)
    elif text:
        runs.append(Run(piece, text))
