"""A dataset: what is written is read from any line on, and a figure is its rows."""

from pathlib import Path

import openpyxl
import pytest

from common.reports import Counted
from server.reports.dataset import Dataset, Gathering, Role, gathered, numbered
from server.reports.journal_xlsx import JournalXlsx
from server.reports.pdf_rows import printed
from server.reports.report import Chart, Column, Figure, Line, Row, Section
from tests.factories.datasets import HEADING, dataset_of, silent

COLUMNS = (
    Column("№ п/п", 10, right_aligned=True),
    Column("Исполнитель", 50),
    Column("Всего", 20, right_aligned=True, counts=Counted.ASSIGNMENT, summed=True),
    Column("С нарушением срока", 20, right_aligned=True, counts=Counted.ASSIGNMENT, summed=True),
    Column("%", 20, right_aligned=True, share=(3, 2)),
)
LINES: list[Line] = [
    Section("Аппарат"),
    [1, "Лось Е. Г.", Figure.of([7, 3, 12]), Figure.of([3]), None],
    [2, "Чуб П. А.", Figure.of([5]), Figure.of([]), None],
    Section("Департамент"),
    [3, "Ершова И. К.", Figure.of([100, 2**40]), Figure.of([2**40]), None],
]


def test_sums_of_money_are_exact_and_read_to_the_kopeck(tmp_path: Path) -> None:
    columns = (Column("Дело", 20.0), Column("Сумма", 20.0, right_aligned=True, summed=True))
    dataset = dataset_of(tmp_path, columns, [["01-13", 0.1], ["01-14", 0.2], ["01-15", 1234567.25]])
    assert [printed(line.cells[1]) for line in dataset] == ["0,1", "0,2", "1234567,25", "1234567,55"]


def test_a_figure_is_what_it_counts() -> None:
    figure = Figure.of([40, 2, 2**45, 7])
    assert figure.number == 4
    assert figure.ids == [2, 7, 40, 2**45]
    assert Figure.of([1, 2], number=9).ids == [1, 2]
    assert Figure.of([]).ids == []


def test_totals_are_the_sums_of_figures_and_open_what_the_figures_open(tmp_path: Path) -> None:
    dataset = dataset_of(tmp_path, COLUMNS, LINES)
    lines = list(dataset)
    assert [line.role for line in lines] == [
        Role.SECTION, Role.ROW, Role.ROW, Role.SUBTOTAL, Role.SECTION, Role.ROW, Role.SUBTOTAL, Role.TOTAL,
    ]  # fmt: skip
    assert lines[3].cells == ["", "Итого: Аппарат", 4, 1, 25.0]
    assert lines[7].cells == ["", "ИТОГО", 6, 2, 33.3]
    assert lines[1].cells[4] == 33.3
    assert dataset.behind(1, 2) == [3, 7, 12]
    assert sorted(dataset.behind(3, 2)) == [3, 5, 7, 12]
    assert sorted(dataset.behind(6, 2)) == [100, 2**40]
    assert sorted(dataset.behind(7, 2)) == [3, 5, 7, 12, 100, 2**40]
    assert dataset.behind(7, 3) == [3, 2**40]
    assert dataset.behind(0, 2) == dataset.behind(1, 1) == dataset.behind(99, 2) == dataset.behind(1, 99) == []


@pytest.mark.parametrize("first", [0, 1, 199, 200, 201, 650, 999])
def test_any_line_is_at_hand(tmp_path: Path, first: int) -> None:
    dataset = dataset_of(tmp_path, COLUMNS, ([each, f"строка {each}", 1, 0, None] for each in range(1000)))
    line = next(dataset.lines(first))
    assert line.cells[0] == first
    assert dataset.rows == 1000
    assert len(list(dataset.lines(first))) == 1001 - first


def test_a_row_keeps_the_document_that_it_is_about(tmp_path: Path) -> None:
    dataset = dataset_of(tmp_path, COLUMNS, [Row([1, "Лось Е. Г.", 1, 0, None], document_id=77)])
    assert next(dataset.lines(0)).document_id == 77


def test_totals_of_a_spreadsheet_are_formulas_with_their_values(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    JournalXlsx(path, dataset_of(tmp_path, COLUMNS, LINES)).write(silent)
    sheet, shown = (openpyxl.load_workbook(path, data_only=values).active for values in (False, True))
    at = {cell.value: cell.row for cell in sheet["B"] if cell.value}
    first = at["Лось Е. Г."]
    assert sheet.cell(at["Итого: Аппарат"], 3).value == f"=SUBTOTAL(9,C{first}:C{first + 1})"
    assert sheet.cell(at["ИТОГО"], 3).value == f"=SUBTOTAL(9,C{first - 1}:C{at['ИТОГО'] - 1})"
    assert [shown.cell(at["ИТОГО"], column).value for column in (3, 4, 5)] == [6, 2, 33.3]
    assert sheet.cell(at["ИТОГО"], 5).value.startswith("=IF(C")
    assert sheet.auto_filter.ref == f"A{first - 2}:E{at['ИТОГО'] - 1}"
    assert sheet.freeze_panes == f"A{first - 1}"


def test_a_row_of_a_spreadsheet_is_as_high_as_its_text(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    lines = [[1, "Лось Е. Г.", 1, 0, None], [2, "О благоустройстве дворовых территорий " * 12, 1, 0, None]]
    JournalXlsx(path, dataset_of(tmp_path, COLUMNS, lines)).write(silent)
    sheet = openpyxl.load_workbook(path).active
    at = {str(cell.value)[:4]: cell.row for cell in sheet["B"] if cell.value}
    height = {name: sheet.row_dimensions[row].height or 15 for name, row in at.items()}
    width = sheet.column_dimensions["B"].width
    assert height["Лось"] == 15
    assert 468 / width <= height["О бл"] / 12.75 <= 468 / width * 1.5, "no line is hidden, and few are empty"


def test_several_sections_have_totals_of_their_own_and_no_bar(tmp_path: Path) -> None:
    columns = (Column("Кто", 10), Column("Сколько", 10, counts=Counted.DOCUMENT, summed=True))
    lines = [Section("А", "Все"), ["раз", Figure.of([1, 2])], Section("Б", "Все"), ["два", Figure.of([3])]]
    lines += [Section("В"), ["три", Figure.of([4])]]
    path = tmp_path / "dataset"
    gathering = Gathering(path, columns)
    gathered(lines, gathering, silent)
    gathering.end(HEADING, Chart("Сколько", (1,)))
    dataset = Dataset(path)
    shown = [(each.cells[0], numbered(each.cells[-1])) for each in dataset if each.role is Role.SUBTOTAL]
    assert shown == [("Итого: А", 2), ("Итого: Б", 1), ("Всего: Все", 3), ("Итого: В", 1)]
    outer = next(number for number, each in enumerate(dataset) if each.outer and each.role is Role.SUBTOTAL)
    assert dataset.behind(outer, 1) == [1, 2, 3]
    assert [bar.label for bar in dataset.bars()] == ["А", "Б", "В"]
