"""Rows put together by groups: under the heading of each, or only what each comes to."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from common.kernel.validation import Problem
from server.reports.dataset import exact, plain
from server.reports.report import Cell, Figure, Line, Row, Section

LEVELS = 2
UNKNOWN = "Не указано"
Group = tuple[tuple[str, Any], ...]  # what each is called, and what is behind that


class Grouped(Struct, frozen=True):
    """A thing that is counted, in the order of its groups, the outer one first; namesakes are two groups.

    `cells` are those of its row; without rows, the numbers that are summed and the figures that are put together.
    """

    titles: tuple[str, ...]
    behind: Sequence[Any]
    id: int
    cells: Sequence[Cell]
    document_id: int

    @property
    def group(self) -> Group:
        return tuple(zip(map(_folded, self.titles), self.behind, strict=True))


def group_problems(keys: Sequence[str], *, rows: bool) -> Iterator[Problem]:
    if len(keys) > LEVELS or len(set(keys)) < len(keys):
        yield Problem("groups", "Группировать можно по одному или двум разным столбцам.")
    if not rows and not keys:
        yield Problem("groups", "Укажите, по какому столбцу считать итоги.")


def in_groups(found: Iterable[Grouped]) -> Iterator[Line]:
    """Every row under its groups, with a figure that counts it."""
    section: Group = ()
    for each in found:
        if each.group != section:
            section = each.group
            yield Section(each.titles[-1], each.titles[0] if len(each.titles) > 1 else "")
        yield Row([*each.cells, Figure.of([each.id])], each.document_id)


def groups_only(found: Iterable[Grouped]) -> Iterator[Line]:
    """A row of each group; the outer ones are sections."""
    summary = _Summary()
    for each in found:
        if each.group != summary.group:
            yield from summary.end()
        summary.add(each)
    yield from summary.end()


class _Summary:
    def __init__(self) -> None:
        self.group: Group = ()
        self._titles: tuple[str, ...] = ()
        self._ids: list[int] = []
        self._sums: list[Decimal | list[int]] = []
        self._section: Group = ()

    def add(self, each: Grouped) -> None:
        if not self._ids:
            self.group, self._titles = each.group, each.titles
            self._sums = [[] if isinstance(cell, Figure) else Decimal(0) for cell in each.cells]
        self._ids.append(each.id)
        for place, (cell, held) in enumerate(zip(each.cells, self._sums, strict=True)):
            if isinstance(held, list):
                held.extend(cell.ids if isinstance(cell, Figure) else [])
            elif isinstance(cell, int | float):
                self._sums[place] = held + exact(cell)

    def end(self) -> Iterator[Line]:
        if not self._ids:
            return
        if len(self._titles) > 1 and self.group[:1] != self._section:
            self._section = self.group[:1]
            yield Section(self._titles[0])
        sums = [Figure.of(held) if isinstance(held, list) else plain(held) for held in self._sums]
        yield [self._titles[-1], Figure.of(self._ids), *sums]
        self._ids = []


def _folded(title: str) -> str:
    return title.casefold().replace("ё", "е")
