"""The charts of a manager's start page: reports as they were last made for him, never counted while he waits."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from common.kernel.ids import ReportRunId
from common.kernel.rights import Right
from common.reports import ShownChart
from common.rpc.api import Api, reads, writes

LEADING = (Right.RESOLVE, Right.CONTROL)


class Board(Struct, frozen=True):
    """A report as it was last made; without a run its figures have never been taken.

    `words` are its parameters, `nothing` says why it has no chart, `trouble` why it was not made anew.
    """

    code: str
    title: str
    run_id: ReportRunId | None = None
    as_of: datetime | None = None
    words: list[str] = []
    chart: ShownChart | None = None
    nothing: str = ""
    making: bool = False
    stale: bool = False  # of an earlier day
    trouble: str = ""


def looks_at_execution(rights: Collection[Right]) -> bool:
    """Whoever may take reports and leads or controls; a clerk begins the day with his own work only."""
    return Right.RUN_REPORTS in rights and any(right in rights for right in LEADING)


class BoardsApi(Api, Protocol):
    @reads(Right.RUN_REPORTS)
    def boards(self) -> list[Board]:
        """The figures that were last made for the caller, in their order; none for who neither leads nor controls."""
        ...

    @writes(Right.RUN_REPORTS)
    def renew(self) -> None:
        """Orders those figures that are not being made; raises NotAllowed without the right to lead or control."""
        ...
