"""The registers beside the documents, to be taken away: what the window shows, all of its rows."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import select

from common.correspondents import DirectoryFilter, DirectoryRow
from common.kernel.ids import DocumentId
from common.kernel.paging import Page
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.registry.card import Restriction
from common.registry.document import QueueFilter, UnregisteredRow
from common.registry.ledger import LedgerFilter, LedgerRow
from common.registry.papers import DispatchFilter, DispatchRow, OutstandingFilter, OutstandingRow
from common.registry.shelf import ShelfFilter, ShelfRow
from server.core.service import Context
from server.correspondents.models import Correspondent
from server.correspondents.service import CorrespondentService
from server.registry.leaving import WORDS, leaving
from server.registry.models import DictionaryEntry, Document, Journal
from server.registry.numbers import NumberService, told
from server.registry.papers import PaperService
from server.registry.service import RegistryService
from server.registry.shelf import ShelfService
from server.reports.journal import Journal as Table
from server.reports.report import Cell, Column

AT_ONCE = 20_000  # rows read by one statement
LINE = 130  # characters of the line below the title
Filter = TypeVar("Filter", bound=Struct)
Shown = TypeVar("Shown")


class FilterAsText(Struct, frozen=True):
    """The filter of the window as JSON, for parameters travel as text."""

    chosen: str


class Taken(Table[FilterAsText], Generic[Filter, Shown]):
    """Reads as the window does, so that both show the same."""

    parameters = FilterAsText
    group = "Журналы"
    listed = False
    right = Right.REGISTER
    filter: ClassVar[type[Any]]

    def read(self, context: Context, chosen: Filter, offset: int) -> Page[Shown]:
        raise NotImplementedError

    def cells(self, context: Context, chosen: Filter, row: Shown) -> Sequence[Cell]:
        raise NotImplementedError

    def words(self, context: Context, chosen: Filter) -> Iterator[str]:
        """What the window is narrowed by."""
        raise NotImplementedError

    def problems(self, parameters: FilterAsText) -> Iterator[Problem]:
        try:
            self._filter(parameters)
        except msgspec.MsgspecError:
            yield Problem("chosen", "Отбор не читается: откройте окно заново и повторите выгрузку.")

    def lines(self, context: Context, parameters: FilterAsText) -> list[str]:
        words = "; ".join(self.words(context, self._filter(parameters)))
        return textwrap.wrap(f"Отбор: {words}", LINE) if words else []

    def nothing(self, context: Context) -> str:
        return "Строк нет: по этому отбору список пуст."

    def rows(self, context: Context, parameters: FilterAsText) -> Iterator[Sequence[Cell]]:
        chosen, offset = self._filter(parameters), 0
        while found := self.read(context, chosen, offset).rows:
            yield from (self.cells(context, chosen, row) for row in found)
            offset += len(found)

    def _filter(self, parameters: FilterAsText) -> Filter:
        decoded: Filter = msgspec.json.decode(parameters.chosen, type=self.filter)
        return decoded


def closed(context: Context, page: Page[Any]) -> Page[Any]:
    """Words about a restricted document do not leave the system; what stands on its envelope does."""
    secret = _restricted(context, [row.document_id for row in page.rows])
    return Page(page.total, [_without_words(row) if row.document_id in secret else row for row in page.rows])


def _restricted(context: Context, ids: Sequence[DocumentId]) -> set[DocumentId]:
    asked = select(Document.id).where(Document.id.in_(ids), Document.restriction != Restriction.NONE)
    return set(context.session.scalars(asked))


def _without_words(row: Any) -> Any:
    fields = WORDS.intersection(row.__struct_fields__)
    marks = {field: leaving(field, getattr(row, field), Restriction.OFFICIAL) for field in fields}
    return msgspec.structs.replace(row, **marks)


def _as_read(text: str) -> str:
    return f"{text} (прочитано)" if text else ""


class DispatchTaken(Taken[DispatchFilter, DispatchRow]):
    code = "registry.taken_dispatch"
    title = "Отправка"
    names_addressees = True
    filter = DispatchFilter
    columns = tuple(
        Column(title, width)
        for title, width in (
            ("№", 14.0), ("Дата рег.", 9.0), ("Краткое содержание", 32.0), ("Адресат", 24.0), ("Адрес", 20.0),
            ("Вид отправки", 13.0), ("Отправлено", 10.0), ("Почтовый номер", 14.0), ("Примечание", 14.0),
        )
    )  # fmt: skip

    def read(self, context: Context, chosen: DispatchFilter, offset: int) -> Page[DispatchRow]:
        return closed(context, PaperService(context).dispatch_register(chosen, offset, AT_ONCE))

    def cells(self, context: Context, chosen: DispatchFilter, row: DispatchRow) -> Sequence[Cell]:
        return (
            row.number, day(row.registered), row.summary, row.correspondent, row.address, row.delivery,
            day(row.sent_on) or "не отправлено", row.track, row.remark,
        )  # fmt: skip

    def words(self, context: Context, chosen: DispatchFilter) -> Iterator[str]:
        for word, value in (("отправлено с", chosen.since), ("отправлено по", chosen.until)):
            if value:
                yield f"{word} {day(value)}"
        if chosen.delivery:
            found = context.session.get(DictionaryEntry, ("delivery", chosen.delivery))
            yield found.title if found else chosen.delivery
        if chosen.unsent:
            yield "не отправлено"


class OutstandingTaken(Taken[OutstandingFilter, OutstandingRow]):
    code = "registry.taken_outstanding"
    title = "Бумага на руках"
    filter = OutstandingFilter
    columns = tuple(
        Column(title, width)
        for title, width in (
            ("№", 14.0), ("Экземпляр", 14.0), ("Краткое содержание", 40.0), ("У кого", 22.0), ("Передан", 10.0),
            ("Вернуть до", 10.0),
        )
    )  # fmt: skip

    def read(self, context: Context, chosen: OutstandingFilter, offset: int) -> Page[OutstandingRow]:
        return closed(context, PaperService(context).outstanding(chosen.overdue, offset, AT_ONCE))

    def cells(self, context: Context, chosen: OutstandingFilter, row: OutstandingRow) -> Sequence[Cell]:
        return row.number, row.copy, row.summary, row.holder, day(row.on), day(row.due_back)

    def words(self, context: Context, chosen: OutstandingFilter) -> Iterator[str]:
        if chosen.overdue:
            yield "срок возврата прошёл"


class LedgerTaken(Taken[LedgerFilter, LedgerRow]):
    code = "registry.taken_ledger"
    title = "Книга номеров"
    filter = LedgerFilter
    columns = (
        Column("Номер", 15.0), Column("Значение", 8.0, right_aligned=True), Column("Счёт", 8.0), Column("Журнал", 24.0),
        Column("Состояние", 14.0), Column("Кто", 16.0), Column("Когда", 13.0), Column("Причина", 22.0),
        Column("До", 9.0), Column("Что было прежде", 30.0),
    )  # fmt: skip

    def read(self, context: Context, chosen: LedgerFilter, offset: int) -> Page[LedgerRow]:
        return NumberService(context).ledger(chosen, offset, AT_ONCE)

    def cells(self, context: Context, chosen: LedgerFilter, row: LedgerRow) -> Sequence[Cell]:
        return (
            row.number, row.value if row.value > 0 else row.counted, row.scope, row.journal, row.state.label,
            row.person, f"{context.clock.local(row.at):%d.%m.%Y %H:%M}", row.reason, day(row.until),
            told(context, row.before),
        )  # fmt: skip

    def words(self, context: Context, chosen: LedgerFilter) -> Iterator[str]:
        journal = context.session.get(Journal, chosen.journal_id) if chosen.journal_id else None
        if journal is not None:
            yield f"журнал «{journal.title}»"
        if chosen.year is not None:
            yield f"{chosen.year} год"
        if chosen.states:
            yield ", ".join(state.label.lower() for state in chosen.states)
        if chosen.number:
            yield f"номер: «{chosen.number}»"


class DirectoryTaken(Taken[DirectoryFilter, DirectoryRow]):
    code = "correspondents.taken"
    title = "Корреспонденты"
    right = Right.READ_DOCUMENTS
    filter = DirectoryFilter
    columns = (
        Column("Наименование", 36.0), Column("Краткое", 18.0), Column("Вид", 12.0), Column("ИНН", 12.0),
        Column("Адрес", 30.0), Column("Эл. почта", 18.0), Column("Организация", 20.0), Column("Группы", 16.0),
        Column("За год", 7.0, right_aligned=True), Column("Состояние", 13.0),
    )  # fmt: skip

    def read(self, context: Context, chosen: DirectoryFilter, offset: int) -> Page[DirectoryRow]:
        return CorrespondentService(context).directory(chosen, offset, AT_ONCE)

    def cells(self, context: Context, chosen: DirectoryFilter, row: DirectoryRow) -> Sequence[Cell]:
        state = f"закрыт {day(row.closed)}" if row.closed else "" if row.checked else "не проверен"
        return (
            row.name, row.short_name, row.kind.label, row.tax_number, row.address, row.email, row.organisation,
            row.groups, row.used, state,
        )  # fmt: skip

    def words(self, context: Context, chosen: DirectoryFilter) -> Iterator[str]:
        if chosen.text:
            yield f"«{chosen.text}»"
        if chosen.kind is not None:
            yield chosen.kind.label.lower()
        group = context.session.get(Correspondent, chosen.group_id) if chosen.group_id else None
        if group is not None:
            yield f"группа «{group.name}»"
        for given, word in ((chosen.closed, "и закрытые"), (chosen.unchecked, "не проверены")):
            if given:
                yield word


class QueueTaken(Taken[QueueFilter, UnregisteredRow]):
    code = "registry.taken_queue"
    title = "На регистрацию"
    filter = QueueFilter
    columns = (
        Column("Поступил", 15.0), Column("Вид", 16.0), Column("Откуда", 13.0), Column("Файл", 22.0),
        Column("Страниц", 8.0, right_aligned=True), Column("Корреспондент", 26.0), Column("Краткое содержание", 40.0),
    )  # fmt: skip

    def read(self, context: Context, chosen: QueueFilter, offset: int) -> Page[UnregisteredRow]:
        page = RegistryService(context).unregistered(offset, AT_ONCE, chosen)
        secret = _restricted(context, [row.id for row in page.rows])
        fields = {"name": "name", "correspondent": "correspondent", "sender_read": "correspondent",
                  "summary": "summary", "summary_read": "summary"}  # fmt: skip

        def left(row: UnregisteredRow) -> UnregisteredRow:
            said = ((name, field, getattr(row, name)) for name, field in fields.items())
            return msgspec.structs.replace(
                row, **{name: leaving(field, text, Restriction.OFFICIAL) for name, field, text in said}
            )

        return Page(page.total, [left(row) if row.id in secret else row for row in page.rows])

    def cells(self, context: Context, chosen: QueueFilter, row: UnregisteredRow) -> Sequence[Cell]:
        return (
            f"{context.clock.local(row.received):%d.%m.%Y %H:%M}", row.kind, row.source, row.name, row.pages or "",
            row.correspondent or _as_read(row.sender_read), row.summary or _as_read(row.summary_read),
        )  # fmt: skip

    def words(self, context: Context, chosen: QueueFilter) -> Iterator[str]:
        if chosen.text:
            yield f"слова: «{chosen.text}»"


class ShelfTaken(Taken[ShelfFilter, ShelfRow]):
    code = "registry.taken_shelf"
    title = "Избранное и недавние"
    right = Right.READ_DOCUMENTS
    filter = ShelfFilter
    columns = (
        Column("Документ", 24.0), Column("Вид", 16.0), Column("Корреспондент", 26.0), Column("Содержание", 40.0),
        Column("Состояние", 15.0), Column("Открыт", 15.0), Column("Избранное", 10.0),
    )  # fmt: skip

    def read(self, context: Context, chosen: ShelfFilter, offset: int) -> Page[ShelfRow]:
        rows = ShelfService(context).rows()
        return Page(len(rows), rows[offset:])

    def cells(self, context: Context, chosen: ShelfFilter, row: ShelfRow) -> Sequence[Cell]:
        document = row.document
        restriction = Restriction.OFFICIAL if document.restricted else Restriction.NONE
        who, what = (leaving(name, getattr(document, name), restriction) for name in ("correspondent", "summary"))
        return (
            row.title, document.kind, who, what, document.state.label,
            f"{context.clock.local(row.opened):%d.%m.%Y %H:%M}", "да" if row.favourite else "",
        )  # fmt: skip

    def words(self, context: Context, chosen: ShelfFilter) -> Iterator[str]:
        yield from ()


TAKEN = (QueueTaken, ShelfTaken, DispatchTaken, OutstandingTaken, LedgerTaken, DirectoryTaken)
