"""Datasets of reports made of lines given by a test."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from server.reports.dataset import Dataset, Gathering, gathered
from server.reports.report import Column, Heading, Line

HEADING = Heading(
    "Администрация", "Журнал", ["за год"], datetime(2026, 11, 28, tzinfo=UTC), "Делопроизводитель\nБаранова А. И."
)


def silent(_rows: int, _doing: str) -> None:
    """Nobody waits for a report of a few pages."""


def dataset_of(folder: Path, columns: Sequence[Column], lines: Iterable[Line], heading: Heading = HEADING) -> Dataset:
    path = folder / "dataset"
    gathering = Gathering(path, columns)
    gathered(lines, gathering, silent)
    gathering.end(heading)
    return Dataset(path)
