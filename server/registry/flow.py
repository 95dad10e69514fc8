"""«Поток документов по месяцам»: how many documents of each flow are registered in each month of a period."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from common.kernel.deadlines import same_number
from common.kernel.wording import MONTHS
from common.registry.classes import DocumentClass
from common.reports import Counted, Parameter, ParameterKind
from server.core.service import Context
from server.identity.models import RegistrationPlace
from server.registry.journal import JournalAtPlace, PeriodAtPlace
from server.registry.models import Document
from server.registry.queries import is_registered
from server.registry.readers import visible
from server.reports import asking
from server.reports.report import Chart, Column, Figure, Line, Section

FLOWS = {
    DocumentClass.INCOMING: "Входящие", DocumentClass.OUTGOING: "Исходящие", DocumentClass.INTERNAL: "Внутренние",
    DocumentClass.ACT: "Правовые акты",
}  # fmt: skip
EARLIER = 5  # months before this one, when nobody has said which
Ids = dict[DocumentClass, list[int]]


class FlowByMonth(JournalAtPlace):
    code = "registry.flow_by_month"
    title = "Поток документов по месяцам"
    group = "Показатели"
    total_title = "ВСЕГО"
    columns = (
        Column("Место регистрации", 84),
        *(
            Column(title, 30, right_aligned=True, counts=Counted.DOCUMENT, summed=True)
            for title in FLOWS.values()
        ),
    )  # fmt: skip
    chart = Chart("Зарегистрировано документов по месяцам", (1, 2))
    board = 3

    def form(self, context: Context) -> list[Parameter]:
        today = context.clock.today()
        begins = same_number(today.replace(day=1), -EARLIER)
        return [
            Parameter("since", self.period_title, ParameterKind.DATE, f"{begins}", ends="until"),
            Parameter("until", "по", ParameterKind.DATE, f"{today}"),
            asking.place(context),
        ]

    def notes(self, context: Context, parameters: PeriodAtPlace) -> list[str]:
        return ["Примечание. Учтены зарегистрированные документы по дате регистрации."]

    def rows(self, context: Context, parameters: PeriodAtPlace) -> Iterator[Line]:
        found = _by_month(context, parameters)
        if not found:
            return
        for month in months_of(parameters.since, parameters.until):
            yield Section(f"{MONTHS[month.month - 1].lower()} {month.year}")
            for place, ids in found.get(month, {}).items():
                yield [place, *(Figure.of(ids.get(flow, [])) for flow in FLOWS)]


def months_of(since: date, until: date) -> Iterator[date]:
    """The first days of all months that the period touches."""
    month = since.replace(day=1)
    while month <= until:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _by_month(context: Context, parameters: PeriodAtPlace) -> dict[date, dict[str, Ids]]:
    """Of each month the places in their order."""
    assert context.caller is not None
    month = func.date_trunc("month", Document.registered)
    statement = (
        select(month.label("month"), RegistrationPlace.title, Document.document_class,
               func.array_agg(Document.id).label("ids"))
        .join_from(Document, RegistrationPlace, RegistrationPlace.id == Document.place_id)
        .where(or_(*(is_registered(each) for each in FLOWS)), *parameters.conditions(),
               visible(context.caller, counting=True))
        .group_by("month", RegistrationPlace.title, Document.document_class).order_by("month", RegistrationPlace.title)
    )  # fmt: skip
    found: dict[date, dict[str, Ids]] = {}
    for row in context.session.execute(statement):
        places = found.setdefault(row.month.date(), {})
        places.setdefault(row.title, {})[row.document_class] = row.ids
    return found
