"""Where the files that travel with the program lie."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    return _HERE.joinpath(*parts)
