"""What a report is: parameters, columns and rows, whatever it is rendered to."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, ClassVar, Generic, Self, TypeVar

from msgspec import Struct

from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.reports import Counted, Format, Parameter
from server.core.service import Context

Parameters = TypeVar("Parameters", bound=Struct)
EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)  # days that periods are of and are reckoned from
Progress = Callable[[int, str], None]  # rows so far, what is being done


class Figure(Struct, frozen=True, array_like=True):
    """A number together with what it counts; packed as the steps between the sorted ids, which shrink to little."""

    number: int
    packed: bytes

    @classmethod
    def of(cls, ids: Iterable[int], number: int | None = None) -> Self:
        """The number is how many there are, unless it tells of something else that they have (sheets, copies)."""
        known = sorted(ids)
        steps = array("q", known[:1])
        steps.extend(later - earlier for earlier, later in pairwise(known))
        return cls(len(known) if number is None else number, steps.tobytes())

    @property
    def ids(self) -> list[int]:
        steps = array("q")
        steps.frombytes(self.packed)
        return list(accumulate(steps))


Cell = str | int | float | date | Figure | None


class Section(Struct, frozen=True):
    """What the rows that follow have in common; stands above them and is repeated on every page that they go on to.

    `within` is what some sections have in common: it has a heading and totals of its own.
    """

    title: str
    within: str = ""


class Row(Struct, frozen=True):
    """A row about a document, which opens it."""

    cells: Sequence[Cell]
    document_id: int


Line = Sequence[Cell] | Section | Row


class Column(Struct, frozen=True):
    """A column: its heading, its share of the width, the heading it stands under together with its neighbours."""

    title: str
    width: float
    group: str = ""
    right_aligned: bool = False
    counts: Counted | None = None  # what the figures of the column count
    summed: bool = False  # has totals
    share: tuple[int, ...] | None = None  # per cent of the first column in the sum of the others, computed
    grown: bool = False  # the share says by how much the first exceeds the others


class Chart(Struct, frozen=True):
    """Bars of the totals of sections: some columns beside one another.

    Where nought is nothing to look at, sections without a figure leave a chart that is longer than a page.
    """

    title: str
    columns: tuple[int, ...]
    tells_nought: bool = True


class TooMuch(Exception):
    """The report cannot be made of so much; the message says what to do."""


class Heading(Struct, frozen=True):
    """What stands above the table and below it."""

    organisation: str
    title: str
    lines: list[str]
    as_of: datetime  # in the city's zone
    signatory: str  # «Делопроизводитель Баранова А. И.»
    nothing: str = ""  # what a table without rows says
    notes: list[str] = []  # below the table
    saved_as: str = ""  # the name of its files
    unit: str = ""  # that of the signatory
    number: int = 0  # of the run whose figures these are
    angular: bool = False  # requisites in the upper left corner, the addressee in the right one; else across the top


class Report(Generic[Parameters]):
    """Base of all reports. `parameters` is the struct that the order is decoded into."""

    code: ClassVar[str]
    title: ClassVar[str]
    group: ClassVar[str]
    right: ClassVar[Right]
    parameters: ClassVar[type[Any]]
    formats: ClassVar[tuple[Format, ...]] = (Format.PDF, Format.XLSX)
    names_addressees: ClassVar[bool] = False  # of restricted documents too: goes on paper only (decision 0035)
    board: ClassVar[int] = 0  # its place among the charts of a manager's start page, as its form stands at first
    angular: ClassVar[bool] = False  # is addressed: its letterhead leaves the right corner to the addressee
    listed: ClassVar[bool] = True  # in the report centre; else it is ordered where its parameters are at hand

    def form(self, context: Context) -> list[Parameter]:
        """The fields of the form that asks for the parameters, with today's defaults."""
        raise TypeError(f"{self.code} names no parameters")

    def problems(self, parameters: Parameters) -> Iterator[Problem]:
        yield from ()

    def file_name(self, parameters: Parameters) -> str:
        return self.title

    def saved_as(self, context: Context, parameters: Parameters) -> str:
        """The name of the file where it takes more than the parameters to say it."""
        return self.file_name(parameters)

    def draw(self, context: Context, parameters: Parameters, path: Path, heading: Heading) -> None:
        """Writes a form that is no table; `heading` comes with organisation, moment and signatory filled in."""
        raise TypeError(f"{self.code} cannot be drawn")


Reports = Mapping[str, Report[Any]]  # all of the house, by their codes


class Period(Struct, frozen=True):
    """A period, both days included."""

    since: date
    until: date

    @property
    def words(self) -> str:
        return f"за период с {self.since:%d.%m.%Y} по {self.until:%d.%m.%Y}"

    def problems(self) -> Iterator[Problem]:
        if self.since > self.until:
            yield Problem("until", "Конец периода раньше начала.")
        if self.since < EARLIEST:
            yield Problem("since", f"Период начинается не раньше {EARLIEST.year} года.")
        if self.until > LATEST:
            yield Problem("until", f"Период кончается не позже {LATEST.year} года.")
        if (self.until - self.since).days > 366 * 11:
            yield Problem("since", "Период длиннее одиннадцати лет: сократите его.")


def grouped(columns: Sequence[Column]) -> list[tuple[str, int, int]]:
    """Runs of neighbouring columns under one heading: heading, first column, number of columns."""
    runs: list[tuple[str, int, int]] = []
    for number, column in enumerate(columns):
        if column.group and runs and runs[-1][0] == column.group and runs[-1][1] + runs[-1][2] == number:
            name, first, count = runs[-1]
            runs[-1] = (name, first, count + 1)
        else:
            runs.append((column.group, number, 1))
    return runs
