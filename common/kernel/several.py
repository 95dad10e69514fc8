"""Several values in one line, as people write them: «Письмо; Жалоба»."""

from collections.abc import Iterable

MARK = ";"


def split(text: str) -> list[str]:
    """The values in their order, each once and as it is written first, whatever its letters' size."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in text.split(MARK))):
        found.setdefault(part.lower(), part)
    return list(found.values())


def joined(values: Iterable[str]) -> str:
    return f"{MARK} ".join(values)
