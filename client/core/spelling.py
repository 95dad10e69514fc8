"""Which Russian words the program knows: the dictionary's (OpenCorpora), the field's own, and those of the person."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from weakref import ref

from pymorphy3 import MorphAnalyzer
from PySide6.QtCore import QCoreApplication, QObject, Signal
from shiboken6 import isValid

from client.core.background import Work
from client.core.settings import Settings
from resources import path

KEPT = "spelling"
OWN, OFF = "spelling/words", "spelling/off"
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
RUSSIAN = re.compile(r"[а-яё-]+")
ENDS = ".!?:\n"  # what a sentence begins after
SHORT = 5  # letters of an abbreviation before its point: «каб.»
LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ALIKE = [set(pair) for pair in ("ао", "еи", "ея", "шщ", "дт", "бп", "гк", "вф", "зс", "ъь", "ыи", "её", "йи")]
ALONE = "авикосуя"  # words of one letter
MOST = 6  # proposals


class Spelling(QObject):
    """Reads its dictionary in a thread; until then, and while it is switched off, every word is right."""

    changed = Signal()  # other words are known than before

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._own = set(settings.text(OWN).split("\n"))
        self._morphology: MorphAnalyzer | None = None
        self._terms: frozenset[str] = frozenset()
        self.is_on = not settings.text(OFF)
        keep(self)
        self._open()

    def toggle(self) -> None:
        self.is_on = not self.is_on
        self._settings.keep_text(OFF, "" if self.is_on else "1")
        self._open()
        self.changed.emit()

    def learn(self, word: str) -> None:
        """From now on, at whatever workplace."""
        self._own.add(word.lower())
        self._settings.keep_text(OWN, "\n".join(sorted(self._own)))
        self.changed.emit()

    def misspelt(self, text: str) -> Iterator[tuple[int, int]]:
        """Where words begin and end that are not known; names and abbreviations are let pass."""
        if self._morphology is None or not self.is_on:
            return
        for found in WORD.finditer(text):
            if _is_to_be_known(text, found) and not self._knows(found.group().lower()):
                yield found.span()

    def proposals(self, word: str) -> list[str]:
        """Known words a slip or two away, the likeliest first, written as the word is: «Дагавор» — «Договор»."""
        folded = word.lower()
        near = {each for each in _one_slip_away(folded) if self._is_word(each)}
        parted = [f"{folded[:at]} {folded[at:]}" for at in range(1, len(folded)) if self._are_two(folded, at)]
        alike = {each for each in near if _unlikeness(folded, each) == 0}
        twice = set(self._two_slips_away(folded)) - near if len(folded) > SHORT else ()
        ranked = [*sorted(alike), *sorted(twice)] or parted
        ranked += sorted(near - alike)
        return [each.capitalize() if word[0].isupper() else each for each in ranked[:MOST]]

    def _open(self) -> None:
        if self.is_on and self._morphology is None:
            Work(_words, self).done.connect(self._put)

    def _put(self, words: tuple[MorphAnalyzer, frozenset[str]]) -> None:
        self._morphology, self._terms = words
        self.changed.emit()

    def _knows(self, word: str) -> bool:
        return word in self._own or self._is_word(word) or all(self._is_word(part) for part in word.split("-"))

    def _is_word(self, word: str) -> bool:
        assert self._morphology is not None
        return word in self._own or word in self._terms or self._morphology.word_is_known(word)

    def _are_two(self, word: str, at: int) -> bool:
        first, second = word[:at], word[at:]
        whole = (len(first) > 1 or first in ALONE) and len(second) > 1
        return whole and self._is_word(first) and self._is_word(second)

    def _two_slips_away(self, word: str) -> Iterable[str]:
        """Written as it is heard, in two places: «пракуротура»."""
        once = {each for each in _one_slip_away(word) if _unlikeness(word, each) == 0}
        twice = {each for near in once for each in _one_slip_away(near) if _unlikeness(near, each) == 0}
        return filter(self._is_word, twice)


def keep(spelling: Spelling | None) -> None:
    """It holds for the whole program while its window is there, as the city's calendar does."""
    program = QCoreApplication.instance()
    assert program is not None
    program.setProperty(KEPT, None if spelling is None else ref(spelling))


def kept() -> Spelling | None:
    program = QCoreApplication.instance()
    reference: ref[Spelling] | None = program.property(KEPT) if program is not None else None
    spelling = reference() if reference is not None else None
    return spelling if spelling is not None and isValid(spelling) else None


@cache
def _words() -> tuple[MorphAnalyzer, frozenset[str]]:
    """The dictionary, and in all their forms the words of offices that it lacks."""
    morphology = MorphAnalyzer(lang="ru")
    terms = path("spelling/terms.txt").read_text(encoding="utf-8").split()
    return morphology, frozenset(form.word for term in terms for form in morphology.parse(term)[0].lexeme)


def _is_to_be_known(text: str, found: re.Match[str]) -> bool:
    word, before, after = found.group(), text[: found.start()], text[found.end() :]
    if len(word) < 3 or not RUSSIAN.fullmatch(word.lower()) or not (word[1:].islower()):
        return False  # initials, other alphabets, abbreviations, names of firms
    if before[-1:].isdigit() or before[-1:] in {"_", "@", "/"} or after[:1].isdigit() or after[:1] in {"_", "@"}:
        return False
    if after.startswith(".") and len(word) <= SHORT:
        return False
    begun = before.rstrip(' «"(–—-\t')
    return not word[0].isupper() or not begun or begun[-1] in ENDS


def _one_slip_away(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in LETTERS)


def _unlikeness(word: str, other: str) -> int:
    """0: letters that are heard alike, swapped or doubled; 1: any other slip."""
    if len(word) == len(other):
        apart = [{mine, theirs} for mine, theirs in zip(word, other, strict=True) if mine != theirs]
        return int(not (len(apart) == 2 or all(each in ALIKE for each in apart)))
    longer, shorter = sorted((word, other), key=len, reverse=True)
    pairs = [at for at in range(1, len(longer)) if longer[at] == longer[at - 1]]
    return int(not any(longer[:at] + longer[at + 1 :] == shorter for at in pairs))
