"""«Просроченные контрольные поручения по давности»: how long what is overdue has been so, and in which units."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import ColumnElement

from common.assignments.rules import OPEN
from common.kernel.rights import Right
from common.reports import Parameter
from server.assignments.discipline import OfExecutors, by_executor, figures_of
from server.assignments.models import Assignment
from server.core.service import Context
from server.identity.models import Unit
from server.reports import asking
from server.reports.journal import Journal
from server.reports.report import Chart, Column, Figure, Line, Section

Ids = dict[tuple[int | None, str], list[int]]  # of each unit


class Age(NamedTuple):
    """Overdue by so many days, both included."""

    title: str
    least: int
    most: int | None

    def condition(self, today: date) -> ColumnElement[bool]:
        late = Assignment.due <= today - timedelta(days=self.least)
        return late if self.most is None else late & (Assignment.due >= today - timedelta(days=self.most))


AGES = (
    Age("1–7 дней", 1, 7), Age("8–14 дней", 8, 14), Age("15–30 дней", 15, 30), Age("31–90 дней", 31, 90),
    Age("больше 90 дней", 91, None),
)  # fmt: skip


class OfUnit(Struct, frozen=True):
    unit: str = ""


class OverdueAgeing(Journal[OfUnit]):
    """As it stands on the day of the order."""

    code = "assignments.overdue_ageing"
    title = "Просроченные контрольные поручения по давности"
    group = "Исполнение и дисциплина"
    right = Right.RUN_REPORTS
    parameters = OfUnit
    covered = "поручения на контроле"
    columns = (
        Column("№ п/п", 12, right_aligned=True),
        Column("Подразделение исполнителя", 110),
        figures_of("Просрочено", width=30),
        figures_of("На особом контроле", width=30),
    )
    chart = Chart("Просроченные поручения по давности", (2, 3))
    board = 2

    def form(self, context: Context) -> list[Parameter]:
        return [asking.unit(context)]

    def lines(self, context: Context, parameters: OfUnit) -> list[str]:
        unit = context.session.get(Unit, int(parameters.unit)) if parameters.unit else None
        day = f"не исполнены, срок истёк до {context.clock.today():%d.%m.%Y}"
        return [day, *([f"{unit.title}, с нижестоящими"] if unit else [])]

    def notes(self, context: Context, parameters: OfUnit) -> list[str]:
        return ["Примечание. Дни календарные, считая со дня после срока. Исполнитель — ответственный."]

    def rows(self, context: Context, parameters: OfUnit) -> Iterator[Line]:
        late = _late(context, parameters)
        if not any(every for every, _ in late):
            return
        for age, (every, special) in zip(AGES, late, strict=True):
            yield Section(age.title)
            for number, (unit, ids) in enumerate(every.items(), start=1):
                yield [number, unit[1], Figure.of(ids), Figure.of(special.get(unit, []))]


def _late(context: Context, parameters: OfUnit) -> list[tuple[Ids, Ids]]:
    """Of each age what is overdue, and what of it is on special control, by the units of executors in their order."""
    today = context.clock.today()
    counted = Assignment.status.in_(OPEN) & (Assignment.due < today)
    on_special: ColumnElement[bool] = Assignment.special.is_(other=True)
    facts = {"special": on_special, **{f"age_{n}": age.condition(today) for n, age in enumerate(AGES)}}
    asked = OfExecutors(today, today, unit=parameters.unit)
    found: list[tuple[Ids, Ids]] = [({}, {}) for _ in AGES]
    for row in context.session.execute(by_executor(context, asked, counted, facts, _parts)):
        unit = (row.unit_id, row.unit or "Без подразделения")  # two may be called the same
        for number, (every, special) in enumerate(found):
            for part, ids in ((every, getattr(row, f"all_{number}")), (special, getattr(row, f"special_{number}"))):
                if ids:
                    part.setdefault(unit, []).extend(ids)
    return found


def _parts(one: Any) -> Mapping[str, Any]:
    parts: dict[str, Any] = {}
    for number in range(len(AGES)):
        of_age = one[f"age_{number}"]
        parts |= {f"all_{number}": of_age, f"special_{number}": of_age & one.special}
    return parts
