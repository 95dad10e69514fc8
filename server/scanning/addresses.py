"""Addresses of mail and sites among Russian words, where the Russian model makes Russian letters of them."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from common.scanning.recognition import PageText, Word, around

UNSURE = 0.5  # Latin letters read as Russian ones give 0.1 to 0.5
SURE = 0.5
LONG_ENOUGH = 6
MOST = 3  # groups of a page
LATIN = re.compile(r"[A-Za-z0-9][\w.+-]*@[\w-]+(?:\.[\w-]+)+|(?:www\.|https?://)[\w-]+(?:[./][\w-]+)+", re.ASCII)


def address_words(text: PageText) -> list[list[Word]]:
    """Neighbours in a line that may be one address."""
    found = [group for line in text.lines() for group in _groups(line) if _may_be(group)]
    return found[:MOST]


def with_addresses(text: PageText, read: Mapping[int, Sequence[Word]], groups: Sequence[Sequence[Word]]) -> PageText:
    """The page with each group that the other model reads as an address made one word; `read` is by their number."""
    instead: dict[int, Word | None] = {}
    for number, group in enumerate(groups):
        second = read.get(number, ())
        found = LATIN.search("".join(word.text for word in second))
        certain = min((word.confidence for word in second), default=0.0)
        if found is None or certain < SURE:
            continue
        box = around(word.box for word in group)
        instead |= dict.fromkeys((id(word) for word in group), None)
        instead[id(group[0])] = msgspec.structs.replace(group[0], text=found[0], box=box, confidence=certain)
    words = [instead.get(id(word), word) for word in text.words]
    return msgspec.structs.replace(text, words=[word for word in words if word is not None])


def _groups(line: Sequence[Word]) -> Iterator[list[Word]]:
    group: list[Word] = []
    for word in line:
        if word.confidence < UNSURE or "@" in word.text:
            group.append(word)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _may_be(group: Sequence[Word]) -> bool:
    said = "".join(word.text for word in group)
    return len(said) >= LONG_ENOUGH and ("@" in said or "." in said[1:-1])
