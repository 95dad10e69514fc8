"""A printed form of fixed rows: as text, page by page and cell by cell, and as a small grey picture of its pages."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pypdfium2
from PIL import Image, ImageChops, ImageStat

from common.registry.columns import COLUMNS
from common.reports import Format
from server.approvals.taking import VISA
from server.assignments.building import AssignmentsBuilt, BuiltOf
from server.assignments.taking import AssignmentsTaken
from server.registry.building import COUNT
from server.registry.taking import FilterAsText
from server.reports.dataset import Dataset, Gathering, gathered
from server.reports.journal import Journal, lay_out
from server.reports.report import Cell, Column, Figure, Heading, Line, Section
from tests.factories.datasets import silent

ROWS, IN_SECTION = 14, 5
SCALE, GREYS = 0.45, 8
UNLIKE, FAR = 0.004, 64  # the share of points that may differ much, and how much that is
AS_OF = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
WORDS = (
    "О выделении средств", "Прокуратура района", "Шелест С. Н.", "МБОУ «Средняя школа № 12»",
    "Об устранении нарушений законодательства о безопасности дорожного движения", "Громов М. С., Ларин О. В.",
    "№ 01-12/1075 от 05.11.2026", "Сельскохозяйственнопроизводственноперерабатывающий кооператив", "",
)  # fmt: skip
ADDRESSEES = (
    "Ларин О. В., директор департамента городского хозяйства, Департамент городского хозяйства", "Шелест С. Н., глава",
)  # fmt: skip
OF_VIEWS = {  # what the columns are is said by the view
    "registry.list": [Column(each.title, float(each.width)) for each in list(COLUMNS.values())[:8]],
    "registry.built": [*(Column(each.title, float(each.width)) for each in list(COLUMNS.values())[:6]), COUNT],
    "approvals.taken": VISA,
    "assignments.built": AssignmentsBuilt().shown_columns(None, BuiltOf('{"folder": "on_control"}', groups="unit,due")),
    "assignments.taken": AssignmentsTaken().shown_columns(None, FilterAsText('{"folder": "on_control"}')),
}


def columns_of(report: Journal) -> Sequence[Column]:
    return OF_VIEWS.get(report.code) or getattr(report, "columns", ())


def rows_of(columns: Sequence[Column], *, apart: bool = False) -> Iterator[Line]:
    """The same for the same columns, whatever day it is."""
    summed = any(column.summed for column in columns)
    for number in range(ROWS):
        if apart and number in {0, 10}:
            yield Section(f"Кому: {ADDRESSEES[number > 0]}")
        if summed and number % IN_SECTION == 0:
            yield Section(f"Раздел {number // IN_SECTION + 1}", "Все разделы" if number < 2 * IN_SECTION else "")
        yield [_cell(column, number, place) for place, column in enumerate(columns)]


def _cell(column: Column, number: int, place: int) -> Cell:
    if column.share is not None:
        return None
    if column.counts is not None:
        return Figure.of(range(1, 2 + (number + place) % 7))
    if column.summed or column.right_aligned:
        return number + 1 if place == 0 else (number * 7 + place * 3) % 40
    return WORDS[(number + place) % len(WORDS)]


def dataset_of(report: Journal, folder: Path) -> Dataset:
    path, columns = folder / "dataset", columns_of(report)
    gathering = Gathering(path, columns, report.total_title)
    gathered(rows_of(columns, apart=report.apart), gathering, silent)
    heading = Heading(
        "Администрация города", report.title, ["за период с 01.11.2026 по 28.11.2026"], AS_OF,
        "Делопроизводитель\nБаранова А. И.", notes=["Учтены документы, доступные составителю."],
        unit="Управление делами и кадров", number=1047, angular=report.angular,
    )  # fmt: skip
    gathering.end(heading, report.chart, apart=report.apart)
    return Dataset(path)


def rendered(report: Journal, folder: Path) -> tuple[str, Image.Image]:
    """The words of the PDF and of the spreadsheet, and the pages."""
    dataset = dataset_of(report, folder)
    pdf, xlsx = folder / "form.pdf", folder / "form.xlsx"
    lay_out(dataset, Format.PDF, pdf, silent)
    lay_out(dataset, Format.XLSX, xlsx, silent)
    return "\n".join([*pages_in_words(pdf), *sheet_in_words(xlsx), ""]), pages_in_grey(pdf)


def pages_in_words(pdf: Path) -> Iterator[str]:
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        yield f"=== PDF, страница {number}"
        text = page.get_textpage().get_text_range()
        yield from (line.rstrip() for line in text.replace("\r\n", "\n").split("\n"))


def sheet_in_words(xlsx: Path) -> Iterator[str]:
    sheet = openpyxl.load_workbook(xlsx).active
    widths = " ".join(f"{column}={held.width:.0f}" for column, held in sorted(sheet.column_dimensions.items()))
    yield f"=== XLSX: закреплено {sheet.freeze_panes}, отбор {sheet.auto_filter.ref}, ширины {widths}"
    for row in sheet.iter_rows(values_only=True):
        yield "\t".join("" if value is None else str(value).replace("\n", " / ") for value in row).rstrip()


def pages_in_grey(pdf: Path) -> Image.Image:
    """Below one another, small and in few greys, so that the golden file is a few kilobytes."""
    pages = [page.render(scale=SCALE, grayscale=True).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]
    whole = Image.new("L", (max(page.width for page in pages), sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    step = 256 // GREYS
    return whole.point([min(level // step * step + step - 1, 255) for level in range(256)])


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of points that differ so that it is seen; all of them where the sizes do."""
    if one.size != other.size:
        return 1.0
    far = ImageChops.difference(one.convert("L"), other.convert("L")).point(lambda level: 255 if level > FAR else 0)
    return ImageStat.Stat(far).mean[0] / 255
