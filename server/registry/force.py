"""Whether a legal act is in force on a day: what its own date and the acts that amend or repeal it make of it."""

from datetime import date
from typing import Any

from sqlalchemy import Enum, case, func, null, or_, select, type_coerce
from sqlalchemy.orm import aliased

from common.registry.classes import DocumentClass, DocumentState, Force
from common.registry.links import LinkType
from server.core.db import by_value
from server.registry.models import Document, DocumentLink

Changing = aliased(Document)
BY_VALUE = Enum(Force, native_enum=False, values_callable=by_value)


def force_on(today: date) -> tuple[Any, Any]:
    """The force of a document and the day since which, or from which, it is so; an act takes effect on its own day."""
    starts = func.coalesce(Document.in_force, Document.registered)
    amended, repealed = _changed(LinkType.AMENDS, func.max, today), _changed(LinkType.REPEALS, func.min, today)
    none = or_(Document.document_class != DocumentClass.ACT, Document.state != DocumentState.REGISTERED)
    force = case(
        (none, Force.NONE.value), (repealed.is_not(None), Force.REPEALED.value), (starts > today, Force.PENDING.value),
        (amended.is_not(None), Force.AMENDED.value), else_=Force.IN_FORCE.value,
    )  # fmt: skip
    since = case(
        (none, null()), (repealed.is_not(None), repealed), (starts > today, starts),
        else_=func.coalesce(amended, starts),
    )  # fmt: skip
    return type_coerce(force, BY_VALUE), since


def _changed(link_type: LinkType, pick: Any, today: date) -> Any:
    """The day of the registered acts that have changed this one by today."""
    starts = func.coalesce(Changing.in_force, Changing.registered)
    return (
        select(pick(starts)).join(DocumentLink, DocumentLink.later_id == Changing.id)
        .where(DocumentLink.earlier_id == Document.id, DocumentLink.type == link_type)
        .where(Changing.state == DocumentState.REGISTERED, starts <= today)
        .correlate(Document).scalar_subquery()
    )  # fmt: skip
