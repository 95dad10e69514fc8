"""Printed forms on letters and their execution: the journal of incoming letters, the registration-and-control card."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from reportlab.platypus import Flowable, Paragraph, Spacer

from common.assignments.cards import AssignmentCard
from common.assignments.rules import OPEN, UNISSUED, Status
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.wording import day
from common.registry.classes import DocumentClass, DocumentState
from common.registry.practice import MARK
from common.reports import Parameter, ParameterKind
from server.assignments.cards import AssignmentCards
from server.assignments.models import Assignment
from server.assignments.queries import assignment_rows
from server.core.service import Context
from server.registry.cards import card
from server.registry.control import known_as
from server.registry.journal import JournalAtPlace, PeriodAtPlace, lines_of
from server.registry.kinds import kind_draft, kind_of
from server.registry.models import Document
from server.registry.past import cancellations, renumberings
from server.registry.readers import opened_document
from server.registry.showing import shown_fields
from server.reports.report import Cell, Column, Line, Row
from server.reports.sheet import STRONG, Sheet, escaped, fields, grounds, table

Resolutions = dict[DocumentId, list[tuple[str, str, str]]]  # text, term, executors
SHORT = 34  # characters that leave room for a neighbour


class IncomingJournal(JournalAtPlace):
    """«Журнал регистрации входящих документов», columns as CompanyMedia's users know them."""

    code = "assignments.incoming_journal"
    title = "Журнал регистрации входящих документов"
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

    def rows(self, context: Context, parameters: PeriodAtPlace) -> Iterator[Line]:
        """Numbers in the order of their values; a document with several resolutions takes several rows."""
        number = 0
        for lines in lines_of(context, parameters, DocumentClass.INCOMING):
            resolutions = resolutions_of(context, [line.row.id for line in lines if not line.former])
            for line in lines:
                if line.begins:
                    yield line.begins
                number += 1
                letter = line.row
                given = [] if line.former else resolutions.get(letter.id, [])
                given = [(line.shown("text", text), due, who) for text, due, who in given] or [("", "", "")]
                theirs = line.shown("their_number", f"{day(letter.their_date)}\n№ {letter.their_number}")
                kind = "\n".join(part for part in (line.shown("kind", letter.kind), day(letter.registered)) if part)
                cells: list[Cell] = [
                    number, f"{kind}\n№ {line.number}", line.shown("name", letter.name), line.summary, *given[0],
                    theirs, line.shown("control_due", day(letter.control_due)),
                ]  # fmt: skip
                yield Row(cells, letter.id)
                for resolution in given[1:]:
                    yield Row([None, None, None, None, *resolution, None, None], letter.id)


def resolutions_of(context: Context, document_ids: Sequence[DocumentId]) -> Resolutions:
    found: Resolutions = {}
    rows = context.session.execute(
        assignment_rows().order_by(Assignment.id)
        .where(Assignment.document_id.in_(document_ids), Assignment.status.not_in(UNISSUED)),
        {"today": context.clock.today()},
    )  # fmt: skip
    for row in rows:
        executors = ", ".join(part for part in (row.responsible, row.co_executors) if part)
        found.setdefault(row.document_id, []).append((row.text, f"{row.due:%d.%m.%Y}", executors))
    return found


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

    def saved_as(self, context: Context, parameters: CardOf) -> str:
        assert context.caller is not None
        document = opened_document(context.session, context.caller, parameters.document)
        return f"РКК {f'{MARK} ' if document.practice else ''}{known_as(document)}"

    def story(self, context: Context, parameters: CardOf) -> list[Flowable]:
        assert context.caller is not None
        document = opened_document(context.session, context.caller, parameters.document)
        everything = AssignmentCards(context).of_document(document)
        cards = [each for each in everything if each.row.status not in UNISSUED]
        return [
            *([Paragraph(f"{MARK} ДОКУМЕНТ", STRONG), Spacer(1, 8)] if document.practice else []),
            *_fate(context, document),
            *fields(_requisites(context, document, _control(cards))),
            Spacer(1, 10),
            Paragraph("Резолюции и исполнение", STRONG),
            Spacer(1, 4),
            *_execution(cards, context.clock.local),
            *grounds(each.deadline for each in cards),
        ]


def _fate(context: Context, document: Document) -> list[Flowable]:
    """What nobody who holds the card may overlook: the document is no longer registered."""
    said = cancellations(context, [document.id]).get(document.id)
    if document.state is not DocumentState.CANCELLED or said is None:
        return []
    return [Paragraph(escaped(f"{said[0].upper()}{said[1:]}"), STRONG), Spacer(1, 8)]


def _requisites(context: Context, document: Document, control: str) -> list[list[tuple[str, str]]]:
    """Short fields two in a line, long ones alone."""
    assert context.caller is not None
    found = card(context, context.caller, document)
    kind = kind_draft(kind_of(context.session, document.kind))
    number = f"{day(document.registered)}  № {found.number or 'без номера'}"
    lines = [[("Класс", found.draft.document_class.label), ("Дата регистрации и №", number)]]
    past = "\n".join(
        f"№ {each.number}: {each.said}" for each in renumberings(context, [document.id]).get(document.id, [])
    )
    if past:
        lines.append([("Прежние номера", past)])
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
            marks.append(f"на контроле: {each.row.controller}, срок {day(each.row.due)}")
        elif each.row.controlled and each.row.status is Status.DONE:
            marks.append(f"снято с контроля {day(each.done_on)}")
    return "; ".join(marks) or "без контроля"


def _execution(cards: Sequence[AssignmentCard], local: Callable[[datetime], datetime]) -> list[Flowable]:
    if not cards:
        return [Paragraph("Резолюций нет.", STRONG)]
    rows = []
    for each in cards:
        row = each.row
        point = f"п. {row.point} · " if row.point else ""
        executors = row.responsible + (f" (отв.), {row.co_executors}" if row.co_executors else "")
        moved = f"\nпервоначально {day(each.first_due)}" if each.first_due != row.due else ""
        outcome = f"{row.status.label}{f' {day(each.done_on)}' if each.done_on else ''}"
        if row.overdue_days:
            outcome += f", просрочено на {row.overdue_days} дн. ({row.overdue_working_days} раб.)"
        reports = [f"{local(report.at):%d.%m.%Y} {report.author}: {report.text}" for report in each.reports]
        rows.append([
            f"{row.author}: {point}{row.text}", executors, f"{day(row.due)}{moved}", "\n".join([outcome, *reports]),
        ])  # fmt: skip
    return [table(["Резолюция", "Исполнители", "Срок", "Исполнение"], [34, 24, 17, 36], rows)]
