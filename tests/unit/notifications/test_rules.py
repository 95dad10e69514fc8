"""Who is told by which channel, and on which morning somebody is reminded: rules without a database."""

from datetime import date

import pytest

from common.kernel.deadlines import DayKind, Marked, ProductionCalendar
from common.notifications import HAPPENINGS, Channel, Happening, Limit, RulesDraft, is_told
from server.notifications.morning import Schedule

HOLIDAYS = ProductionCalendar({date(2027, 1, day): Marked(DayKind.OFF, "Новогодние каникулы") for day in range(1, 11)})
LONG_AGO = date(2026, 12, 1)


def schedule(today: date, *offsets: int) -> Schedule:
    return Schedule(today, HOLIDAYS, offsets or (3, 1, 0), 3)


def test_every_happening_has_its_words() -> None:
    assert set(HAPPENINGS) == set(Happening)
    assert all(each.label and each.part.label for each in Happening)


@pytest.mark.parametrize(
    ("limit", "wanted", "told"),
    [
        (Limit.ALLOWED, None, True),
        (Limit.ALLOWED, False, False),
        (Limit.ALLOWED, True, True),
        (Limit.ALWAYS, False, True),
        (Limit.FORBIDDEN, True, False),
    ],
)
def test_the_limit_goes_before_the_choice_and_the_choice_before_the_default(
    limit: Limit, wanted: bool | None, told: bool
) -> None:
    assert is_told(Happening.ASSIGNED, Channel.CLIENT, limit, wanted) is told


def test_a_digest_is_never_told_in_a_digest() -> None:
    assert not is_told(Happening.DIGEST, Channel.DIGEST, Limit.ALWAYS, wanted=True)


def test_working_days_are_counted_over_the_holidays() -> None:
    assert HOLIDAYS.working_days(date(2027, 1, 12), -3) == date(2026, 12, 30)
    assert HOLIDAYS.working_days(date(2026, 12, 31), 1) == date(2027, 1, 11)
    assert HOLIDAYS.working_days(date(2027, 1, 6), 0) == date(2026, 12, 31)  # the last working day before it


def test_each_offset_has_its_morning() -> None:
    due = date(2027, 1, 12)  # three working days after 30 December
    mornings = [date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 11), due]
    assert [schedule(each).reached(due, LONG_AGO) for each in mornings] == [None, 3, 3, 1, 0]


def test_a_term_on_a_day_off_is_reminded_of_on_the_last_working_day_before() -> None:
    assert schedule(date(2026, 12, 31)).reached(date(2027, 1, 5), LONG_AGO) == 0
    assert schedule(date(2026, 12, 31)).last >= date(2027, 1, 5)


def test_a_term_given_later_than_the_morning_of_an_offset_is_not_reminded_of_for_it() -> None:
    given = date(2027, 1, 11)
    assert schedule(given).reached(date(2027, 1, 12), since=given) is None
    assert schedule(date(2027, 1, 12)).reached(date(2027, 1, 12), since=given) == 0


def test_the_head_is_told_after_so_many_working_days() -> None:
    due = date(2026, 12, 30)
    assert not schedule(date(2027, 1, 11)).escalates(due)
    assert schedule(date(2027, 1, 12)).escalates(due)


def test_days_named_twice_are_a_problem() -> None:
    assert [problem.field for problem in RulesDraft(cells=[], offsets=[1, 1]).problems()] == ["offsets"]
