"""«Ознакомление: кто не ознакомился», by unit."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from common.distribution.api import SendingKind
from common.kernel.rights import Right
from common.registry.classes import DocumentState
from common.reports import Parameter, ParameterKind
from server.core.service import Context
from server.distribution.models import Acquaintance, DistributionSending
from server.distribution.queries import waiting
from server.identity.models import Person, Unit
from server.identity.units import below
from server.registry.leaving import leaving
from server.registry.models import Document, DocumentKind
from server.registry.queries import initials
from server.registry.readers import visible
from server.reports import asking
from server.reports.journal import PeriodJournal
from server.reports.report import Cell, Column, Period

SENT = DistributionSending.sent_at


class SentInPeriod(Period, frozen=True):
    """Documents sent in a period: to all units or to one with those below it, for one purpose or for any."""

    unit: str = ""
    purpose: str = ""
    late: str = ""  # a flag travels as text


class UnreadReport(PeriodJournal[SentInPeriod]):
    code = "distribution.unread"
    covered = "рассылки документов"
    title = "Ознакомление: кто не ознакомился по подразделениям"
    group = "Исполнение и дисциплина"
    right = Right.RUN_REPORTS
    parameters = SentInPeriod
    columns = (
        Column("Подразделение", 46),
        Column("Сотрудник", 30),
        Column("Должность", 36),
        Column("Документ", 38),
        Column("Краткое содержание", 50),
        Column("Разослан", 20),
        Column("Срок", 20),
        Column("Просрочено, дней", 23, right_aligned=True),
        Column("Напоминали", 23),
    )

    def form(self, context: Context) -> list[Parameter]:
        kinds = [("", "Любое"), *((each.value, each.label) for each in SendingKind)]
        return [
            *asking.period(context, "Разосланы с"),
            asking.unit(context),
            Parameter("purpose", "Для чего", ParameterKind.CHOICE, "", kinds, required=False),
            Parameter("late", "Только просроченные", ParameterKind.FLAG, required=False),
        ]

    def lines(self, context: Context, parameters: SentInPeriod) -> list[str]:
        unit = context.session.get(Unit, int(parameters.unit)) if parameters.unit else None
        told = [
            parameters.words.replace("за период", "по документам, разосланным в период"),
            f"{unit.title}, с нижестоящими" if unit else "",
            SendingKind(parameters.purpose).label.lower() if parameters.purpose else "",
            "только просроченные" if parameters.late else "",
        ]
        return [each for each in told if each]

    def rows(self, context: Context, parameters: SentInPeriod) -> Iterator[Sequence[Cell]]:
        """One line for each person and document; the unit is that of the day of sending."""
        local, today = context.clock.local, context.clock.today()
        unit = ""
        for row in self._found(context, parameters):
            late = (today - row.due).days if row.due and row.due < today else ""
            reminded = local(row.reminded_at).date() if row.reminded_at else None
            yield [
                row.unit if row.unit != unit else None, row.person, row.post,
                f"{row.kind} № {row.number} от {row.registered:%d.%m.%Y}",
                leaving("summary", row.summary, row.restriction),
                local(row.sent_at).date(), row.due or "", late, reminded or "",
            ]  # fmt: skip
            unit = row.unit

    def _found(self, context: Context, parameters: SentInPeriod) -> Iterable[Any]:
        assert context.caller is not None
        zone, today = context.clock.zone, context.clock.today()
        fits = [
            datetime.combine(parameters.since, time(), zone) <= SENT,
            datetime.combine(parameters.until + timedelta(days=1), time(), zone) > SENT,
            waiting(today), Document.state == DocumentState.REGISTERED, visible(context.caller),
        ]  # fmt: skip
        if parameters.unit:
            fits.append(Acquaintance.unit_id.in_(below([int(parameters.unit)])))
        if parameters.purpose:
            fits.append(DistributionSending.kind == SendingKind(parameters.purpose))
        if parameters.late:
            fits.append(Acquaintance.due < today)
        statement = (
            select(
                Unit.title.label("unit"), initials(Person).label("person"), Person.post, Document.number,
                Document.registered, Document.summary, Document.restriction, DocumentKind.title.label("kind"),
                SENT.label("sent_at"), Acquaintance.due, Acquaintance.reminded_at,
            )
            .join_from(Acquaintance, DistributionSending, DistributionSending.id == Acquaintance.sending_id)
            .join(Person, Person.id == Acquaintance.person_id).join(Unit, Unit.id == Acquaintance.unit_id)
            .join(Document, Document.id == Acquaintance.document_id)
            .join(DocumentKind, DocumentKind.key == Document.kind)
            .where(*fits).order_by(Unit.code, Person.surname, Person.id, Acquaintance.due.nulls_last(), Acquaintance.id)
        )  # fmt: skip
        return context.session.execute(statement.execution_options(yield_per=1000))
