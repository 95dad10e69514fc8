"""What a chart shows is kept at the end of a dataset, so that a start page need not read its lines."""

from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from server.assignments.discipline import DisciplineReport
from server.reports.dataset import Dataset, Gathering
from server.reports.report import Figure, Heading, Section


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
