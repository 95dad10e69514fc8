"""«Отчет по согласованию»: how long each approval took, and with whom."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Date, func, or_, select

from common.kernel.ids import ApprovalId
from common.kernel.rights import Right
from common.registry.classes import DocumentClass
from common.reports import Parameter, ParameterKind
from server.approvals.models import Approval, ApprovalVisa
from server.core.service import Context
from server.identity.models import Person, Unit
from server.registry.leaving import leaving
from server.registry.models import Document, DocumentKind
from server.registry.queries import initials, names_of
from server.registry.readers import visible
from server.reports import asking
from server.reports.journal import PeriodJournal
from server.reports.report import Cell, Column, Period

AT_ONCE = 500
MODULES = [("", "Все"), *((each.value, each.plural) for each in DocumentClass)]
HOURS = [("", "не учитывать"), *((f"{hour}", f"{hour}:00") for hour in range(12, 19))]


class ApprovalsBegun(Period, frozen=True):
    """Approvals begun in a period, of all units or of one, of all modules or of one.

    What comes at the accounting hour or later counts from the next day on.
    """

    unit: str = ""
    late: str = ""  # a flag travels as text
    module: str = ""
    hour: str = ""


class ApprovalReport(PeriodJournal[ApprovalsBegun]):
    code = "approvals.report"
    covered = "согласования документов"
    title = "Отчет по согласованию"
    group = "Исполнение и дисциплина"
    right = Right.RUN_REPORTS
    parameters = ApprovalsBegun
    columns = (
        Column("Документ", 34),
        Column("Краткое содержание", 44),
        Column("Инициатор согласования", 28),
        Column("Начало процесса", 20),
        Column("Окончание процесса", 20),
        Column("Общее кол-во дней", 15, right_aligned=True),
        Column("Согласующий", 30),
        Column("Документ поступил на согласование", 24),
        Column("Документ завизирован", 24),
        Column("Срок", 20),
        Column("Кол-во дней", 14, right_aligned=True),
    )

    def form(self, context: Context) -> list[Parameter]:
        return [
            *asking.period(context, "Начаты с"),
            asking.unit(context, "Подразделение исполнителя"),
            asking.choice("module", "Модуль", MODULES),
            asking.choice("hour", "Расчётный час", HOURS),
            Parameter("late", "Только просроченные визы", ParameterKind.FLAG, required=False),
        ]

    def lines(self, context: Context, parameters: ApprovalsBegun) -> list[str]:
        unit = context.session.get(Unit, int(parameters.unit)) if parameters.unit else None
        told = [
            parameters.words, unit.title if unit else "", dict(MODULES)[parameters.module] if parameters.module else "",
            "просроченные визы" if parameters.late else "",
            f"поступившее с {parameters.hour}:00 считается со следующего дня" if parameters.hour else "",
        ]  # fmt: skip
        return [*(each for each in told if each), "дни календарные; срок — в рабочих днях маршрута"]

    def rows(self, context: Context, parameters: ApprovalsBegun) -> Iterator[Sequence[Cell]]:
        """One line for each approver to whom the document came; the first line of an approval tells of the whole."""
        local, today = context.clock.local, context.clock.today()

        def day(at: datetime | None) -> date | None:
            return local(at).date() if at else None

        def counted(at: datetime | None) -> date | None:
            """The day from which is counted."""
            late = at is not None and parameters.hour != "" and local(at).hour >= int(parameters.hour)
            return local(at).date() + timedelta(days=late) if at else None

        for approvals in self._approvals(context, parameters):
            visas = _visas(context, [row.Approval.id for row in approvals], today, late=bool(parameters.late))
            names = names_of(context.session, [row.Approval.initiator_id for row in approvals])
            for row in approvals:
                approval, lines = row.Approval, visas.get(row.Approval.id, [])
                number = f"№ {row.number}" if row.number else f"проект № {approval.document_id}"
                begun = day(approval.started)
                ended = day(approval.ended)
                summary = leaving("summary", row.summary, row.restriction)
                took = _days(counted(approval.started), ended or today)
                whole: list[Cell] = [f"{row.kind}\n{number}", summary, names[approval.initiator_id],
                                     begun, ended or "идёт", took]  # fmt: skip
                for visa, person in lines:
                    come, put = day(visa.arrived), day(visa.decided)
                    took = _days(counted(visa.arrived), put or today)
                    yield [*whole, person, come, put or "не завизирован", visa.due, took]
                    whole = [None] * len(whole)

    def _approvals(self, context: Context, parameters: ApprovalsBegun) -> Iterator[Sequence[Any]]:
        assert context.caller is not None
        zone = context.clock.zone
        since = datetime.combine(parameters.since, time(), zone)
        until = datetime.combine(parameters.until + timedelta(days=1), time(), zone)
        chosen = [Document.unit_id == int(parameters.unit)] if parameters.unit else []
        chosen += [Document.document_class == parameters.module] if parameters.module else []
        statement = (
            select(Approval, Document.number, Document.summary, Document.restriction, DocumentKind.title.label("kind"),
                   Document.id.label("document_id"))
            .join(Document, Document.id == Approval.document_id)
            .join(DocumentKind, DocumentKind.key == Document.kind)
            .where(Approval.started >= since, Approval.started < until, visible(context.caller), *chosen)
            .order_by(Approval.id).limit(AT_ONCE)
        )  # fmt: skip
        last = 0
        while True:
            found = context.session.execute(statement.where(Approval.id > last)).all()
            if found:
                yield found
                last = found[-1].Approval.id
            if len(found) < AT_ONCE:
                return


def _visas(
    context: Context, ids: Sequence[ApprovalId], today: date, *, late: bool
) -> dict[ApprovalId, list[tuple[ApprovalVisa, str]]]:
    """The turns that have come, with the approvers; or only those that took longer than they should."""
    statement = (
        select(ApprovalVisa, initials(Person))
        .join(Person, Person.id == ApprovalVisa.person_id)
        .where(ApprovalVisa.approval_id.in_(ids), ApprovalVisa.arrived.is_not(None))
        .order_by(ApprovalVisa.approval_id, ApprovalVisa.cycle, ApprovalVisa.stage, ApprovalVisa.position)
    )
    if late:
        until = func.timezone(str(context.clock.zone), ApprovalVisa.decided).cast(Date)
        waits = ApprovalVisa.decided.is_(None) & (ApprovalVisa.due < today)
        statement = statement.where(or_(waits, until > ApprovalVisa.due))
    found: dict[ApprovalId, list[tuple[ApprovalVisa, str]]] = {}
    for visa, person in context.session.execute(statement):
        found.setdefault(visa.approval_id, []).append((visa, person))
    return found


def _days(first: date | None, last: date) -> int | None:
    """Both days counted: what came and went on one day took a day, or none where it came after the accounting hour."""
    return max((last - first).days + 1, 0) if first else None
