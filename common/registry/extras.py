"""The extra fields of all kinds as conditions and columns know them: one entry for each key."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from common.registry.kinds import Kind
from common.registry.selection import EXTRA, FieldType
from common.registry.values import YES, ValueType


class ExtraName(Struct, frozen=True):
    """`type` is text where kinds do not agree on it; `values` are all that may stand in the field, if they are few."""

    title: str
    type: FieldType = FieldType.TEXT
    values: Sequence[str] = ()


def extras_of(kinds: Iterable[Kind]) -> dict[str, ExtraName]:
    """By the names that conditions use; fields of one title under several keys are told apart by their kinds."""
    found: dict[str, list[tuple[Kind, int]]] = {}
    for kind in kinds:
        for place, field in enumerate(kind.draft.fields):
            found.setdefault(field.key, []).append((kind, place))
    titles = {key: _titles(places) for key, places in found.items()}
    often = Counter(title.lower() for title in titles.values())
    return {
        f"{EXTRA}{key}": _named(titles[key], places, alone=often[titles[key].lower()] == 1)
        for key, places in found.items()
    }


def _titles(places: Sequence[tuple[Kind, int]]) -> str:
    return " / ".join(dict.fromkeys(kind.draft.fields[place].title for kind, place in places))


def _named(title: str, places: Sequence[tuple[Kind, int]], *, alone: bool) -> ExtraName:
    fields = [kind.draft.fields[place] for kind, place in places]
    types = {field.type.nature.compared for field in fields}
    values = {choice: None for field in fields for choice in field.choices}
    if any(field.type is ValueType.FLAG for field in fields):
        values[YES] = None
    of_kinds = "" if alone else f" ({', '.join(kind.title.lower() for kind, _ in places)})"
    return ExtraName(title + of_kinds, types.pop() if len(types) == 1 else FieldType.TEXT, list(values))
