"""The types of the values that a kind's own fields hold: each is described here, and its widget in the client.

Values travel as text.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct

from common.kernel.ids import PersonId
from common.kernel.named import named, named_value
from common.kernel.several import joined, split
from common.kernel.times import time_of
from common.registry.selection import FieldType

NUMERAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,6})?\Z")
YES = "да"


class ValueType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    FLAG = "flag"
    CHOICE = "choice"
    SEVERAL = "several"
    PERSON = "person"

    @property
    def nature(self) -> "Nature":
        return NATURES[self]

    @property
    def label(self) -> str:
        return self.nature.label


def _as_it_is(value: str) -> str:
    return value


class Nature(Struct, frozen=True):
    """`expected` is said of a value that does not fit; `fits` is given the value and the list of the field.

    `listed` types choose from a list that the definition of the field brings.
    """

    label: str
    expected: str
    compared: FieldType = FieldType.TEXT
    fits: Callable[[str, Sequence[str]], bool] = lambda _value, _choices: True
    shown: Callable[[str], str] = _as_it_is  # what people read for a value that fits
    listed: bool = False
    widens: ValueType | None = None  # a type whose values all fit this one


def _is_day(value: str, _choices: Sequence[str] = ()) -> bool:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return day.year >= 1900 and day.isoformat() == value


def person_of(value: str) -> tuple[PersonId, str] | None:
    found = named(value)
    if found is None or found.id is None or "#" in found.name or value != named_value(found.name, found.id):
        return None
    return PersonId(found.id), found.name


def name_in(value: str) -> str:
    """What people read of a person; a value that is none stands as it is."""
    found = person_of(value)
    return found[1] if found else value


def _are_chosen(value: str, choices: Sequence[str]) -> bool:
    values = split(value)
    return joined(values) == value and set(values) <= set(choices)


NATURES = {
    ValueType.TEXT: Nature("Текст", "нужен текст"),
    ValueType.NUMBER: Nature(
        "Число", "нужно число", FieldType.NUMBER, lambda value, _choices: NUMERAL.match(value) is not None,
        lambda value: value.replace(".", ","),
    ),
    ValueType.DATE: Nature(
        "Дата", "нужна дата", FieldType.DATE, _is_day, lambda value: f"{date.fromisoformat(value):%d.%m.%Y}"
    ),
    ValueType.TIME: Nature(
        "Время", "нужно время, например 09:30", FieldType.TIME, lambda value, _choices: time_of(value) == value
    ),
    ValueType.FLAG: Nature(
        "Да / нет", "отметьте «да» или оставьте пустым", fits=lambda value, _choices: value == YES
    ),
    ValueType.CHOICE: Nature(
        "Выбор из списка", "такого значения нет в списке", fits=lambda value, choices: value in choices, listed=True
    ),
    ValueType.SEVERAL: Nature(
        "Несколько из списка", "выберите из списка, каждое один раз", FieldType.SEVERAL, _are_chosen, listed=True,
        widens=ValueType.CHOICE,
    ),
    ValueType.PERSON: Nature(
        "Сотрудник", "выберите сотрудника из справочника", FieldType.PERSON,
        lambda value, _choices: person_of(value) is not None, name_in,
    ),
}  # fmt: skip
