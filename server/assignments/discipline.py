"""«Анализ исполнительской дисциплины»: who has executed what was on control, in time or late, with a report or without.

A period is looked at from its last day: what was executed later counts as not executed.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, case, func, literal_column, or_, select, true

from common.assignments.rules import OPEN, Status
from common.kernel.named import Named
from common.kernel.rights import Right
from common.reports import Counted, Parameter, ParameterKind, all_named
from server.assignments.models import Assignment, AssignmentExecutor, ExecutionReportRow
from server.assignments.queries import VACANT, Holder
from server.core.service import Context
from server.identity.models import Person, Post, Unit
from server.identity.units import below
from server.registry.models import Document
from server.registry.queries import initials
from server.registry.readers import visible
from server.reports import asking
from server.reports.journal import PeriodJournal
from server.reports.report import Cell, Chart, Column, Figure, Line, Period, Section

AT_ONCE = 200
# As words of the statement, not as its values: it groups by them.
WHOLE: ColumnElement[str] = literal_column("' (подразделение)'")
OPENS: ColumnElement[str] = literal_column("' ('")
CLOSES: ColumnElement[str] = literal_column("')'")
LATE = Assignment.done_on > Assignment.due
Facts = Mapping[str, ColumnElement[bool]]
Parts = Callable[[Any], Mapping[str, Any]]  # of the columns of facts
DONE, OPENED = "Исполнено", "Не исполнено"


class OfExecutors(Period, frozen=True):
    """A period; of all executors, of one unit with those below it, of some people."""

    unit: str = ""
    people: str = ""

    @property
    def chosen(self) -> list[Named]:
        return all_named(self.people)


def figures_of(title: str, group: str = "", width: float = 19) -> Column:
    return Column(title, width, group, right_aligned=True, counts=Counted.ASSIGNMENT, summed=True)


class ByExecutor(PeriodJournal[OfExecutors]):
    """Base of the reports whose rows are executors in their units."""

    covered = "поручения на контроле"
    group = "Исполнение и дисциплина"
    right = Right.RUN_REPORTS
    parameters = OfExecutors
    subject: ClassVar[str]  # what the figures are of, before the words of the period

    def statement(self, context: Context, parameters: OfExecutors) -> Any:
        raise NotImplementedError

    def figures(self, row: Any) -> list[Cell]:
        raise NotImplementedError

    def form(self, context: Context) -> list[Parameter]:
        return [
            *asking.period(context, "За период с"),
            asking.unit(context),
            Parameter("people", "Исполнители", ParameterKind.PEOPLE, required=False),
        ]

    def lines(self, context: Context, parameters: OfExecutors) -> list[str]:
        unit = context.session.get(Unit, int(parameters.unit)) if parameters.unit else None
        told = [
            f"{self.subject} {parameters.words}",
            f"{unit.title}, с нижестоящими" if unit else "",
            f"исполнители: {', '.join(each.name for each in parameters.chosen)}" if parameters.chosen else "",
        ]
        return [each for each in told if each]

    def rows(self, context: Context, parameters: OfExecutors) -> Iterator[Line]:
        unit = None
        found = context.session.execute(self.statement(context, parameters), execution_options={"yield_per": AT_ONCE})
        for number, row in enumerate(found, start=1):
            if row.unit_id != unit:
                unit = row.unit_id
                yield Section(row.unit or "Без подразделения")
            yield [number, row.executor, *self.figures(row)]


class DisciplineReport(ByExecutor):
    code = "assignments.discipline"
    title = "Анализ исполнительской дисциплины"
    subject = "контрольные резолюции и поручения со сроком исполнения"
    columns = (
        Column("№ п/п", 12, right_aligned=True),
        Column("Исполнитель", 56),
        figures_of("Всего за период"),
        figures_of("Всего", DONE),
        figures_of("С нарушением срока", DONE, 28),
        figures_of("Без отчета", DONE),
        figures_of("С отчетом", DONE),
        figures_of("Снято с контроля", DONE, 20),
        figures_of("Всего", OPENED),
        figures_of("Без отчета", OPENED),
        figures_of("С отчетом", OPENED),
        Column("Не исполнено - % от общ. кол-ва", 29, right_aligned=True, share=(8, 2)),
        Column("% просроченных от исполненных", 29, right_aligned=True, share=(4, 3)),
    )
    chart = Chart("Не исполнено и просрочено по подразделениям, %", (11, 12))
    board = 1

    def notes(self, context: Context, parameters: OfExecutors) -> list[str]:
        last = f"{parameters.until:%d.%m.%Y}"
        return [(
            f"Примечание. Учтены контрольные поручения: не исполненные на {last} со сроком исполнения по {last}"
            " включительно и исполненные за период. Исполнитель — ответственный; отозванные поручения не учтены."
        )]  # fmt: skip

    def statement(self, context: Context, parameters: OfExecutors) -> Any:
        done = done_within(parameters)
        opened = still_open(parameters) & (Assignment.due <= parameters.until)
        facts = {"done": done, "late": done & LATE, "reported": _reported(context, parameters)}
        return by_executor(context, parameters, or_(done, opened), facts, _parts)

    def figures(self, row: Any) -> list[Cell]:
        return [*_counted(row), None, None]


def _parts(one: Any) -> dict[str, Any]:
    return {
        "reported": one.done & one.reported, "silent": one.done & ~one.reported, "late": one.late,
        "waiting": ~one.done & one.reported, "untouched": ~one.done & ~one.reported,
    }  # fmt: skip


def _counted(row: Any) -> list[Cell]:
    """The parts come from the query, and what they add up to from the parts."""
    reported, silent, waiting, untouched = (
        getattr(row, name) or [] for name in ("reported", "silent", "waiting", "untouched")
    )
    done, opened = [*reported, *silent], [*waiting, *untouched]
    parts = ([*done, *opened], done, row.late or [], silent, reported, done, opened, untouched, waiting)
    return [Figure.of(ids) for ids in parts]


def by_executor(
    context: Context, parameters: OfExecutors, counted: ColumnElement[bool], facts: Facts, parts: Parts
) -> Any:
    """A row for each responsible executor, be it a person, a unit or a post, with the ids of each part.

    What has become of each assignment is asked once, and names are looked up for the executors alone.
    """
    one = _each(context, counted, facts).cte("one").prefix_with("MATERIALIZED")
    ids = [func.array_agg(one.c.id).filter(condition).label(part) for part, condition in parts(one.c).items()]
    team = (
        select(one.c.executor_id, one.c.unit_id, one.c.post_id, *ids)
        .group_by(one.c.executor_id, one.c.unit_id, one.c.post_id).subquery()
    )  # fmt: skip
    unit_id = func.coalesce(team.c.unit_id, Post.unit_id, Person.unit_id)
    of_post = Post.title + OPENS + func.coalesce(initials(Holder), VACANT) + CLOSES
    whole = case((team.c.unit_id.is_not(None), Unit.short_title + WHOLE))
    name = func.coalesce(whole, of_post, initials(Person))
    return (
        select(unit_id.label("unit_id"), Unit.title.label("unit"), name.label("executor"),
               *(team.c[each.name] for each in ids))
        .select_from(team)
        .outerjoin(Post, Post.id == team.c.post_id).outerjoin(Holder, Holder.id == Post.holder_id)
        .outerjoin(Person, Person.id == team.c.executor_id).outerjoin(Unit, Unit.id == unit_id)
        .where(*_chosen(parameters, unit_id))
        .order_by(Unit.code.nulls_last(), name, team.c.executor_id)
    )  # fmt: skip


def _each(context: Context, counted: ColumnElement[bool], facts: Facts) -> Any:
    """The assignments that count, each with its responsible executor and what had become of it.

    Who is responsible and whether the document counts is looked up for each by its key (a limit keeps the planner from
    joining): the assignments of a period lie near one another, those of ten years need not be read.
    """
    assert context.caller is not None
    responsible = (
        select(AssignmentExecutor.executor_id, AssignmentExecutor.unit_id, AssignmentExecutor.post_id)
        .where(AssignmentExecutor.assignment_id == Assignment.id, AssignmentExecutor.responsible)
        .limit(1).correlate(Assignment).lateral("responsible")
    )  # fmt: skip
    counts = (
        select(true()).where(Document.id == Assignment.document_id, visible(context.caller, counting=True))
        .limit(1).correlate(Assignment).scalar_subquery()
    )  # fmt: skip
    return (
        select(Assignment.id, *responsible.c, *(condition.label(fact) for fact, condition in facts.items()))
        .join_from(Assignment, responsible, true())
        .where(Assignment.controlled, counted, counts)
    )


def done_within(parameters: OfExecutors) -> ColumnElement[bool]:
    within = Assignment.done_on.between(parameters.since, parameters.until)
    return within & (Assignment.status == Status.DONE)


def still_open(parameters: OfExecutors) -> ColumnElement[bool]:
    """Not executed on the last day of the period."""
    later = (Assignment.status == Status.DONE) & (Assignment.done_on > parameters.until)
    return or_(Assignment.status.in_(OPEN), later)


def end_of(context: Context, parameters: OfExecutors) -> datetime:
    return datetime.combine(parameters.until + timedelta(days=1), time(), context.clock.zone)


def _reported(context: Context, parameters: OfExecutors) -> ColumnElement[bool]:
    """A final report by the last day, not sent back."""
    ended = end_of(context, parameters)
    return (
        select(ExecutionReportRow.id)
        .where(
            ExecutionReportRow.assignment_id == Assignment.id, ExecutionReportRow.final, ExecutionReportRow.at < ended,
            ExecutionReportRow.accepted.is_distinct_from(other=False),
        )
        .exists()
    )  # fmt: skip


def _chosen(parameters: OfExecutors, unit_id: Any) -> Iterator[ColumnElement[bool]]:
    if parameters.unit:
        yield unit_id.in_(below([int(parameters.unit)]))
    if parameters.chosen:
        yield or_(*(asking.is_named(each, one) for one in parameters.chosen for each in (Person, Holder)))
