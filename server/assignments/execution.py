"""The query behind all printed lists of assignments: whose they are, of which documents, and what narrows them."""

from collections.abc import Iterator, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any, ClassVar

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased

from common.assignments.rules import OPEN, UNISSUED, Status
from common.kernel.named import named
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.registry.card import Restriction
from common.registry.classes import DocumentClass
from common.reports import Parameter, ParameterKind
from server.assignments.models import Assignment, AssignmentExecutor
from server.assignments.queries import assignment_rows
from server.core.service import Context
from server.correspondents.models import Correspondent
from server.correspondents.queries import family
from server.identity.models import Person, Post, Unit
from server.identity.units import below
from server.registry.leaving import leaving
from server.registry.models import DictionaryEntry, Document
from server.registry.queries import INITIALS, WHO
from server.registry.readers import visible
from server.reports import asking
from server.reports.journal import Journal
from server.reports.report import Cell, Line, Row, Section

AT_ONCE = 500
STATES = [("", "Все"), ("done", "Исполнено"), ("open", "Не исполнено")]
TIMES = [("", "Все"), ("late", "Просроченные"), ("timely", "Непросроченные")]
SPANS = (("registered_since", "registered_until"), ("due_since", "due_until"))


Whoever = aliased(Person)
UNIT_ID = func.coalesce(AssignmentExecutor.unit_id, Post.unit_id, Person.unit_id)  # in which an assignment is executed


class Asked(Struct, frozen=True):
    """What assignments a list is of; what is left empty does not narrow it."""

    registered_since: str = ""
    registered_until: str = ""
    due_since: str = ""
    due_until: str = ""
    unit: str = ""
    executor: str = ""
    author: str = ""
    controller: str = ""
    correspondent: str = ""
    topic: str = ""
    state: str = ""
    timing: str = ""

    @property
    def of_whom(self) -> list[tuple[str, str]]:
        return [("исполнитель", self.executor), ("автор", self.author), ("контролёр", self.controller),
                ("корреспондент", self.correspondent)]  # fmt: skip

    def day(self, name: str) -> date | None:
        text = getattr(self, name)
        return date.fromisoformat(text) if text else None


class AssignmentList(Journal[Asked]):
    """Base of the lists; `fields` are the parameters that the form asks for."""

    covered = "поручения"
    group = "Исполнение и дисциплина"
    right = Right.RUN_REPORTS
    parameters = Asked
    fields: ClassVar[tuple[str, ...]] = ("due_since", "due_until", "unit", "executor", "author")
    classes: ClassVar[tuple[DocumentClass, ...]] = ()
    by_unit: ClassVar[bool] = False
    of_month: ClassVar[bool] = False  # the form begins with the terms of this month, for all years would be a book

    def form(self, context: Context) -> list[Parameter]:
        topics = context.session.execute(
            select(DictionaryEntry.key, DictionaryEntry.title).where(DictionaryEntry.dictionary == "topic")
            .order_by(DictionaryEntry.title)
        )  # fmt: skip
        today = context.clock.today()
        month = (f"{today.replace(day=1)}", f"{today}") if self.of_month else ("", "")
        kinds: dict[str, Parameter] = {
            each.name: each
            for each in (
                _date("registered_since", "Зарегистрированы с"), _date("registered_until", "по"),
                _date("due_since", "Срок исполнения с", month[0]), _date("due_until", "по", month[1]),
                asking.unit(context),
                _person("executor", "Исполнитель"), _person("author", "Автор"), _person("controller", "Контролёр"),
                Parameter("correspondent", "Корреспондент", ParameterKind.CORRESPONDENT, required=False),
                asking.choice("topic", "Тематика", [("", "Любая"), *((topic.key, topic.title) for topic in topics)]),
                asking.choice("state", "Статус исполнения", STATES), asking.choice("timing", "По дате", TIMES),
            )
        }  # fmt: skip
        return [kinds[name] for name in self.fields]

    def problems(self, parameters: Asked) -> Iterator[Problem]:
        for name in (name for span in SPANS for name in span):
            try:
                parameters.day(name)
            except ValueError:
                yield Problem(name, "Введите дату.")
                return
        for since, until in SPANS:
            first, last = parameters.day(since), parameters.day(until)
            if first and last and first > last:
                yield Problem(until, "Конец периода раньше начала.")

    def lines(self, context: Context, parameters: Asked) -> list[str]:
        told = []
        for word, (since, until) in zip(("зарегистрированы", "срок исполнения"), SPANS, strict=True):
            span = [f"{each} {day(parameters.day(name))}" for each, name in (("с", since), ("по", until))
                    if parameters.day(name)]  # fmt: skip
            told += [f"{word} {' '.join(span)}"] if span else []
        if parameters.unit:
            told.append(f"{context.session.get_one(Unit, int(parameters.unit)).title}, с нижестоящими")
        told += [f"{word}: {one.name}" for word, text in parameters.of_whom if (one := named(text))]
        for text in (dict(STATES)[parameters.state].lower(), dict(TIMES)[parameters.timing].lower()):
            if text != "все":
                told.append(text)
        return ["; ".join(told)] if told else [f"на {day(context.clock.today())}"]

    def conditions(self, context: Context) -> list[ColumnElement[bool]]:
        """What every list of this kind is narrowed to."""
        return []

    def chosen(self, context: Context, parameters: Asked) -> list[ColumnElement[bool]]:
        """What parameters of its own narrow it to."""
        return []

    def cells(self, row: Any) -> Sequence[Cell]:
        raise NotImplementedError

    def order(self) -> tuple[Any, ...]:
        by_term = (Assignment.due, Assignment.id)
        return (Unit.code.nulls_last(), *by_term) if self.by_unit else by_term

    def rows(self, context: Context, parameters: Asked) -> Iterator[Line]:
        unit = None
        for number, row in enumerate(self.found(context, parameters), start=1):
            if self.by_unit and row.unit_id != unit:
                unit = row.unit_id
                yield Section(row.unit or "Без подразделения")
            yield Row([number, *self.cells(row)], row.document_id)

    def found(self, context: Context, parameters: Asked) -> Iterator[Any]:
        """The assignments that the orderer sees, without what does not leave of restricted documents."""
        statement = self._statement(context, parameters).execution_options(yield_per=AT_ONCE)
        return map(closed, context.session.execute(statement, {"today": context.clock.today()}))

    def _statement(self, context: Context, parameters: Asked) -> Select[Any]:
        assert context.caller is not None
        signatory = select(INITIALS).where(Person.id == Document.signatory_id).correlate(Document).scalar_subquery()
        of_class = [Document.document_class.in_(self.classes)] if self.classes else []
        return (
            with_responsible(assignment_rows())
            .add_columns(
                WHO, Document.their_number, Document.their_date, signatory.label("signatory"), Document.control_due
            )
            .outerjoin(Correspondent, Correspondent.id == Document.correspondent_id)
            .where(
                Assignment.status.not_in((*UNISSUED, Status.CANCELLED)),
                visible(context.caller, counting=True), *of_class, *self.conditions(context),
                *self.chosen(context, parameters),
                *_narrowed(parameters, context.clock.today()),
            )
            .order_by(*self.order())
        )  # fmt: skip


