"""All that may stand in a column of few values, and which of it a text names: «Письмо; Жал»."""

from collections.abc import Sequence
from operator import contains, eq

from msgspec import Struct

from common.kernel.several import split


class Choices(Struct, frozen=True):
    """`also` are other names of the entries; where the list is `complete`, nothing else stands in the column."""

    titles: Sequence[str] = ()
    also: Sequence[str] = ()
    complete: bool = False

    def values(self, text: str) -> list[str]:
        """The entries that are named: of several parts each by any piece of its title, a single one only as a whole.

        A single piece of a title names none and looks for what contains it.
        """
        parts = self._parts(text)
        if len(parts) == 1:
            return self._like(parts[0], whole=True)
        return list(dict.fromkeys(entry for part in parts for entry in self._named(part)))

    def chosen(self, text: str) -> list[str]:
        """The entries that stand in the text as wholes."""
        return [entry for part in self._parts(text) for entry in self._like(part, whole=True)]

    def unfinished(self, text: str) -> str:
        """The last part of the text, where it is no entry yet."""
        last = next(reversed(self._parts(text)), "")
        return "" if self._like(last, whole=True) or text.rstrip().endswith(";") else last

    def unknown(self, text: str) -> str:
        """The first part that no entry of a complete list has."""
        return next((part for part in self._parts(text) if self.complete and not self._named(part)), "")

    def one(self, part: str) -> str:
        """The only entry that is called so, or has that piece."""
        named = self._like(part, whole=True) or self._like(part, whole=False)
        return named[0] if len(named) == 1 else ""

    def in_order(self, values: Sequence[str]) -> list[str]:
        """As the list has them, what is in no list last."""
        places = {title: place for place, title in enumerate(self.titles)}
        return sorted(values, key=lambda value: places.get(value, len(places)))

    def _parts(self, text: str) -> list[str]:
        return [text.strip()] if self._like(text.strip(), whole=True) else split(text)

    def _named(self, part: str) -> list[str]:
        named = self._like(part, whole=True) or self._like(part, whole=False)
        return named or ([] if self.complete else [part])

    def _like(self, part: str, *, whole: bool) -> list[str]:
        test = eq if whole else contains
        return [entry for entry in (*self.titles, *self.also) if test(entry.lower(), part.lower())]
