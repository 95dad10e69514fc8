"""Printed forms on letters and their execution: the journal of incoming letters, the registration-and-control card."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from reportlab.platypus import Flowable, Paragraph, Spacer
from sqlalchemy import and_, or_, select

from common.assignments import OPEN, AssignmentCard, Status
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.registry.classes import DocumentClass
from common.reports import Parameter, ParameterKind
from server.assignments.cards import AssignmentCards
from server.assignments.models import Assignment
from server.assignments.queries import assignment_rows
from server.core.service import Context
from server.identity.models import RegistrationPlace
from server.registry.cards import card
from server.registry.kinds import kind_draft, kind_of
from server.registry.models import Document
from server.registry.queries import document_rows, is_registered
from server.registry.readers import visible, visible_document
from server.registry.showing import shown_fields
from server.reports.journal import Journal
from server.reports.report import Cell, Column, Period
from server.reports.sheet import STRONG, Sheet, fields, table

AT_ONCE = 500
SHORT = 34  # characters that leave room for a neighbour


class JournalPeriod(Period, frozen=True):
    place: str = ""


class IncomingJournal(Journal[JournalPeriod]):
    """«Журнал регистрации входящих документов», columns as CompanyMedia's users know them."""

    code = "assignments.incoming_journal"
    title = "Журнал регистрации входящих документов"
    group = "Журналы"
    right = Right.RUN_REPORTS
    parameters = JournalPeriod
    columns = (
        Column("№ п/п", 12, right_aligned=True),
        Column("Вид документа, дата, номер", 34),
        Column("Корреспондент", 42),
        Column("Краткое содержание документа", 62),
        Column("Резолюция", 38, "Резолюции"),
        Column("Срок исп.", 19, "Резолюции"),
        Column("Исполнители", 32, "Резолюции"),
        Column("Дата и номер контрагента", 27),
        Column("Контроль-ный срок", 20),
    )

    def form(self, context: Context) -> list[Parameter]:
        today = context.clock.today()
        places = context.session.execute(select(RegistrationPlace.id, RegistrationPlace.title).order_by("title"))
        choices = [("", "Все места регистрации"), *((str(place.id), place.title) for place in places)]
        return [
            Parameter("since", "Зарегистрированы с", ParameterKind.DATE, f"{today.replace(day=1)}"),
            Parameter("until", "по", ParameterKind.DATE, f"{today}"),
            Parameter("place", "Место регистрации", ParameterKind.CHOICE, "", choices, required=False),
        ]

    def problems(self, parameters: JournalPeriod) -> Iterator[Problem]:
        yield from parameters.problems()
        if parameters.place and not parameters.place.isdecimal():
            yield Problem("place", "Выберите место регистрации из списка.")

    def file_name(self, parameters: JournalPeriod) -> str:
        return f"{self.title} {parameters.since:%d.%m.%Y}–{parameters.until:%d.%m.%Y}"

    def lines(self, context: Context, parameters: JournalPeriod) -> list[str]:
        if not parameters.place:
            return [parameters.words]
        place = context.session.get(RegistrationPlace, int(parameters.place))
        return [parameters.words, f"Место регистрации: {place.title if place else '—'}"]

    def rows(self, context: Context, parameters: JournalPeriod) -> Iterator[Sequence[Cell]]:
        """Documents in the order of registration; a document with several resolutions takes several rows."""
        number = 0
        for letters in _letters(context, parameters):
            resolutions = _resolutions(context, [letter.id for letter in letters])
            for letter in letters:
                number += 1
                given = resolutions.get(letter.id, [("", "", "")])
                theirs = f"{_day(letter.their_date)}\n№ {letter.their_number}"
                kind = f"{letter.kind}\n{letter.registered:%d.%m.%Y}\n№ {letter.number}"
                yield [number, kind, letter.name, letter.summary, *given[0], theirs, _day(letter.control_due)]
                for resolution in given[1:]:
                    yield [None, None, None, None, *resolution, None, None]


def _letters(context: Context, parameters: JournalPeriod) -> Iterator[Sequence[Any]]:
    """Pages of letters by the key of their order, under the rights of the orderer."""
    assert context.caller is not None
    chosen = [Document.registered >= parameters.since, Document.registered <= parameters.until]
    if parameters.place:
        chosen.append(Document.place_id == int(parameters.place))
    last: tuple[datetime, int] | None = None
    while True:
        after = []
        if last is not None:
            after.append(
                or_(Document.registered_at > last[0], and_(Document.registered_at == last[0], Document.id > last[1]))
            )
        letters = context.session.execute(
            document_rows().add_columns(Document.registered_at)
            .where(is_registered(DocumentClass.INCOMING), visible(context.caller), *chosen, *after)
            .order_by(Document.registered_at, Document.id).limit(AT_ONCE)
        ).all()  # fmt: skip
        if letters:
            yield letters
            last = (letters[-1].registered_at, letters[-1].id)
        if len(letters) < AT_ONCE:
            return


