"""Reports by schedule: what is made of which period, when, and who gets it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.ids import PersonId, ReportScheduleId, UnitId
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.reports import Format, Parameter, ParameterKind, Recipients
from common.rpc.api import Api, reads, writes

AT = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
LONGEST_HOLIDAYS = 20  # days
AHEAD = 500  # days that the next occasion is looked for
Works = Callable[[date], bool]


class RelativePeriod(StrEnum):
    """A period told from the day on which the report is made."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    LAST_WEEK = "last_week"
    LAST_MONTH = "last_month"
    LAST_QUARTER = "last_quarter"
    THIS_MONTH = "this_month"
    YEAR_TO_DATE = "year_to_date"
    THIS_WEEK = "this_week"
    NEXT_WEEK = "next_week"
    UP_TO_TODAY = "up_to_today"

    @property
    def label(self) -> str:
        return PERIODS[self]

    @property
    def looks_ahead(self) -> bool:
        """Of terms one asks so; of what has happened one does not."""
        return self in {RelativePeriod.THIS_WEEK, RelativePeriod.NEXT_WEEK}

    def days(self, today: date, works: Works | None = None) -> tuple[date | None, date]:
        """Both included; one of them has no beginning.

        What is made on working days only has the days off before today in its «вчера», too.
        """
        day, month = timedelta(days=1), today.replace(day=1)
        last = today - day
        while works is not None and not works(last) and (today - last).days < LONGEST_HOLIDAYS:
            last -= day
        monday = today - timedelta(days=today.weekday())
        quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        before_quarter = quarter - day
        return {
            RelativePeriod.TODAY: (today, today),
            RelativePeriod.YESTERDAY: (last, today - day),
            RelativePeriod.LAST_WEEK: (monday - 7 * day, monday - day),
            RelativePeriod.LAST_MONTH: ((month - day).replace(day=1), month - day),
            RelativePeriod.LAST_QUARTER: (date(before_quarter.year, before_quarter.month - 2, 1), before_quarter),
            RelativePeriod.THIS_MONTH: (month, today),
            RelativePeriod.YEAR_TO_DATE: (date(today.year, 1, 1), today),
            RelativePeriod.THIS_WEEK: (monday, monday + 6 * day),
            RelativePeriod.NEXT_WEEK: (monday + 7 * day, monday + 13 * day),
            RelativePeriod.UP_TO_TODAY: (None, today),
        }[self]


PERIODS = {
    RelativePeriod.TODAY: "сегодня",
    RelativePeriod.YESTERDAY: "вчера",
    RelativePeriod.LAST_WEEK: "прошлая неделя",
    RelativePeriod.LAST_MONTH: "прошлый месяц",
    RelativePeriod.LAST_QUARTER: "прошлый квартал",
    RelativePeriod.THIS_MONTH: "с начала месяца",
    RelativePeriod.YEAR_TO_DATE: "с начала года",
    RelativePeriod.THIS_WEEK: "эта неделя, до воскресенья",
    RelativePeriod.NEXT_WEEK: "следующая неделя",
    RelativePeriod.UP_TO_TODAY: "по сегодняшний день",
}
SINGLE = (RelativePeriod.TODAY, RelativePeriod.YESTERDAY)
PAST = tuple(each for each in RelativePeriod if not each.looks_ahead and each is not RelativePeriod.UP_TO_TODAY)
THIS_YEAR, LAST_YEAR = "this_year", "last_year"  # among the choices of a year


def begun(form: Sequence[Parameter]) -> list[Parameter]:
    """Of the fields of a form the days that stand alone or begin a period: a relative one may take their place."""
    ends = {each.ends for each in form}
    return [each for each in form if each.kind is ParameterKind.DATE and each.name not in ends]


def offered(field: Parameter) -> Sequence[RelativePeriod]:
    """What may be asked of a day or a period; one that need not be given has no beginning, if one likes."""
    if not field.ends:
        return SINGLE
    return PAST if field.required else tuple(RelativePeriod)


def told_in_words(field: Parameter, since: str, until: str, today: date) -> RelativePeriod | None:
    """The period whose days these are today; nothing where there are none."""
    found = (each for each in offered(field) if [f"{day or ''}" for day in each.days(today)] == [since, until or since])
    return next(found, None)


def resolved(
    form: Sequence[Parameter], texts: Mapping[str, str], today: date, works: Works | None = None
) -> dict[str, str]:
    """The parameters with days in the place of relative periods."""
    found = dict(texts)
    for each in form:
        said = found.get(each.name, "")
        if each.kind is ParameterKind.DATE and said in offered(each):
            since, until = RelativePeriod(said).days(today, works)
            found[each.name] = f"{since or ''}"
            if each.ends:
                found[each.ends] = f"{until}"
        elif each.kind is ParameterKind.CHOICE and said in {THIS_YEAR, LAST_YEAR}:
            found[each.name] = f"{today.year - (said == LAST_YEAR)}"
    return found


