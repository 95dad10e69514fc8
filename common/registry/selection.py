"""Which documents a register shows: conditions on any field of the card, the order, the groups."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from common.kernel.amounts import amount_of
from common.kernel.several import split
from common.kernel.times import time_of
from common.kernel.validation import Problem
from common.registry.classes import LABELS

LONGEST_VALUE, LONGEST_VALUES, MOST_VALUES = 200, 8000, 100
Value = Annotated[str, Meta(max_length=LONGEST_VALUES)]


class Comparison(StrEnum):
    """KEY asks for the very entry of a dictionary, person or unit; all others compare with what is typed.

    ONE_OF holds where IS would for one of several values: «Письмо; Жалоба».
    """

    CONTAINS = "contains"
    IS = "is"
    ONE_OF = "one_of"
    SINCE = "since"
    UNTIL = "until"
    EMPTY = "empty"
    FILLED = "filled"
    KEY = "key"

    @property
    def label(self) -> str:
        return TESTS[self]


TESTS = {
    Comparison.CONTAINS: "содержит",
    Comparison.IS: "равно",
    Comparison.ONE_OF: "одно из",
    Comparison.SINCE: "не меньше",
    Comparison.UNTIL: "не больше",
    Comparison.EMPTY: "не заполнено",
    Comparison.FILLED: "заполнено",
    Comparison.KEY: "именно",
}


class FieldType(StrEnum):
    TEXT = "text"
    DATE = "date"
    TIME = "time"  # of day
    COUNT = "count"
    NUMBER = "number"
    FLAG = "flag"
    SEVERAL = "several"  # values of a list, «;» between them: compared one by one
    PERSON = "person"  # of a field of a kind: compared by the name
    NAMED = "named"  # a person, a unit, an entry of a dictionary: known by its title


LATER = {Comparison.SINCE: "не раньше", Comparison.UNTIL: "не позже", Comparison.CONTAINS: "в пределах"}
WORDED = {
    FieldType.DATE: LATER, FieldType.TIME: LATER,
    FieldType.COUNT: {Comparison.CONTAINS: "в пределах"},
    FieldType.NUMBER: {Comparison.CONTAINS: "в пределах"},
    FieldType.SEVERAL: {Comparison.IS: "есть значение", Comparison.ONE_OF: "есть одно из"},
}  # fmt: skip
EXACT = frozenset({Comparison.SINCE, Comparison.UNTIL, Comparison.IS})
ANY = (Comparison.EMPTY, Comparison.FILLED)
WHOLE = frozenset({Comparison.IS, Comparison.ONE_OF})
"""The whole text is what is asked for, in letters of any size."""
WORDS_FOR_ANY = {"пусто": Comparison.EMPTY, "есть": Comparison.FILLED}
"""What one types above any column for what is empty or filled there."""
TESTS_OF = {
    FieldType.TEXT: (Comparison.CONTAINS, Comparison.IS, Comparison.ONE_OF, *ANY),
    FieldType.DATE: (Comparison.SINCE, Comparison.UNTIL, Comparison.IS, Comparison.CONTAINS, *ANY),
    FieldType.TIME: (Comparison.SINCE, Comparison.UNTIL, Comparison.IS, Comparison.CONTAINS, *ANY),
    FieldType.COUNT: (Comparison.IS, Comparison.SINCE, Comparison.UNTIL, Comparison.CONTAINS, *ANY),
    FieldType.NUMBER: (Comparison.IS, Comparison.SINCE, Comparison.UNTIL, Comparison.CONTAINS, *ANY),
    FieldType.SEVERAL: (Comparison.CONTAINS, Comparison.IS, Comparison.ONE_OF, *ANY),
    FieldType.PERSON: (Comparison.CONTAINS, Comparison.IS, Comparison.ONE_OF, *ANY),
    FieldType.FLAG: (Comparison.FILLED, Comparison.EMPTY),
    FieldType.NAMED: (Comparison.CONTAINS, Comparison.KEY, Comparison.IS, Comparison.ONE_OF, *ANY),
}
OF_TYPE = {
    FieldType.TEXT: (
        "number their_number signatory summary body redirected drawn_up_at publication joint_numbers form_basis"
        " paper_place restriction_basis copy_number remark source"
    ),
    FieldType.DATE: "registered their_date received control_due in_force published",
    FieldType.COUNT: "sheets copies appendices appendix_sheets pages",
    FieldType.FLAG: "normative open_to_all",
    FieldType.NAMED: (
        "document_class kind state correspondent recipient addressee signatory_id cosignatory executor controller_id"
        " author registrar unit place journal delivery topic case_file form restriction force"
    ),
}
FIELD_TYPES = {name: each for each, names in OF_TYPE.items() for name in names.split()}
OWN_LABELS = {
    "number": "Регистрационный номер", "registered": "Дата регистрации", "source": "Откуда поступил",
    "pages": "Страниц образа", "document_class": "Класс", "state": "Состояние", "correspondent": "Корреспондент",
    "recipient": "Другие корреспонденты", "addressee": "Адресат", "cosignatory": "Другие подписи",
    "executor": "Исполнитель (подготовил)", "author": "Завёл карточку", "registrar": "Регистратор",
    "unit": "Подразделение", "place": "Место регистрации", "journal": "Журнал", "force": "Сила",
    "signatory": "Подпись корреспондента",
}  # fmt: skip
EXTRA = "extra."


def title_of(field: str) -> str:
    """What a field is called where conditions are set; an extra field is named by its kind."""
    return OWN_LABELS.get(field) or LABELS.get(field) or ("Поле вида документа" if field.startswith(EXTRA) else field)


def said(comparison: Comparison, kind: FieldType) -> str:
    """How one says it of a field of that type: a date is not earlier, a count is not less."""
    return WORDED.get(kind, {}).get(comparison, comparison.label)


class Condition(Struct, frozen=True, kw_only=True):
    """One demand on one field; dates are ISO where they are compared and as typed («11.2026») where contained.

    An extra field is compared by the type that its kind gives it; a value that is none of the type fits nothing.
    """

    field: Annotated[str, Meta(max_length=60)]
    comparison: Comparison = Comparison.CONTAINS
    value: Value = ""
    extra_type: FieldType = FieldType.TEXT

    @property
    def type(self) -> FieldType:
        return self.extra_type if self.field.startswith(EXTRA) else FIELD_TYPES[self.field]

    @property
    def wanted(self) -> list[str]:
        """What the whole text may be, in small letters."""
        values = split(self.value) if self.comparison is Comparison.ONE_OF else [self.value.strip()]
        return [value.lower() for value in values]

    def problems(self) -> Iterator[Problem]:
        if not self.field.startswith(EXTRA) and self.field not in FIELD_TYPES:
            yield Problem("conditions", f"Такого поля нет: {self.field}.")
            return
        kind = self.type
        if self.comparison not in TESTS_OF[kind]:
            yield Problem("conditions", f"«{title_of(self.field)}» так не сравнивается.")
        elif self.comparison not in ANY and not any(self.wanted):
            yield Problem("conditions", f"«{title_of(self.field)}»: укажите, с чем сравнить.")
        elif self.comparison is not Comparison.ONE_OF and len(self.value) > LONGEST_VALUE:
            yield Problem("conditions", f"«{title_of(self.field)}»: не больше {LONGEST_VALUE} знаков.")
        elif len(self.wanted) > MOST_VALUES:
            yield Problem("conditions", f"«{title_of(self.field)}»: не больше {MOST_VALUES} значений.")
        elif kind is FieldType.DATE and self.comparison in EXACT and not is_date(self.value):
            yield Problem("conditions", f"«{title_of(self.field)}»: нужна дата.")
        elif kind is FieldType.TIME and self.comparison in EXACT and not time_of(self.value):
            yield Problem("conditions", f"«{title_of(self.field)}»: нужно время, например 9:30.")
        elif kind is FieldType.COUNT and self.comparison in EXACT and not self.value.isdecimal():
            yield Problem("conditions", f"«{title_of(self.field)}»: нужно целое число.")
        elif kind is FieldType.NUMBER and self.comparison in EXACT and amount_of(self.value) is None:
            yield Problem("conditions", f"«{title_of(self.field)}»: нужно число, например 1 200,50.")


def is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


class Period(StrEnum):
    """A period that moves with the day on which one looks; OWN has its own two days."""

    ALL = ""
    OWN = "own"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Sort(StrEnum):
    """By what a register is ordered; EXTRA is a field of the kinds, which is named beside it."""

    REGISTERED = "registered"
    NUMBER = "number"
    THEIR_DATE = "their_date"
    CONTROL_DUE = "control_due"
    CORRESPONDENT = "correspondent"
    THEIR_NUMBER = "their_number"
    SUMMARY = "summary"
    ADDRESSEES = "addressees"
    SIGNATORY = "signatory"
    EXECUTOR = "executor"
    CONTROLLER = "controller"
    UNIT = "unit"
    KIND = "kind"
    PLACE = "place"
    DOCUMENT_CLASS = "document_class"
    STATE = "state"
    FORCE = "force"
    FORM = "form"
    RECEIVED = "received"
    CASE_FILE = "case_file"
    SHEETS = "sheets"
    REMARK = "remark"
    EXTRA = "extra"

    @property
    def is_indexed(self) -> bool:
        """An index holds the order, so that a page costs a page however long the register is."""
        return self in {Sort.REGISTERED, Sort.NUMBER, Sort.THEIR_DATE, Sort.CONTROL_DUE}


SORTED_AT_MOST = 20_000  # documents that are put in an order without an index


class Grouping(StrEnum):
    NONE = ""
    KIND = "kind"
    CORRESPONDENT = "correspondent"
    SIGNATORY = "signatory_id"
    ADDRESSEE = "addressee"
    EXECUTOR = "executor"
    UNIT = "unit"
    PLACE = "place"
    TOPIC = "topic"
    CASE_FILE = "case_file"
    STATE = "state"
    MONTH = "month"

    @property
    def label(self) -> str:
        return GROUPINGS[self]


GROUPINGS = {
    Grouping.NONE: "Без групп",
    Grouping.KIND: "По виду",
    Grouping.CORRESPONDENT: "По корреспонденту",
    Grouping.SIGNATORY: "По подписи",
    Grouping.ADDRESSEE: "По адресату",
    Grouping.EXECUTOR: "По исполнителю",
    Grouping.UNIT: "По подразделению",
    Grouping.PLACE: "По месту регистрации",
    Grouping.TOPIC: "По тематике",
    Grouping.CASE_FILE: "По делу",
    Grouping.STATE: "По состоянию",
    Grouping.MONTH: "По месяцу",
}


class Group(Struct, frozen=True):
    """A group of a register: `key` goes back as a condition, empty for what has none."""

    key: str
    title: str
    documents: int

    def condition(self, by: Grouping) -> Condition:
        """What narrows the register to this group."""
        if not self.key:
            field = "registered" if by is Grouping.MONTH else by.value
            return Condition(field=field, comparison=Comparison.EMPTY)
        if by is Grouping.MONTH:
            return Condition(field="registered", value=self.key)
        return Condition(field=by.value, comparison=Comparison.KEY, value=self.key)
