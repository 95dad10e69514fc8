"""A report that is one long table."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import msgspec

from common.reports import Format
from server.core.service import Context
from server.reports.journal_pdf import JournalPdf
from server.reports.journal_xlsx import JournalXlsx
from server.reports.report import Cell, Column, Heading, Parameters, Progress, Report
from server.reports.spool import Spool


class Journal(Report[Parameters]):
    """Columns and rows; one dataset for the printed form and the spreadsheet."""

    columns: ClassVar[tuple[Column, ...]]
    covered: ClassVar[str] = "документы"  # what it is about, for a table without rows

    def shown_columns(self, context: Context, parameters: Parameters) -> Sequence[Column]:
        return self.columns

    def heading_title(self, parameters: Parameters) -> str:
        return self.title

    def lines(self, context: Context, parameters: Parameters) -> list[str]:
        """What stands below the title: the period, the place."""
        return []

    def nothing(self, context: Context) -> str:
        """Why there is not a single row: what was looked through, and whose rights limit that."""
        caller = context.caller
        if caller is None or any(grant.everywhere and not grant.is_limited for grant in caller.grants):
            found = "и этим условиям ничего не отвечает. Проверьте период и отбор."
            return f"Строк нет: просмотрены все {self.covered}, {found}"
        return (
            f"Строк нет. Просмотрены только {self.covered}, доступные вам ({caller.me.name}): ваших мест регистрации"
            " и подразделений и те, в которых вы участвуете. Проверьте период и отбор; если нужны остальные, закажите"
            " отчёт у того, кому они доступны, или обратитесь к администратору."
        )

    def rows(self, context: Context, parameters: Parameters) -> Iterator[Sequence[Cell]]:
        """All rows in their order; None in a cell means that the one above goes on."""
        yield from ()

    def render(
        self, context: Context, parameters: Parameters, kind: Format, path: Path, heading: Heading, progress: Progress
    ) -> None:
        lines, title = self.lines(context, parameters), self.heading_title(parameters)
        heading = msgspec.structs.replace(heading, lines=lines, title=title)
        with tempfile.TemporaryDirectory() as folder, Spool(Path(folder, "rows")) as spool:
            spool.fill(self.rows(context, parameters), progress)
            if not spool.count:
                heading = msgspec.structs.replace(heading, nothing=self.nothing(context))
            writer = (JournalPdf if kind is Format.PDF else JournalXlsx)(
                path, self.shown_columns(context, parameters), heading
            )
            writer.write(spool, progress)
