"""A report that is one table."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import ClassVar, TypeVar

import msgspec

from common.kernel.validation import Problem
from common.reports import Format
from server.core.service import Caller, Context
from server.reports.dataset import Dataset, Gathering, gathered
from server.reports.journal_pdf import JournalPdf
from server.reports.journal_xlsx import JournalXlsx
from server.reports.report import Chart, Column, Heading, Line, Parameters, Period, Progress, Report

CHECK = "Проверьте период и отбор."
Span = TypeVar("Span", bound=Period)


class Journal(Report[Parameters]):
    """Columns and rows gathered into one dataset, from which every layout is made."""

    formats: ClassVar[tuple[Format, ...]] = (Format.SCREEN, Format.PDF, Format.XLSX)
    columns: ClassVar[tuple[Column, ...]]
    chart: ClassVar[Chart | None] = None
    apart: ClassVar[bool] = False  # on paper every section begins a page
    total_title: ClassVar[str] = "ИТОГО"
    covered: ClassVar[str] = "документы"  # what it is about
    by_rights: ClassVar[bool] = True  # its rows are those that whoever makes it may read

    def shown_columns(self, context: Context, parameters: Parameters) -> Sequence[Column]:
        return self.columns

    def heading_title(self, parameters: Parameters) -> str:
        return self.title

    def lines(self, context: Context, parameters: Parameters) -> list[str]:
        """What stands below the title: the period, the place."""
        return []

    def notes(self, context: Context, parameters: Parameters) -> list[str]:
        """What stands below the table: what was counted."""
        return []

    def nothing(self, context: Context) -> str:
        """Why there is not a single row: what was looked through, and whose rights limit that."""
        caller = context.caller
        if caller is None or not self.by_rights:
            return f"Строк нет: просмотрены все {self.covered}, и этим условиям ничего не отвечает. {CHECK}"
        if _reads_everywhere(caller):
            but = "кроме относящихся к документам ДСП, не открытым вам"
            return f"Строк нет: просмотрены все {self.covered}, {but}. {CHECK}"
        return (
            f"Строк нет. Просмотрены только {self.covered}, доступные вам ({caller.me.name}): ваших мест регистрации"
            " и подразделений и те, в которых вы участвуете. Проверьте период и отбор; если нужны остальные, закажите"
            " отчёт у того, кому они доступны, или обратитесь к администратору."
        )

    def reach(self, context: Context) -> str:
        """Why the same report of another person may count more; nothing for a list as it stands on the screen."""
        return reach_of(context.caller, self.covered) if self.listed and self.by_rights else ""

    def rows(self, context: Context, parameters: Parameters) -> Iterator[Line]:
        """All rows in their order, under the headings of their sections; None in a cell: the one above goes on."""
        yield from ()

    def gather(
        self, context: Context, parameters: Parameters, path: Path, heading: Heading, progress: Progress
    ) -> None:
        """Writes the dataset; `heading` comes with organisation, moment and signatory filled in."""
        reach = self.reach(context)
        with closing(Gathering(path, self.shown_columns(context, parameters), self.total_title)) as gathering:
            gathered(self.rows(context, parameters), gathering, progress)
            gathering.end(
                msgspec.structs.replace(
                    heading,
                    title=self.heading_title(parameters),
                    lines=self.lines(context, parameters),
                    notes=[*self.notes(context, parameters), *([reach] if gathering.rows and reach else [])],
                    nothing="" if gathering.rows else self.nothing(context),
                ),
                self.chart, apart=self.apart,
            )  # fmt: skip


class PeriodJournal(Journal[Span]):
    """A table of a period, which is in the name of its files."""

    def problems(self, parameters: Span) -> Iterator[Problem]:
        yield from parameters.problems()

    def file_name(self, parameters: Span) -> str:
        return f"{self.title.replace(':', '')} {parameters.since:%d.%m.%Y}–{parameters.until:%d.%m.%Y}"


def lay_out(dataset: Dataset, layout: Format, path: Path, progress: Progress) -> None:
    """The same figures in any layout, whatever has become of the documents meanwhile."""
    (JournalPdf if layout is Format.PDF else JournalXlsx)(path, dataset).write(progress)


def reach_of(caller: Caller | None, covered: str) -> str:
    """Which rows whoever makes a report may read at all."""
    if caller is None:
        return ""
    if _reads_everywhere(caller):
        return f"Учтены все {covered}, кроме относящихся к документам ДСП, не открытым составителю ({caller.me.name})."
    return f"Учтены {covered}, доступные составителю ({caller.me.name}): у другого сотрудника их может быть больше."


def _reads_everywhere(caller: Caller) -> bool:
    return any(grant.everywhere and not grant.is_limited for grant in caller.grants)
