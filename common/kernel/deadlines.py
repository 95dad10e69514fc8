"""Deadlines on the production calendar: how a term is counted and how it explains itself."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from common.kernel.validation import Problem, require
from common.kernel.wording import counted


class DayKind(StrEnum):
    """What the calendar says of a day that is not as its weekday would have it."""

    OFF = "off"
    SHORT = "short"
    WORKING = "working"  # a weekend on which people work

    @property
    def label(self) -> str:
        return KINDS[self]


KINDS = {DayKind.OFF: "выходной", DayKind.SHORT: "сокращённый", DayKind.WORKING: "рабочий"}


class Count(StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"
    MONTHS = "months"  # «до соответствующего числа»
    NEXT_MONTH = "next_month"  # до такого-то числа следующего месяца
    NEXT_QUARTER = "next_quarter"  # до такого-то числа месяца, который следует за кварталом
    JANUARY = "january"  # до такого-то января следующего года
    DATE = "date"  # named by the document itself

    @property
    def label(self) -> str:
        return COUNTS[self]


COUNTS = {
    Count.CALENDAR: "календарные дни",
    Count.WORKING: "рабочие дни",
    Count.MONTHS: "месяцы (до соответствующего числа)",
    Count.NEXT_MONTH: "до числа следующего месяца",
    Count.NEXT_QUARTER: "до числа месяца после квартала",
    Count.JANUARY: "до числа января следующего года",
    Count.DATE: "указанная дата",
}


class Since(StrEnum):
    """The event from which a term is counted."""

    RECEIVED = "received"
    REGISTERED = "registered"
    SIGNED = "signed"
    DATED = "dated"
    TERM = "term"  # the end of the first term: an extension

    @property
    def label(self) -> str:
        return EVENTS[self]


EVENTS = {
    Since.RECEIVED: "поступление",
    Since.REGISTERED: "регистрация",
    Since.SIGNED: "подписание",
    Since.DATED: "дата документа",
    Since.TERM: "истечение первого срока",
}


class Area(StrEnum):
    """For what a norm is meant, in the order in which norms are offered."""

    ASSIGNMENTS = "assignments"
    APPEALS = "appeals"
    INFORMATION = "information"
    DEPUTIES = "deputies"
    PROSECUTOR = "prosecutor"
    OVERSIGHT = "oversight"
    LAWYERS = "lawyers"
    SERVICES = "services"
    APPROVAL = "approval"
    OTHER = "other"

    @property
    def label(self) -> str:
        return AREAS[self]


AREAS = {
    Area.ASSIGNMENTS: "Поручения",
    Area.APPEALS: "Обращения граждан",
    Area.INFORMATION: "Запросы информации",
    Area.DEPUTIES: "Запросы и обращения депутатов",
    Area.PROSECUTOR: "Прокуратура",
    Area.OVERSIGHT: "Контрольные органы",
    Area.LAWYERS: "Адвокаты",
    Area.SERVICES: "Государственные и муниципальные услуги",
    Area.APPROVAL: "Согласование",
    Area.OTHER: "Прочее",
}


class Shift(StrEnum):
    """Where a term goes that ends on a non-working day."""

    BACK = "back"
    FORWARD = "forward"
    NONE = "none"

    @property
    def label(self) -> str:
        return SHIFTS[self]


SHIFTS = {
    Shift.BACK: "на предшествующий рабочий",
    Shift.FORWARD: "на следующий рабочий",
    Shift.NONE: "не переносится",
}


class DeadlineRule(Struct, frozen=True, kw_only=True):
    """A norm as data; `source` cites it, `amount` is in days or months, or the number of the day in the month.

    With `short_of` the term ends before its last day: «до» as some regulations mean it. `norm` is the key under which
    the norm is kept; whoever enters a term names it by that, or cites nothing.
    """

    title: Annotated[str, Meta(max_length=200)]
    count: Count
    amount: Annotated[int, Meta(ge=0, le=3650)] = 0
    shift: Shift = Shift.BACK
    source: Annotated[str, Meta(max_length=200)] = ""
    fixed: date | None = None
    since: Since = Since.REGISTERED
    short_of: bool = False
    norm: Annotated[str, Meta(max_length=40)] = ""

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Название")
        if self.count in {Count.CALENDAR, Count.WORKING, Count.MONTHS} and not self.amount:
            yield Problem("amount", "Срок не может быть нулевым.")
        if self.count in {Count.NEXT_MONTH, Count.NEXT_QUARTER, Count.JANUARY} and not 1 <= self.amount <= 31:
            yield Problem("amount", "Число месяца — от 1 до 31.")
        if self.count is Count.DATE:
            yield Problem("count", "Указанная дата — не норма: её ставит автор поручения.")


class Skipped(Struct, frozen=True):
    """A day that the count or the shift has passed over, and why."""

    day: date
    title: str


class DayOff(Struct, frozen=True):
    """A day on which nobody works, why, and the working day to which a term would rather go."""

    day: date
    reason: str
    nearest: date


class TermMove(Struct, frozen=True):
    """Who has put a term from one day to another, when and why."""

    on: date
    by: str
    before: date
    after: date
    reason: str

    def said(self) -> str:
        return (
            f"Срок перенесён {self.on:%d.%m.%Y} с {self.before:%d.%m.%Y} на {self.after:%d.%m.%Y}, {self.by}:"
            f" {' '.join(self.reason.split())}"
        )


class Deadline(Struct, frozen=True):
    """A due date with the reasons for it; one that was moved keeps how it was at first.

    `day_off` is there when whoever named the date has left it on a day on which nobody works.
    """

    due: date
    base: date
    rule: DeadlineRule
    unshifted: date
    skipped: list[Skipped]
    moves: list[TermMove] = []
    first: "Deadline | None" = None
    day_off: DayOff | None = None

    def explanation(self) -> str:
        """The deadline in words, line by line: the last move first, the first term last."""
        lines = [move.said() for move in reversed(self.moves)]
        if not self.moves or self.rule.count is not Count.DATE or self.rule.source:
            lines += self.reasons()
        elif self.day_off is not None:
            lines.append(_left_on(self.day_off))
        if self.first is not None:
            lines += [f"Первый срок — {self.first.due:%d.%m.%Y}.", *self.first.reasons()]
        return "\n".join(lines)

    def reasons(self) -> list[str]:
        lines = [f"Основание: {self.rule.title}" + (f" ({self.rule.source})" if self.rule.source else "")]
        if self.rule.count is Count.DATE:
            lines.append(f"Срок указан датой: {self.unshifted:%d.%m.%Y}")
        else:
            lines.append(f"Отсчёт от {self.base:%d.%m.%Y}, {self._norm()}: {self.unshifted:%d.%m.%Y}")
            if self.rule.short_of:
                lines.append("«До» понимается исключительно: последний день срока — накануне.")
        if self.due != self.unshifted:
            where = "предшествующий" if self.due < self.unshifted else "следующий"
            lines.append(f"{self.unshifted:%d.%m.%Y} — нерабочий день, перенос на {where} рабочий: {self.due:%d.%m.%Y}")
        if self.day_off is not None:
            lines.append(_left_on(self.day_off))
        if self.skipped:
            lines.append(
                "Пропущены нерабочие дни: " + "; ".join(f"{s.day:%d.%m} — {s.title}" for s in self.skipped[:12])
            )
            if len(self.skipped) > 12:
                lines.append(f"… и ещё {len(self.skipped) - 12}")
        return lines

    def _norm(self) -> str:
        if self.rule.count is Count.NEXT_MONTH:
            return f"до {self.rule.amount} числа следующего месяца"
        if self.rule.count is Count.NEXT_QUARTER:
            return f"до {self.rule.amount} числа месяца, следующего за кварталом"
        if self.rule.count is Count.JANUARY:
            return f"до {self.rule.amount} января следующего года"
        unit = counted(self.rule.amount, *UNITS[self.rule.count])
        return f"норма {self.rule.amount} {unit}, первый день — следующий за датой отсчёта"


def _left_on(off: DayOff) -> str:
    return f"Срок назначен на выходной день: {off.day:%d.%m.%Y} — {off.reason}."


UNITS = {
    Count.CALENDAR: ("календарный день", "календарных дня", "календарных дней"),
    Count.WORKING: ("рабочий день", "рабочих дня", "рабочих дней"),
    Count.MONTHS: ("месяц", "месяца", "месяцев"),
}


class Marked(Struct, frozen=True):
    """A day as the calendar marks it."""

    kind: DayKind
    title: str


WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")


class ProductionCalendar:
    """The state calendar of a few years; days it does not mark are as their weekday."""

    def __init__(self, days: Mapping[date, Marked]) -> None:
        self._days = days

    def works(self, day: date) -> bool:
        marked = self._days.get(day)
        if marked is None or marked.kind is DayKind.SHORT:
            return marked is not None or day.weekday() < 5
        return marked.kind is DayKind.WORKING

    def reason(self, day: date) -> str:
        marked = self._days.get(day)
        return marked.title if marked and marked.title else WEEKDAYS[day.weekday()]

    def deadline(self, rule: DeadlineRule, base: date) -> Deadline:
        """The last day of the term; counting starts on the day after `base`."""
        skipped: list[Skipped] = []
        last = self._last_day(rule, base, skipped)
        if rule.short_of:
            last -= timedelta(days=1)
        due = last
        step = {Shift.BACK: -1, Shift.FORWARD: 1, Shift.NONE: 0}[rule.shift]
        while step and not self.works(due):
            skipped.append(Skipped(due, self.reason(due)))
            due += timedelta(days=step)
        return Deadline(due, base, rule, last, skipped, day_off=self.day_off(due, base))

    def day_off(self, day: date, earliest: date) -> DayOff | None:
        """The working day before it is the nearest, as for every assignment, unless it is too early for the term."""
        if self.works(day):
            return None
        before = self.working_days(day, 0)
        nearest = before if before >= earliest else self.working_days(day, 1)
        return DayOff(day, self.reason(day), nearest)

    def working_days(self, day: date, days: int) -> date:
        """The working day so many before (negative) or after a day; from a day off, before it counts from the last."""
        step = 1 if days > 0 else -1
        if days <= 0:
            while not self.works(day):
                day -= timedelta(days=1)
        for _ in range(abs(days)):
            day += timedelta(days=step)
            while not self.works(day):
                day += timedelta(days=step)
        return day

    def _last_day(self, rule: DeadlineRule, base: date, skipped: list[Skipped]) -> date:
        if rule.count is Count.DATE:
            return rule.fixed or base
        if rule.count is Count.MONTHS:
            return same_number(base, rule.amount)
        if rule.count in {Count.NEXT_MONTH, Count.NEXT_QUARTER}:
            months = 1 if rule.count is Count.NEXT_MONTH else 3 - (base.month - 1) % 3
            return same_number(base.replace(day=1), months, rule.amount)
        if rule.count is Count.JANUARY:
            return date(base.year + 1, 1, rule.amount)
        if rule.count is Count.CALENDAR:
            return base + timedelta(days=rule.amount)
        day, left = base, rule.amount
        while left:
            day += timedelta(days=1)
            if self.works(day):
                left -= 1
            else:
                skipped.append(Skipped(day, self.reason(day)))
        return day


def same_number(base: date, months: int, number: int = 0) -> date:
    """The same number, or the given one, some months later, or the last day of a shorter month."""
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=(number or base.day) - 1), following - timedelta(days=1))
