"""What can become of a value of a journal's counter."""

from enum import StrEnum


class NumberState(StrEnum):
    ISSUED = "issued"
    RESERVED = "reserved"
    SKIPPED = "skipped"
    VOID = "void"

    @property
    def label(self) -> str:
        return NUMBER_STATES[self]


NUMBER_STATES = {
    NumberState.ISSUED: "Присвоен",
    NumberState.RESERVED: "Зарезервирован",
    NumberState.SKIPPED: "Пропущен",
    NumberState.VOID: "Аннулирован",
}
