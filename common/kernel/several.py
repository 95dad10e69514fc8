"""Several values in one line, as people write them: «Письмо; Жалоба»."""

from collections.abc import Iterable

MARK = ";"


def split(text: str) -> list[str]:
    """The values in their order, each once however it is written."""
    parts = [part.strip() for part in text.split(MARK)]
    return list({part.lower(): part for part in reversed(parts) if part}.values())[::-1]


def joined(values: Iterable[str]) -> str:
    return f"{MARK} ".join(values)
