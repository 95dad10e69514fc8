"""Finding the set of a list of principals, making it when it is the first of its kind."""

from collections.abc import Iterable

from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from server.access.models import NOBODY, AccessSet

MEMBERS = bindparam("members", type_=ARRAY(BigInteger))
KNOWN = select(AccessSet.id).where(AccessSet.members == MEMBERS)
FRESH = insert(AccessSet).values(members=MEMBERS).on_conflict_do_nothing().returning(AccessSet.id)


def set_of(session: Session, principals: Iterable[int]) -> int:
    """Two who need the same new set at once get the same one: the second waits for the first's commit."""
    values = {"members": sorted(set(principals))}
    if not values["members"]:
        return NOBODY
    found = session.scalar(KNOWN, values) or session.scalar(FRESH, values)
    return found or session.scalars(KNOWN, values).one()


def members_of(session: Session, access_id: int) -> list[int]:
    return list(session.get_one(AccessSet, access_id).members) if access_id != NOBODY else []
