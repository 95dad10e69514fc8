"""«Объём документооборота»: how many documents of each kind went through places of registration, now and before."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, ClassVar, NamedTuple

from msgspec import Struct
from sqlalchemy import func, or_, select

from common.kernel.deadlines import same_number
from common.registry.classes import DocumentClass, RecordForm
from common.reports import Counted, Parameter
from server.core.service import Context
from server.registry.journal import JournalAtPlace, PeriodAtPlace, at_place
from server.registry.models import Document, DocumentKind
from server.registry.queries import is_registered
from server.registry.readers import visible
from server.reports import asking
from server.reports.report import Cell, Column, Figure, Line, Section

FLOWS = {
    DocumentClass.INCOMING: "Входящие", DocumentClass.OUTGOING: "Исходящие", DocumentClass.INTERNAL: "Внутренние",
    DocumentClass.ACT: "Правовые акты (ОРД)",
}  # fmt: skip
DOCUMENTS, COPIES = "", "copies"
BEFORE, YEAR_AGO = "", "year_ago"
COUNTING = [(DOCUMENTS, "сам документ, тираж — отдельно"), (COPIES, "каждый экземпляр")]
AGAINST = [(BEFORE, "предыдущий такой же"), (YEAR_AGO, "тот же период прошлого года")]
AMOUNT = "Количество документов"


class Volume(PeriodAtPlace, frozen=True):
    """`counting` says whether copies count as documents, as the city's instruction has it."""

    counting: str = DOCUMENTS
    against: str = BEFORE

    def previous(self) -> tuple[date, date]:
        """Whole months are compared with as many whole months, other periods with as many days."""
        if self.against == YEAR_AGO:
            return same_number(self.since, -12), same_number(self.until, -12, self._last_number(self.until, -12))
        ended = self.since - timedelta(days=1)
        if self.since.day == 1 and self.until.day == monthrange(self.until.year, self.until.month)[1]:
            months = (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1
            return same_number(self.since, -months), ended
        return self.since - (self.until - self.since) - timedelta(days=1), ended

    @staticmethod
    def _last_number(day: date, months: int) -> int:
        """The end of February answers the end of February."""
        ends = day.day == monthrange(day.year, day.month)[1]
        then = same_number(day.replace(day=1), months)
        return monthrange(then.year, then.month)[1] if ends else day.day


class Kind(NamedTuple):
    """In the order in which the form has them."""

    flow: int
    position: int
    title: str


class Amount(Struct, frozen=True):
    ids: list[int]
    electronic: list[int]
    copied: list[int]
    copies: int

    def whole(self, counting: str) -> Figure:
        return Figure.of(self.ids, len(self.ids) + (self.copies if counting == COPIES else 0))


NONE = Amount([], [], [], 0)


def _figures(title: str, group: str = "", width: float = 28) -> Column:
    return Column(title, width, group, right_aligned=True, counts=Counted.DOCUMENT, summed=True)


class FlowVolume(JournalAtPlace):
    code = "registry.flow_volume"
    title = "Объём документооборота"
    group = "Показатели"
    parameters: ClassVar[type[Any]] = Volume
    total_title = "ВСЕГО"
    columns = (
        Column("Наименование вида", 84),
        _figures("подлинники", AMOUNT),
        _figures("копии (тираж)", AMOUNT),
        _figures("всего", AMOUNT, 24),
        _figures("в т.ч. электронных", width=30),
        _figures("прошлый период", width=28),
        Column("+/− %", 22, right_aligned=True, share=(3, 5), grown=True),
    )

    def form(self, context: Context) -> list[Parameter]:
        return [
            *super().form(context),
            asking.choice("counting", "Считать", COUNTING),
            asking.choice("against", "Прошлый период", AGAINST),
        ]

    def lines(self, context: Context, parameters: Any) -> list[str]:
        since, until = parameters.previous()
        against = f"прошлый период — с {since:%d.%m.%Y} по {until:%d.%m.%Y}"
        return [*super().lines(context, parameters), f"{against}; считается {dict(COUNTING)[parameters.counting]}"]

    def notes(self, context: Context, parameters: Any) -> list[str]:
        told = "Учтены зарегистрированные документы. Тираж — экземпляры сверх первого. Электронные — без бумажного"
        return [f"Примечание. {told} подлинника."]

    def rows(self, context: Context, parameters: Any) -> Iterator[Line]:
        now = _amounts(context, parameters, parameters.since, parameters.until)
        then = _amounts(context, parameters, *parameters.previous())
        flow = None
        for kind in sorted(now.keys() | then.keys()):
            if kind.flow != flow:
                flow = kind.flow
                yield Section(list(FLOWS.values())[flow])
            amount, before = now.get(kind, NONE), then.get(kind, NONE)
            cells: list[Cell] = [
                kind.title, Figure.of(amount.ids), Figure.of(amount.copied, amount.copies),
                amount.whole(parameters.counting), Figure.of(amount.electronic), before.whole(parameters.counting),
                None,
            ]  # fmt: skip
            yield cells


def _amounts(context: Context, parameters: Volume, since: date, until: date) -> dict[Kind, Amount]:
    assert context.caller is not None
    ids, more = func.array_agg(Document.id), Document.copies > 1
    found = context.session.execute(
        select(Document.document_class, DocumentKind.position, DocumentKind.title, ids.label("ids"),
               ids.filter(Document.form == RecordForm.ELECTRONIC).label("electronic"), ids.filter(more).label("copied"),
               func.coalesce(func.sum(Document.copies - 1).filter(more), 0).label("copies"))
        .join_from(Document, DocumentKind, DocumentKind.key == Document.kind)
        .where(or_(*(is_registered(each) for each in FLOWS)), Document.registered.between(since, until),
               *at_place(parameters.place), visible(context.caller, counting=True))
        .group_by(Document.document_class, DocumentKind.position, DocumentKind.title)
    )  # fmt: skip
    flows = list(FLOWS)
    return {
        Kind(flows.index(row.document_class), row.position, row.title):
            Amount(row.ids, row.electronic or [], row.copied or [], int(row.copies))
        for row in found
    }  # fmt: skip
