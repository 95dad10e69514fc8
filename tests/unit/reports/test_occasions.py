"""When a scheduled report is made, and of which period: rules without a database."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from common.kernel.deadlines import DayKind, Marked, ProductionCalendar
from common.reports import Format
from common.schedules import Occasions, RelativePeriod, ScheduleDraft

ZONE = ZoneInfo("Asia/Yekaterinburg")
NEW_YEAR = {date(2027, 1, day): Marked(DayKind.OFF, "Новогодние каникулы") for day in range(1, 9)}
CALENDAR = ProductionCalendar(NEW_YEAR)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def following(occasions: Occasions, moment: str) -> str:
    return f"{occasions.following(at(moment).astimezone(UTC), CALENDAR.works, ZONE):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("occasions", "moment", "expected"),
    [
        (Occasions(weekdays=[0]), "2026-11-29 12:00", "2026-11-30 08:00"),
        (Occasions(weekdays=[0]), "2026-11-30 08:00", "2026-12-07 08:00"),
        (Occasions(weekdays=[0, 3], at="9:30"), "2026-11-30 10:00", "2026-12-03 09:30"),
        (Occasions(weekdays=[5, 6]), "2026-11-28 07:00", "2026-11-30 08:00"),
        (Occasions(weekdays=[5], moves=False), "2026-11-28 07:00", "2026-11-28 08:00"),
        (Occasions(month_day=31), "2026-11-29 12:00", "2026-11-30 08:00"),
        (Occasions(month_day=1), "2026-12-30 12:00", "2027-01-11 08:00"),
        (Occasions(month_day=1, moves=False), "2026-12-30 12:00", "2027-01-01 08:00"),
    ],
)
def test_the_next_occasion_follows_the_citys_clock_and_calendar(
    occasions: Occasions, moment: str, expected: str
) -> None:
    assert following(occasions, moment) == expected


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (RelativePeriod.YESTERDAY, (date(2026, 11, 29), date(2026, 11, 29))),
        (RelativePeriod.LAST_WEEK, (date(2026, 11, 23), date(2026, 11, 29))),
        (RelativePeriod.LAST_MONTH, (date(2026, 10, 1), date(2026, 10, 31))),
        (RelativePeriod.LAST_QUARTER, (date(2026, 7, 1), date(2026, 9, 30))),
        (RelativePeriod.THIS_MONTH, (date(2026, 11, 1), date(2026, 11, 30))),
        (RelativePeriod.YEAR_TO_DATE, (date(2026, 1, 1), date(2026, 11, 30))),
    ],
)
def test_a_period_is_told_from_the_day(period: RelativePeriod, expected: tuple[date, date]) -> None:
    assert period.days(date(2026, 11, 30)) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 27), (date(2026, 11, 26), date(2026, 11, 26))),
        (date(2026, 11, 30), (date(2026, 11, 27), date(2026, 11, 29))),
        (date(2027, 1, 11), (date(2026, 12, 31), date(2027, 1, 10))),
    ],
)
def test_yesterday_of_a_schedule_that_rests_on_days_off_leaves_none_of_them_out(
    today: date, expected: tuple[date, date]
) -> None:
    assert RelativePeriod.YESTERDAY.days(today, CALENDAR.works) == expected


def test_a_schedule_says_what_is_wrong_with_it() -> None:
    draft = ScheduleDraft(code="any", format=Format.SCREEN, occasions=Occasions(at="25:00"))
    assert [problem.field for problem in draft.problems()] == ["person_ids", "weekdays", "at", "format"]


def test_occasions_are_told_in_words() -> None:
    assert Occasions(weekdays=[0, 3]).words == "пн, чт в 08:00"
    assert Occasions(weekdays=list(range(7)), at="7:30").words == "ежедневно в 07:30"
    assert Occasions(month_day=5).words == "5 числа в 08:00"
