"""«Узкие места согласования»: where visas wait and where they come late."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, func, select

from common.approvals.api import ApprovalState
from common.kernel.rights import Right
from common.reports import Counted, Parameter
from server.approvals.models import Approval, ApprovalVisa
from server.core.service import Context
from server.identity.models import Person, Unit
from server.identity.units import below
from server.registry.models import Document
from server.registry.queries import initials
from server.registry.readers import visible
from server.reports import asking
from server.reports.journal import PeriodJournal
from server.reports.report import Cell, Chart, Column, Figure, Line, Period, Section

GIVEN, WAITING = "Завизировано", "Ждут визы"


class VisasAsked(Period, frozen=True):
    """Visas asked for in a period, of the people of all units or of one with those below it."""

    unit: str = ""


def _visas(title: str, group: str = "") -> Column:
    return Column(title, 26, group, right_aligned=True, counts=Counted.DOCUMENT, summed=True)


class Bottlenecks(PeriodJournal[VisasAsked]):
    code = "approvals.bottlenecks"
    covered = "согласования документов"
    title = "Узкие места согласования"
    group = "Исполнение и дисциплина"
    right = Right.RUN_REPORTS
    parameters = VisasAsked
    columns = (
        Column("№ п/п", 12, right_aligned=True),
        Column("Согласующий", 70),
        _visas("Поступило"),
        _visas("всего", GIVEN),
        _visas("с нарушением срока", GIVEN),
        _visas("всего", WAITING),
        _visas("срок истёк", WAITING),
        Column("% завизированных с нарушением срока", 34, right_aligned=True, share=(4, 3)),
    )
    chart = Chart("Визы не в срок по подразделениям", (4, 6), tells_nought=False)
    board = 4

    def form(self, context: Context) -> list[Parameter]:
        return [*asking.period(context, "Поступили на визу с"), asking.unit(context)]

    def lines(self, context: Context, parameters: VisasAsked) -> list[str]:
        unit = context.session.get(Unit, int(parameters.unit)) if parameters.unit else None
        return [f"поступили на визу {parameters.words}", *([f"{unit.title}, с нижестоящими"] if unit else [])]

    def notes(self, context: Context, parameters: VisasAsked) -> list[str]:
        told = "Числа — визы, за числами — документы. Визы остановленных согласований, которых не было, не учтены как"
        return [f"Примечание. {told} ожидающие."]

    def rows(self, context: Context, parameters: VisasAsked) -> Iterator[Line]:
        unit = None
        for number, row in enumerate(context.session.execute(_statement(context, parameters)), start=1):
            if row.unit_id != unit:
                unit = row.unit_id
                yield Section(row.unit or "Без подразделения")
            parts = (row.come, row.given, row.late, row.waiting, row.overdue)
            figures: list[Cell] = [Figure.of(set(ids or []), len(ids or [])) for ids in parts]
            yield [number, row.approver, *figures, None]


def _statement(context: Context, parameters: VisasAsked) -> Any:
    """A row for each approver, with the documents of each part: as often as they came."""
    assert context.caller is not None
    zone = context.clock.zone
    since = datetime.combine(parameters.since, time(), zone)
    until = datetime.combine(parameters.until + timedelta(days=1), time(), zone)
    parts = {"come": None, **_parts(context)}
    ids = [
        (func.array_agg(Document.id) if part is None else func.array_agg(Document.id).filter(part)).label(name)
        for name, part in parts.items()
    ]
    chosen = [Person.unit_id.in_(below([int(parameters.unit)]))] if parameters.unit else []
    name = initials(Person)
    return (
        select(Unit.id.label("unit_id"), Unit.title.label("unit"), name.label("approver"), *ids)
        .select_from(ApprovalVisa)
        .join(Approval, Approval.id == ApprovalVisa.approval_id).join(Document, Document.id == Approval.document_id)
        .join(Person, Person.id == ApprovalVisa.person_id).outerjoin(Unit, Unit.id == Person.unit_id)
        .where(ApprovalVisa.arrived >= since, ApprovalVisa.arrived < until,
               visible(context.caller, counting=True), *chosen)
        .group_by(Unit.id, Person.id).order_by(Unit.code.nulls_last(), Unit.id, name, Person.id)
    )  # fmt: skip


def _parts(context: Context) -> dict[str, ColumnElement[bool]]:
    given = ApprovalVisa.decided.is_not(None)
    day = func.timezone(str(context.clock.zone), ApprovalVisa.decided).cast(Date)
    waiting = and_(
        ApprovalVisa.decided.is_(None), Approval.state == ApprovalState.RUNNING, ApprovalVisa.cycle == Approval.cycle
    )  # fmt: skip
    return {
        "given": given, "late": given & (day > ApprovalVisa.due), "waiting": waiting,
        "overdue": waiting & (ApprovalVisa.due < context.clock.today()),
    }  # fmt: skip
