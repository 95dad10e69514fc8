"""What is true of an invented letter, and how far a reading is from it."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from common.scanning.recognition import ProposedField
from server.sample.correspondence import Letter

IN_WORDS = {ProposedField.ADDRESSEE, ProposedField.SUMMARY, ProposedField.SIGNATORY}


def truth_of(letter: Letter) -> dict[ProposedField, str]:
    """What the card of the letter should say."""
    truth = {
        ProposedField.CORRESPONDENT: letter.correspondent,
        ProposedField.THEIR_NUMBER: letter.number,
        ProposedField.THEIR_DATE: letter.dated.isoformat(),
        ProposedField.ADDRESSEE: " ".join((*letter.addressee.lines, letter.addressee.name)),
        ProposedField.SUMMARY: letter.summary,
        ProposedField.SIGNATORY: f"{letter.post} {letter.signatory}",
        ProposedField.SHEETS: str(letter.sheets),
    }
    if letter.in_reply:
        number, day = letter.in_reply
        truth[ProposedField.ANSWERED] = f"{number} {day.isoformat()}"
    if letter.appendices:
        truth[ProposedField.APPENDIX_SHEETS] = str(letter.appendix_sheets)
    return truth


def plain(text: str) -> str:
    return re.sub(r"\W", "", text.lower().replace("ё", "е"))


def same(field: ProposedField, one: str, other: str) -> bool:
    if field in IN_WORDS:
        return SequenceMatcher(None, plain(one), plain(other), autojunk=False).ratio() > 0.95
    return plain(one) == plain(other)


def errors_in(letter: Letter, read: str) -> tuple[int, int]:
    """Characters of the letter's own text, and how many of them are not found in their order in what was read."""
    truth, found = plain("".join(letter.body)), plain(read)
    blocks = SequenceMatcher(None, truth, found, autojunk=False).get_matching_blocks()
    return len(truth), len(truth) - sum(block.size for block in blocks)


class KnownSenders:
    """A directory of correspondents that likens names by their trigrams, as the database does."""

    def __init__(self, names: Sequence[str]) -> None:
        self._trigrams = {name: _trigrams(name) for name in names}

    def taught(self, names: Sequence[str]) -> dict[str, str]:
        return {}

    def closest(self, name: str) -> tuple[str, float] | None:
        wanted = _trigrams(name)
        alike = {known: len(wanted & own) / len(wanted | own) for known, own in self._trigrams.items()}
        best = max(alike, key=lambda known: alike[known], default=None)
        return (best, alike[best]) if best else None


def _trigrams(name: str) -> set[str]:
    words = re.sub(r"[^\w]+", " ", name.lower()).split()
    return {f"  {word} "[start : start + 3] for word in words for start in range(len(word) + 1)}
