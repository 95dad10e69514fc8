"""«Лист согласования» and «Лист учёта замечаний» of one approval."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from msgspec import Struct
from reportlab.platypus import Flowable, Spacer

from common.approvals.api import ApprovalCard, VisaRow
from common.kernel.deadlines import Deadline
from common.kernel.ids import ApprovalId, PersonId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.reports import Parameter, ParameterKind
from common.rpc.errors import Missing
from server.approvals.cards import ApprovalCards
from server.approvals.models import Approval
from server.core.service import Context
from server.registry.cards import card
from server.registry.control import known_as
from server.registry.kinds import kind_draft, kind_of
from server.registry.models import Document
from server.registry.on_paper import margin_of
from server.registry.readers import visible_document
from server.reports.sheet import TEXT, Margin, Said, Sheet, Words, fields, grounds, table

SUM = "сумма"  # how the extra field of a kind begins that holds the sum of a contract


class OfApproval(Struct, frozen=True):
    approval: ApprovalId


class Turn(Struct, frozen=True):
    """An approver's line: what he said in a cycle, or that he is still waited for."""

    cycle: int
    cells: list[str]


class ApprovalSaid(Struct, frozen=True):
    """`document` and `course` are labelled fields, line by line."""

    document: list[list[tuple[str, str]]]
    course: list[list[tuple[str, str]]]
    cycles: int
    turns: list[Turn]
    deadlines: list[Deadline]


class RemarksSaid(Struct, frozen=True):
    document: list[list[tuple[str, str]]]
    course: list[list[tuple[str, str]]]
    remarks: list[list[str]]
    undecided: int


class OneApproval(Sheet[OfApproval, Said]):
    """Base of the sheets of one approval; ordered from its tab."""

    group = "Согласование"
    right = Right.READ_DOCUMENTS
    parameters = OfApproval
    listed = False

    def form(self, context: Context) -> list[Parameter]:
        return [Parameter("approval", "Процесс №", ParameterKind.TEXT)]

    def problems(self, parameters: OfApproval) -> Iterator[Problem]:
        if parameters.approval <= 0:
            yield Problem("approval", "Укажите номер процесса согласования.")

    def margin(self, context: Context, parameters: OfApproval) -> Margin:
        return margin_of(_found(context, parameters)[0])

    def saved_as(self, context: Context, parameters: OfApproval) -> str:
        return f"{self.title} {known_as(_found(context, parameters)[0])}"


class ApprovalSheet(OneApproval[ApprovalSaid]):
    code = "approvals.sheet"
    title = "Лист согласования"

    def read(self, context: Context, parameters: OfApproval) -> ApprovalSaid:
        document, found = _found(context, parameters)
        shown = [row for row in found.visas if row.visa is not None or row.cycle == found.cycle]
        ended = _moment(context, found.ended) or found.state.label
        return ApprovalSaid(
            document=_of_document(context, document),
            course=[
                [("Процесс №", str(found.id)), ("Инициатор", found.initiator), ("Тип", found.type)],
                [("Дата начала", _moment(context, found.started)), ("Дата окончания", ended),
                 ("Срок", day(found.due) or "не установлен")],
            ],
            cycles=found.cycle,
            turns=[
                Turn(row.cycle, _turn(context, row))
                for row in sorted(shown, key=lambda row: (row.cycle, row.visa is None))
            ],
            deadlines=[row.deadline for row in shown if row.deadline is not None],
        )  # fmt: skip

    def story(self, said: ApprovalSaid) -> list[Flowable]:
        about = [*fields(said.document), Spacer(1, 8), *fields(said.course), Spacer(1, 10)]
        return [*about, *_cycles(said), *grounds(said.deadlines)]


