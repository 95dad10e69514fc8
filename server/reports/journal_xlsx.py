"""A table as a spreadsheet: title, frozen headings, filter, widths, dates and numbers as such, totals as formulas."""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from server.reports.dataset import FULL, TOTALS, Dataset, Kept, KeptLine, Role, numbered
from server.reports.identity import foot
from server.reports.report import Column, Progress, TooMuch, grouped
from server.reports.typeface import BOLD, REGULAR, lines_of, load

DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})$")
SHEET_WIDTH = 150  # characters, over all columns
ROWS_AT_MOST = 1_048_000
SIZE, LINE, TALLEST = 10, 12.75, 409.0  # points: of the face, of a line in it, of the tallest row
DIGIT = 5.25  # points: the unit of a column's width
FACE = {"font_name": "Liberation Serif", "font_size": SIZE}
SHARE = "0.0"
UNNAMABLE, LONGEST = re.compile(r"[\[\]:*?/\\]+"), 31  # for the name of a sheet


class JournalXlsx:
    """Each row is as high as its wrapped text: of spreadsheets not all fit the heights when they open a file."""

    def __init__(self, path: Path, dataset: Dataset) -> None:
        self._dataset, self._columns, self._heading = dataset, dataset.columns, dataset.heading
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
        self._sheet = self._book.add_worksheet(UNNAMABLE.sub(" ", self._heading.title)[:LONGEST].strip(" '") or "Отчёт")
        edge = {**FACE, "border": 1, "text_wrap": True, "valign": "top"}
        self._text = self._book.add_format(edge)
        self._date = self._book.add_format({**edge, "num_format": "dd.mm.yyyy", "align": "left"})
        self._share = self._book.add_format({**edge, "num_format": SHARE})
        self._bold = self._book.add_format({**edge, "bold": True, "align": "center", "valign": "vcenter"})
        self._band = self._book.add_format({**edge, "bold": True, "text_wrap": False, "bg_color": "#EDEDED"})
        self._sum = self._book.add_format({**edge, "bold": True})
        self._sum_share = self._book.add_format({**edge, "bold": True, "num_format": SHARE})
        self._title = self._book.add_format({"bold": True, "font_size": 14, "font_name": "Liberation Serif"})
        self._plain = self._book.add_format({"font_name": "Liberation Serif", "font_size": 11})
        whole = sum(column.width for column in self._columns)
        self._widths = [max(6, SHEET_WIDTH * column.width / whole) for column in self._columns]
        load()

    def write(self, progress: Progress) -> None:
        """Raises TooMuch when the rows are more than a sheet holds."""
        lines = self._dataset.contents.lines
        if lines > ROWS_AT_MOST:
            raise TooMuch(f"В таблице {lines} строк — больше, чем вмещает лист. Сократите период.")
        first = self._draw_head()
        begins = outer = first  # of the section, of several
        last = first - 1  # of the rows that are filtered: a total of all stands below them
        for number, line in enumerate(self._dataset):
            row = first + number
            if line.role is Role.SECTION:
                self._write_section(row, line)
                begins = row + 1
                outer = row + 1 if line.outer else outer
            elif line.role in TOTALS:
                self._write_totals(row, first if line.role is Role.TOTAL else outer if line.outer else begins, line)
            else:
                self._write_row(row, line)
            last = last if line.role is Role.TOTAL else row
            if number % 500 == 499:
                progress(number + 1, "Таблица")
        self._sheet.autofilter(first - 1, 0, max(last, first), len(self._columns) - 1)
        self._end(first + lines)
        self._book.close()

    def _end(self, row: int) -> None:
        if not self._dataset.rows:
            self._sheet.write(row, 0, self._heading.nothing, self._plain)
            row += 1
        for note in self._heading.notes:
            self._sheet.write(row + 1, 0, note, self._plain)
            row += 1
        post, _, name = self._heading.signatory.partition("\n")
        self._sheet.write(row + 2, 0, f"{post}  ____________________  {name}", self._plain)

    def _draw_head(self) -> int:
        sheet, heading = self._sheet, self._heading
        for number, width in enumerate(self._widths):
            sheet.set_column(number, number, width)
        lines = [heading.organisation, heading.title, *heading.lines, foot(heading)]
        for number, line in enumerate(lines):
            sheet.write(number, 0, line, self._title if number == 1 else self._plain)
        row = len(lines) + 1
        groups = [each for each in grouped(self._columns) if each[0]]
        self._fit(row, [(name, sum(self._widths[first : first + count])) for name, first, count in groups], BOLD)
        for number, column in enumerate(self._columns):
            sheet.write(row, number, column.group or "", self._bold)
        for group, first, count in groups:
            if count > 1:
                sheet.merge_range(row, first, row, first + count - 1, group, self._bold)
        self._fit_cells(row + 1, [column.title for column in self._columns], BOLD)
        for number, column in enumerate(self._columns):
            sheet.write(row + 1, number, column.title, self._bold)
        sheet.freeze_panes(row + 2, 0)
        sheet.repeat_rows(row, row + 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&RСтраница &P из &N")
        return row + 2

    def _write_section(self, row: int, line: KeptLine) -> None:
        for place in range(len(self._columns)):
            self._sheet.write_string(row, place, str(line.cells[0]) if place == 0 else "", self._band)

    def _write_totals(self, row: int, begins: int, line: KeptLine) -> None:
        """Sums of what stands above, which leave out one another and what the filter hides."""
        self._fit_cells(row, line.cells, BOLD)
        for place, column in enumerate(self._columns):
            value = line.cells[place]
            if column.summed:
                cells = f"{xl_rowcol_to_cell(begins, place)}:{xl_rowcol_to_cell(row - 1, place)}"
                self._sheet.write_formula(row, place, f"=SUBTOTAL(9,{cells})", self._sum, numbered(value))
            elif column.share is not None:
                self._write_share(row, place, column, value, self._sum_share)
            else:
                self._sheet.write_string(row, place, str(value or ""), self._sum)

    def _fit_cells(self, row: int, cells: Iterable[Kept], face: str) -> None:
        self._fit(row, [(cell, width) for cell, width in zip(cells, self._widths, strict=True)
                        if isinstance(cell, str)], face)  # fmt: skip

    def _fit(self, row: int, texts: Iterable[tuple[str, float]], face: str) -> None:
        """Must come before the cells of the row are written."""
        lines = max((_lines(text, width * DIGIT, face) for text, width in texts), default=1)
        if lines > 1:
            self._sheet.set_row(row, min(TALLEST, lines * LINE))

    def _write_row(self, row: int, line: KeptLine) -> None:
        self._fit_cells(row, line.cells, REGULAR)
        for place, cell in enumerate(line.cells):
            column = self._columns[place]
            if column.share is not None:
                self._write_share(row, place, column, cell, self._share)
            else:
                self._write(row, place, cell)

    def _write_share(self, row: int, place: int, column: Column, value: Kept, form: Any) -> None:
        part, *wholes = (xl_rowcol_to_cell(row, at) for at in column.share or ())
        whole, less = "+".join(wholes), f"-{FULL}" if column.grown else ""
        formula = f'=IF({whole}=0,"",ROUND({FULL}*{part}/({whole}){less},1))'
        shown = numbered(value)
        self._sheet.write_formula(row, place, formula, form, "" if shown is None else shown)

    def _write(self, row: int, column: int, cell: Kept) -> None:
        day = DATE.match(cell) if isinstance(cell, str) else None
        number = numbered(cell)
        if day:
            self._sheet.write_datetime(row, column, date(int(day[3]), int(day[2]), int(day[1])), self._date)
        elif number is not None:
            self._sheet.write_number(row, column, number, self._text)
        else:
            self._sheet.write_string(row, column, str(cell or ""), self._text)


def _lines(text: str, room: float, face: str) -> int:
    """Of a spreadsheet, which parts no word by syllables."""
    return sum(lines_of(paragraph, face, SIZE, room) for paragraph in text.split("\n"))