class Occasions(Struct, frozen=True, kw_only=True):
    """When a report is made: on days of the week, or on a day of the month (its last one, where it is shorter).

    What falls on a day off `moves` to the next working day, or is made on it all the same.
    """

    weekdays: Annotated[list[Annotated[int, Meta(ge=0, le=6)]], Meta(max_length=7)] = []
    month_day: Annotated[int, Meta(ge=0, le=31)] = 0
    at: Annotated[str, Meta(max_length=5)] = "08:00"  # by the city's clock
    moves: bool = True

    @property
    def time(self) -> time:
        hour, minute = re.split("[:.]", self.at)
        return time(int(hour), int(minute))

    @property
    def words(self) -> str:
        if self.month_day:
            days = f"{self.month_day} числа"
        elif len(set(self.weekdays)) == len(SHORT):
            days = "ежедневно"
        else:
            days = ", ".join(SHORT[day] for day in sorted(set(self.weekdays)))
        return f"{days} в {self.time:%H:%M}"

    def following(self, moment: datetime, works: Works, zone: tzinfo) -> datetime:
        """The next one after that moment."""
        here = moment.astimezone(zone)
        day = here.date() - timedelta(days=LONGEST_HOLIDAYS)  # what has moved from a holiday
        for _ in range(AHEAD):
            if self._falls_on(day):
                made = day
                while self.moves and not works(made):
                    made += timedelta(days=1)
                found = datetime.combine(made, self.time, zone)
                if found > here:
                    return found
            day += timedelta(days=1)
        raise ValueError("no occasion")

    def _falls_on(self, day: date) -> bool:
        if not self.month_day:
            return day.weekday() in self.weekdays
        is_last = (day + timedelta(days=1)).day == 1
        return day.day == self.month_day or (is_last and day.day < self.month_day)


class ScheduleDraft(Recipients, frozen=True, kw_only=True):
    """`parameters` are those of the report's form, but for the period, which is told from the day.

    So are its other days: in the place of the first of a span stands a relative period.
    """

    version: int = 0
    code: str
    parameters: dict[str, Annotated[str, Meta(max_length=20_000)]] = {}  # noqa: RUF012 -- a struct copies it
    period: RelativePeriod | None = None
    format: Format = Format.PDF
    occasions: Occasions

    def problems(self) -> Iterator[Problem]:
        yield from super().problems()
        chosen = self.occasions
        if bool(chosen.weekdays) == bool(chosen.month_day):
            yield Problem("weekdays", "Укажите либо дни недели, либо число месяца.")
        if not AT.fullmatch(chosen.at):
            yield Problem("at", "Время пишут так: 8:00.")
        if self.format is Format.SCREEN:
            yield Problem("format", "По расписанию делают PDF или XLSX.")


class ScheduleRow(Struct, frozen=True):
    """`trouble` says why the last report was not handed over, or why the schedule was stopped."""

    id: ReportScheduleId
    title: str
    words: str
    owner: str
    paused: bool
    next: datetime | None
    trouble: str


class ScheduleCard(Struct, frozen=True):
    """`days` are the other days of the report's form that may be told in words."""

    draft: ScheduleDraft
    title: str
    has_period: bool
    people: dict[PersonId, str]
    units: dict[UnitId, str]
    paused: bool
    days: list[Parameter] = []


class SchedulesApi(Api, Protocol):
    @reads(Right.RUN_REPORTS)
    def register(self, offset: Annotated[int, Meta(ge=0)] = 0) -> Page[ScheduleRow]:
        """The caller's own; an administrator sees all, and may pause and drop those of others."""
        ...

    @reads(Right.RUN_REPORTS)
    def card(self, schedule_id: ReportScheduleId) -> ScheduleCard: ...

    @writes(Right.RUN_REPORTS)
    def put(self, draft: ScheduleDraft, schedule_id: ReportScheduleId | None = None) -> ReportScheduleId:
        """Its reports are made under the caller's rights, so nobody changes another's.

        Raises Stale when it was changed meanwhile, Invalid with the fields at fault, NotAllowed without the right.
        """
        ...

    @writes(Right.RUN_REPORTS)
    def pause(self, schedule_id: ReportScheduleId, paused: bool) -> None:
        """One that goes on has its next occasion after now: what was missed is not made up."""
        ...

    @writes(Right.RUN_REPORTS)
    def run_now(self, schedule_id: ReportScheduleId) -> None:
        """Beside its occasions, which stay as they are; raises Invalid while one is being made."""
        ...

    @writes(Right.RUN_REPORTS)
    def drop(self, schedule_id: ReportScheduleId) -> None: ...
