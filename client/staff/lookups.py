"""Where the forms of staff find people, units, roles, kinds and states."""

from collections.abc import Iterable

from client.widgets.lookup import ListLookup, Suggestion
from client.widgets.pickers import PickField
from common.registry.classes import DocumentState
from common.registry.kinds import Kind
from common.staff import UnitRow

STATES = [Suggestion(state.value, state.label) for state in DocumentState]


def unit_suggestion(row: UnitRow) -> Suggestion:
    return Suggestion(row.id, row.title, " · ".join(part for part in (row.short_title, row.code, row.head) if part))


class UnitField(PickField):
    """One of the units that are not closed."""

    def __init__(self, placeholder: str = "") -> None:
        self._units = ListLookup()
        super().__init__(self._units, placeholder=placeholder)

    def offer(self, units: Iterable[UnitRow]) -> None:
        self._units.suggestions = [unit_suggestion(unit) for unit in units if unit.closed is None]
        self.show_known(self.value())

    def show_known(self, unit_id: object) -> None:
        """The unit of that id under its title, as soon as the units are known."""
        self.show_value(next((each for each in self._units.suggestions if each.key == unit_id), unit_id))


def kind_suggestions(kinds: Iterable[Kind]) -> list[Suggestion]:
    return [Suggestion(kind.key, kind.title, kind.draft.document_class.plural) for kind in kinds]
