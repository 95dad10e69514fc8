"""Sheets of labelled fields and small tables: however long what they say, they are printed."""

from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.units import mm

from server.approvals.sheets import RemarksSaid, RemarksSheet
from server.reports.report import Heading
from server.reports.sheet import Margin
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


def test_a_paper_says_on_every_page_that_it_is_restricted_and_from_the_second_on_which_it_is(tmp_path: Path) -> None:
    said = RemarksSaid([[("Документ", "Служебная записка")]], [], [[WORD * 20, "учтено", ""]] * 20, 0)
    heading = Heading(HEADING.organisation, "Лист учёта замечаний", [], HEADING.as_of, "")
    margin = Margin(
        "О внесении изменений в Положение о порядке размещения объектов", ["Для служебного пользования", "Экз. № 1"]
    )
    RemarksSheet().write(said, tmp_path / "sheet.pdf", heading, margin)
    first, *others = pypdfium2.PdfDocument(tmp_path / "sheet.pdf")
    above = first.get_textpage().get_text_bounded(bottom=first.get_height() - 20 * mm, left=first.get_width() / 2)
    assert above.split("\r\n") == ["Для служебного пользования", "Экз. № 1"]
    assert others
    for page in others:
        upper = page.get_textpage().get_text_bounded(bottom=page.get_height() - 20 * mm)
        assert "О внесении изменений в Положение" in upper
        assert "…" in upper, "the number of the page keeps its place"
        assert "Для служебного пользования" in upper
