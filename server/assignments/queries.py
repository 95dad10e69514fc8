"""Folders of the day: assignments to execute, issued, on control, overdue."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Row,
    Select,
    and_,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import Session, aliased

from common.assignments.cards import AssignmentRow, DeskCount, DeskPart, Folder, FolderCount
from common.assignments.rules import OPEN, UNISSUED, Action, Status
from common.assignments.selection import AssignmentFilter
from common.kernel.deadlines import DayKind, Deadline
from common.kernel.ids import POSTS, UNITS, AssignmentId
from common.kernel.paging import Page
from server.access.sight import Shape, shape_of, values_of
from server.assignments.models import Assignment, AssignmentExecutor, AssignmentStep, ExecutionReportRow
from server.assignments.narrowing import TODAY, is_plain, narrowed, ordered
from server.calendars.models import CalendarDayRow
from server.core.service import Caller
from server.identity.models import Person, Post, Unit
from server.registry.models import Document, DocumentKind
from server.registry.queries import COMMA, INITIALS, initials
from server.registry.readers import visible_to

Absent, Holder = aliased(Person), aliased(Person)
VACANT: ColumnElement[str] = literal_column("'вакантна'")
IN_STEAD_OF: ColumnElement[str] = literal_column("' (за '")
IS_OPEN = Assignment.status.in_(OPEN)
PERSONS = cast(bindparam("acting", type_=ARRAY(BigInteger)), ARRAY(BigInteger))
ACTING = any_(PERSONS)
ALONE = bindparam("alone", type_=BigInteger)  # who acts for nobody else
# People, the units that they head and the posts that they answer for today: found once, before the index of executors
# is searched.
HEADED = select(func.array_agg(UNITS + Unit.id)).where(Unit.head_id == ACTING, Unit.closed.is_(None)).scalar_subquery()
HELD = (
    select(func.array_agg(POSTS + Post.id)).join(Unit, Unit.id == Post.unit_id)
    .where(or_(Post.holder_id == ACTING, and_(Post.holder_id.is_(None), Unit.head_id == ACTING)), Post.executes)
).scalar_subquery()  # fmt: skip
THEIRS = func.array_cat(func.array_cat(PERSONS, HEADED), HELD)
EXECUTING = any_(cast(select(THEIRS).scalar_subquery(), ARRAY(BigInteger)))
REOPENED = exists().where(
    AssignmentStep.assignment_id == Assignment.id, AssignmentStep.action == Action.REOPEN
)  # fmt: skip
# A report that was sent back and answers for it still: control was not reopened after that.
RETURNED = exists().where(
    ExecutionReportRow.assignment_id == Assignment.id, ExecutionReportRow.accepted.is_(False),
    ~exists().where(
        AssignmentStep.assignment_id == ExecutionReportRow.assignment_id, AssignmentStep.action == Action.REOPEN,
        AssignmentStep.at > ExecutionReportRow.at,
    ),
)  # fmt: skip
SUNDAY = bindparam("sunday", type_=Date)
OFFSET, LIMIT = bindparam("offset", type_=Integer), bindparam("limit", type_=Integer)


def folder_conditions(shape: Shape, *, deputises: bool) -> Mapping[Folder, ColumnElement[bool]]:
    """What each folder holds for the caller and for the absent in whose stead he or she acts.

    A person may see all that he or she takes part in; of an absent person's assignments only those of documents that
    the caller may see too, which excludes restricted ones.
    """
    executed = select(AssignmentExecutor.assignment_id).where(
        AssignmentExecutor.executor_id == EXECUTING, AssignmentExecutor.open
    )
    mine: ColumnElement[bool] = Assignment.id.in_(executed)
    controller = ACTING if deputises else ALONE  # of one person, the terms stand in their order in the index
    controlled = (Assignment.controller_id == controller) & Assignment.controlled
    # Each by its own small index: an «or» might tempt the planner to walk all terms in their order.
    signed = union_all(
        *(
            select(Assignment.id).where(by == ACTING, IS_OPEN)
            for by in (Assignment.author_id, Assignment.in_stead_of_id)
        )
    )
    issued: ColumnElement[bool] = Assignment.id.in_(signed) & IS_OPEN
    late = union_all(
        executed.where(AssignmentExecutor.due < TODAY),
        select(Assignment.id).where(controlled, IS_OPEN, Assignment.due < TODAY),
    )
    overdue: ColumnElement[bool] = Assignment.id.in_(late) & IS_OPEN
    awaited = select(Assignment.id).where(Assignment.author_id == ACTING, Assignment.status == Status.APPROVAL)
    prepared = select(Assignment.id).where(Assignment.drafted_by_id == ACTING, Assignment.status.in_(UNISSUED))
    drafts: ColumnElement[bool] = Assignment.id.in_(union_all(awaited, prepared)) & Assignment.status.in_(UNISSUED)
    if deputises:
        seen = select(Document.id).where(Document.id == Assignment.document_id, visible_to(shape)).exists()
        mine, controlled, issued, drafts, overdue = (
            each & seen for each in (mine, controlled, issued, drafts, overdue)
        )
    return {
        Folder.TO_EXECUTE: mine & (Assignment.status == Status.ISSUED),
        Folder.DRAFTS: drafts,
        Folder.ISSUED_BY_ME: issued,
        Folder.ON_CONTROL: controlled & IS_OPEN,
        Folder.OVERDUE: overdue,
    }


def desk_conditions() -> Mapping[DeskPart, ColumnElement[bool]]:
    """What each part of the controller's desk adds to «На контроле»."""
    return {
        DeskPart.TODAY: Assignment.due == TODAY,
        DeskPart.WEEK: Assignment.due.between(TODAY, SUNDAY),
        DeskPart.OVERDUE: Assignment.due < TODAY,
        DeskPart.REPORTED: Assignment.status == Status.REPORTED,
        DeskPart.ASKED: Assignment.asked_due.is_not(None),
        DeskPart.SPECIAL: Assignment.special.is_(True),
    }


