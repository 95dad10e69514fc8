"""The printed journal: whatever its length, the signature stands below rows and every page is counted."""

from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from server.reports.journal_pdf import JournalPdf
from server.reports.report import Column, Heading
from server.reports.spool import Spool
from server.reports.typeface import REGULAR, broken, load, width_of

COLUMNS = (Column("№", 20.0), Column("Краткое содержание", 80.0))
HEADING = Heading(
    "Администрация", "Журнал", ["за год"], datetime(2026, 11, 28, tzinfo=UTC), "Делопроизводитель\nБаранова А. И."
)


KEPT = "\N{NO-BREAK SPACE}"


def test_initials_stay_with_the_surname_and_the_sign_with_its_number() -> None:
    load()
    said = "Направлено Громов М. С. в ответ на № 7"
    for width in range(60, 200, 5):
        lines = broken(said, REGULAR, 9, width)
        assert any(f"Громов{KEPT}М.{KEPT}С." in line for line in lines)
        assert any(f"№{KEPT}7" in line for line in lines)


def test_what_is_kept_together_comes_apart_where_no_line_has_room_for_it() -> None:
    load()
    assert broken("Константинопольский М. С.", REGULAR, 9, width_of("Константинопольский", REGULAR, 9)) == [
        "Константинопольский", "М. С.",
    ]  # fmt: skip


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
