"""What holds of every deadline in ten years of calendar, whatever the Government moves."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from common.kernel.deadlines import Count, DayKind, Deadline, DeadlineRule, Marked, ProductionCalendar, Shift, Since
from tests.unit.kernel.test_deadlines import real_days

FIRST, LAST = date(2023, 1, 1), date(2032, 12, 31)
HOLIDAYS = [*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)]  # ТК ст. 112
ALONE = {Count.NEXT_MONTH, Count.NEXT_QUARTER, Count.JANUARY}  # name the day, whatever the base's number


def by_law(year: int) -> Iterator[date]:
    """The holidays of a year for which no decree moves anything; one on a weekend rests on the next working day."""
    taken = {date(year, *holiday) for holiday in HOLIDAYS}
    yield from sorted(taken)
    for holiday in sorted(taken):
        rest = holiday
        while holiday.month > 1 and holiday.weekday() >= 5 and (rest in taken or rest.weekday() >= 5):
            rest += timedelta(days=1)
        if rest not in taken:
            taken.add(rest)
            yield rest


def ten_years() -> dict[date, Marked]:
    """The calendars that are decreed, and the law for the years that follow."""
    following = (day for year in range(2028, LAST.year + 1) for day in by_law(year))
    return {**{day: Marked(DayKind.OFF, "праздник") for day in following}, **real_days()}


DECREED = ten_years()
DAYS = st.dates(FIRST, LAST)
BASES = st.dates(date(2023, 1, 10), date(2031, 6, 30))
MOVED = st.dictionaries(DAYS, st.sampled_from(DayKind), max_size=40)
CALENDARS = MOVED.map(lambda moved: Years({**DECREED, **{day: Marked(kind, "") for day, kind in moved.items()}}))
RULES = st.builds(
    DeadlineRule, title=st.just("Норма"), count=st.sampled_from([each for each in Count if each is not Count.DATE]),
    amount=st.integers(1, 31), shift=st.sampled_from(Shift), since=st.sampled_from(Since), short_of=st.booleans(),
)  # fmt: skip


class Years(ProductionCalendar):
    """Shows itself when a law does not hold."""

    def __init__(self, days: Mapping[date, Marked]) -> None:
        super().__init__(days)
        self.moved = {day: marked for day, marked in days.items() if DECREED.get(day) != marked}

    def __repr__(self) -> str:
        return f"the calendar with {self.moved}"


def between(after: date, until: date) -> Iterator[date]:
    """The days after the first until the last, or back."""
    step = timedelta(days=1 if until >= after else -1)
    while after != until:
        after += step
        yield after


def shifted(deadline: Deadline) -> list[date]:
    return list(between(deadline.unshifted, deadline.due))


@given(CALENDARS, RULES, BASES)
def test_a_shift_stops_at_the_nearest_working_day(calendar: Years, rule: DeadlineRule, base: date) -> None:
    deadline = calendar.deadline(rule, base)
    passed = [deadline.unshifted, *shifted(deadline)]
    assert not any(calendar.works(day) for day in passed[:-1])
    assert rule.shift is Shift.NONE or calendar.works(passed[-1])
    assert all(day <= deadline.unshifted if rule.shift is Shift.BACK else day >= deadline.unshifted for day in passed)


@given(CALENDARS, BASES, st.integers(1, 60))
def test_a_term_in_working_days_holds_just_so_many(calendar: Years, base: date, amount: int) -> None:
    deadline = calendar.deadline(DeadlineRule(title="Норма", count=Count.WORKING, amount=amount), base)
    assert sum(map(calendar.works, between(base, deadline.due))) == amount
    assert (calendar.works(deadline.due), deadline.due) == (True, deadline.unshifted)
    skipped = [day for day in between(base, deadline.due) if not calendar.works(day)]
    assert [each.day for each in deadline.skipped] == skipped


@given(CALENDARS, BASES, st.integers(1, 30), st.integers(1, 30))
def test_working_days_add_up(calendar: Years, base: date, first: int, second: int) -> None:
    def after(start: date, amount: int) -> date:
        return calendar.deadline(DeadlineRule(title="Норма", count=Count.WORKING, amount=amount), start).due

    assert after(after(base, first), second) == after(base, first + second)


@given(CALENDARS, RULES, BASES, st.integers(1, 40))
def test_who_is_asked_later_answers_no_earlier(calendar: Years, rule: DeadlineRule, base: date, days: int) -> None:
    later = base + timedelta(days=days)
    assert calendar.deadline(rule, base).due <= calendar.deadline(rule, later).due


@given(CALENDARS, RULES.filter(lambda rule: rule.count not in ALONE), BASES)
def test_a_longer_norm_ends_no_earlier(calendar: Years, rule: DeadlineRule, base: date) -> None:
    longer = DeadlineRule(
        title=rule.title, count=rule.count, amount=rule.amount + 1, shift=rule.shift, short_of=rule.short_of
    )
    assert calendar.deadline(rule, base).due <= calendar.deadline(longer, base).due


@given(CALENDARS, RULES, BASES, DAYS, st.sampled_from(DayKind))
def test_a_day_outside_the_term_moves_nothing(
    calendar: Years, rule: DeadlineRule, base: date, day: date, kind: DayKind
) -> None:
    deadline = calendar.deadline(rule, base)
    ends = sorted([base, deadline.due, deadline.unshifted])
    if ends[0] < day <= ends[-1]:
        return
    changed = Years({**DECREED, **calendar.moved, day: Marked(kind, "")})
    assert changed.deadline(rule, base).due == deadline.due


@given(RULES.filter(lambda rule: rule.count is Count.MONTHS), BASES)
def test_months_end_on_the_same_number_or_the_last_one(rule: DeadlineRule, base: date) -> None:
    bare = DeadlineRule(title="Норма", count=Count.MONTHS, amount=rule.amount, shift=Shift.NONE)
    due = ProductionCalendar(DECREED).deadline(bare, base).due
    assert (due.year * 12 + due.month) - (base.year * 12 + base.month) == rule.amount
    assert due.day == base.day or (due.day < base.day and (due + timedelta(days=1)).day == 1)


@given(CALENDARS, RULES, BASES)
def test_every_deadline_says_how_it_came_about(calendar: Years, rule: DeadlineRule, base: date) -> None:
    deadline = calendar.deadline(rule, base)
    text = deadline.explanation()
    assert all(f"{day:%d.%m.%Y}" in text for day in {base, deadline.unshifted, deadline.due})
    assert all(f"{each.day:%d.%m} — {each.title}" in text for each in deadline.skipped[:12])
    assert ("исключительно" in text) == rule.short_of
