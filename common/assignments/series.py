"""Periodic assignments: on which days they fall due, and how many working days before that they are made."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.assignments.orders import ResolutionDraft, Text
from common.kernel.deadlines import ProductionCalendar, same_number
from common.kernel.ids import DocumentId, SeriesId
from common.kernel.rights import Right
from common.kernel.validation import Problem, require, sensible_date
from common.rpc.api import Api, reads, writes

MOST_DATES = 60


class Pattern(StrEnum):
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    DATES = "dates"

    @property
    def label(self) -> str:
        return PATTERNS[self]


PATTERNS = {
    Pattern.WEEKLY: "Еженедельно",
    Pattern.MONTHLY: "Ежемесячно",
    Pattern.QUARTERLY: "Ежеквартально",
    Pattern.YEARLY: "Ежегодно",
    Pattern.DATES: "Выбранные даты",
}
MONTHS = {Pattern.MONTHLY: 1, Pattern.QUARTERLY: 3, Pattern.YEARLY: 12}  # from one due date to the next


class SeriesDraft(Struct, frozen=True, kw_only=True):
    """What is ordered again and again: `resolution` without a term, its term is the day of the pattern."""

    resolution: ResolutionDraft
    pattern: Pattern = Pattern.MONTHLY
    first: date | None = None  # the first due date; weekday or number of the month repeat
    dates: Annotated[list[date], Meta(max_length=MOST_DATES)] = []
    ahead: Annotated[int, Meta(ge=0, le=60)] = 5  # «создать за N раб. дней»
    until: date | None = None

    def problems(self, today: date) -> Iterator[Problem]:
        yield from (problem for problem in self.resolution.problems() if problem.field != "rule")
        if self.pattern is Pattern.DATES:
            yield from require("dates", self.dates, "Даты")
            if self.dates and min(self.dates) < today:
                yield Problem("dates", f"Дата {min(self.dates):%d.%m.%Y} уже прошла: уберите её.")
            return
        yield from require("first", self.first, "Первый срок")
        yield from require("until", self.until, "Окончание")
        yield from sensible_date("until", self.until)
        if self.first and self.first < today:
            yield Problem("first", f"Дата {self.first:%d.%m.%Y} уже прошла: укажите ближайший срок.")
        if self.first and self.until and self.until < self.first:
            yield Problem("until", "Окончание раньше первого срока.")


def falls_due(draft: SeriesDraft) -> Iterator[date]:
    """The days of the pattern, in their order; the 31st is the last day of a shorter month."""
    if draft.pattern is Pattern.DATES:
        yield from sorted(set(draft.dates))
        return
    if draft.first is None or draft.until is None:
        return
    number, day = 0, draft.first
    while day <= draft.until:
        yield day
        number += 1
        if draft.pattern is Pattern.WEEKLY:
            day = draft.first + timedelta(weeks=number)
        else:
            day = same_number(draft.first, number * MONTHS[draft.pattern])


def due_on(calendar: ProductionCalendar, day: date) -> date:
    """A day on which nobody works gives way to the working day before it."""
    while not calendar.works(day):
        day -= timedelta(days=1)
    return day


def made_on(calendar: ProductionCalendar, due: date, ahead: int) -> date:
    day = due
    while ahead:
        day -= timedelta(days=1)
        ahead -= calendar.works(day)
    return day


class SeriesRow(Struct, frozen=True):
    id: SeriesId
    version: int
    text: str
    responsible: str
    author: str
    pattern: Pattern
    next_due: date | None  # none is left
    next_made_on: date | None
    until: date | None
    made: int
    ended: bool
    may_end: bool


class SeriesApi(Api, Protocol):
    @reads(Right.READ_DOCUMENTS)
    def of_document(self, document_id: DocumentId) -> list[SeriesRow]: ...

    @writes(Right.RESOLVE)
    def begin(self, draft: SeriesDraft) -> SeriesId:
        """What is to be made by today is made at once; the rest by the worker, some working days before it is due."""
        ...

    @writes(Right.RESOLVE)
    def end(self, series_id: SeriesId, version: int, reason: Text) -> None:
        """No more are made; those that were made stay. By the author."""
        ...
