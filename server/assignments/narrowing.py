"""What a filter adds to a folder of assignments, and the order in which it is read."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Date, ScalarSelect, Select, bindparam, case, func, select

from common.assignments.selection import AssignmentFilter, Order
from server.assignments.models import Assignment, AssignmentExecutor
from server.identity.models import Person, Post, Unit
from server.registry.models import Document
from server.registry.queries import INITIALS

TODAY = bindparam("today", type_=Date)
FULL_NAME = Person.surname + " " + Person.first_name + " " + Person.patronymic
NAMED = case((AssignmentExecutor.unit_id.is_not(None), Unit.short_title), else_=INITIALS)


def narrowed(chosen: AssignmentFilter) -> Iterator[ColumnElement[bool]]:
    """Conditions that ask of each assignment about its own document and people.

    None of them can be looked up in an index of its own: the rows they are asked of must be few already.
    """
    if chosen.text:
        words = func.concat_ws(" ", _document(Document.number), _document(Document.summary))
        yield _holds(func.concat_ws(" ", Assignment.text, words), chosen.text)
    if chosen.executor:
        yield _holds(
            _executors(func.concat_ws(" ", FULL_NAME, Post.title, Unit.short_title, Unit.title)), chosen.executor
        )
    if chosen.unit:
        yield _holds(_executors(func.concat_ws(" ", Unit.short_title, Unit.title)), chosen.unit)
    if chosen.author:
        yield _holds(_person(Assignment.author_id, FULL_NAME), chosen.author)
    if chosen.kind:
        yield _document(Document.kind) == chosen.kind
    if chosen.since:
        yield Assignment.due >= chosen.since
    if chosen.until:
        yield Assignment.due <= chosen.until
    if chosen.overdue:
        yield Assignment.due < TODAY
    if chosen.special:
        yield Assignment.special.is_(True)


def ordered(chosen: AssignmentFilter) -> list[ColumnElement[Any]]:
    columns: dict[Order, tuple[Any, ...]] = {
        Order.DUE: (Assignment.due,),
        Order.TEXT: (func.lower(Assignment.text),),
        Order.DOCUMENT: (_document(Document.registered), _document(Document.id)),
        Order.RESPONSIBLE: (_executors(NAMED, responsible=True),),
        Order.AUTHOR: (_person(Assignment.author_id, INITIALS),),
        Order.CONTROLLER: (_person(Assignment.controller_id, INITIALS),),
        Order.STATUS: (Assignment.status, Assignment.due),
        Order.MOVES: (Assignment.moves, Assignment.due),
    }
    asked = [*columns[chosen.order], Assignment.id]
    return [each.desc() if chosen.falling else each for each in asked]


def is_plain(chosen: AssignmentFilter) -> bool:
    """Whether the index of due dates gives the page without reading the whole folder."""
    return chosen == AssignmentFilter(part=chosen.part)


def _holds(value: Any, text: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = value.icontains(text.strip(), autoescape=True)
    return found


def _document(column: Any) -> ScalarSelect[Any]:
    return select(column).where(Document.id == Assignment.document_id).correlate(Assignment).scalar_subquery()


def _person(person_id: Any, name: Any) -> ScalarSelect[Any]:
    return select(name).where(Person.id == person_id).correlate(Assignment).scalar_subquery()


def _executors(name: Any, *, responsible: bool = False) -> ScalarSelect[Any]:
    """The names of all executors in one text; a person's unit is that in which he or she works."""
    team: Select[Any] = (
        select(func.string_agg(name, " "))
        .select_from(AssignmentExecutor)
        .outerjoin(Post, Post.id == AssignmentExecutor.post_id)
        .outerjoin(Person, Person.id == func.coalesce(Post.holder_id, AssignmentExecutor.executor_id))
        .outerjoin(Unit, Unit.id == func.coalesce(AssignmentExecutor.unit_id, Post.unit_id, Person.unit_id))
        .where(AssignmentExecutor.assignment_id == Assignment.id)
    )
    if responsible:
        team = team.where(AssignmentExecutor.responsible)
    return team.correlate(Assignment).scalar_subquery()
