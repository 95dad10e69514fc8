"""The production calendar as data, and deadlines counted on it."""

import hashlib
from collections.abc import Iterable
from datetime import date

import msgspec
from sqlalchemy import bindparam, delete, func, insert, select

from common.calendars import OWN_TERM, CalendarDay, CalendarsApi, Norm, YearChange, YearDraft
from common.kernel.changes import Kind
from common.kernel.deadlines import Area, Count, DayOff, Deadline, DeadlineRule, Marked, ProductionCalendar
from common.kernel.validation import Problem
from common.rpc.errors import Invalid, Missing, Stale
from server.calendars.models import CalendarDayRow, DeadlineNorm
from server.calendars.state_calendar import read_state_calendar
from server.core.events import CalendarChanged, NormRemoved
from server.core.service import Service

KNOWN_YEARS = select(func.min(CalendarDayRow.day), func.max(CalendarDayRow.day))
SINCE = (
    select(CalendarDayRow.day, CalendarDayRow.kind, CalendarDayRow.title)
    .where(CalendarDayRow.day >= bindparam("first"))
)  # fmt: skip
ORDER = list(Area)
OWN = frozenset({Count.DATE, Count.CALENDAR, Count.WORKING, Count.MONTHS})
CITED = "Основание срока берётся из справочника норм. Выберите норму или укажите дату либо число дней."
NO_TERM = "Срок — это норма из списка, дата либо число дней. Укажите его заново."
CHANGED = "Календарь этого года уже изменил другой администратор. Откройте год заново и повторите правку."


