"""What a report is: parameters, columns and rows, whatever it is rendered to."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from msgspec import Struct

from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.reports import Format, Parameter
from server.core.service import Context

Parameters = TypeVar("Parameters", bound=Struct)
Cell = str | int | date | None
Progress = Callable[[int, str], None]  # rows so far, what is being done


class Column(Struct, frozen=True):
    """A column: its heading, its share of the width, the heading it stands under together with its neighbours."""

    title: str
    width: float
    group: str = ""
    right_aligned: bool = False


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


class Report(Generic[Parameters]):
    """Base of all reports. `parameters` is the struct that the order is decoded into."""

    code: ClassVar[str]
    title: ClassVar[str]
    group: ClassVar[str]
    right: ClassVar[Right]
    parameters: ClassVar[type[Any]]
    formats: ClassVar[tuple[Format, ...]] = (Format.PDF, Format.XLSX)
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

    def render(
        self, context: Context, parameters: Parameters, kind: Format, path: Path, heading: Heading, progress: Progress
    ) -> None:
        """Writes the report; `heading` comes with organisation, moment and signatory filled in."""
        raise TypeError(f"{self.code} cannot be rendered")


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
