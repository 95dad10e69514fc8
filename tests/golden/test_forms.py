"""Every form of the house, made of fixed rows and words, reads and looks as it is written down in `forms`.

After a change of a form: pytest tests/golden --write-forms, then look at the pictures and read the difference.
"""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from server.app import all_reports
from server.reports.journal import Journal
from tests.golden.papers import named, papers
from tests.golden.rendering import UNLIKE, columns_of, pages_in_grey, pages_in_words, rendered, unlike
from tests.golden.said import SAID

FORMS = Path(__file__).with_name("forms")
TABLES = [report for report in all_reports() if isinstance(report, Journal) and columns_of(report)]
PAPERS = papers()


def as_written_down(name: str, words: str, picture: Image.Image, request: pytest.FixtureRequest) -> None:
    text, image = FORMS / f"{name}.txt", FORMS / f"{name}.png"
    if request.config.getoption("--write-forms", default=False):
        text.write_text(words, encoding="utf-8")
        picture.quantize(8).save(image, optimize=True)
    assert words.split("\n") == text.read_text(encoding="utf-8").split("\n")
    with Image.open(image) as golden:
        assert unlike(golden.convert("L"), picture) <= UNLIKE


@pytest.mark.parametrize("report", TABLES, ids=lambda report: report.code)
def test_a_table_reads_and_looks_as_it_did(report: Journal, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    as_written_down(report.code, *rendered(report, tmp_path), request)


@pytest.mark.parametrize("name", PAPERS)
def test_a_drawn_form_reads_and_looks_as_it_did(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    paper = tmp_path / "paper.pdf"
    PAPERS[name](paper)
    as_written_down(name, "\n".join([*pages_in_words(paper), ""]), pages_in_grey(paper), request)


def test_no_report_of_the_house_is_left_out() -> None:
    assert {report.code for report in all_reports()} == {*(report.code for report in TABLES), *SAID}
    assert all(kinds.keys() == {"", "empty", "long"} for kinds in SAID.values())


def test_nothing_is_kept_of_forms_that_are_gone() -> None:
    assert {file.stem for file in FORMS.iterdir()} == {*(report.code for report in TABLES), *PAPERS}
    assert {named(code, kind) for code, kinds in SAID.items() for kind in kinds} <= PAPERS.keys()


def test_a_line_that_has_moved_is_seen(tmp_path: Path) -> None:
    _, picture = rendered(TABLES[0], tmp_path)
    moved = picture.copy()
    ImageDraw.Draw(moved).rectangle((0, 60, picture.width, 66), fill=0)
    assert unlike(picture, picture.copy()) == 0
    assert unlike(picture, moved) > UNLIKE
