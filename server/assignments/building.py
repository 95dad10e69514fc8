"""A folder of assignments as a report: by groups, counted, the overdue among them too, under a title of one's own."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import case, func, literal, select

from common.assignments.rules import OPEN, Status
from common.assignments.selection import GROUPS, FolderTaken
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.kernel.wording import MONTHS, day
from common.registry.card import Restriction
from common.reports import BUILT_OF_ASSIGNMENTS, Counted
from server.assignments.execution import UNIT_ID, closed, with_responsible
from server.assignments.models import Assignment, AssignmentExecutor
from server.assignments.narrowing import ordered
from server.assignments.queries import assignment_rows, folder_ids
from server.core.service import Context
from server.identity.models import Person, Unit
from server.registry.kinds import kind_of
from server.registry.leaving import LEAVES
from server.registry.models import Document, DocumentKind
from server.registry.queries import INITIALS
from server.registry.taking import AT_ONCE, LINE
from server.reports.grouping import UNKNOWN, Grouped, group_problems, groups_only, in_groups
from server.reports.journal import Journal, reach_of
from server.reports.report import Cell, Column, Figure, Line

COUNT = Column("Поручений", 25.0, right_aligned=True, counts=Counted.ASSIGNMENT, summed=True)
LATE = Column("Из них просрочено", 24.0, right_aligned=True, counts=Counted.ASSIGNMENT, summed=True)
MOVES = Column("Переносов", 22.0, right_aligned=True, summed=True)


class Shown(Struct, frozen=True):
    """A column of the rows; `group` is that which says the same."""

    column: Column
    cell: Callable[[Any], Cell]
    group: str = ""


class By(Struct, frozen=True):
    """`field` is what leaves of a restricted document, or does not; `order` ends with what is behind the title."""

    field: str
    order: tuple[Any, ...]
    title: Callable[[Any], str | None]


def _person(person_id: Any) -> Any:
    return select(INITIALS).where(Person.id == person_id).correlate(Assignment).scalar_subquery()


ROWS = (
    Shown(Column("Поручение", 46.0), lambda row: f"{row.point}. {row.text}" if row.point else row.text),
    Shown(Column("Документ", 32.0), lambda row: f"{row.kind or ''}\n№ {row.number} от {day(row.registered)}".strip()),
    Shown(Column("Содержание документа", 40.0), lambda row: row.summary),
    Shown(Column("Ответственный", 31.0), lambda row: row.responsible or "", "responsible"),
    Shown(Column("Соисполнители", 31.0), lambda row: row.co_executors or ""),
    Shown(Column("Автор", 25.0), lambda row: row.author or "", "author"),
    Shown(Column("Контролёр", 25.0), lambda row: row.controller or "", "controller"),
    Shown(Column("Срок", 19.0), lambda row: day(row.due)),
    Shown(Column("Состояние", 25.0), lambda row: Status(row.status).label, "status"),
)
BY = {
    "unit": By("unit_id", (Unit.code, UNIT_ID), lambda row: row.unit),
    "responsible": By(
        "responsible", (INITIALS, AssignmentExecutor.executor_id), lambda row: row.responsible
    ),
    "author": By("author", (_person(Assignment.author_id), Assignment.in_stead_of_id, Assignment.author_id),
                 lambda row: row.author),
    "controller": By(
        "controller", (_person(Assignment.controller_id), Assignment.controller_id), lambda row: row.controller
    ),
    "kind": By("kind", (DocumentKind.title, Document.kind), lambda row: row.kind),
    "due": By(
        "due", (func.date_trunc("month", Assignment.due),), lambda row: f"{MONTHS[row.due.month - 1]} {row.due.year}"
    ),
    "status": By("status", (Assignment.status,), lambda row: Status(row.status).label),
}  # fmt: skip


class BuiltOf(Struct, frozen=True):
    """`chosen` is the folder as it is narrowed, as JSON; `groups` are keys, the outer one first."""

    chosen: str
    title: str = ""
    groups: str = ""
    rows: str = "1"

    @property
    def taken(self) -> FolderTaken:
        return msgspec.json.decode(self.chosen, type=FolderTaken)

    @property
    def keys(self) -> list[str]:
        return [key for key in self.groups.split(",") if key]


class AssignmentsBuilt(Journal[BuiltOf]):
    """Of the folder of whoever makes it."""

    code = BUILT_OF_ASSIGNMENTS
    title = "Отчёт по списку поручений"
    group = "Свои отчёты"
    right = Right.RUN_REPORTS
    parameters = BuiltOf
    listed = False
    covered = "поручения"

    def reach(self, context: Context) -> str:
        return reach_of(context.caller, self.covered)

    def problems(self, parameters: BuiltOf) -> Iterator[Problem]:
        try:
            _ = parameters.taken
        except msgspec.MsgspecError:
            yield Problem("chosen", "Отбор не читается: откройте папку заново и повторите.")
        yield from group_problems(parameters.keys, rows=bool(parameters.rows))
        if set(parameters.keys) - BY.keys():
            yield Problem("groups", "По такому столбцу поручения не группируются.")

    def file_name(self, parameters: BuiltOf) -> str:
        return parameters.title or parameters.taken.folder.label

    def heading_title(self, parameters: BuiltOf) -> str:
        return self.file_name(parameters)

    def lines(self, context: Context, parameters: BuiltOf) -> list[str]:
        taken = parameters.taken
        words = [f"папка «{taken.folder.label}»", *taken.chosen.words()]
        if taken.chosen.kind:
            words.append(f"вид: {kind_of(context.session, taken.chosen.kind).title}")
        return textwrap.wrap("; ".join(words), LINE)

    def nothing(self, context: Context) -> str:
        return "Строк нет: по этому отбору папка пуста."

    def shown_columns(self, context: Context, parameters: BuiltOf) -> Sequence[Column]:
        if not parameters.rows:
            return [Column(GROUPS[parameters.keys[-1]], 90.0), COUNT, LATE, MOVES]
        return [*(each.column for each in _shown(parameters)), LATE, COUNT]

    def rows(self, context: Context, parameters: BuiltOf) -> Iterator[Line]:
        today, shown = context.clock.today(), _shown(parameters)

        def cells(row: Any) -> list[Cell]:
            late = row.status in OPEN and row.due < today
            figure = Figure.of([row.id] * late)
            return [*(each.cell(row) for each in shown), figure] if parameters.rows else [figure, row.moves]

        groups = [BY[key] for key in parameters.keys]
        found = (
            Grouped(tuple(_title(each, row) for each in groups), behind, row.id, cells(row), row.document_id)
            for row, behind in _found(context, parameters, groups)
        )
        yield from in_groups(found) if parameters.rows else groups_only(found)


def _found(context: Context, parameters: BuiltOf, groups: Sequence[By]) -> Iterator[tuple[Any, list[Any]]]:
    """In the order of the groups, in each of them in that of the folder; read from a cursor of the server.

    The place of a restricted document must not tell what is not told of it: they stand together, last.
    """
    assert context.caller is not None
    taken = parameters.taken
    ids, values = folder_ids(context.caller, context.clock.today(), taken.folder, taken.chosen)
    page = ids.subquery()
    behind = [_told(each, each.order[-1]).label(f"behind_{place}") for place, each in enumerate(groups)]
    order = [_told(by, each).asc().nulls_last() for by in groups for each in (*_apart(by), *by.order)]
    statement = (
        with_responsible(assignment_rows(), required=False).add_columns(*behind)
        .join(page, page.c.id == Assignment.id).order_by(*order, *ordered(taken.chosen))
        .execution_options(yield_per=AT_ONCE)
    )  # fmt: skip
    for row in context.session.execute(statement, values):
        yield closed(row), list(row[len(row) - len(groups) :])


def _apart(by: By) -> list[Any]:
    return [] if by.field in LEAVES else [literal(0)]


def _told(by: By, expression: Any) -> Any:
    return expression if by.field in LEAVES else case((Document.restriction == Restriction.NONE, expression))


def _title(by: By, row: Any) -> str:
    if row.restriction is not Restriction.NONE and by.field not in LEAVES:
        return Restriction(row.restriction).label
    return by.title(row) or UNKNOWN


def _shown(parameters: BuiltOf) -> list[Shown]:
    """What groups is not said again in each row."""
    return [each for each in ROWS if not each.group or each.group not in parameters.keys]