def with_responsible(rows: Select[Any], *, required: bool = True) -> Select[Any]:
    """Of each assignment who answers for it and in which unit, and whether its document is restricted."""
    post = case((AssignmentExecutor.executor_id == Person.id, Person.post))
    answers = (AssignmentExecutor.assignment_id == Assignment.id) & AssignmentExecutor.responsible
    return (
        rows.add_columns(
            UNIT_ID.label("unit_id"), Unit.title.label("unit"), AssignmentExecutor.executor_id, post.label("post"),
            Document.restriction,
        )
        .join(AssignmentExecutor, answers, isouter=not required)
        .outerjoin(Post, Post.id == AssignmentExecutor.post_id)
        .outerjoin(Person, Person.id == func.coalesce(Post.holder_id, AssignmentExecutor.executor_id))
        .outerjoin(Unit, Unit.id == UNIT_ID)
    )  # fmt: skip


def closed(row: Any) -> Any:
    """The row as it may leave the system; who executes it does."""
    if row.restriction is Restriction.NONE:
        return row
    known = row._mapping  # noqa: SLF001 -- SQLAlchemy's public name
    hidden = {field: leaving(field, value, row.restriction) for field, value in known.items()}
    return SimpleNamespace(**{**hidden, "unit": row.unit, "executor_id": row.executor_id, "post": row.post})


def _date(name: str, label: str, default: str = "") -> Parameter:
    return Parameter(name, label, ParameterKind.DATE, default, required=False, ends=dict(SPANS).get(name, ""))


def _person(name: str, label: str) -> Parameter:
    return Parameter(name, label, ParameterKind.PERSON, required=False)


def _narrowed(asked: Asked, today: date) -> Iterator[ColumnElement[bool]]:
    for column, (since, until) in zip((Document.registered, Assignment.due), SPANS, strict=True):
        first, last = asked.day(since), asked.day(until)
        if first:
            yield column >= first
        if last:
            yield column <= last
    if asked.unit:
        yield UNIT_ID.in_(below([int(asked.unit)]))
    if asked.topic:
        yield Document.topic == asked.topic
    late = func.coalesce(Assignment.done_on, today) > Assignment.due
    if asked.timing:
        yield late if asked.timing == "late" else ~late
    if asked.state:
        yield Assignment.status == Status.DONE if asked.state == "done" else Assignment.status.in_(OPEN)
    yield from _of_named(asked)


def _of_named(asked: Asked) -> Iterator[ColumnElement[bool]]:
    if one := named(asked.executor):
        yield asking.is_named(Person, one)
    if one := named(asked.correspondent):
        of_family = Document.correspondent_id.in_(family(one.id))
        yield of_family if one.id else Correspondent.name.icontains(one.name, autoescape=True)
    people: tuple[tuple[Any, str], ...]
    people = (Assignment.author_id, asked.author), (Assignment.controller_id, asked.controller)
    for column, who in people:
        if one := named(who):
            yield select(Whoever.id).where(Whoever.id == column, asking.is_named(Whoever, one)).exists()
