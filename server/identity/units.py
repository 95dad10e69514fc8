"""The tree of units."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from server.identity.models import Unit


def below(ids: Sequence[int]) -> Any:
    """The units and all open ones below them."""
    tree = select(Unit.id).where(Unit.id.in_(ids)).cte(recursive=True)
    tree = tree.union(select(Unit.id).where(Unit.parent_id == tree.c.id, Unit.closed.is_(None)))
    return select(tree.c.id)
