"""A report seen on the start page, with the bar of its chart that somebody wants to look behind."""

from msgspec import Struct

from common.reports import PastRun


class Glance(Struct, frozen=True):
    """Without a line the whole report is meant."""

    run: PastRun
    line: int | None = None
    column: int = 0
    words: str = ""
