"""The printed journal: whatever its length, the signature stands below rows and every page is counted."""

import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from reportlab.lib.units import mm

from common.reports import Counted
from server.reports.dataset import Dataset, Gathering, gathered
from server.reports.journal_pdf import JournalPdf
from server.reports.report import Chart, Column, Figure, Line, Section
from server.reports.typeface import REGULAR, broken, load, width_of
from tests.factories.datasets import HEADING, dataset_of, silent

COLUMNS = (Column("№", 20.0), Column("Краткое содержание", 80.0))

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


def test_a_word_too_long_for_its_line_is_parted_by_syllables() -> None:
    load()
    width = width_of("Телефонограм", REGULAR, 9)
    assert broken("Телефонограмма", REGULAR, 9, width) == ["Телефоно-", "грамма"]
    assert broken("«Научно-производственное", REGULAR, 9, width) == ["«Научно-про-", "изводствен-", "ное"]
    assert broken("12345678901234567890", REGULAR, 9, width_of("1234567890", REGULAR, 9)) == ["1234567890"] * 2


@pytest.mark.parametrize("rows", range(1, 60))
def test_the_signature_never_stands_on_a_page_of_its_own(tmp_path: Path, rows: int) -> None:
    dataset = dataset_of(tmp_path, COLUMNS, [[f"{number}", f"строка {number}."] for number in range(1, rows + 1)])
    path = tmp_path / "journal.pdf"
    pages = JournalPdf(path, dataset).write(silent)
    document = pypdfium2.PdfDocument(path)
    texts = [page.get_textpage().get_text_range() for page in document]
    assert len(texts) == pages
    assert f"всего страниц: {pages}" in " ".join(texts[-1].split())
    assert f"строка {rows}." in texts[-1]
    assert "Баранова А. И." in texts[-1]


@pytest.mark.parametrize("notes", [1, 20, 45, 120])
@pytest.mark.parametrize("rows", [3, 30])
def test_notes_longer_than_a_page_go_on_and_none_is_lost(tmp_path: Path, notes: int, rows: int) -> None:
    heading = msgspec.structs.replace(HEADING, notes=[f"примечание {number}." for number in range(1, notes + 1)])
    lines = [[f"{number}", f"строка {number}."] for number in range(1, rows + 1)]
    path = tmp_path / "journal.pdf"
    pages = JournalPdf(path, dataset_of(tmp_path, COLUMNS, lines, heading)).write(silent)
    texts = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path)]
    assert len(texts) == pages
    assert [f"примечание {number}." in " ".join(texts) for number in range(1, notes + 1)] == [True] * notes
    assert "Баранова А. И." in texts[-1]


def held_for(folder: Path, rows: int) -> tuple[int, int]:
    """The pages of so many rows, and the most bytes that were held while they were drawn."""
    dataset = dataset_of(folder, COLUMNS, [[f"{number % 10}", "строка " * 40] for number in range(rows)])
    tracemalloc.start()
    pages = JournalPdf(folder / "long.pdf", dataset).write(silent)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return pages, held


def test_no_more_is_held_of_a_page_than_where_it_lies(tmp_path: Path) -> None:
    held_for(tmp_path, 10)  # what is loaded once
    few, short = held_for(tmp_path, 500)
    many, long = held_for(tmp_path, 3000)
    assert many > few + 100
    assert (long - short) / (many - few) < 3000


def test_a_file_written_page_by_page_is_sound(tmp_path: Path) -> None:
    held_for(tmp_path, 100)
    with pikepdf.open(tmp_path / "long.pdf") as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.docinfo["/Title"]) == HEADING.title


FLOW = (
    Column("№ п/п", 20.0, right_aligned=True),
    Column("Исполнитель", 80.0),
    Column("Всего", 20.0, right_aligned=True, counts=Counted.ASSIGNMENT, summed=True),
)


def pages_of(folder: Path, sizes: list[int], title: str = "Департамент") -> list[str]:
    """The pages of a table of so many sections with so many rows."""
    lines: list[Line] = []
    for number, size in enumerate(sizes, start=1):
        lines.append(Section(f"{title} {number}"))
        lines += [[each, f"исполнитель {number}-{each}.", Figure.of([each])] for each in range(1, size + 1)]
    path = folder / "report.pdf"
    JournalPdf(path, dataset_of(folder, FLOW, lines)).write(silent)
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]


@pytest.mark.parametrize("rows", range(14, 48))
def test_totals_stand_on_a_page_with_a_row_that_they_sum(tmp_path: Path, rows: int) -> None:
    texts = pages_of(tmp_path, [rows])
    assert all("исполнитель" in text for text in texts)
    assert "ИТОГО" in texts[-1]
    assert "Итого: Департамент 1" in texts[-1]


