"""The fields that name recipients: people, posts, units with whom of them is meant, outside organisations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject

from client.core.calls import Call
from client.shell.workplace import Workplace
from client.widgets.lookup import CallLookup, ListLookup, Suggestion, correspondent_suggestion
from client.widgets.pickers import PeopleField
from common.correspondents import CorrespondentRow
from common.distribution.lists import PostChoice, Reach, UnitRow, UnitTarget
from common.kernel.ids import UnitId

ORDER = (Reach.UNIT, Reach.BRANCH, Reach.HEAD, Reach.HEADS)


class UnitsField(PeopleField):
    """Each unit is offered in four ways: its people or its head, with or without the units below."""

    def __init__(self, placeholder: str) -> None:
        self._lookup = ListLookup()
        super().__init__(self._lookup, placeholder)

    def show_units(self, units: Sequence[UnitRow]) -> None:
        leaves = {above.id for above, following in zip(units, [*units[1:], None], strict=True)
                  if following is None or following.depth <= above.depth}  # fmt: skip
        self._lookup.suggestions = [
            suggestion(UnitTarget(unit.id, reach), unit.title, unit.people)
            for unit in units
            for reach in ORDER
            if not (reach.goes_below and unit.id in leaves)
        ]


def suggestion(target: UnitTarget, title: str, people: int | None = None) -> Suggestion:
    detail = f"сотрудников: {people}" if people is not None and target.reach is Reach.UNIT else ""
    return Suggestion(target, f"{title} — {target.reach.label.lower()}", detail)


def units_of(targets: Iterable[UnitTarget], titles: Mapping[UnitId, str]) -> list[Suggestion]:
    return [suggestion(target, titles.get(target.unit_id, "")) for target in targets]


def posts_field(workplace: Workplace, placeholder: str) -> PeopleField:
    def find(owner: QObject, text: str) -> Call[list[PostChoice]]:
        return workplace.calls(owner, workplace.apis.lists.posts, text)

    return PeopleField(CallLookup(find, _post), placeholder)


def _post(row: PostChoice) -> Suggestion:
    return Suggestion(row.id, row.title, row.detail)


def organisations_field(workplace: Workplace, placeholder: str) -> PeopleField:
    """Groups of the directory among them."""

    def find(owner: QObject, text: str) -> Call[list[CorrespondentRow]]:
        return workplace.calls(owner, workplace.apis.correspondents.like, text, 20, True)

    return PeopleField(CallLookup(find, correspondent_suggestion), placeholder)


def named(names: Mapping[Any, str]) -> list[Suggestion]:
    return [Suggestion(key, name) for key, name in names.items()]