class RemarksSheet(OneApproval[RemarksSaid]):
    code = "approvals.remarks"
    title = "Лист учёта замечаний"

    def read(self, context: Context, parameters: OfApproval) -> RemarksSaid:
        document, found = _found(context, parameters)
        remarks = [row for row in found.visas if row.visa is not None and row.visa.asks_for_text]
        started = ("Дата начала", _moment(context, found.started))
        return RemarksSaid(
            document=_of_document(context, document),
            course=[[("Процесс №", str(found.id)), ("Инициатор", found.initiator), started]],
            remarks=[
                [f"{row.by or row.person}, {_moment(context, row.decided)}\n{row.text}", _decision(row), row.answer]
                for row in remarks
            ],
            undecided=sum(row.taken is None for row in remarks),
        )

    def story(self, said: RemarksSaid) -> list[Flowable]:
        about = [*fields(said.document), Spacer(1, 8), *fields(said.course), Spacer(1, 10)]
        if not said.remarks:
            return [*about, Words("Замечаний нет.", TEXT)]
        sums = f"Замечаний: {len(said.remarks)}, из них без решения: {said.undecided}."
        heads = ["Замечания и предложения", "Учтено / отклонено", "Пояснения, мотивы отклонения"]
        return [*about, table(heads, [52, 22, 42], said.remarks, sums=sums)]


def _found(context: Context, parameters: OfApproval) -> tuple[Document, ApprovalCard]:
    """Raises Missing for what the orderer may not see."""
    approval = context.session.get(Approval, parameters.approval)
    if approval is None:
        raise Missing("Такого согласования нет.")
    assert context.caller is not None
    document = visible_document(context.session, context.caller, approval.document_id)
    found = ApprovalCards(context).of_document(document)
    return document, next(each for each in found if each.id == approval.id)


def _cycles(said: ApprovalSaid) -> Iterator[Flowable]:
    """What the visas of each cycle were; one cycle needs no name."""
    heads, shares = ["Дата, время", "Согласующий", "Виза", "Комментарий"], [19, 36, 30, 38]
    for cycle, turns in groupby(said.turns, key=lambda turn: turn.cycle):
        yield table(heads, shares, [turn.cells for turn in turns], named=f"Цикл {cycle}" if said.cycles > 1 else "")
        yield Spacer(1, 8)


def _turn(context: Context, row: VisaRow) -> list[str]:
    if row.visa is None:
        term = f" до {day(row.due)}" if row.due else ""
        return ["", f"{row.person}\n{row.post}", f"ожидается{term}" if row.waits else "—", row.absent]
    decided = _moment(context, row.decided)
    return [decided, f"{row.by}\n{row.post}", row.visa.label, _comment(row)]


def _moment(context: Context, value: datetime | None) -> str:
    return f"{context.clock.local(value):%d.%m.%Y %H:%M}" if value else ""


def _comment(row: VisaRow) -> str:
    seen = "; ".join(f"{file.name}, версия {file.number}" for file in row.files)
    return "\n".join(part for part in (row.text, seen and f"Файлы: {seen}") if part)


def _decision(row: VisaRow) -> str:
    return "" if row.taken is None else "учтено" if row.taken else "отклонено"


def _of_document(context: Context, document: Document) -> list[list[tuple[str, str]]]:
    """Документ, Подпись, Сумма, Заголовок, Контрагент, Исполнитель; what the document cannot have is left out."""
    assert context.caller is not None
    found = card(context, context.caller, document)
    draft = found.draft
    number = f" № {found.number} от {day(document.registered)}" if found.number else f", проект № {document.id}"
    kind = kind_draft(kind_of(context.session, document.kind))
    total = next(
        (draft.extra.get(field.key, "") for field in kind.fields if field.title.lower().startswith(SUM)), ""
    )  # fmt: skip
    partner = found.correspondent.name if found.correspondent else ""
    bargain = [(name, value) for name, value in (("Контрагент", partner), ("Сумма", total)) if value]
    return [
        [("Документ", found.kind_title + number), ("Подпись", _name(found.addressees, draft.signatory_id))],
        [("Заголовок", draft.summary)],
        *([bargain] if bargain else []),
        [("Исполнитель", _name(found.addressees, draft.executor_id)), ("Подразделение", found.unit)],
    ]


def _name(names: dict[PersonId, str], person_id: PersonId | None) -> str:
    return names.get(person_id, "") if person_id else ""