def _values(caller: Caller, today: date) -> dict[str, Any]:
    acting = [caller.me.id, *(absent.id for absent in caller.me.acts_for)]
    sunday = today + timedelta(days=6 - today.weekday())
    return {"acting": acting, "alone": caller.me.id, "today": today, "sunday": sunday, **values_of(caller)}


def folder_page(
    session: Session, caller: Caller, today: date, folder: Folder, offset: int, limit: int, chosen: AssignmentFilter
) -> Page[AssignmentRow]:
    build = _of_folder if is_plain(chosen) else _narrowed_folder
    counted, page = build(shape_of(caller), folder, chosen, deputises=bool(caller.me.acts_for))
    values = {**_values(caller, today), "offset": offset, "limit": limit}
    total = session.execute(counted, values).scalar_one()
    return Page(total, [assignment_row(row, today) for row in session.execute(page, values)])


@cache
def _of_folder(
    shape: Shape, folder: Folder, chosen: AssignmentFilter, *, deputises: bool
) -> tuple[Select[Any], Select[Any]]:
    """How many there are in a folder or in a part of the desk, and a page of them; built once."""
    condition = folder_conditions(shape, deputises=deputises)[folder]
    if chosen.part is not None:
        condition &= desk_conditions()[chosen.part]
    order = (Assignment.due, Assignment.id)
    page = select(Assignment.id).where(condition).order_by(*order).offset(OFFSET).limit(LIMIT).subquery()
    rows = assignment_rows().join(page, page.c.id == Assignment.id).order_by(*order)
    return select(func.count()).select_from(Assignment).where(condition), rows


def folder_ids(caller: Caller, today: date, folder: Folder, chosen: AssignmentFilter) -> tuple[Select[Any], Any]:
    """All that a folder holds as it is narrowed, and the values of the query."""
    return _found(shape_of(caller), folder, chosen, deputises=bool(caller.me.acts_for)), _values(caller, today)


def _narrowed_folder(
    shape: Shape, folder: Folder, chosen: AssignmentFilter, *, deputises: bool
) -> tuple[Select[Any], Select[Any]]:
    found = _found(shape, folder, chosen, deputises=deputises)
    page = found.order_by(*ordered(chosen)).offset(OFFSET).limit(LIMIT).subquery()
    rows = assignment_rows().join(page, page.c.id == Assignment.id).order_by(*ordered(chosen))
    return select(func.count()).select_from(found.subquery()), rows


def _found(shape: Shape, folder: Folder, chosen: AssignmentFilter, *, deputises: bool) -> Select[Any]:
    """The folder is gathered first by its own index: what is asked of its rows then costs no more than the folder."""
    condition = folder_conditions(shape, deputises=deputises)[folder]
    if chosen.part is not None:
        condition &= desk_conditions()[chosen.part]
    gathered = select(Assignment.id).where(condition).cte("gathered").prefix_with("MATERIALIZED")
    return select(Assignment.id).join(gathered, gathered.c.id == Assignment.id).where(*narrowed(chosen))


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


def desk_counts(session: Session, caller: Caller, today: date) -> list[DeskCount]:
    """All parts in one pass over what the caller has on control."""
    on_control = folder_conditions(shape_of(caller), deputises=bool(caller.me.acts_for))[Folder.ON_CONTROL]
    figures = [func.count().filter(condition).label(part.value) for part, condition in desk_conditions().items()]
    row = session.execute(select(*figures).select_from(Assignment).where(on_control), _values(caller, today)).one()
    return [DeskCount(part, row._mapping[part.value]) for part in DeskPart]  # noqa: SLF001 -- SQLAlchemy's public name


