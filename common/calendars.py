"""The production calendar and the norms of deadlines, kept as data."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.deadlines import Area, DayKind, DayOff, Deadline, DeadlineRule
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.rpc.api import Api, reads, writes

Year = Annotated[int, Meta(ge=1992, le=2199)]
Key = Annotated[str, Meta(max_length=40)]
SATURDAY = 5
OWN_TERM = "Срок указан в резолюции"
"""The ground of a term that follows from no norm."""


class CalendarDay(Struct, frozen=True):
    """`moved_from` is the day whose rest it took over; a regional day stays when the state calendar is read anew."""

    day: date
    kind: DayKind
    title: Annotated[str, Meta(max_length=200)] = ""
    moved_from: date | None = None
    regional: bool = False


class YearDraft(Struct, frozen=True, kw_only=True):
    """All days of a year that are not as their weekday; `mark` names the state of the year that was edited."""

    year: Year
    days: Annotated[list[CalendarDay], Meta(max_length=366)]
    mark: str = ""

    def problems(self) -> Iterator[Problem]:
        if not self.days:
            yield Problem("days", "В году нет ни одного праздника: введите дни или загрузите календарь из файла.")
        times = Counter(each.day for each in self.days)
        for each in self.days:
            fault = _fault(each, self.year) or ("назван дважды" if times[each.day] > 1 else "")
            if fault:
                yield Problem("days", f"{each.day:%d.%m.%Y} {fault}.")


def _fault(each: CalendarDay, year: int) -> str:
    if each.day.year != year:
        return f"— не день {year} года"
    if each.kind is DayKind.WORKING and each.day.weekday() < SATURDAY:
        return "и так рабочий день: отмечают рабочими только субботы и воскресенья"
    return ""


class Moved(Struct, frozen=True):
    """An open deadline that a change of the calendar moves."""

    document_id: DocumentId
    document: str
    what: str
    before: date
    after: date
    who: str = ""  # whose term it is; nobody is named with a document for official use


class YearChange(Struct, frozen=True):
    """What a change of the calendar changes: so many days, and these open deadlines."""

    days: int
    moved: list[Moved]


class Norm(Struct, frozen=True):
    """A deadline rule under its key, as a resolution offers it."""

    key: str
    rule: DeadlineRule
    area: Area = Area.OTHER


class CalendarsApi(Api, Protocol):
    @reads(Right.SIGNED_IN)
    def year(self, year: Year) -> list[CalendarDay]: ...

    @reads(Right.SIGNED_IN)
    def norms(self) -> list[Norm]:
        """Area by area."""
        ...

    @reads(Right.SIGNED_IN)
    def deadline(self, rule: DeadlineRule, base: date) -> Deadline:
        """By the norm as it is now, with the explanation; raises Invalid for a base or result outside the calendar."""
        ...

    @reads(Right.SIGNED_IN)
    def days_off(self, days: Annotated[list[date], Meta(max_length=100)]) -> list[DayOff]:
        """Those of the days on which nobody works, in their order."""
        ...

    @reads(Right.ADMINISTER)
    def to_edit(self, year: Year) -> YearDraft:
        """A year with the mark of its present state; empty of days when the calendar has no such year yet."""
        ...

    @reads(Right.ADMINISTER)
    def read_file(self, text: Annotated[str, Meta(max_length=300_000)]) -> YearDraft:
        """The state calendar of a year in the format of xmlcalendar, with the regional days that are there already.

        Raises Invalid with what is wrong with the file.
        """
        ...

    @reads(Right.ADMINISTER)
    def preview(self, draft: YearDraft) -> YearChange:
        """What would change; nothing does."""
        ...

    @writes(Right.ADMINISTER)
    def put_year(self, draft: YearDraft) -> YearChange:
        """Changes the year and moves the open deadlines that are counted on it; raises Stale for an old mark."""
        ...

    @writes(Right.ADMINISTER)
    def put_norm(self, key: Key, rule: DeadlineRule, area: Area = Area.OTHER) -> Key:
        """Changes a norm, or adds one when the key is empty; deadlines already counted stay as they are."""
        ...

    @writes(Right.ADMINISTER)
    def remove_norm(self, key: Key) -> None:
        """Raises Invalid while a kind of documents names the norm."""
        ...
