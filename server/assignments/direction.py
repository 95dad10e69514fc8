"""Which way a resolution goes: down or across, never to whoever stands above its author."""

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from common.assignments.cards import ExecutorRow
from common.kernel.ids import ExecutorId, PersonId
from server.assignments.executors import rows_of
from server.assignments.standing import answered_for
from server.identity.models import Person, Unit


def above(session: Session, author_id: PersonId) -> dict[ExecutorId, ExecutorRow]:
    """Heads of the author's unit and of those around it, with all that they head and hold;
    nobody above whom the author leads.

    Over the heads of all units stands the head of the whole, the mayor.
    """
    own = select(Unit.parent_id, Unit.head_id, literal(0).label("height")).join(Person, Person.unit_id == Unit.id)
    chain = own.where(Person.id == author_id).cte(recursive=True)
    around = select(Unit.parent_id, Unit.head_id, chain.c.height + 1).join(chain, Unit.id == chain.c.parent_id)
    chain = chain.union_all(around)
    heads: list[PersonId] = []
    for row in session.execute(select(chain).order_by(chain.c.height)):
        heads = [] if row.head_id == author_id else [*heads, *filter(None, [row.head_id])]
    theirs = answered_for(session, heads)
    return rows_of(
        session, [*map(ExecutorId, heads), *(ExecutorId(each) for all_of in theirs.values() for each in all_of)]
    )
