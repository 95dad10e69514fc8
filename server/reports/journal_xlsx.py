"""A long table as a spreadsheet: title, frozen headings, filter, widths, dates and numbers as such."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from server.reports.report import Column, Heading, Progress, TooMuch, grouped
from server.reports.spool import Spool

DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})$")
SHEET_WIDTH = 150  # characters, over all columns
ROWS_AT_MOST = 1_048_000


class JournalXlsx:
    def __init__(self, path: Path, columns: Sequence[Column], heading: Heading) -> None:
        self._columns = columns
        self._heading = heading
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
        self._sheet = self._book.add_worksheet("Журнал")
        edge = {"border": 1, "text_wrap": True, "valign": "top", "font_name": "Liberation Serif", "font_size": 10}
        self._text = self._book.add_format(edge)
        self._date = self._book.add_format({**edge, "num_format": "dd.mm.yyyy", "align": "left"})
        self._bold = self._book.add_format({**edge, "bold": True, "align": "center", "valign": "vcenter"})
        self._title = self._book.add_format({"bold": True, "font_size": 14, "font_name": "Liberation Serif"})
        self._plain = self._book.add_format({"font_name": "Liberation Serif", "font_size": 11})

    def write(self, spool: Spool, progress: Progress) -> None:
        """Raises TooMuch when the rows are more than a sheet holds."""
        if spool.count > ROWS_AT_MOST:
            raise TooMuch(f"В таблице {spool.count} строк — больше, чем вмещает лист. Сократите период.")
        first = self._draw_head()
        for number, row in enumerate(spool):
            for place, cell in enumerate(row):
                self._write(first + number, place, cell)
            if number % 500 == 499:
                progress(number + 1, "Таблица")
        if not spool.count:
            self._sheet.write(first, 0, self._heading.nothing, self._plain)
        post, _, name = self._heading.signatory.partition("\n")
        self._sheet.write(first + spool.count + 2, 0, f"{post}  ____________________  {name}", self._plain)
        self._sheet.autofilter(first - 1, 0, first + max(spool.count, 1) - 1, len(self._columns) - 1)
        self._book.close()

    def _draw_head(self) -> int:
        sheet, heading = self._sheet, self._heading
        whole = sum(column.width for column in self._columns)
        for number, column in enumerate(self._columns):
            sheet.set_column(number, number, max(6, SHEET_WIDTH * column.width / whole))
        moment = heading.as_of
        lines = [heading.organisation, heading.title, *heading.lines, f"Сформировано {moment:%d.%m.%Y %H:%M}"]
        for number, line in enumerate(lines):
            sheet.write(number, 0, line, self._title if number == 1 else self._plain)
        row = len(lines) + 1
        for number, column in enumerate(self._columns):
            sheet.write(row, number, column.group or "", self._bold)
        for group, first, count in grouped(self._columns):
            if group and count > 1:
                sheet.merge_range(row, first, row, first + count - 1, group, self._bold)
        for number, column in enumerate(self._columns):
            sheet.write(row + 1, number, column.title, self._bold)
        sheet.freeze_panes(row + 2, 0)
        sheet.repeat_rows(row, row + 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&RСтраница &P из &N")
        return row + 2

    def _write(self, row: int, column: int, cell: Any) -> None:
        day = DATE.match(cell) if isinstance(cell, str) else None
        if day:
            self._sheet.write_datetime(row, column, date(int(day[3]), int(day[2]), int(day[1])), self._date)
        elif isinstance(cell, int):
            self._sheet.write_number(row, column, cell, self._text)
        else:
            self._sheet.write_string(row, column, cell or "", self._text)
