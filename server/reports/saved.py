"""Reports of one's own: kept with their parameters, found by whom they are shared with."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, or_, select

from common.reports import Sharing
from common.rpc.errors import Missing
from server.core.service import Context
from server.identity.models import Person
from server.reports.models import SavedReport
from server.reports.report import Report, Reports

SAVED = "saved."
GONE = "Такого отчёта больше нет: его удалил владелец. Обновите список отчётов."


class Ordered(Struct, frozen=True):
    """What is to be made: a report of the house, perhaps with the title and the parameters of a saved one."""

    report: Report[Any]
    title: str
    parameters: Any


def within_reach(context: Context) -> ColumnElement[bool]:
    """One's own, those shared with all, and those shared with the unit in which one works."""
    assert context.caller is not None
    me = context.caller.me.id
    unit = select(Person.unit_id).where(Person.id == me).scalar_subquery()
    return or_(
        SavedReport.owner_id == me, SavedReport.sharing == Sharing.ALL,
        and_(SavedReport.sharing == Sharing.UNIT, SavedReport.unit_id == unit),
    )  # fmt: skip


def saved_reports(context: Context) -> Sequence[SavedReport]:
    found = select(SavedReport).where(within_reach(context)).order_by(func.lower(SavedReport.title), SavedReport.id)
    return context.session.scalars(found).all()


def saved_report(context: Context, code: str) -> SavedReport:
    """By the code under which it stands in the centre; raises Missing."""
    number = code.removeprefix(SAVED)
    found = (
        context.session.scalars(
            select(SavedReport).where(SavedReport.id == int(number), within_reach(context))
        ).one_or_none() if number.isascii() and number.isdecimal() and len(number) <= 18 else None
    )  # fmt: skip
    if found is None:
        raise Missing(GONE)
    return found


def report_of(context: Context, reports: Reports, code: str) -> Report[Any] | None:
    """The report of the house that is behind a code; nothing when there is none any more."""
    if not code.startswith(SAVED):
        return reports.get(code)
    number = code.removeprefix(SAVED)
    kept = context.session.get(SavedReport, int(number)) if number.isdecimal() else None
    return reports.get(kept.code) if kept is not None else None
