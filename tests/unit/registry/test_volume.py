"""With which period the volume of document flow is compared."""

from datetime import date

import pytest

from server.registry.volume import YEAR_AGO, Volume


@pytest.mark.parametrize(
    ("since", "until", "before"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), (date(2026, 10, 1), date(2026, 10, 31))),
        (date(2026, 1, 1), date(2026, 12, 31), (date(2025, 1, 1), date(2025, 12, 31))),
        (date(2026, 3, 1), date(2026, 3, 31), (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 7, 1), date(2026, 9, 30), (date(2026, 4, 1), date(2026, 6, 30))),
        (date(2026, 11, 1), date(2026, 11, 29), (date(2026, 10, 3), date(2026, 10, 31))),
        (date(2026, 11, 16), date(2026, 11, 16), (date(2026, 11, 15), date(2026, 11, 15))),
    ],
)
def test_the_period_before_is_as_long(since: date, until: date, before: tuple[date, date]) -> None:
    assert Volume(since, until).previous() == before


@pytest.mark.parametrize(
    ("since", "until", "then"),
    [
        (date(2026, 11, 1), date(2026, 11, 29), (date(2025, 11, 1), date(2025, 11, 29))),
        (date(2025, 2, 1), date(2025, 2, 28), (date(2024, 2, 1), date(2024, 2, 29))),
        (date(2024, 2, 29), date(2024, 2, 29), (date(2023, 2, 28), date(2023, 2, 28))),
    ],
)
def test_a_year_ago_a_month_ends_when_it_ends(since: date, until: date, then: tuple[date, date]) -> None:
    assert Volume(since, until, against=YEAR_AGO).previous() == then
