"""Every table of the report centre, made of fixed rows, reads and looks as it is written down in `forms`.

After a change of a form: pytest tests/golden --write-forms, then look at the pictures and read the difference.
"""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from server.app import all_reports
from server.reports.journal import Journal
from tests.golden.rendering import UNLIKE, columns_of, rendered, unlike

FORMS = Path(__file__).with_name("forms")
TABLES = [report for report in all_reports() if isinstance(report, Journal) and columns_of(report)]


@pytest.mark.parametrize("report", TABLES, ids=lambda report: report.code)
def test_a_form_reads_and_looks_as_it_did(report: Journal, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    words, picture = rendered(report, tmp_path)
    text, image = FORMS / f"{report.code}.txt", FORMS / f"{report.code}.png"
    if request.config.getoption("--write-forms", default=False):
        text.write_text(words, encoding="utf-8")
        picture.quantize(8).save(image, optimize=True)
    assert words.split("\n") == text.read_text(encoding="utf-8").split("\n")
    with Image.open(image) as golden:
        assert unlike(golden.convert("L"), picture) <= UNLIKE


def test_nothing_is_kept_of_forms_that_are_gone() -> None:
    assert {file.stem for file in FORMS.iterdir()} == {report.code for report in TABLES}


def test_a_line_that_has_moved_is_seen(tmp_path: Path) -> None:
    _, picture = rendered(TABLES[0], tmp_path)
    moved = picture.copy()
    ImageDraw.Draw(moved).rectangle((0, 60, picture.width, 66), fill=0)
    assert unlike(picture, picture.copy()) == 0
    assert unlike(picture, moved) > UNLIKE