@pytest.mark.parametrize("rows", range(14, 40))
def test_the_heading_of_a_section_stands_above_its_rows_on_every_page(tmp_path: Path, rows: int) -> None:
    first, *others = pages_of(tmp_path, [rows, 30])
    assert "Департамент 1" in first
    for text in [first, *others]:
        of_first = text.rpartition("Департамент 2")[0] or text
        assert ("исполнитель 2-" in text) == ("Департамент 2" in text.replace("Итого: Департамент 2", ""))
        assert ("исполнитель 1-" in text) == ("Департамент 1" in of_first.replace("Итого: Департамент 1", ""))
    assert any("(продолжение)" in text for text in others)


def test_bars_of_many_sections_follow_the_signature_on_pages_of_their_own(tmp_path: Path) -> None:
    lines: list[Line] = []
    for number in range(1, 18):
        lines += [Section(f"Департамент {number}"), [number, "исполнитель", Figure.of(range(number))]]
    gathering = Gathering(tmp_path / "charted", FLOW)
    gathered(lines, gathering, silent)
    gathering.end(HEADING, Chart("По подразделениям", (2,)))
    dataset = Dataset(tmp_path / "charted")
    assert [(bar.label, bar.values) for bar in dataset.bars()][16] == ("Департамент 17", [17.0])
    path = tmp_path / "report.pdf"
    pages = JournalPdf(path, dataset).write(silent)
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(path)]
    assert len(texts) == pages
    assert "Баранова А. И." in texts[-3]
    assert all("По подразделениям" in text for text in texts[-2:])
    assert "Департамент 1" in texts[-2]
    assert "Департамент 17" in texts[-1]


def written(folder: Path, columns: Sequence[Column], lines: Sequence[Line], **head: object) -> pypdfium2.PdfDocument:
    gathering = Gathering(folder / "dataset", columns)
    gathered(lines, gathering, silent)
    heading = msgspec.structs.replace(HEADING, **{"number": 1047, "unit": "Управление делами", **head})
    gathering.end(heading, apart=heading.angular)
    JournalPdf(folder / "report.pdf", Dataset(folder / "dataset")).write(silent)
    return pypdfium2.PdfDocument(folder / "report.pdf")


def lines_of(page: pypdfium2.PdfPage) -> list[str]:
    return page.get_textpage().get_text_range().split("\r\n")


def test_pages_are_numbered_in_the_middle_of_the_upper_margin_from_the_second_on(tmp_path: Path) -> None:
    document = written(tmp_path, COLUMNS, [[f"{number}", "строка " * 40] for number in range(40)])
    upper = [page.get_textpage().get_text_bounded(bottom=page.get_height() - 18 * mm) for page in document]
    assert upper == ["", *map(str, range(2, len(document) + 1))]
    assert "Управление делами" in lines_of(document[0])


def test_the_first_sheet_tells_in_its_lower_right_corner_which_report_it_is(tmp_path: Path) -> None:
    document = written(tmp_path, COLUMNS, [[f"{number}", "строка " * 40] for number in range(40)])
    page = document[0].render(scale=300 / 72).to_pil()
    [code] = zxingcpp.read_barcodes(page)
    assert code.text == f"GRIF:REPORT:1047:{HEADING.as_of:%Y%m%dT%H%M}"
    corner = code.position.top_left
    assert (corner.x > page.width * 0.9, corner.y > page.height * 0.9) == (True, True)
    assert zxingcpp.read_barcodes(document[1].render(scale=300 / 72).to_pil()) == []


def test_a_unit_called_as_the_city_is_named_once(tmp_path: Path) -> None:
    [page] = written(tmp_path, COLUMNS, [["раз", 1]], unit=HEADING.organisation)
    assert lines_of(page).count(HEADING.organisation) == 1


def test_an_addressed_sheet_has_the_addressee_at_the_right_and_pages_of_its_own(tmp_path: Path) -> None:
    lines: list[Line] = []
    for name in ("Кому: Ларин О. В.", "Кому: Шелест С. Н."):
        lines += [Section(name), *([f"{number}", "строка " * 40] for number in range(20))]
    document = written(tmp_path, COLUMNS, lines, angular=True)
    width = document[0].get_width()
    numbers = [page.get_textpage().get_text_bounded(bottom=page.get_height() - 18 * mm) for page in document]
    assert numbers == ["", "2"] * 2
    for page, name in zip((document[0], document[2]), ("Ларин", "Шелест"), strict=True):
        right = page.get_textpage().get_text_bounded(left=width - 95 * mm, bottom=page.get_height() - 40 * mm)
        assert right.startswith(f"Кому: {name}")
        assert f"{HEADING.as_of:%d.%m.%Y} № 1047" in lines_of(page)
    assert any("(продолжение)" in line for line in lines_of(document[1]))


def test_what_goes_on_from_the_page_before_is_said_again(tmp_path: Path) -> None:
    rows = [["№ 7" if number == 0 else None, f"поручение {number}. " * 12] for number in range(30)]
    document = written(tmp_path, COLUMNS, rows)
    texts = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    assert len(texts) > 1
    assert all(text.count("№ 7") == 1 for text in texts if "поручение" in text)
