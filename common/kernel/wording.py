"""How a person reads a value, on the screen and on paper alike."""

from datetime import date


def day(value: date | None) -> str:
    return f"{value:%d.%m.%Y}" if value else ""
