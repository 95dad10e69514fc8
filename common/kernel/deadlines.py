"""Deadlines on the production calendar: how a term is counted and how it explains itself."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class DayKind(StrEnum):
    """What the calendar says of a day that is not as its weekday would have it."""

    OFF = "off"
    SHORT = "short"
    WORKING = "working"  # a weekend on which people work


class Count(StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"
    MONTHS = "months"  # «до соответствующего числа»
    DATE = "date"  # named by the document itself


class Shift(StrEnum):
    """Where a term goes that ends on a non-working day."""

    BACK = "back"
    FORWARD = "forward"
    NONE = "none"


class DeadlineRule(Struct, frozen=True, kw_only=True):
    """A norm as data; `source` cites it, `amount` is in days or months."""

    title: str
    count: Count
    amount: Annotated[int, Meta(ge=0, le=3650)] = 0
    shift: Shift = Shift.BACK
    source: str = ""
    fixed: date | None = None


class Skipped(Struct, frozen=True):
    """A day that the count or the shift has passed over, and why."""

    day: date
    title: str


class Deadline(Struct, frozen=True):
    """A due date with the reasons for it."""

    due: date
    base: date
    rule: DeadlineRule
    unshifted: date
    skipped: list[Skipped]

    def explanation(self) -> str:
        """The deadline in words, line by line."""
        lines = [f"Основание: {self.rule.title}" + (f" ({self.rule.source})" if self.rule.source else "")]
        if self.rule.count is Count.DATE:
            lines.append(f"Срок указан датой: {self.unshifted:%d.%m.%Y}")
        else:
            lines.append(f"Отсчёт от {self.base:%d.%m.%Y}, {self._norm()}: {self.unshifted:%d.%m.%Y}")
        if self.due != self.unshifted:
            where = "предшествующий" if self.due < self.unshifted else "следующий"
            lines.append(f"{self.unshifted:%d.%m.%Y} — нерабочий день, перенос на {where} рабочий: {self.due:%d.%m.%Y}")
        if self.skipped:
            lines.append(
                "Пропущены нерабочие дни: " + "; ".join(f"{s.day:%d.%m} — {s.title}" for s in self.skipped[:12])
            )
            if len(self.skipped) > 12:
                lines.append(f"… и ещё {len(self.skipped) - 12}")
        return "\n".join(lines)

    def _norm(self) -> str:
        unit = {Count.CALENDAR: "календарных дней", Count.WORKING: "рабочих дней", Count.MONTHS: "мес."}
        return f"норма {self.rule.amount} {unit[self.rule.count]}, первый день — следующий за датой отсчёта"


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
        due = last
        step = {Shift.BACK: -1, Shift.FORWARD: 1, Shift.NONE: 0}[rule.shift]
        while step and not self.works(due):
            skipped.append(Skipped(due, self.reason(due)))
            due += timedelta(days=step)
        return Deadline(due, base, rule, last, skipped)

    def _last_day(self, rule: DeadlineRule, base: date, skipped: list[Skipped]) -> date:
        if rule.count is Count.DATE:
            return rule.fixed or base
        if rule.count is Count.MONTHS:
            return same_number(base, rule.amount)
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


def same_number(base: date, months: int) -> date:
    """The same number some months later, or the last day of a shorter month."""
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=base.day - 1), following - timedelta(days=1))
