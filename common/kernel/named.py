"""Something of a directory with its number behind its name, as it was called when it was chosen (decision 0039)."""

import re
from typing import NamedTuple

NAMED = re.compile(r"(?P<name>.*\S) #(?P<id>[1-9][0-9]{0,8})\Z", re.DOTALL)


class Named(NamedTuple):
    """A name alone was typed before one could choose."""

    name: str
    id: int | None = None


def named_value(name: str, number: int) -> str:
    """«Шелест С. Н. #17»."""
    return f"{name} #{number}"


def named(text: str) -> Named | None:
    """Nothing of an empty text."""
    found = NAMED.match(text.strip())
    if found:
        return Named(found["name"], int(found["id"]))
    return Named(text.strip()) if text.strip() else None