class CalendarService(Service, CalendarsApi):
    def year(self, year: int) -> list[CalendarDay]:
        rows = self.session.scalars(
            select(CalendarDayRow)
            .where(CalendarDayRow.day.between(date(year, 1, 1), date(year, 12, 31))).order_by(CalendarDayRow.day)
        )  # fmt: skip
        return [CalendarDay(row.day, row.kind, row.title, row.moved_from, row.regional) for row in rows]

    def norms(self) -> list[Norm]:
        rows = self.session.scalars(select(DeadlineNorm).order_by(DeadlineNorm.position))
        found = [Norm(row.key, _rule_of(row), row.area) for row in rows]
        return sorted(found, key=lambda norm: ORDER.index(norm.area))

    def norm(self, key: str) -> DeadlineRule | None:
        found = self.session.get(DeadlineNorm, key)
        return _rule_of(found) if found else None

    def entered(self, rule: DeadlineRule, title: str = OWN_TERM) -> DeadlineRule:
        """What a person has entered: a norm in its own words, or a term that cites nothing. Raises Invalid."""
        if rule.norm:
            return self._current(rule)
        if rule.source:
            self.check([Problem("rule", CITED)])
        if rule.count not in OWN or (rule.count is not Count.DATE and not rule.amount):
            self.check([Problem("rule", NO_TERM)])
        return msgspec.structs.replace(rule, title=title)

    def _current(self, rule: DeadlineRule) -> DeadlineRule:
        """A norm as it is now, whatever it was when somebody chose it."""
        known = self.norm(rule.norm)
        if known is None:
            self.check([Problem("rule", f"Нормы срока «{rule.title}» больше нет. Выберите другой срок.")])
        assert known is not None
        return known

    def deadline(self, rule: DeadlineRule, base: date) -> Deadline:
        """Raises Invalid where the calendar has no data: a guess would be worse than a refusal."""
        rule = self._current(rule) if rule.norm else rule
        first, last = self.session.execute(KNOWN_YEARS).one()
        years = range(first.year, last.year + 1) if first else range(0)
        if base.year not in years or (rule.fixed and rule.fixed.year not in years):
            self._outside(rule.fixed or base)
        deadline = self._calendar(date(base.year, 1, 1)).deadline(rule, base)
        if deadline.due.year not in years:
            self._outside(deadline.due)
        return deadline

    def days_off(self, days: list[date]) -> list[DayOff]:
        calendar = self.around(min(days, default=self.today))
        return [off for day in days if (off := calendar.day_off(day, self.today))]

    def around(self, day: date) -> ProductionCalendar:
        """The calendar from the year before that day."""
        return self._calendar(date(day.year - 1, 1, 1))

    def to_edit(self, year: int) -> YearDraft:
        days = self.year(year)
        return YearDraft(year=year, days=days, mark=_mark(days))

    def read_file(self, text: str) -> YearDraft:
        year, days = read_state_calendar(text)
        known = self.year(year)
        regional = [each for each in known if each.regional]
        named = {each.day for each in regional}
        both = [*regional, *(each for each in days if each.day not in named)]
        return YearDraft(year=year, days=sorted(both, key=lambda each: each.day), mark=_mark(known))

    def preview(self, draft: YearDraft) -> YearChange:
        return self._change(draft, trial=True)

    def put_year(self, draft: YearDraft) -> YearChange:
        change = self._change(draft, trial=False)
        self.record(
            "calendar_changed", "calendar", draft.year, days=change.days, deadlines=len(change.moved), year=draft.year
        )
        self.changed(Kind.DICTIONARY, 0)
        return change

    def put_norm(self, key: str, rule: DeadlineRule, area: Area = Area.OTHER) -> str:
        self.check(rule.problems())
        row = self.session.get(DeadlineNorm, key, with_for_update=True) if key else None
        if key and row is None:
            raise Missing("Такой нормы уже нет: обновите список.")
        if row is None:
            last = self.session.scalar(select(func.max(DeadlineNorm.position))) or 0
            row = DeadlineNorm(key=f"norm_{last + 1}", position=last + 1)
            self.session.add(row)
        row.area, row.rule = area, msgspec.to_builtins(msgspec.structs.replace(rule, norm=""))
        self.session.flush()
        self.record("norm_changed", "norm", None, key=row.key, name=rule.title, area=area, rule=row.rule)
        self.changed(Kind.DICTIONARY, 0)
        return row.key

    def remove_norm(self, key: str) -> None:
        row = self.session.get(DeadlineNorm, key, with_for_update=True)
        if row is None:
            raise Missing("Такой нормы уже нет: обновите список.")
        self.context.tell(NormRemoved(key))
        self.session.delete(row)
        self.record("norm_removed", "norm", None, key=key, name=row.rule["title"])
        self.changed(Kind.DICTIONARY, 0)

    def _change(self, draft: YearDraft, *, trial: bool) -> YearChange:
        """Both a trial and the change itself: what is shown is what is done."""
        self.check(draft.problems())
        before = self.year(draft.year)
        if _mark(before) != draft.mark:
            raise Stale(CHANGED)
        self._check_adjoins(draft.year)
        days = _differing(before, draft.days)
        known = {row.day: Marked(row.kind, row.title) for row in self.session.execute(SINCE, {"first": date.min})}
        others = {day: marked for day, marked in known.items() if day.year != draft.year}
        own = {each.day: Marked(each.kind, each.title) for each in draft.days}
        event = CalendarChanged(days, ProductionCalendar(others | own), [], trial)
        if not trial:
            self._put(draft)
        if days:
            self.context.tell(event)
        return YearChange(len(days), sorted(event.moved, key=lambda each: (each.before, each.document)))

    def _check_adjoins(self, year: int) -> None:
        """A year left out would be counted as if nobody had a holiday."""
        first, last = self.session.execute(KNOWN_YEARS).one()
        if first is not None and not first.year - 1 <= year <= last.year + 1:
            raise Invalid(f"Календарь ведётся за {first.year}–{last.year} годы: сначала введите {last.year + 1} год.")

    def _put(self, draft: YearDraft) -> None:
        of_year = CalendarDayRow.day.between(date(draft.year, 1, 1), date(draft.year, 12, 31))
        self.session.execute(delete(CalendarDayRow).where(of_year))
        if draft.days:
            self.session.execute(insert(CalendarDayRow), [msgspec.structs.asdict(each) for each in draft.days])

    def _calendar(self, first: date) -> ProductionCalendar:
        days = self.session.execute(SINCE, {"first": first})
        return ProductionCalendar({row.day: Marked(row.kind, row.title) for row in days})

    def _outside(self, day: date) -> None:
        text = (
            f"В производственном календаре нет {day.year} года. Проверьте дату или попросите администратора его ввести."
        )
        raise Invalid(text, [Problem("rule", text)])


def _rule_of(row: DeadlineNorm) -> DeadlineRule:
    return msgspec.structs.replace(msgspec.convert(row.rule, DeadlineRule), norm=row.key)


def _mark(days: Iterable[CalendarDay]) -> str:
    return hashlib.sha256(msgspec.json.encode(list(days))).hexdigest()[:16]


def _differing(before: Iterable[CalendarDay], after: Iterable[CalendarDay]) -> frozenset[date]:
    """The days that count differently; a new title moves nothing."""
    kinds = [{each.day: each.kind for each in days} for days in (before, after)]
    return frozenset(day for day in {*kinds[0], *kinds[1]} if kinds[0].get(day) is not kinds[1].get(day))
