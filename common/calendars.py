"""The production calendar and the norms of deadlines, kept as data."""

from datetime import date
from typing import Annotated, Protocol

from msgspec import Meta, Struct

from common.kernel.deadlines import DayKind, Deadline, DeadlineRule
from common.kernel.rights import Right
from common.rpc.api import Api, reads


class CalendarDay(Struct, frozen=True):
    day: date
    kind: DayKind
    title: str
    moved_from: date | None


class Norm(Struct, frozen=True):
    """A deadline rule under its key, as a resolution offers it."""

    key: str
    rule: DeadlineRule


class CalendarsApi(Api, Protocol):
    @reads(Right.SIGNED_IN)
    def year(self, year: Annotated[int, Meta(ge=1992, le=2199)]) -> list[CalendarDay]: ...

    @reads(Right.SIGNED_IN)
    def norms(self) -> list[Norm]: ...

    @reads(Right.SIGNED_IN)
    def deadline(self, rule: DeadlineRule, base: date) -> Deadline:
        """The due date with its explanation; raises Invalid for a base or result outside the calendar's years."""
        ...
