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


def charted(folder: Path, values: Sequence[float]) -> list[ChartPage]:
    """A section a value; a share as the reports keep it."""
    gathering = Gathering(
        folder / "dataset", (Column("Кто", 30), Column("Сколько", 20, right_aligned=True, summed=True))
    )
    gathered((each for number, value in enumerate(values) for each in (Section(f"Отдел {number}"), ["", value])),
             gathering, silent)  # fmt: skip
    gathering.end(HEADING, Chart("По отделам", (1,)))
    return chart_pages(Dataset(folder / "dataset"))


def test_of_more_units_than_a_page_holds_those_with_nothing_are_left_out(tmp_path: Path) -> None:
    [page] = charted(tmp_path, [0, 3, 0, 0, 1] * 4)
    assert [bar.values[0] for bar in page.bars] == [3, 1] * 4
    assert page.number(3) == "3"


@pytest.mark.parametrize(("highest", "step"), [(1, 1), (8, 1), (9, 2), (17, 5), (320, 50), (4000, 500), (4001, 1000)])
def test_the_marks_of_counts_are_whole_and_few(highest: int, step: int) -> None:
    assert whole_step(highest) == step


def test_shares_have_their_tenth_everywhere(tmp_path: Path) -> None:
    [page] = charted(tmp_path, [20.0, 42.3])
    assert [page.number(20.0), page.number(42.3)] == ["20,0", "42,3"]
