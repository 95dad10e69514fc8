"""Routes of approval: stages, who approves in them, on what conditions; typical routes of the kinds of documents."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Protocol

from msgspec import Meta, Struct

from common.approvals.course import Order, Restart
from common.kernel.amounts import amount_of, limits_of
from common.kernel.ids import PersonId, RouteId
from common.kernel.rights import Right
from common.kernel.several import split
from common.kernel.times import span_of, time_of
from common.kernel.validation import Problem, require
from common.registry.document import DocumentDraft
from common.registry.selection import ANY, EXTRA, WHOLE, Comparison, Condition, FieldType, is_date, title_of
from common.registry.values import name_in
from common.rpc.api import Api, reads, writes

Title = Annotated[str, Meta(max_length=200)]
Days = Annotated[int, Meta(ge=0, le=60)]
MOST_STAGES, MOST_APPROVERS = 20, 50


class Post(StrEnum):
    """Approvers whom a typical route names by what they are to the document."""

    UNIT_HEAD = "unit_head"
    HIGHER_HEAD = "higher_head"
    SIGNATORY = "signatory"

    @property
    def label(self) -> str:
        return POSTS[self]


POSTS = {
    Post.UNIT_HEAD: "Руководитель подразделения исполнителя",
    Post.HIGHER_HEAD: "Руководитель вышестоящего подразделения",
    Post.SIGNATORY: "Подписывающий",
}


class RouteStage(Struct, frozen=True, kw_only=True):
    """A stage of a typical route; its conditions must all hold, else the project passes it by.

    `days` are working days for each approver, none when there is no deadline. Posts come before people.
    """

    title: Title = ""
    order: Order = Order.IN_TURN
    days: Days = 0
    posts: Annotated[list[Post], Meta(max_length=5)] = []
    person_ids: Annotated[list[PersonId], Meta(max_length=MOST_APPROVERS)] = []
    conditions: Annotated[list[Condition], Meta(max_length=10)] = []

    def faults(self, name: str) -> Iterator[str]:
        if not self.posts and not self.person_ids:
            yield f"{name}: некому согласовывать. Добавьте согласующего."
        if len({*self.posts}) < len(self.posts) or len({*self.person_ids}) < len(self.person_ids):
            yield f"{name}: один согласующий назван дважды."
        for condition in self.conditions:
            yield from (f"{name}: {problem.text}" for problem in condition.problems())
            if not condition.field.startswith(EXTRA) and condition.field not in CONDITIONAL:
                yield f"{name}: по полю «{title_of(condition.field)}» проекта условие не задать."


class RouteDraft(Struct, frozen=True, kw_only=True):
    """A typical route as its author defines it; a mandatory one may not be passed by on the way to signing."""

    title: Title = ""
    kinds: Annotated[list[str], Meta(max_length=200)] = []
    stages: Annotated[list[RouteStage], Meta(max_length=MOST_STAGES)] = []
    restart: Restart = Restart.WHOLE
    mandatory: bool = False
    closed: bool = False

    def problems(self) -> Iterator[Problem]:
        yield from require("title", self.title.strip(), "Название")
        yield from require("kinds", self.kinds, "Виды документов")
        if not self.stages:
            yield Problem("stages", "В маршруте нет ни одного этапа.")
        for number, stage in enumerate(self.stages, start=1):
            yield from (Problem("stages", fault) for fault in stage.faults(stage.title or f"Этап {number}"))
        if self.stages and all(stage.conditions for stage in self.stages):
            yield Problem("stages", "Все этапы условные: проект мог бы пройти мимо всех. Оставьте один без условий.")


class RouteCard(Struct, frozen=True):
    """`names` are those of the people whom the stages name."""

    id: RouteId
    version: int
    draft: RouteDraft
    names: dict[PersonId, str]
    kind_titles: list[str]


class RoutesApi(Api, Protocol):
    @reads(Right.EDIT_ROUTES)
    def all(self) -> list[RouteCard]: ...

    @writes(Right.EDIT_ROUTES)
    def define(self, route_id: RouteId | None, version: int, draft: RouteDraft) -> RouteId:
        """Adds or changes a typical route; projects on their way keep theirs. Raises Invalid, Stale, Missing."""
        ...


CONDITIONAL = {
    "kind": "kind", "unit": "unit_id", "signatory_id": "signatory_id", "topic": "topic", "case_file": "case_file",
    "delivery": "delivery", "correspondent": "correspondent_id", "place": "place_id", "form": "form",
    "restriction": "restriction",
    **{name: name for name in "summary remark sheets copies appendices appendix_sheets normative open_to_all".split()},
    **{name: name for name in "control_due in_force".split()},
}  # fmt: skip
"""The fields of conditions of which the card of a project decides, with their names on the card."""


def applies(
    stage: RouteStage, draft: DocumentDraft, titles: Mapping[str, str], several: Container[str] = frozenset()
) -> bool:
    """`titles` are those of what the card names: field of the condition → title.

    `several` are the fields of the kind that hold several values by now, whatever the condition was written for.
    """
    return all(holds(condition, draft, titles, several) for condition in stage.conditions)


def holds(
    asked: Condition, draft: DocumentDraft, titles: Mapping[str, str], several: Container[str] = frozenset()
) -> bool:
    """The condition on one card, as a register would find it."""
    if asked.field.startswith(EXTRA):
        key = asked.field.removeprefix(EXTRA)
        return _extra_holds(draft.extra.get(key, ""), asked, several=key in several)
    value: Any = getattr(draft, CONDITIONAL[asked.field])
    kind = asked.type
    if asked.comparison in {Comparison.EMPTY, Comparison.FILLED}:
        filled = bool(value) and value != "none"
        return filled is (asked.comparison is Comparison.FILLED)
    if kind is FieldType.COUNT:
        return _number_holds(Decimal(value), asked)
    if kind is FieldType.DATE:
        return value is not None and _date_holds(value, asked)
    if kind is FieldType.NAMED and asked.comparison is Comparison.KEY:
        return str(getattr(value, "value", value)) == asked.value
    return _text_holds(titles.get(asked.field, "") if kind is FieldType.NAMED else value, asked)


def _date_holds(day: date, asked: Condition) -> bool:
    if asked.comparison is Comparison.CONTAINS:
        return asked.value.strip() in f"{day:%d.%m.%Y}"
    return _compared(day.isoformat(), asked.value, asked.comparison)


def _number_holds(number: Decimal, asked: Condition) -> bool:
    if asked.comparison is Comparison.CONTAINS:
        limits = limits_of(asked.value)
        return limits is not None and all(test(number, amount) for test, amount in limits)
    return _compared(number, amount_of(asked.value), asked.comparison)


def _time_holds(time: str, asked: Condition) -> bool:
    if asked.comparison is Comparison.CONTAINS:
        span = span_of(asked.value)
        return span is not None and span[0] <= time <= span[1]
    return _compared(time, time_of(asked.value), asked.comparison)


def _extra_holds(text: str, asked: Condition, *, several: bool) -> bool:
    """A value that is none of its type holds to nothing but that it is there."""
    if asked.comparison in ANY:
        return _text_holds(text, asked)
    if several and asked.type is FieldType.TEXT and asked.comparison in WHOLE:
        return any(_text_holds(each, asked) for each in (text, *split(text)))
    return EXTRA_HOLDS.get(asked.type, _text_holds)(text, asked)


def _amount_holds(text: str, asked: Condition) -> bool:
    number = amount_of(text)
    return number is not None and _number_holds(number, asked)


def _compared(value: Any, limit: Any, comparison: Comparison) -> bool:
    if comparison is Comparison.SINCE:
        return bool(value >= limit)
    return bool(value <= limit) if comparison is Comparison.UNTIL else bool(value == limit)


def _text_holds(text: str, asked: Condition) -> bool:
    if asked.comparison in {Comparison.EMPTY, Comparison.FILLED}:
        return bool(text) is (asked.comparison is Comparison.FILLED)
    wanted, found = asked.wanted, text.lower()
    return found in wanted if asked.comparison in WHOLE else wanted[0] in found


EXTRA_HOLDS: dict[FieldType, Callable[[str, Condition], bool]] = {
    FieldType.DATE: lambda text, asked: is_date(text) and _date_holds(date.fromisoformat(text), asked),
    FieldType.TIME: lambda text, asked: time_of(text) == text and _time_holds(text, asked),
    FieldType.NUMBER: _amount_holds,
    FieldType.SEVERAL: lambda text, asked: any(_text_holds(each, asked) for each in split(text)),
    FieldType.PERSON: lambda text, asked: _text_holds(name_in(text), asked),
}


def repeated(people: Iterable[PersonId]) -> set[PersonId]:
    seen: set[PersonId] = set()
    return {person for person in people if person in seen or seen.add(person)}  # type: ignore[func-returns-value]
