"""The people of the administration as every form finds them: one, several, or a pasted list of them."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QObject

from client.core.apis import Apis
from client.core.calls import Call, Calls
from client.widgets.lookup import PAUSE, CallLookup, Lookup, Suggestion, person_suggestion
from client.widgets.pickers import PeopleField, PickField
from common.identity import PersonRow
from common.kernel.named import named_value


class People:
    def __init__(self, calls: Calls, apis: Apis) -> None:
        self._calls, self._apis = calls, apis

    def lookup(self, pause: int = PAUSE) -> CallLookup:
        return CallLookup(self._find, person_suggestion, pause)

    def one(self, placeholder: str) -> PickField:
        return PickField(self.lookup(), placeholder=placeholder)

    def named(self, placeholder: str) -> PickField:
        """One, kept with his name."""
        return PickField(CallLookup(self._find, _named_suggestion), placeholder=placeholder)

    def several_named(self, placeholder: str) -> PeopleField:
        """Each kept with his name."""
        lookup = partial(CallLookup, self._find, _named_suggestion)
        return PeopleField(lookup(PAUSE), placeholder, pasted=partial(lookup, 0))

    def several(self, placeholder: str, known: Lookup | None = None) -> PeopleField:
        """Typing searches among the `known`, where there are such; a pasted list names anybody."""
        return PeopleField(known or self.lookup(), placeholder, pasted=partial(self.lookup, pause=0))

    def _find(self, owner: QObject, text: str) -> Call[list[PersonRow]]:
        return self._calls(owner, self._apis.identity.people, text)


def _named_suggestion(person: PersonRow) -> Suggestion:
    return replace(person_suggestion(person), key=named_value(person.name, person.id))
