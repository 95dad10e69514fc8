"""On which days a periodic assignment falls due, and when it is made."""

from datetime import date

import pytest

from common.assignments.orders import ResolutionDraft
from common.assignments.series import Pattern, SeriesDraft, due_on, falls_due, made_on
from common.kernel.deadlines import DayKind, Marked, ProductionCalendar
from common.kernel.ids import DocumentId, ExecutorId

RESOLUTION = ResolutionDraft(
    document_id=DocumentId(1), text="Представить сводку", responsible_id=ExecutorId(5), controlled=False
)
HOLIDAYS = ProductionCalendar({date(2026, 12, day): Marked(DayKind.OFF, "праздник") for day in (30, 31)})


def series(**changes: object) -> SeriesDraft:
    return SeriesDraft(**{"resolution": RESOLUTION, "first": date(2026, 1, 31), "until": date(2026, 5, 31), **changes})


def test_a_monthly_one_keeps_its_number_or_takes_the_last_day() -> None:
    assert [f"{day:%d.%m}" for day in falls_due(series())] == ["31.01", "28.02", "31.03", "30.04", "31.05"]


def test_a_weekly_one_keeps_its_weekday_until_the_end() -> None:
    days = list(falls_due(series(pattern=Pattern.WEEKLY, first=date(2026, 3, 6), until=date(2026, 3, 26))))
    assert days == [date(2026, 3, 6), date(2026, 3, 13), date(2026, 3, 20)]


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        (Pattern.QUARTERLY, [date(2026, 8, 31), date(2026, 11, 30), date(2027, 2, 28), date(2027, 5, 31)]),
        (Pattern.YEARLY, [date(2026, 8, 31)]),
    ],
)
def test_a_quarter_and_a_year_repeat_the_number_of_the_month(pattern: Pattern, days: list[date]) -> None:
    assert list(falls_due(series(pattern=pattern, first=date(2026, 8, 31), until=date(2027, 6, 30)))) == days


def test_chosen_dates_are_taken_once_and_in_order() -> None:
    chosen = [date(2026, 6, 1), date(2026, 3, 2), date(2026, 6, 1)]
    assert list(falls_due(series(pattern=Pattern.DATES, dates=chosen))) == [date(2026, 3, 2), date(2026, 6, 1)]


def test_a_day_off_gives_way_and_the_days_ahead_are_working_days() -> None:
    due = due_on(HOLIDAYS, date(2026, 12, 31))
    assert due == date(2026, 12, 29)
    assert made_on(HOLIDAYS, due, 3) == date(2026, 12, 24)
    assert made_on(HOLIDAYS, due, 0) == due


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first": None}, "first"),
        ({"until": None}, "until"),
        ({"until": date(2026, 1, 1)}, "until"),
        ({"first": date(2025, 12, 1)}, "first"),
        ({"pattern": Pattern.DATES, "dates": []}, "dates"),
        ({"pattern": Pattern.DATES, "dates": [date(2025, 1, 1)]}, "dates"),
    ],
)
def test_a_faulty_entry_is_told_beside_its_field(changes: dict[str, object], field: str) -> None:
    assert field in [problem.field for problem in series(**changes).problems(date(2026, 1, 10))]


def test_a_resolution_of_a_series_needs_no_term_of_its_own() -> None:
    assert list(series().problems(date(2026, 1, 10))) == []
