"""Journals of outgoing, internal and legal documents and of missing numbers; how much is electronic."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from msgspec import Struct
from sqlalchemy import func, or_, select

from common.kernel.rights import Right
from common.kernel.wording import day
from common.registry.classes import DocumentClass, RecordForm
from common.registry.ledger import MISSING_STATES, LedgerRow
from common.registry.links import LinkType
from common.reports import Counted, Parameter, ParameterKind
from common.schedules import LAST_YEAR, THIS_YEAR
from server.core.service import Caller, Context
from server.correspondents.models import Correspondent
from server.identity.models import RegistrationPlace, Unit
from server.registry.journal import JournalAtPlace, PeriodAtPlace, lines_of
from server.registry.models import (
    Document,
    DocumentKind,
    DocumentLink,
    DocumentRecipient,
)
from server.registry.models import (
    Journal as NumberJournal,
)
from server.registry.number_models import NumberLedger
from server.registry.numbers import NumberService, ledger_row, ledger_rows, told
from server.registry.queries import WHO, is_registered
from server.registry.readers import visible
from server.reports import asking
from server.reports.journal import Journal
from server.reports.report import Cell, Chart, Column, Figure, Line, Row, Section

AT_ONCE = 500
FULL = 100


def _linked(caller: Caller, context: Context, ids: Sequence[int], types: Sequence[LinkType]) -> dict[int, str]:
    """The earlier documents to which these are linked, as far as the orderer sees them."""
    rows = context.session.execute(
        select(DocumentLink.later_id, Document.number, Document.registered)
        .join(Document, Document.id == DocumentLink.earlier_id)
        .where(DocumentLink.later_id.in_(ids), DocumentLink.type.in_(types), visible(caller)).order_by(DocumentLink.id)
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.later_id, []).append(f"№ {row.number} от {day(row.registered)}")
    return {later: "\n".join(texts) for later, texts in found.items()}


def _recipients(context: Context, ids: Sequence[int]) -> dict[int, list[str]]:
    rows = context.session.execute(
        select(DocumentRecipient.document_id, WHO)
        .join(Correspondent, Correspondent.id == DocumentRecipient.correspondent_id)
        .join(Document, Document.id == DocumentRecipient.document_id)
        .where(DocumentRecipient.document_id.in_(ids)).order_by(DocumentRecipient.position)
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.document_id, []).append(row.name)
    return found


class CorrespondenceJournal(JournalAtPlace):
    """Base of the journals of what we wrote: outgoing letters and internal correspondence."""

    document_class: ClassVar[DocumentClass]
    columns: ClassVar[tuple[Column, ...]] = (
        Column("№ п/п", 12, right_aligned=True),
        Column("Номер", 30),
        Column("Дата", 20),
        Column("Адресаты", 60),
        Column("Краткое содержание документа", 82),
        Column("Подпись", 34),
        Column("В ответ на", 40),
    )

    def rows(self, context: Context, parameters: PeriodAtPlace) -> Iterator[Line]:
        assert context.caller is not None
        number = 0
        for page in lines_of(context, parameters, self.document_class, by_kind=self.by_kind):
            ids = [line.row.id for line in page]
            replies = _linked(context.caller, context, ids, [LinkType.REPLY])
            recipients = _recipients(context, ids)
            for line in page:
                if line.begins:
                    yield line.begins
                number += 1
                row = line.row
                to = [*([row.name] if row.name else []), *recipients.get(row.id, []), row.addressees or ""]
                addressed = "\n".join(name for name in to if name)
                cells: list[Cell] = [
                    number, line.number, day(row.registered), line.shown("addressees", addressed),
                    line.summary, line.shown("signatory", row.signatory), line.shown("links", replies.get(row.id)),
                ]  # fmt: skip
                yield Row(cells, row.id)


class OutgoingJournal(CorrespondenceJournal):
    code = "registry.outgoing_journal"
    title = "Журнал учета исходящей корреспонденции"
    document_class = DocumentClass.OUTGOING


class InternalJournal(CorrespondenceJournal):
    code = "registry.internal_journal"
    title = "Журнал учета внутренней переписки"
    document_class = DocumentClass.INTERNAL
    by_kind = True


class ActsJournal(JournalAtPlace):
    code = "registry.acts_journal"
    title = "Журнал учета правовых актов (ОРД)"
    by_kind = True
    columns = (
        Column("№ п/п", 12, right_aligned=True),
        Column("Номер", 28),
        Column("Дата", 20),
        Column("Краткое содержание", 102),
        Column("Подпись", 40),
        Column("Связан с", 34),
        Column("Список рассылки", 42),
    )

    def rows(self, context: Context, parameters: PeriodAtPlace) -> Iterator[Line]:
        assert context.caller is not None
        number = 0
        for page in lines_of(context, parameters, DocumentClass.ACT, by_kind=self.by_kind):
            linked = _linked(context.caller, context, [line.row.id for line in page], list(LinkType))
            for line in page:
                if line.begins:
                    yield line.begins
                number += 1
                row = line.row
                cells: list[Cell] = [
                    number, line.number, day(row.registered), line.summary,
                    line.shown("signatory", row.signatory), line.shown("links", linked.get(row.id)),
                    line.shown("addressees", row.addressees),
                ]  # fmt: skip
                yield Row(cells, row.id)


class YearOfJournal(Struct, frozen=True):
    year: int
    journal: str = ""


class MissingNumbers(Journal[YearOfJournal]):
    """«Журнал пропущенных номеров»: every value of a year that no document bears, and why; neighbours in one line."""

    code = "registry.missing_numbers"
    covered, by_rights = "номера журналов", False
    title = "Журнал пропущенных номеров"
    group = "Журналы"
    right = Right.REGISTER
    parameters = YearOfJournal
    columns = (
        Column("№ п/п", 12, right_aligned=True),
        Column("Журнал", 56),
        Column("Номер", 56),
        Column("Всего", 14, right_aligned=True),
        Column("Состояние", 30),
        Column("Кто", 30),
        Column("Когда", 28),
        Column("Причина", 50),
        Column("Что было прежде", 50),
    )

    def form(self, context: Context) -> list[Parameter]:
        today = context.clock.today()
        years = [(str(today.year - back), str(today.year - back)) for back in range(11)]
        years += [(THIS_YEAR, "текущий"), (LAST_YEAR, "прошлый")]
        known = NumberService(context).journals()
        journals = [(str(row.id), row.draft.title) for row in known if not row.draft.practice]
        return [
            Parameter("year", "Год", ParameterKind.CHOICE, str(today.year), years),
            asking.choice("journal", "Журнал", [("", "Все журналы"), *journals]),
        ]

    def file_name(self, parameters: YearOfJournal) -> str:
        return f"{self.title} {parameters.year}"

    def lines(self, context: Context, parameters: YearOfJournal) -> list[str]:
        return [f"за {parameters.year} год"]

    def rows(self, context: Context, parameters: YearOfJournal) -> Iterator[Sequence[Cell]]:
        chosen = [NumberLedger.year == parameters.year, NumberLedger.state.in_(MISSING_STATES)]
        if parameters.journal:
            chosen.append(NumberLedger.journal_id == int(parameters.journal))
        order = (NumberJournal.title, NumberLedger.journal_id, NumberLedger.scope, NumberLedger.value)
        found = context.session.execute(
            ledger_rows().where(NumberService(context).of_the_book(), *chosen).order_by(*order)
        )
        for number, run in enumerate(_runs(map(ledger_row, found)), start=1):
            first, last = run[0], run[-1]
            at = f"{context.clock.local(first.at):%d.%m.%Y %H:%M}"
            until = f"; до {day(first.until)}" if first.until else ""
            values = first.number if first is last else f"{first.number} — {last.number}"
            yield [
                number, first.journal, values, len(run), first.state.label, first.person, at, first.reason + until,
                told(context, first.before),
            ]  # fmt: skip


def _runs(rows: Iterable[LedgerRow]) -> Iterator[list[LedgerRow]]:
    """Values that follow one another and became so by the same acts."""
    run: list[LedgerRow] = []
    for row in rows:
        if run and not _follows(run[-1], row):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _follows(earlier: LedgerRow, later: LedgerRow) -> bool:
    alike = ("journal_id", "scope", "state", "person", "at", "reason", "until", "before")
    return later.value == earlier.value + 1 and all(getattr(earlier, name) == getattr(later, name) for name in alike)


FORMS = (RecordForm.ELECTRONIC, RecordForm.MIXED, RecordForm.PAPER)


def _of_form(title: str) -> Column:
    return Column(title, 28, right_aligned=True, counts=Counted.DOCUMENT, summed=True)


class ElectronicShare(JournalAtPlace):
    """«Доля электронных документов»: electronic only against all registered, by kind and department.

    The department is the one that prepared the document; of an incoming letter that of its place of registration.
    """

    code = "registry.electronic_share"
    title = "Доля электронных документов"
    group = "Показатели"
    total_title = "ВСЕГО"
    columns = (
        Column("№ п/п", 12, right_aligned=True),
        Column("Вид документа, подразделение", 120),
        _of_form("Всего"),
        _of_form("Только электронные"),
        _of_form("Смешанные"),
        _of_form("Только бумажные"),
        Column("Доля эл., %", 22, right_aligned=True, share=(3, 2)),
    )
    chart = Chart("Доля электронных документов по видам, %", (6,))

    def rows(self, context: Context, parameters: PeriodAtPlace) -> Iterator[Line]:
        assert context.caller is not None
        kind = None
        for number, row in enumerate(context.session.execute(_by_form(context.caller, parameters)), start=1):
            if row.kind != kind:
                kind = row.kind
                yield Section(row.kind)
            forms = [Figure.of(getattr(row, form.value) or ()) for form in FORMS]
            yield [number, row.unit, Figure.of(row.every), *forms, None]


def _by_form(caller: Caller, parameters: PeriodAtPlace) -> Any:
    ids = func.array_agg(Document.id)
    of_form = {form: ids.filter(Document.form == form).label(form.value) for form in FORMS}
    registered = or_(*(is_registered(each) for each in DocumentClass))
    unit_id = func.coalesce(Document.unit_id, RegistrationPlace.unit_id)
    return (
        select(DocumentKind.title.label("kind"), Unit.title.label("unit"), ids.label("every"), *of_form.values())
        .join_from(Document, DocumentKind, DocumentKind.key == Document.kind)
        .join(RegistrationPlace, RegistrationPlace.id == Document.place_id)
        .join(Unit, Unit.id == unit_id)
        .where(registered, visible(caller, counting=True), *parameters.conditions())
        .group_by(DocumentKind.position, DocumentKind.title, Unit.title)
        .order_by(DocumentKind.position, DocumentKind.title, Unit.title)
    )  # fmt: skip
