"""«Лист согласования» and «Лист учёта замечаний» of one approval."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Spacer

from common.approvals.api import ApprovalCard, VisaRow
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
from server.registry.readers import visible_document
from server.reports.sheet import STRONG, TEXT, Sheet, fields, grounds, table

NAMED = ParagraphStyle("cycle", parent=STRONG, spaceBefore=8, spaceAfter=3, keepWithNext=True)
SUM = "сумма"  # how the extra field of a kind begins that holds the sum of a contract


class OfApproval(Struct, frozen=True):
    approval: ApprovalId


class OneApproval(Sheet[OfApproval]):
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

    def saved_as(self, context: Context, parameters: OfApproval) -> str:
        return f"{self.title} {known_as(self.read(context, parameters)[0])}"

    def read(self, context: Context, parameters: OfApproval) -> tuple[Document, ApprovalCard]:
        """Raises Missing for what the orderer may not see."""
        approval = context.session.get(Approval, parameters.approval)
        if approval is None:
            raise Missing("Такого согласования нет.")
        assert context.caller is not None
        document = visible_document(context.session, context.caller, approval.document_id)
        found = ApprovalCards(context).of_document(document)
        return document, next(each for each in found if each.id == approval.id)

    def moment(self, context: Context, value: datetime | None) -> str:
        return f"{context.clock.local(value):%d.%m.%Y %H:%M}" if value else ""


class ApprovalSheet(OneApproval):
    code = "approvals.sheet"
    title = "Лист согласования"

    def story(self, context: Context, parameters: OfApproval) -> list[Flowable]:
        document, found = self.read(context, parameters)
        shown = [row for row in found.visas if row.visa is not None or row.cycle == found.cycle]
        return [
            *fields(_of_document(context, document)),
            Spacer(1, 8),
            *fields(
                [
                    [("Процесс №", str(found.id)), ("Инициатор", found.initiator), ("Тип", found.type)],
                    [("Дата начала", self.moment(context, found.started)),
                     ("Дата окончания", self.moment(context, found.ended) or found.state.label),
                     ("Срок", day(found.due) or "не установлен")],
                ]
            ),
            Spacer(1, 10),
            *self._cycles(context, found, shown),
            *grounds(row.deadline for row in shown),
        ]  # fmt: skip

    def _cycles(self, context: Context, found: ApprovalCard, shown: Sequence[VisaRow]) -> Iterator[Flowable]:
        """What the visas of each cycle were; one cycle needs no name."""
        heads, shares = ["Дата, время", "Согласующий", "Срок", "Виза", "Комментарий"], [17, 31, 16, 23, 36]
        for cycle in sorted({row.cycle for row in shown}):
            if found.cycle > 1:
                yield Paragraph(f"Цикл {cycle}", NAMED)
            of_cycle = [row for row in shown if row.cycle == cycle]
            rows = sorted(of_cycle, key=lambda row: row.visa is None)
            yield table(heads, shares, [self._line(context, row) for row in rows])

    def _line(self, context: Context, row: VisaRow) -> list[str]:
        if row.visa is None:
            return ["", f"{row.person}\n{row.post}", day(row.due), "ожидается" if row.waits else "—", row.absent]
        return [
            self.moment(context, row.decided), f"{row.by}\n{row.post}", day(row.due), row.visa.label, _comment(row),
        ]  # fmt: skip


class RemarksSheet(OneApproval):
    code = "approvals.remarks"
    title = "Лист учёта замечаний"

    def story(self, context: Context, parameters: OfApproval) -> list[Flowable]:
        document, found = self.read(context, parameters)
        remarks = [row for row in found.visas if row.visa is not None and row.visa.asks_for_text]
        about = [
            *fields(_of_document(context, document)), Spacer(1, 8),
            *fields([[("Процесс №", str(found.id)), ("Инициатор", found.initiator),
                      ("Дата начала", self.moment(context, found.started))]]),
            Spacer(1, 10),
        ]  # fmt: skip
        if not remarks:
            return [*about, Paragraph("Замечаний нет.", TEXT)]
        rows = [
            [f"{row.by or row.person}, {self.moment(context, row.decided)}\n{row.text}", _decision(row), row.answer]
            for row in remarks
        ]
        left = len([row for row in remarks if row.taken is None])
        said = f"Замечаний: {len(remarks)}, из них без решения: {left}."
        heads = ["Замечания и предложения", "Учтено / отклонено", "Пояснения, мотивы отклонения"]
        return [*about, table(heads, [52, 22, 42], rows), Spacer(1, 6), Paragraph(said, STRONG)]


def _comment(row: VisaRow) -> str:
    seen = "; ".join(f"{file.name}, версия {file.number}" for file in row.files)
    return "\n".join(part for part in (row.text, seen and f"Файлы: {seen}") if part)


def _decision(row: VisaRow) -> str:
    return "" if row.taken is None else "учтено" if row.taken else "отклонено"


def _of_document(context: Context, document: Document) -> Sequence[Sequence[tuple[str, str]]]:
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
