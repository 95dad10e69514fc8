"""What a chart shows is kept at the end of a dataset, so that a start page need not read its lines."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from server.assignments.discipline import DisciplineReport
from server.reports.dataset import Dataset, Gathering, gathered
from server.reports.pdf_chart import ChartPage, chart_pages, whole_step
from server.reports.report import Chart, Column, Figure, Heading, Section
from tests.factories.datasets import HEADING, silent


def test_kept_bars_are_those_of_the_lines(tmp_path: Path) -> None:
    gathering = Gathering(tmp_path / "dataset", DisciplineReport.columns)
    for unit in range(3):
        gathering.add(Section(f"Отдел {unit}"))
        for number in range(unit + 1):
            gathering.add(
                [number, "Лось Е. Г.", *(Figure.of(range(unit + place + 1)) for place in range(9)), None, None]
            )
    gathering.end(Heading("", "", [], datetime(2026, 11, 29, tzinfo=UTC), ""), DisciplineReport.chart)
    kept = Dataset(tmp_path / "dataset")
    read = Dataset(tmp_path / "dataset")
    read.contents = replace(read.contents, bars=None)  # as older datasets are
    assert [bar.label for bar in kept.bars()] == ["Отдел 0", "Отдел 1", "Отдел 2"]
    assert kept.bars() == read.bars()


def charted(folder: Path, values: Sequence[float], *, tells_nought: bool = True) -> list[ChartPage]:
    """A section a value, each of a hundred: how many, and their share."""
    columns = (Column("Кто", 30), Column("Из", 20, summed=True), Column("Сколько", 20, summed=True),
               Column("Доля", 20, share=(2, 1)))  # fmt: skip
    gathering = Gathering(folder / "dataset", columns)
    lines = (each for number, value in enumerate(values) for each in (Section(f"{number}"), ["", 1000, value, None]))
    gathered(lines, gathering, silent)
    gathering.end(HEADING, Chart("По отделам", (2,) if tells_nought is False else (3,), tells_nought))
    return chart_pages(Dataset(folder / "dataset"))


def test_of_more_units_than_a_page_holds_those_with_nothing_are_left_out(tmp_path: Path) -> None:
    [page] = charted(tmp_path, [0, 3, 0, 0, 1] * 4, tells_nought=False)
    assert [bar.values[0] for bar in page.bars] == [3, 1] * 4
    assert page.number(3) == "3"


def test_a_share_of_nought_is_told_and_shares_have_their_tenth_on_every_page(tmp_path: Path) -> None:
    pages = charted(tmp_path, [0] * 14 + [423] * 14)
    assert [bar.values[0] for page in pages for bar in page.bars] == [0] * 14 + [42.3] * 14
    assert [page.number(page.bars[0].values[0]) for page in pages] == ["0,0", "42,3"]


@pytest.mark.parametrize(("highest", "step"), [(1, 1), (8, 1), (9, 2), (17, 5), (320, 50), (4000, 500), (4001, 1000)])
def test_the_marks_of_counts_are_whole_and_few(highest: int, step: int) -> None:
    assert whole_step(highest) == step
