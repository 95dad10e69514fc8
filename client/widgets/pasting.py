"""A pasted list of names, each looked up in its turn: «Иванов И. И.; Петрова А. П.», or a column of a table."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from client.widgets.lookup import Lookup, Suggestion, folded

LINES = re.compile(r"[;\r\n]+")
NUMBERING = re.compile(r"^\d+[.)]\s*|^\d+$")
NAME = re.compile(  # «Иванов И. И.», «Иванов Иван Иванович»
    r"[А-ЯЁ][а-яё-]+(?:\s+[А-ЯЁ][а-яё]+){0,2}|[А-ЯЁ][а-яё-]+\s+[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?"
)
INITIALS = re.compile(r"(?<=[А-ЯЁ]\.)(?=[А-ЯЁ]\.)")  # «А.П.» is found as «А. П.»
MOST = 200
WORD = re.compile(r"\w+")


def names_in(text: str) -> list[str]:
    """The names of a list: of each line those that commas part, but no numbering before and no post behind a name."""
    lines = [line for line in LINES.split(text) if line.strip()]
    cells = [next((cell for cell in line.split("\t") if not NUMBERING.fullmatch(cell.strip())), "") for line in lines]
    names = [name for cell in cells for name in _parted(NUMBERING.sub("", cell.strip()))]
    return list(dict.fromkeys(names))[:MOST]


def _parted(cell: str) -> list[str]:
    """«Иванов И.И., Петрова» are two, «Иванов И. И., начальник отдела» is one with his post."""
    parts = [part.strip() for part in cell.split(",") if part.strip()]
    names = parts if all(NAME.fullmatch(part) for part in parts) else parts[:1]
    return [INITIALS.sub(" ", name) for name in names]


def meant_by(name: str, found: Sequence[Suggestion]) -> Suggestion | None:
    """The one that is called so; none when several may be, nor for one that only resembles the name."""
    for fits in (
        [each for each in found if folded(each.title) == folded(name)],
        [each for each in found if folded(each.title).startswith(folded(name))],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            return None
    return None


def within(name: str, found: Sequence[Suggestion]) -> Suggestion | None:
    """The only one in whose title these very words stand in their order: «Средняя школа № 42» in «МБОУ «Средняя…»."""
    fits = [each for each in found if _holds(each.title, name)]
    return fits[0] if len(fits) == 1 else None


def _holds(title: str, name: str) -> bool:
    words = iter(WORD.findall(folded(title)))
    asked = WORD.findall(folded(name))
    return len(asked) > 1 and all(word in words for word in asked)


class Pasting(QObject):
    """One pasted list, with a lookup of its own: what is typed meanwhile disturbs nothing."""

    done = Signal(list, list)  # the suggestions that are meant, the names that are not certain

    def __init__(self, lookup: Lookup, names: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._lookup = lookup
        self._waiting = list(names)
        self._meant: list[Suggestion] = []
        self._uncertain: list[str] = []
        if isinstance(lookup, QObject):
            lookup.setParent(self)
        lookup.found.connect(self._take)
        lookup.failed.connect(self._give_up)

    def start(self) -> None:
        self._ask()

    def _ask(self) -> None:
        if self._waiting:
            self._lookup.ask(self._waiting[0])
        else:
            self.done.emit(self._meant, self._uncertain)

    def _take(self, text: str, found: list[Suggestion]) -> None:
        if not self._waiting or text != self._waiting[0]:
            return
        name = self._waiting.pop(0)
        suggestion, more = meant_by(name, found), self._lookup.may_know_more(found)
        if suggestion is None or (more and folded(suggestion.title) != folded(name)):
            self._uncertain.append(name)
        else:
            self._meant.append(suggestion)
        self._ask()

    def _give_up(self, _words: str) -> None:
        """Without an answer nobody of the rest is certain."""
        if self._waiting:
            self._uncertain += self._waiting
            self._waiting = []
            self._ask()
