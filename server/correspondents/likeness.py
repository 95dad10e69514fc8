"""How much two entries resemble each other, and which pairs of a whole directory are worth comparing."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from common.kernel.ids import CorrespondentId
from server.correspondents.names import name_key, search_key

SEEK = "correspondents.seek"
ENOUGH = 60  # per cent from which a pair is shown
CROWD = 60  # entries with one word in common, from which the word says nothing
GLIMPSE = 0.3  # share of common trigrams from which letters are compared
MENTIONED = 0.75  # likeness of names from which it is a reason
VOWELS = re.compile(r"[аеиоуыэюяaeiouy]")


class SeekOrder(Struct, frozen=True):
    """The whole directory."""


class Entry(Struct, frozen=True):
    id: CorrespondentId
    kind: str
    name: str
    tax_number: str
    tax_reason: str
    state_number: str
    address: str
    email: str


class Likeness(Struct, frozen=True):
    first_id: CorrespondentId
    second_id: CorrespondentId
    likeness: int  # per cent
    reasons: str


class Looks(Struct, frozen=True):
    """An entry as it is compared."""

    entry: Entry
    key: str
    core: str
    address: str
    numbers: frozenset[str]
    trigrams: frozenset[str]
    skeletons: frozenset[str]


def looks(entry: Entry) -> Looks:
    core = search_key(entry.name)
    words = core.split()
    skeletons = (skeleton(word) for word in words if not word.isdecimal())
    return Looks(
        entry, name_key(entry.name), core, name_key(entry.address), frozenset(re.findall(r"\d+", core)),
        trigrams(core), frozenset(each for each in skeletons if len(each) > 1),
    )  # fmt: skip


def skeleton(word: str) -> str:
    """The consonants of a word, doubled ones once: «ромашка» and «рамашка» have the same."""
    bare = VOWELS.sub("", word.replace("ъ", "").replace("ь", ""))
    return re.sub(r"(.)\1+", r"\1", bare) or word


def trigrams(key: str) -> frozenset[str]:
    padded = (f"  {word} " for word in key.split())
    return frozenset(word[place : place + 3] for word in padded for place in range(len(word) - 2))


def compared(one: Looks, other: Looks) -> Likeness | None:
    """The likeness of two entries with its reasons, when it is enough to be looked at."""
    if one.entry.kind != other.entry.kind:
        return None
    told = list(_reasons(one, other))
    named = _alike(one, other)
    if not told and named < MENTIONED:
        return None
    if named == 1.0:
        told.append((0.7, "одно название" if one.key == other.key else "одно название без правовой формы"))
    elif named >= MENTIONED:
        told.append((0.7 * named, f"названия похожи на {named:.0%}".replace("%", " %")))
    near = _near(one, other)
    if near:
        told.append((0.25, "один адрес" if near == 1.0 else "адреса похожи"))
    elif one.address and other.address and one.entry.kind == "person":
        return None  # namesakes
    parted = {
        field for field in ("tax_number", "state_number")
        if getattr(one.entry, field) and getattr(other.entry, field)
        and getattr(one.entry, field) != getattr(other.entry, field)
    }  # fmt: skip
    weight = sum(weight for weight, _ in told) - 0.3 * len(parted)
    likeness = min(99 if named < 1.0 or parted else 100, round(100 * weight))
    if likeness < ENOUGH:
        return None
    first, second = sorted((one.entry.id, other.entry.id))
    return Likeness(first, second, likeness, "; ".join(reason for _, reason in told))


def _reasons(one: Looks, other: Looks) -> Iterator[tuple[float, str]]:
    """Numbers that name one and the same taxpayer; branches differ by КПП."""
    mine, theirs = one.entry, other.entry
    if mine.tax_number and mine.tax_number == theirs.tax_number:
        branch = mine.tax_reason and theirs.tax_reason and mine.tax_reason != theirs.tax_reason
        yield (0.25, "тот же ИНН, но разные КПП") if branch else (0.7, "тот же ИНН")
    if mine.state_number and mine.state_number == theirs.state_number:
        yield 0.3, "тот же ОГРН"
    if mine.email and mine.email.lower() == theirs.email.lower():
        yield 0.2, "та же эл. почта"


def _alike(one: Looks, other: Looks) -> float:
    """Share of what is common; «Школа № 15» and «Школа № 16» are not alike at all."""
    if one.numbers != other.numbers:
        return 0.0
    if one.core == other.core:
        return 1.0
    common = len(one.trigrams & other.trigrams)
    share = common / (len(one.trigrams | other.trigrams) or 1)
    return max(share, SequenceMatcher(None, one.core, other.core).ratio()) if share >= GLIMPSE else share


def _near(one: Looks, other: Looks) -> float:
    if not one.address or not other.address:
        return 0.0
    if one.address == other.address:
        return 1.0
    mine, theirs = set(one.address.split()), set(other.address.split())
    if {word for word in mine if word.isdecimal()} != {word for word in theirs if word.isdecimal()}:
        return 0.0
    share = len(mine & theirs) / len(mine | theirs)
    return share if share >= 0.6 else 0.0


def likenesses(entries: Sequence[Entry], progress: Callable[[int], None]) -> Iterator[Likeness]:
    """All pairs that are alike enough; only entries with something rare in common are compared."""
    seen = [looks(entry) for entry in entries]
    blocks = _blocks(seen)
    for number, (place, each) in enumerate(zip(range(len(seen)), seen, strict=True)):
        if number % 1000 == 0:
            progress(number)
        for other in _candidates(place, each, blocks):
            if found := compared(each, seen[other]):
                yield found


def _blocks(seen: Sequence[Looks]) -> dict[str, list[int]]:
    """Entries by what they may have in common: numbers, e-mail, the whole name, rare words without their vowels."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(seen):
        for mark in _marks(each):
            blocks[mark].append(place)
    return blocks


def _marks(each: Looks) -> Iterator[str]:
    entry = each.entry
    marks = (("inn", entry.tax_number), ("ogrn", entry.state_number), ("mail", entry.email.lower()))
    yield from (f"{kind}:{value}" for kind, value in marks if value)
    numbers = " ".join(sorted(each.numbers))
    yield f"name:{each.core}:{each.address if entry.kind == 'person' else ''}"
    yield from (f"word:{skeleton}:{numbers}" for skeleton in each.skeletons)


def _candidates(place: int, each: Looks, blocks: dict[str, list[int]]) -> Iterable[int]:
    """Later entries only, so that each pair is met once."""
    found: set[int] = set()
    for mark in _marks(each):
        block = blocks[mark]
        if len(block) <= CROWD:
            found.update(other for other in block if other > place)
    return found
