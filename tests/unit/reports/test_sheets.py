"""Sheets of labelled fields and small tables: however long what they say, they are printed."""

from pathlib import Path

import pypdfium2
import pytest

from server.approvals.sheets import RemarksSaid, RemarksSheet
from server.reports.report import Heading
from tests.factories.datasets import HEADING

WORD = "замечание "


@pytest.mark.parametrize("before", [0, 3])
@pytest.mark.parametrize("length", range(3300, 4500, 40))
def test_a_sheet_whose_last_row_nearly_fills_a_page_is_printed_with_what_it_comes_to(
    tmp_path: Path, length: int, before: int
) -> None:
    rows = [["Кратко", "учтено", ""]] * before + [[(WORD * length)[:length], "отклонено", "нет"]]
    said = RemarksSaid([[("Документ", "Служебная записка")]], [[("Процесс №", "7")]], rows, 0)
    heading = Heading(HEADING.organisation, "Лист учёта замечаний", [], HEADING.as_of, "")
    RemarksSheet().write(said, tmp_path / "sheet.pdf", heading)
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(tmp_path / "sheet.pdf"))
    assert f"Замечаний: {len(rows)}" in text
    assert text.count("замечание") >= length // len(WORD)