def _resolutions(context: Context, document_ids: Sequence[DocumentId]) -> dict[DocumentId, list[tuple[str, str, str]]]:
    found: dict[DocumentId, list[tuple[str, str, str]]] = {}
    rows = context.session.execute(
        assignment_rows().where(Assignment.document_id.in_(document_ids)).order_by(Assignment.id)
    )
    for row in rows:
        executors = ", ".join(part for part in (row.responsible, row.co_executors) if part)
        found.setdefault(row.document_id, []).append((row.text, f"{row.due:%d.%m.%Y}", executors))
    return found


def _day(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


class CardOf(Struct, frozen=True):
    document: DocumentId


class ControlCard(Sheet[CardOf]):
    """«Регистрационно-контрольная карточка» of a document."""

    code = "assignments.control_card"
    title = "Регистрационно-контрольная карточка"
    group = "Карточки"
    right = Right.READ_DOCUMENTS
    parameters = CardOf

    def form(self, context: Context) -> list[Parameter]:
        return [Parameter("document", "Документ", ParameterKind.DOCUMENT)]

    def file_name(self, parameters: CardOf) -> str:
        return f"РКК {parameters.document}"

    def story(self, context: Context, parameters: CardOf) -> list[Flowable]:
        assert context.caller is not None
        document = visible_document(context.session, context.caller, parameters.document)
        cards = AssignmentCards(context).of_document(document.id)
        return [
            *fields(_requisites(context, document, _control(cards))),
            Spacer(1, 10),
            Paragraph("Резолюции и исполнение", STRONG),
            Spacer(1, 4),
            *_execution(cards, context.clock.local),
        ]


def _requisites(context: Context, document: Document, control: str) -> list[list[tuple[str, str]]]:
    """Short fields two in a line, long ones alone."""
    assert context.caller is not None
    found = card(context, context.caller, document)
    kind = kind_draft(kind_of(context.session, document.kind))
    number = f"{_day(document.registered)}  № {found.number or 'без номера'}"
    lines = [[("Класс", found.draft.document_class.label), ("Дата регистрации и №", number)]]
    for label, value in shown_fields(context.session, found, kind):
        short = len(value) <= SHORT
        if short and len(lines[-1]) == 1 and len(lines[-1][0][1]) <= SHORT:
            lines[-1].append((label, value))
        else:
            lines.append([(label, value)])
    return [*lines, [("Регистратор", found.registrar), ("Отметка о контроле", control)]]


def _control(cards: Sequence[AssignmentCard]) -> str:
    """Who controls, and what has been released: «на контроле у …; снято с контроля 02.12.2026»."""
    marks = []
    for each in cards:
        if each.row.controlled and each.row.status in OPEN:
            marks.append(f"на контроле: {each.controller}, срок {_day(each.row.due)}")
        elif each.row.controlled and each.row.status is Status.DONE:
            marks.append(f"снято с контроля {_day(each.done_on)}")
    return "; ".join(marks) or "без контроля"


def _execution(cards: Sequence[AssignmentCard], local: Callable[[datetime], datetime]) -> list[Flowable]:
    if not cards:
        return [Paragraph("Резолюций нет.", STRONG)]
    rows = []
    for each in cards:
        row = each.row
        executors = row.responsible + (f" (отв.), {row.co_executors}" if row.co_executors else "")
        moved = f"\nпервоначально {_day(each.first_due)}" if each.first_due != row.due else ""
        outcome = f"{row.status.label}{f' {_day(each.done_on)}' if each.done_on else ''}"
        if row.overdue_days:
            outcome += f", просрочено на {row.overdue_days} дн."
        reports = [f"{local(report.at):%d.%m.%Y} {report.author}: {report.text}" for report in each.reports]
        rows.append([
            f"{row.author}: {row.text}", executors, f"{_day(row.due)}{moved}", "\n".join([outcome, *reports]),
        ])  # fmt: skip
    return [table(["Резолюция", "Исполнители", "Срок", "Исполнение"], [34, 24, 17, 36], rows)]
