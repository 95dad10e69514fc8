"""A list that is to become a report: what is on the screen, and by what it may be grouped."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Building:
    """`parameters` say what the list shows; `code` is the report that is made of it, `things` what it counts."""

    code: str
    title: str
    parameters: dict[str, str]
    groups: list[tuple[str, str]]  # keys and titles
    things: str
