"""«Анализ исполнительской дисциплины»: what each executor has done of what was under control, in time and late."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from common.assignments.rules import OPEN, Status
from common.kernel.ids import POSTS, UNITS, ExecutorId, UnitId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.reports import Counted, Parameter, ParameterKind
from server.assignments.executors import titles_of
from server.assignments.models import Assignment, AssignmentExecutor, ExecutionReportRow
from server.core.service import Context
from server.identity.models import Person, Post, Unit
from server.registry.models import Document
from server.registry.readers import visible
from server.reports.journal import Journal
from server.reports.report import Cell, Column, Figure, Line, Period, Section

DONE, UNDONE = "Исполнено", "Не исполнено"
ALL, DONE_ALL, DONE_LATE, UNDONE_ALL = 2, 3, 4, 8  # the places of columns that others are shares of


class DueInPeriod(Period, frozen=True):
    """Assignments with a term in a period, of all units or of one with those below it."""

    unit: str = ""


class Work(Struct, frozen=True):
    """Assignments of one responsible executor that are alike in what has become of them."""

    executor_id: ExecutorId
    done: bool
    late: bool
    reported: bool
    ids: list[int]


def _counted(title: str, width: float, group: str = "") -> Column:
    return Column(title, width, group, right_aligned=True, counts=Counted.ASSIGNMENT, summed=True)


class Discipline(Journal[DueInPeriod]):
    code = "assignments.discipline"
    covered = "контрольные поручения"
    title = "Анализ исполнительской дисциплины"
    group = "Исполнение и дисциплина"
    right = Right.RUN_REPORTS
    parameters = DueInPeriod
    columns = (
        Column("№ п/п", 11, right_aligned=True),
        Column("Исполнитель", 52),
        _counted("Всего за период", 20),
        _counted("Всего", 17, DONE),
        _counted("С нарушением срока", 24, DONE),
        _counted("Без отчета", 17, DONE),
        _counted("С отчетом", 17, DONE),
        _counted("Снято с контроля", 20, DONE),
        _counted("Всего", 17, UNDONE),
        _counted("Без отчета", 17, UNDONE),
        _counted("С отчетом", 17, UNDONE),
        Column("Не исполнено - % от общ. кол-ва", 24, right_aligned=True, share=(UNDONE_ALL, ALL)),
        Column("% просроченных от исполненных", 26, right_aligned=True, share=(DONE_LATE, DONE_ALL)),
    )

    def form(self, context: Context) -> list[Parameter]:
        today = context.clock.today()
        units = context.session.execute(select(Unit.id, Unit.title).where(Unit.closed.is_(None)).order_by(Unit.code))
        choices = [("", "Все подразделения"), *((str(unit.id), unit.title) for unit in units)]
        return [
            Parameter("since", "Срок с", ParameterKind.DATE, f"{today.replace(day=1)}"),
            Parameter("until", "по", ParameterKind.DATE, f"{today}"),
            Parameter("unit", "Подразделение, с нижестоящими", ParameterKind.CHOICE, "", choices, required=False),
        ]

    def problems(self, parameters: DueInPeriod) -> Iterator[Problem]:
        yield from parameters.problems()
        if parameters.unit and not parameters.unit.isdecimal():
            yield Problem("unit", "Выберите подразделение из списка.")

    def file_name(self, parameters: DueInPeriod) -> str:
        return f"{self.title} {parameters.since:%d.%m.%Y}–{parameters.until:%d.%m.%Y}"

    def lines(self, context: Context, parameters: DueInPeriod) -> list[str]:
        unit = context.session.get(Unit, int(parameters.unit)) if parameters.unit else None
        about = "контрольные резолюции и поручения со сроком исполнения "
        return [about + parameters.words, *([f"{unit.title}, с нижестоящими"] if unit else [])]

    def notes(self, context: Context, parameters: DueInPeriod) -> list[str]:
        words = (
            f"Учтены поручения на контроле, не исполненные на {context.clock.today():%d.%m.%Y}, со сроком по"
            f" {parameters.until:%d.%m.%Y} включительно, и исполненные (снятые с контроля) в течение периода."
            " Поручение учтено один раз, у ответственного исполнителя."
        )
        return [words]

    def rows(self, context: Context, parameters: DueInPeriod) -> Iterator[Line]:
        """Units in the order of the structure, executors of each by their names."""
        assert context.caller is not None
        work = _work(context, parameters)
        titles = titles_of(context.session, {each.executor_id for each in work})
        of_executor: dict[ExecutorId, list[Work]] = {}
        for each in work:
            of_executor.setdefault(each.executor_id, []).append(each)
        placed = _placed(context, of_executor, parameters)
        number, unit_id = 0, None
        for unit in sorted(placed.values(), key=lambda row: (row.code, row.id)) if placed else ():
            if unit.id == unit_id:
                continue
            unit_id = unit.id
            here = [each for each in of_executor if each in placed and placed[each].id == unit_id]
            yield Section(unit.title)
            for executor in sorted(here, key=lambda each: titles[each]):
                number += 1
                yield [number, titles[executor], *_figures(of_executor[executor])]


def _figures(work: Sequence[Work]) -> list[Cell]:
    def of(*, done: bool | None = None, late: bool | None = None, reported: bool | None = None) -> Figure:
        return Figure.of(
            each_id
            for each in work
            if done in {None, each.done} and late in {None, each.late} and reported in {None, each.reported}
            for each_id in each.ids
        )

    return [
        of(), of(done=True), of(done=True, late=True), of(done=True, reported=False), of(done=True, reported=True),
        of(done=True), of(done=False), of(done=False, reported=False), of(done=False, reported=True), None, None,
    ]  # fmt: skip


def _work(context: Context, parameters: DueInPeriod) -> list[Work]:
    """One statement for the whole period: the ids of what is alike, by responsible executor."""
    assert context.caller is not None
    done = Assignment.status == Status.DONE
    in_period = and_(done, Assignment.done_on.between(parameters.since, parameters.until))
    undone = and_(Assignment.status.in_(OPEN), Assignment.due <= parameters.until)
    final = select(ExecutionReportRow.id).where(
        ExecutionReportRow.assignment_id == Assignment.id, ExecutionReportRow.final
    )
    reported = case((done, final.exists()), else_=Assignment.status == Status.REPORTED)
    late = case((done, Assignment.done_on > Assignment.due), else_=False)
    rows = context.session.execute(
        select(
            AssignmentExecutor.executor_id, done.label("done"), late.label("late"), reported.label("reported"),
            func.array_agg(aggregate_order_by(Assignment.id, Assignment.id)).label("ids"),
        )
        .join_from(Assignment, Document, Document.id == Assignment.document_id)
        .join(AssignmentExecutor, and_(AssignmentExecutor.assignment_id == Assignment.id,
                                       AssignmentExecutor.responsible))
        .where(Assignment.controlled, or_(in_period, undone), visible(context.caller, counting=True))
        .group_by(AssignmentExecutor.executor_id, "done", "late", "reported")
    )  # fmt: skip
    return [Work(*row) for row in rows]


def _placed(context: Context, executors: Mapping[ExecutorId, Any], parameters: DueInPeriod) -> dict[ExecutorId, Any]:
    """The unit of each executor: of a person and of a post the own one, a unit is its own; of the chosen unit only."""
    people = [each for each in executors if each < UNITS]
    units = {each: UnitId(each - UNITS) for each in executors if UNITS < each < POSTS}
    posts = {each - POSTS: each for each in executors if each > POSTS}
    found: dict[ExecutorId, UnitId] = dict(units)
    for person_id, unit_id in context.session.execute(select(Person.id, Person.unit_id).where(Person.id.in_(people))):
        found[ExecutorId(person_id)] = unit_id
    for post_id, unit_id in context.session.execute(select(Post.id, Post.unit_id).where(Post.id.in_(posts))):
        found[posts[post_id]] = unit_id
    known = {unit.id: unit for unit in context.session.execute(select(Unit.id, Unit.code, Unit.title, Unit.parent_id))}
    chosen = int(parameters.unit) if parameters.unit else None
    return {
        each: known[unit_id] for each, unit_id in found.items() if chosen is None or _is_below(known, unit_id, chosen)
    }  # fmt: skip


def _is_below(units: Mapping[UnitId, Any], unit_id: UnitId | None, chosen: int) -> bool:
    while unit_id is not None and unit_id != chosen:
        unit_id = units[unit_id].parent_id
    return unit_id is not None
