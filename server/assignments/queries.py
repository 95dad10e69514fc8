"""Folders of the day: assignments to execute, issued, on control, overdue."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Date,
    Row,
    Select,
    any_,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session, aliased

from common.assignments import OPEN, AssignmentRow, Folder, FolderCount, Status
from common.kernel.ids import AssignmentId
from common.kernel.paging import Page
from server.access.sight import Shape, shape_of, values_of
from server.assignments.models import Assignment, AssignmentExecutor
from server.core.service import Caller
from server.identity.models import Person
from server.registry.models import DictionaryEntry, Document
from server.registry.queries import COMMA, INITIALS, initials
from server.registry.readers import visible_to

Absent = aliased(Person)
IN_STEAD_OF: ColumnElement[str] = literal_column("' (за '")
IS_OPEN = Assignment.status.in_(OPEN)
ACTING = any_(cast(bindparam("acting", type_=ARRAY(BigInteger)), ARRAY(BigInteger)))
TODAY = bindparam("today", type_=Date)


def folder_conditions(shape: Shape, *, deputises: bool) -> Mapping[Folder, ColumnElement[bool]]:
    """What each folder holds for the caller and for the absent in whose stead he or she acts.

    A person may see all that he or she takes part in; of an absent person's assignments only those of documents that
    the caller may see too, which excludes restricted ones.
    """
    executed = select(AssignmentExecutor.assignment_id).where(
        AssignmentExecutor.person_id == ACTING, AssignmentExecutor.open
    )
    mine: ColumnElement[bool] = Assignment.id.in_(executed)
    controlled = (Assignment.controller_id == ACTING) & Assignment.controlled
    issued: ColumnElement[bool] = (Assignment.author_id == ACTING) | (Assignment.in_stead_of_id == ACTING)
    if deputises:
        seen = select(Document.id).where(Document.id == Assignment.document_id, visible_to(shape)).exists()
        mine, controlled, issued = mine & seen, controlled & seen, issued & seen
    return {
        Folder.TO_EXECUTE: mine & (Assignment.status == Status.ISSUED),
        Folder.ISSUED_BY_ME: issued & IS_OPEN,
        Folder.ON_CONTROL: controlled & IS_OPEN,
        Folder.OVERDUE: (mine | controlled) & IS_OPEN & (Assignment.due < TODAY),
    }


def _values(caller: Caller, today: date) -> dict[str, Any]:
    acting = [caller.me.id, *(absent.id for absent in caller.me.acts_for)]
    return {"acting": acting, "today": today, **values_of(caller)}


def folder_page(
    session: Session, caller: Caller, today: date, folder: Folder, offset: int, limit: int
) -> Page[AssignmentRow]:
    condition = folder_conditions(shape_of(caller), deputises=bool(caller.me.acts_for))[folder]
    values = _values(caller, today)
    total = session.execute(select(func.count()).select_from(Assignment).where(condition), values).scalar_one()
    page = (
        select(Assignment.id).where(condition).order_by(Assignment.due, Assignment.id).offset(offset).limit(limit)
    ).subquery()
    rows = session.execute(
        assignment_rows().join(page, page.c.id == Assignment.id).order_by(Assignment.due, Assignment.id), values
    )
    return Page(total, [assignment_row(row, today) for row in rows])


def counts(session: Session, caller: Caller, today: date) -> list[FolderCount]:
    """All folders in one statement."""
    statement = _counting(shape_of(caller), deputises=bool(caller.me.acts_for))
    found = {row.folder: row for row in session.execute(statement, _values(caller, today))}
    return [FolderCount(folder, found[folder].all, found[folder].overdue) for folder in Folder]


@cache
def _counting(shape: Shape, *, deputises: bool) -> CompoundSelect[Any]:
    """Built once, for every window asks it after every change."""
    overdue = func.count().filter(Assignment.due < TODAY)
    return union_all(
        *(
            select(literal(folder.value).label("folder"), func.count().label("all"), overdue.label("overdue"))
            .select_from(Assignment)
            .where(condition)
            for folder, condition in folder_conditions(shape, deputises=deputises).items()
        )
    )


def _executors(responsible: bool) -> Any:
    return (
        select(func.string_agg(INITIALS, aggregate_order_by(COMMA, Person.surname)))
        .join_from(AssignmentExecutor, Person)
        .where(AssignmentExecutor.assignment_id == Assignment.id, AssignmentExecutor.responsible == responsible)
        .correlate(Assignment).scalar_subquery()
    )  # fmt: skip


def assignment_rows() -> Select[Any]:
    """The columns of a folder's row, to be narrowed."""
    author = (
        select(INITIALS + func.coalesce(IN_STEAD_OF + initials(Absent) + ")", ""))
        .join_from(Person, Absent, Absent.id == Assignment.in_stead_of_id, isouter=True)
        .where(Person.id == Assignment.author_id).correlate(Assignment).scalar_subquery()
    )  # fmt: skip
    return (
        select(
            Assignment.id, Assignment.document_id, Assignment.text, Assignment.due, Assignment.status,
            Assignment.controlled, Assignment.urgent, Assignment.done_on, author.label("author"),
            _executors(responsible=True).label("responsible"), _executors(responsible=False).label("co_executors"),
            Document.number, Document.registered, Document.summary, DictionaryEntry.title.label("kind"),
        )
        .join_from(Assignment, Document)
        .outerjoin(
            DictionaryEntry, (DictionaryEntry.dictionary == "kind") & (DictionaryEntry.key == Document.kind)
        )
    )  # fmt: skip


def assignment_row(row: Row[Any], today: date) -> AssignmentRow:
    last = row.done_on or today
    late = (last - row.due).days if row.status is not Status.CANCELLED else 0
    document = f"{row.kind or ''} № {row.number} от {row.registered:%d.%m.%Y}".strip()
    return AssignmentRow(
        row.id, row.document_id, document, row.summary, row.text, row.author, row.responsible or "",
        row.co_executors or "", row.due, row.status, row.controlled, row.urgent, max(late, 0),
    )  # fmt: skip


def branch(session: Session, assignment_id: AssignmentId) -> list[AssignmentId]:
    """The assignment and everything below it."""
    below = select(Assignment.id).where(Assignment.id == assignment_id).cte("below", recursive=True)
    child = aliased(Assignment)
    below = below.union(select(child.id).join(below, child.parent_id == below.c.id))
    return list(session.scalars(select(below.c.id)))
