"""Deadlines on the real production calendar."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from common.kernel.deadlines import Count, DayKind, DeadlineRule, Marked, ProductionCalendar, Shift, same_number


def real_days() -> dict[date, Marked]:
    days = json.loads(resources.path("seed", "calendar.json").read_text(encoding="utf-8"))
    return {date.fromisoformat(each["day"]): Marked(DayKind(each["kind"]), each["title"]) for each in days}


CALENDAR = ProductionCalendar(real_days())
DAYS = st.dates(date(2023, 1, 10), date(2027, 8, 1))


def rule(count: Count, amount: int, shift: Shift = Shift.BACK) -> DeadlineRule:
    return DeadlineRule(title="Норма", count=count, amount=amount, shift=shift)


@pytest.mark.parametrize(
    ("year", "months"),
    [
        (2024, [17, 20, 20, 21, 20, 19, 23, 22, 21, 23, 21, 21]),
        (2025, [17, 20, 21, 22, 18, 19, 23, 21, 22, 23, 19, 22]),
        (2026, [15, 19, 21, 22, 19, 21, 23, 21, 22, 22, 20, 22]),
    ],
)
def test_every_month_has_its_official_number_of_working_days(year: int, months: list[int]) -> None:
    counted = [0] * 12
    day = date(year, 1, 1)
    while day.year == year:
        counted[day.month - 1] += CALENDAR.works(day)
        day += timedelta(days=1)
    assert counted == months


def test_a_term_that_ends_on_a_holiday_ends_on_the_working_day_before() -> None:
    deadline = CALENDAR.deadline(rule(Count.CALENDAR, 10), date(2026, 4, 29))
    assert deadline.unshifted == date(2026, 5, 9)
    assert deadline.due == date(2026, 5, 8)
    assert "09.05.2026 — нерабочий день" in deadline.explanation()
    assert "День Победы" in deadline.explanation()


def test_a_term_in_working_days_passes_over_the_new_year_holidays() -> None:
    deadline = CALENDAR.deadline(rule(Count.WORKING, 3), date(2025, 12, 29))
    assert deadline.due == date(2026, 1, 13)
    assert [skipped.day.day for skipped in deadline.skipped][:3] == [31, 1, 2]


def test_a_working_saturday_counts() -> None:
    assert CALENDAR.deadline(rule(Count.WORKING, 1), date(2025, 10, 31)).due == date(2025, 11, 1)


def test_a_month_without_the_same_number_ends_on_its_last_day() -> None:
    assert same_number(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert same_number(date(2026, 12, 15), 1) == date(2027, 1, 15)


@given(DAYS, st.integers(0, 60), st.sampled_from([Count.CALENDAR, Count.WORKING]), st.sampled_from(list(Shift)))
def test_a_shifted_deadline_is_a_working_day_and_lies_where_the_rule_says(
    base: date, amount: int, count: Count, shift: Shift
) -> None:
    deadline = CALENDAR.deadline(rule(count, amount, shift), base)
    if shift is not Shift.NONE:
        assert CALENDAR.works(deadline.due)
    if shift is Shift.BACK:
        assert deadline.due <= deadline.unshifted
    if shift is Shift.FORWARD:
        assert deadline.due >= deadline.unshifted
    assert all(not CALENDAR.works(skipped.day) for skipped in deadline.skipped)


def test_a_date_on_a_day_off_stays_and_says_so() -> None:
    sunday, friday = date(2026, 12, 13), date(2026, 12, 11)
    named = DeadlineRule(title="Срок указан в резолюции", count=Count.DATE, shift=Shift.NONE, fixed=sunday)
    deadline = CALENDAR.deadline(named, date(2026, 11, 28))
    assert (deadline.due, deadline.day_off.nearest) == (sunday, friday)
    assert "назначен на выходной день: 13.12.2026 — воскресенье" in deadline.explanation()
    too_late = CALENDAR.deadline(named, date(2026, 12, 12))
    assert too_late.day_off.nearest == date(2026, 12, 14)


def test_a_date_on_a_working_day_says_nothing_of_days_off() -> None:
    named = DeadlineRule(title="Дата", count=Count.DATE, shift=Shift.NONE, fixed=date(2026, 12, 11))
    deadline = CALENDAR.deadline(named, date(2026, 11, 28))
    assert deadline.day_off is None
    assert "выходной" not in deadline.explanation()


@pytest.mark.parametrize(
    ("base", "due"),
    [
        (date(2026, 1, 12), date(2026, 4, 10)),
        (date(2026, 3, 31), date(2026, 4, 10)),
        (date(2026, 11, 30), date(2026, 12, 30)),
    ],
)
def test_a_quarterly_report_is_due_in_the_month_after_the_quarter(base: date, due: date) -> None:
    deadline = CALENDAR.deadline(rule(Count.NEXT_QUARTER, 10), base)
    assert deadline.due == due
    assert "до 10 числа месяца, следующего за кварталом" in deadline.explanation()
