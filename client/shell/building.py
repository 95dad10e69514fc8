"""A register that is to become a report: what is on the screen, and by what it may be grouped."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Building:
    title: str
    view: str  # as JSON
    groups: list[tuple[str, str]]  # keys of columns and their titles
