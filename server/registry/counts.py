"""«Отчет о количестве зарегистрированных документов»: who has registered how many of each class."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, or_, select

from common.registry.classes import DocumentClass
from common.reports import Counted
from server.core.service import Context
from server.identity.models import Person
from server.registry.journal import JournalAtPlace, PeriodAtPlace
from server.registry.models import Document
from server.registry.queries import initials, is_registered
from server.registry.readers import visible
from server.reports.report import Cell, Column, Figure, Line

BY_CLASS = {
    DocumentClass.INCOMING: "Входящие", DocumentClass.OUTGOING: "Исходящие", DocumentClass.ACT: "ОРД",
    DocumentClass.INTERNAL: "Внутренние",
}  # fmt: skip
APPEAL = "appeal"  # the kind of letters of citizens, which are counted by themselves


def _figures(title: str, width: float = 30) -> Column:
    return Column(title, width, right_aligned=True, counts=Counted.DOCUMENT, summed=True)


class RegisteredCounts(JournalAtPlace):
    code = "registry.registered_counts"
    title = "Отчет о количестве зарегистрированных документов"
    group = "Показатели"
    total_title = "ВСЕГО"
    columns = (
        Column("Делопроизводитель", 90),
        *(_figures(title) for title in BY_CLASS.values()),
        _figures("ОГ", 22),
        _figures("Всего документов", 34),
    )

    def rows(self, context: Context, parameters: PeriodAtPlace) -> Iterator[Line]:
        for row in context.session.execute(_by_registrar(context, parameters)):
            parts = [row._mapping[each.value] or [] for each in BY_CLASS] + [row.appeals or []]  # noqa: SLF001
            every = [document_id for part in parts for document_id in part]
            cells: list[Cell] = [row.registrar or "Не указан", *(Figure.of(ids) for ids in (*parts, every))]
            yield cells


def _by_registrar(context: Context, parameters: PeriodAtPlace) -> Select[Any]:
    assert context.caller is not None
    chosen = [Document.registered >= parameters.since, Document.registered <= parameters.until]
    if parameters.place:
        chosen.append(Document.place_id == int(parameters.place))
    name = initials(Person)
    by_class = [
        func.array_agg(Document.id)
        .filter(Document.document_class == each, Document.kind != APPEAL).label(each.value)
        for each in BY_CLASS
    ]  # fmt: skip
    return (
        select(name.label("registrar"), *by_class,
               func.array_agg(Document.id).filter(Document.kind == APPEAL).label("appeals"))
        .select_from(Document).outerjoin(Person, Person.id == Document.registrar_id)
        .where(or_(*(is_registered(each) for each in DocumentClass)), visible(context.caller, counting=True), *chosen)
        .group_by(Person.id).order_by(Person.surname.nulls_last(), Person.first_name, Person.id)
    )  # fmt: skip
