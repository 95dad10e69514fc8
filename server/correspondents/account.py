"""The account of an import as a spreadsheet: every row of the file, and what became of it."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from common.correspondents import AccountRow, Outcome
from server.correspondents.models import CorrespondentImport

COLUMNS = (("Строка файла", 12), ("Итог", 18), ("Наименование", 70), ("Столбец", 24), ("Пояснение", 80))
COLOURS = {Outcome.ADDED: "#E3F2E1", Outcome.CHANGED: "#FFF4D6", Outcome.REFUSED: "#FADCD9"}


def write_account(path: Path, run: CorrespondentImport, rows: Sequence[AccountRow]) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet("Отчёт")
    bold = book.add_format({"bold": True, "border": 1, "valign": "vcenter"})
    title = book.add_format({"bold": True, "font_size": 14})
    formats = {
        outcome: book.add_format({"border": 1, "text_wrap": True, "valign": "top",
                                  **({"bg_color": COLOURS[outcome]} if outcome in COLOURS else {})})
        for outcome in Outcome
    }  # fmt: skip
    counted = ((Outcome.ADDED, run.added), (Outcome.CHANGED, run.changed), (Outcome.SAME, run.same),
               (Outcome.REFUSED, run.refused))  # fmt: skip
    page.write(0, 0, f"{'Проба загрузки' if run.trial else 'Загрузка'} корреспондентов: {run.file_name}", title)
    page.write(1, 0, ", ".join(f"{outcome.label.lower()}: {number}" for outcome, number in counted))
    for place, (name, width) in enumerate(COLUMNS):
        page.set_column(place, place, width)
        page.write(3, place, name, bold)
    for line, row in enumerate(rows, start=4):
        cells = (row.id, row.outcome.label, row.name, row.column, row.reason)
        for place, cell in enumerate(cells):
            page.write(line, place, cell, formats[row.outcome])
    page.freeze_panes(4, 0)
    page.autofilter(3, 0, max(4, 3 + len(rows)), len(COLUMNS) - 1)
    book.close()
