"""«Регистрационно-контрольная карточка»: what a document is, and how it has been executed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

from msgspec import Struct
from reportlab.platypus import Flowable, Spacer

from common.assignments.cards import AssignmentCard
from common.assignments.rules import OPEN, UNISSUED, Status
from common.kernel.deadlines import Deadline
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.wording import day
from common.registry.classes import DocumentState
from common.registry.practice import MARK
from common.reports import Parameter, ParameterKind
from server.assignments.cards import AssignmentCards
from server.core.service import Context
from server.registry.cards import card
from server.registry.control import known_as
from server.registry.kinds import kind_draft, kind_of
from server.registry.models import Document
from server.registry.on_paper import margin_of
from server.registry.past import cancellations, renumberings
from server.registry.readers import opened_document
from server.registry.showing import shown_fields
from server.reports.sheet import STRONG, Margin, Sheet, Words, escaped, fields, grounds, table

SHORT = 34  # characters that leave room for a neighbour
HEADS, SHARES = ["Резолюция", "Исполнители", "Срок", "Исполнение"], [34, 24, 17, 36]


class CardOf(Struct, frozen=True):
    document: DocumentId


class Execution(Struct, frozen=True):
    """An assignment as the card tells of it."""

    text: str
    executors: str
    term: str
    outcome: str

    @property
    def cells(self) -> list[str]:
        return [self.text, self.executors, self.term, self.outcome]


class CardSaid(Struct, frozen=True):
    """`warnings` is what nobody who holds the card may overlook; `requisites` are labels with their values."""

    warnings: list[str]
    requisites: list[tuple[str, str]]
    execution: list[Execution]
    deadlines: list[Deadline]


class ControlCard(Sheet[CardOf, CardSaid]):
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

    def read(self, context: Context, parameters: CardOf) -> CardSaid:
        assert context.caller is not None
        document = opened_document(context.session, context.caller, parameters.document)
        everything = AssignmentCards(context).of_document(document)
        cards = [each for each in everything if each.row.status not in UNISSUED]
        return CardSaid(
            warnings=list(_warnings(context, document)),
            requisites=list(_requisites(context, document, cards)),
            execution=[_execution(each, context.clock.local) for each in cards],
            deadlines=[each.deadline for each in cards if each.deadline is not None],
        )

    def margin(self, context: Context, parameters: CardOf) -> Margin:
        assert context.caller is not None
        return margin_of(opened_document(context.session, context.caller, parameters.document))

    def story(self, said: CardSaid) -> list[Flowable]:
        story: list[Flowable] = []
        for words in said.warnings:
            story += [Words(escaped(words), STRONG), Spacer(1, 8)]
        story += [*fields(_in_lines(said.requisites)), Spacer(1, 10)]
        if said.execution:
            rows = [each.cells for each in said.execution]
            story.append(table(HEADS, SHARES, rows, named="Резолюции и исполнение"))
        else:
            story.append(Words("Резолюций нет.", STRONG))
        return [*story, *grounds(said.deadlines)]


def _in_lines(requisites: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Short fields two in a line, long ones alone."""
    lines: list[list[tuple[str, str]]] = []
    for label, value in requisites:
        neighbours = lines and len(lines[-1]) == 1 and len(lines[-1][0][1]) <= SHORT
        if neighbours and len(value) <= SHORT:
            lines[-1].append((label, value))
        else:
            lines.append([(label, value)])
    return lines


def _warnings(context: Context, document: Document) -> Iterator[str]:
    if document.practice:
        yield f"{MARK} ДОКУМЕНТ"
    said = cancellations(context, [document.id]).get(document.id)
    if document.state is DocumentState.CANCELLED and said is not None:
        yield f"{said[0].upper()}{said[1:]}"


def _requisites(context: Context, document: Document, cards: Sequence[AssignmentCard]) -> Iterator[tuple[str, str]]:
    assert context.caller is not None
    found = card(context, context.caller, document)
    yield "Класс", found.draft.document_class.label
    yield "Дата регистрации и №", f"{day(document.registered)}  № {found.number or 'без номера'}"
    past = "\n".join(
        f"№ {each.number}: {each.said}" for each in renumberings(context, [document.id]).get(document.id, [])
    )
    if past:
        yield "Прежние номера", past
    yield from shown_fields(context.session, found, kind_draft(kind_of(context.session, document.kind)))
    yield "Регистратор", found.registrar
    yield "Срок исполнения", day(document.control_due or max((each.row.due for each in cards), default=None))
    yield "Дата исполнения", day(_executed(cards))
    yield "Отметка о контроле", _control(cards)


def _executed(cards: Sequence[AssignmentCard]) -> date | None:
    """When the last assignment was executed, once nothing is left to do."""
    done = [each.done_on for each in cards if each.done_on is not None]
    return max(done) if done and not any(each.row.status in OPEN for each in cards) else None


def _control(cards: Sequence[AssignmentCard]) -> str:
    """Who controls, and what has been released: «на контроле у …; снято с контроля 02.12.2026»."""
    marks = []
    for each in cards:
        if each.row.controlled and each.row.status in OPEN:
            marks.append(f"на контроле: {each.row.controller}, срок {day(each.row.due)}")
        elif each.row.controlled and each.row.status is Status.DONE:
            marks.append(f"снято с контроля {day(each.done_on)}")
    return "; ".join(dict.fromkeys(marks)) or "без контроля"


def _execution(each: AssignmentCard, local: Callable[[datetime], datetime]) -> Execution:
    row = each.row
    point = f"п. {row.point} · " if row.point else ""
    moved = f"\nпервоначально {day(each.first_due)}" if each.first_due != row.due else ""
    outcome = f"{row.status.label}{f' {day(each.done_on)}' if each.done_on else ''}"
    if row.overdue_days:
        outcome += f", просрочено на {row.overdue_days} дн. ({row.overdue_working_days} раб.)"
    reports = [f"{local(report.at):%d.%m.%Y} {report.author}: {report.text}" for report in each.reports]
    return Execution(
        text=f"{row.author}: {point}{row.text}",
        executors=row.responsible + (f" (отв.), {row.co_executors}" if row.co_executors else ""),
        term=f"{day(row.due)}{moved}",
        outcome="\n".join([outcome, *reports]),
    )
