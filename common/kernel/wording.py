"""How a person reads a value, on the screen and on paper alike."""

from datetime import date


def day(value: date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else ""


def counted(number: int, one: str, few: str, many: str) -> str:
    """The form of a noun after a number: 1 день, 2 дня, 5 дней, 11 дней."""
    last, teens = number % 10, 11 <= number % 100 <= 14
    return one if last == 1 and not teens else few if 2 <= last <= 4 and not teens else many