def counts_of_day(session: Session, caller: Caller, today: date) -> tuple[int, int]:
    """How many assignments of those that the caller executes are due today, and how many are overdue."""
    executed = folder_conditions(shape_of(caller), deputises=bool(caller.me.acts_for))[Folder.TO_EXECUTE]
    figures = [func.count().filter(Assignment.due == TODAY), func.count().filter(Assignment.due < TODAY)]
    row = session.execute(
        select(*figures).select_from(Assignment).where(executed), _values(caller, today)
    ).one()  # fmt: skip
    return row[0], row[1]


def executors(responsible: bool) -> Any:
    """Their names in one line; of a post, its holder in brackets."""
    of_post = Post.title + literal_column("' ('") + func.coalesce(initials(Holder), VACANT) + literal_column("')'")
    name = func.coalesce(Unit.short_title, of_post, INITIALS)
    return (
        select(func.string_agg(name, aggregate_order_by(COMMA, name)))
        .select_from(AssignmentExecutor)
        .outerjoin(Person, Person.id == AssignmentExecutor.executor_id)
        .outerjoin(Unit, Unit.id == AssignmentExecutor.unit_id)
        .outerjoin(Post, Post.id == AssignmentExecutor.post_id).outerjoin(Holder, Holder.id == Post.holder_id)
        .where(AssignmentExecutor.assignment_id == Assignment.id, AssignmentExecutor.responsible == responsible)
        .correlate(Assignment).scalar_subquery()
    )  # fmt: skip


def _weekdays(day: Any) -> Any:
    """How many days from Monday to Friday there are up to a day, since a Monday long ago."""
    days = day - literal(date(1990, 1, 1), Date)
    return days // 7 * 5 + func.least(days % 7 + 1, 5)


def _working_days_late() -> Any:
    """Working days after the due date up to the last one: weekdays, set right by what the calendar marks."""
    last = func.coalesce(Assignment.done_on, TODAY)
    weekday = func.extract("isodow", CalendarDayRow.day)
    off = case((CalendarDayRow.kind == DayKind.OFF, -1), else_=0)
    worked = case((CalendarDayRow.kind == DayKind.WORKING, 1), else_=0)
    marked = (
        select(func.coalesce(func.sum(case((weekday < 6, off), else_=worked)), 0))
        .where(CalendarDayRow.day > Assignment.due, CalendarDayRow.day <= last)
        .correlate(Assignment).scalar_subquery()
    )  # fmt: skip
    return case((last > Assignment.due, _weekdays(last) - _weekdays(Assignment.due) + marked), else_=0)


def assignment_rows() -> Select[Any]:
    """The columns of a folder's row, to be narrowed."""
    author = (
        select(INITIALS + func.coalesce(IN_STEAD_OF + initials(Absent) + ")", ""))
        .join_from(Person, Absent, Absent.id == Assignment.in_stead_of_id, isouter=True)
        .where(Person.id == Assignment.author_id).correlate(Assignment).scalar_subquery()
    )  # fmt: skip
    controller = select(INITIALS).where(Person.id == Assignment.controller_id).correlate(Assignment).scalar_subquery()
    return (
        select(
            Assignment.id, Assignment.document_id, Assignment.text, Assignment.due, Assignment.deadline,
            Assignment.status, Assignment.controlled, Assignment.urgent, Assignment.done_on, author.label("author"),
            Assignment.moves, Assignment.first_due, Assignment.point, Assignment.special, Assignment.asked_due,
            Assignment.version,
            controller.label("controller"), _working_days_late().label("working_days_late"),
            executors(responsible=True).label("responsible"), executors(responsible=False).label("co_executors"),
            Document.number, Document.registered, Document.summary, DocumentKind.title.label("kind"),
            REOPENED.label("reopened"), RETURNED.label("returned"),
        )
        .join_from(Assignment, Document)
        .outerjoin(DocumentKind, DocumentKind.key == Document.kind)
    )  # fmt: skip


def assignment_row(row: Row[Any], today: date) -> AssignmentRow:
    last = row.done_on or today
    late = (last - row.due).days if row.status in {*OPEN, Status.DONE} else 0
    document = f"№ {row.number} от {row.registered:%d.%m.%Y}"
    return AssignmentRow(
        row.id, row.document_id, document, row.summary, row.text, row.author, row.responsible or "",
        row.co_executors or "", row.due, msgspec.convert(row.deadline, Deadline), row.status,
        row.controlled, row.urgent, max(late, 0), int(row.working_days_late) if late > 0 else 0,
        row.controller or "", row.moves, row.first_due, row.point, row.special, row.asked_due is not None, row.version,
        row.kind or "", row.reopened, row.returned,
    )  # fmt: skip


def branch_of(session: Session, assignment_id: AssignmentId) -> list[Assignment]:
    """The assignment and everything below it."""
    below = select(Assignment.id).where(Assignment.id == assignment_id).cte("below", recursive=True)
    child = aliased(Assignment)
    below = below.union(select(child.id).join(below, child.parent_id == below.c.id))
    found = select(Assignment).where(Assignment.id.in_(select(below.c.id))).order_by(Assignment.id)
    return list(session.scalars(found))
