"""The printed journal: whatever its length, the signature stands below rows and every page is counted."""

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from server.reports.journal_pdf import JournalPdf
from server.reports.report import Column, Heading
from server.reports.spool import Spool

COLUMNS = (Column("№", 20.0), Column("Краткое содержание", 80.0))
HEADING = Heading(
    "Администрация", "Журнал", ["за год"], datetime(2026, 11, 28, tzinfo=UTC), "Делопроизводитель\nБаранова А. И."
)


def silent(_rows: int, _doing: str) -> None:
    """Nobody waits for a journal of a few pages."""


@pytest.mark.parametrize("rows", range(1, 60))
def test_the_signature_never_stands_on_a_page_of_its_own(tmp_path: Path, rows: int) -> None:
    with Spool(tmp_path / "rows") as spool:
        spool.fill(([f"{number}", f"строка {number}."] for number in range(1, rows + 1)), silent)
        path = tmp_path / "journal.pdf"
        pages = JournalPdf(path, COLUMNS, HEADING).write(spool, silent)
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage().get_text_range() for page in document]
    assert len(texts) == pages
    assert f"Страница {pages} из {pages}" in texts[-1]
    assert f"строка {rows}." in texts[-1]
    assert "Баранова А. И." in texts[-1]
