"""Registers of dispatch: what was sent from a place, and the list with which letters are handed to the post."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, func, select

from common.kernel.rights import Right
from common.kernel.validation import Problem, require
from common.kernel.wording import day, in_words
from common.reports import Parameter, ParameterKind
from server.core.service import Context
from server.registry.journal import JournalAtPlace, PeriodAtPlace, at_place
from server.registry.models import DictionaryEntry, Dispatch, Document
from server.registry.papers import dispatch_rows
from server.registry.readers import visible
from server.reports import asking
from server.reports.journal import Journal
from server.reports.report import Cell, Column, Line, Row

AT_ONCE = 500
BLANK = "_" * 14
FEE = "Сумма платы за пересылку"
ITEMS, CATEGORIES = ("Письмо", "Бандероль", "Посылка"), ("Заказное", "Простое", "С объявленной ценностью")


class DispatchList(JournalAtPlace):
    """«Реестр отправки»: what has gone out, by the day of dispatch."""

    code = "registry.dispatch_list"
    title = "Реестр отправки"
    names_addressees = True
    period_title = "Отправлено с"
    columns = (
        Column("№ п/п", 12, right_aligned=True),
        Column("Исх. №", 38),
        Column("Адресат", 84),
        Column("Вид отправки", 38),
        Column("Кол-во экз./листов", 24),
        Column("Дата", 22),
        Column("Отметка", 60),
    )

    def rows(self, context: Context, parameters: PeriodAtPlace) -> Iterator[Line]:
        assert context.caller is not None
        sent = Dispatch.sent_on.between(parameters.since, parameters.until)
        found = context.session.execute(
            dispatch_rows().add_columns(Document.sheets, Document.appendix_sheets)
            .where(sent, visible(context.caller, counting=True), *at_place(parameters.place))
            .order_by(Dispatch.sent_on, Dispatch.id),
            execution_options={"yield_per": AT_ONCE},
        )  # fmt: skip
        for number, row in enumerate(found, start=1):
            mark = "\n".join(part for part in (row.track, row.remark) if part)
            sheets = f"1/{row.sheets + row.appendix_sheets}"
            yield Row([number, row.number, row.name, row.delivery, sheets, day(row.sent_on), mark], row.document_id)


class Mailed(Struct, frozen=True):
    """What a list of postal items is of, and what stands in its heading."""

    day: date
    number: str = ""
    place: str = ""
    delivery: str = ""
    item: str = ITEMS[0]
    category: str = CATEGORIES[0]
    office: str = ""

    def conditions(self) -> list[Any]:
        found = [Dispatch.sent_on == self.day, _by_post(Dispatch.delivery), *at_place(self.place)]
        if self.delivery:
            found.append(Dispatch.delivery == self.delivery)
        return found


class PostalList(Journal[Mailed]):
    """Форма 103: what is handed to the post. Weights and sums are the post's to fill in."""

    code = "registry.form_103"
    title = "Форма 103. Список внутренних почтовых отправлений"
    names_addressees = True
    covered = "отправления"
    group = "Журналы"
    right = Right.RUN_REPORTS
    parameters = Mailed
    columns = (
        Column("№№ п/п", 13, right_aligned=True),
        Column("Адресат (Ф.И.О., почтовый адрес)", 86),
        Column("ШПИ", 32),
        Column("Вес (кг)", 16),
        Column("Сумма объявленной ценности", 26),
        Column("Сумма наложенного платежа", 27),
        Column("без НДС", 25, FEE),
        Column("с НДС", 25, FEE),
        Column("Примечание", 28),
    )

    def form(self, context: Context) -> list[Parameter]:
        deliveries = context.session.execute(
            select(DictionaryEntry.key, DictionaryEntry.title)
            .where(DictionaryEntry.dictionary == "delivery", _by_post(DictionaryEntry.key))
            .order_by(DictionaryEntry.position)
        )  # fmt: skip
        kinds = [("", "Все почтовые"), *((row.key, row.title) for row in deliveries)]
        return [
            Parameter("day", "Отправлено", ParameterKind.DATE, f"{context.clock.today()}"),
            Parameter("number", "№ списка", ParameterKind.TEXT),
            asking.place(context),
            asking.choice("delivery", "Вид отправки", kinds),
            asking.choice("item", "Вид РПО", [(each, each) for each in ITEMS]),
            asking.choice("category", "Категория РПО", [(each, each) for each in CATEGORIES]),
            Parameter("office", "Место приёма, индекс", ParameterKind.TEXT, required=False),
        ]

    def problems(self, parameters: Mailed) -> Iterator[Problem]:
        yield from require("number", parameters.number.strip(), "№ списка")

    def file_name(self, parameters: Mailed) -> str:
        return f"Форма 103 № {parameters.number.strip()} {parameters.day:%d.%m.%Y}"

    def heading_title(self, parameters: Mailed) -> str:
        return f"Список № {parameters.number.strip()} внутренних почтовых отправлений от {parameters.day:%d.%m.%Y}"

    def lines(self, context: Context, parameters: Mailed) -> list[str]:
        return [
            f"Вид РПО: {parameters.item.lower()}; категория РПО: {parameters.category.lower()}",
            f"Отправитель: {context.settings.organisation}",
            f"Наименование и индекс места приёма: {parameters.office.strip() or BLANK * 2}",
            f"Всего РПО: {self._count(context, parameters)}; листов: {BLANK}",
        ]

    def notes(self, context: Context, parameters: Mailed) -> list[str]:
        count = self._count(context, parameters)
        return [
            f"Общее количество РПО: {count} ({in_words(count)}).",
            f"Сумма объявленной ценности: {BLANK * 4} (прописью)",
            f"Плата за пересылку: {BLANK * 4} (прописью), в т.ч. НДС {BLANK}",
            f"Уведомления: простые {BLANK}, заказные {BLANK}; дополнительные услуги {BLANK}, в т.ч. НДС {BLANK}",
            f"Всего к оплате: {BLANK * 4} (прописью)",
            f"Принял: {BLANK * 4} (должность, Ф.И.О., подпись). Оттиск КПШ ОПС места приёма.",
            "Сдал:",
        ]

    def rows(self, context: Context, parameters: Mailed) -> Iterator[Sequence[Cell] | Row]:
        found = context.session.execute(
            dispatch_rows().where(*self._fits(context, parameters)).order_by(Dispatch.id),
            execution_options={"yield_per": AT_ONCE},
        )
        for number, row in enumerate(found, start=1):
            addressee = "\n".join(part for part in (row.name, row.address) if part)
            yield Row([number, addressee, row.track, "", "", "", "", "", row.remark], row.document_id)

    def _count(self, context: Context, parameters: Mailed) -> int:
        counted = select(func.count(Dispatch.id)).join(Document, Document.id == Dispatch.document_id)
        return context.session.execute(counted.where(*self._fits(context, parameters))).scalar_one()

    def _fits(self, context: Context, parameters: Mailed) -> list[Any]:
        assert context.caller is not None
        return [*parameters.conditions(), visible(context.caller, counting=True)]


def _by_post(key: Any) -> ColumnElement[bool]:
    """Kinds of dispatch are told by their keys: those by post end with the word, as `registered_post` does."""
    postal: ColumnElement[bool] = key.endswith("post", autoescape=True)
    return postal
