"""Tallies grow by a row with each change; once an hour the rows of one key become one."""

from server.access.models import COMPACTED
from server.core.service import Context


def compact_tallies(context: Context) -> int:
    return sum(context.session.scalar(statement) or 0 for statement in COMPACTED.values())
