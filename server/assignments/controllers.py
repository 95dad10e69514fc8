"""Who usually controls what a leader orders."""

from typing import Any

from sqlalchemy import func, or_, select

from common.assignments.rules import OPEN
from common.kernel.ids import PersonId
from common.kernel.rights import Right
from server.assignments.models import Assignment
from server.core.service import Caller, Context
from server.identity.models import Person, PersonRole, Role, employed

LOOKED_AT = 50  # of his latest assignments that are open


def usual_controller(context: Context, caller: Caller) -> PersonId | None:
    """Who controls most of what the caller has given; else the only controller of his unit, else of the city."""
    by_habit: PersonId | None = context.session.scalar(_by_habit(context, caller))
    if by_habit is not None:
        return by_habit
    found = context.session.execute(_entitled(context, caller)).all()
    for people in ([row.id for row in found if row.unit_id == caller.me.unit_id], [row.id for row in found]):
        if len(people) == 1:
            return PersonId(people[0])
    return None


def _by_habit(context: Context, caller: Caller) -> Any:
    latest = (
        select(Assignment.id, Assignment.controller_id)
        .where(Assignment.author_id == caller.me.id, Assignment.status.in_(OPEN))
        .order_by(Assignment.due.desc()).limit(LOOKED_AT).subquery()
    )  # fmt: skip
    return (
        select(latest.c.controller_id)
        .join(Person, Person.id == latest.c.controller_id).where(employed(context.clock.today()))
        .group_by(latest.c.controller_id).order_by(func.count().desc(), func.max(latest.c.id).desc()).limit(1)
    )  # fmt: skip


def _entitled(context: Context, caller: Caller) -> Any:
    """Those whose role lets them control today; one limited to kinds or states is for these alone."""
    today = context.clock.today()
    holding = (
        select(PersonRole.person_id).join(Role, Role.id == PersonRole.role_id)
        .where(
            Role.rights.contains([Right.CONTROL.value]), PersonRole.kinds == [], PersonRole.states == [],
            or_(PersonRole.since.is_(None), PersonRole.since <= today),
            or_(PersonRole.until.is_(None), PersonRole.until >= today),
        )
    )  # fmt: skip
    return (
        select(Person.id, Person.unit_id)
        .where(Person.id.in_(holding), Person.id != caller.me.id, employed(today)).limit(1000)
    )  # fmt: skip
