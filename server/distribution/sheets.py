"""«Лист ознакомления» of a document."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from reportlab.platypus import Flowable, Paragraph, Spacer
from sqlalchemy import select

from common.distribution.api import Result, SheetFilter, SheetRow
from common.kernel.ids import DocumentId
from common.kernel.rights import Right
from common.kernel.validation import Problem
from common.kernel.wording import day
from common.reports import Parameter, ParameterKind
from server.core.service import Context
from server.distribution.models import DistributionSending
from server.distribution.queries import sheet_page, unit_states
from server.registry.cards import card
from server.registry.control import known_as
from server.registry.models import Document
from server.registry.readers import visible_document
from server.reports.sheet import STRONG, TEXT, Sheet, fields, grounds, table

EVERYBODY = 100_000
HEADS = ["СП, должность", "Участник ознакомления", "Срок", "Результат", "Дата, время ознакомления", "Комментарии"]


class OfDocument(Struct, frozen=True):
    document: DocumentId


class AcquaintanceSheet(Sheet[OfDocument]):
    """Whoever it was taken back from is not on it."""

    code = "distribution.sheet"
    title = "Лист ознакомления"
    group = "Ознакомление"
    right = Right.READ_DOCUMENTS
    parameters = OfDocument
    listed = False

    def form(self, context: Context) -> list[Parameter]:
        return [Parameter("document", "Документ №", ParameterKind.TEXT)]

    def problems(self, parameters: OfDocument) -> Iterator[Problem]:
        if parameters.document <= 0:
            yield Problem("document", "Укажите документ.")

    def saved_as(self, context: Context, parameters: OfDocument) -> str:
        assert context.caller is not None
        return f"{self.title} {known_as(visible_document(context.session, context.caller, parameters.document))}"

    def story(self, context: Context, parameters: OfDocument) -> list[Flowable]:
        """Raises Missing for what the orderer may not see."""
        assert context.caller is not None
        document = visible_document(context.session, context.caller, parameters.document)
        today = context.clock.today()
        rows = sheet_page(context.session, document.id, SheetFilter(), today, 0, EVERYBODY).rows
        standing = [row for row in rows if row.result is not Result.RECALLED]
        about = [*fields(_of_document(context, document)), Spacer(1, 10)]
        if not standing:
            return [*about, Paragraph("Документ для ознакомления не рассылали.", TEXT)]
        units = unit_states(context.session, document.id, today)
        people, done = sum(unit.people for unit in units), sum(unit.done for unit in units)
        late = sum(unit.overdue for unit in units)
        said = f"Разослано: {people}, ознакомлены: {done}, не ознакомлены: {people - done}, из них просрочено: {late}."
        cells = [_cells(context, row) for row in standing]
        whole = table(HEADS, [42, 29, 20, 24, 25, 28], cells)
        return [
            *about, whole, Spacer(1, 6), Paragraph(said, STRONG), *grounds(row.deadline for row in standing),
        ]  # fmt: skip


def _cells(context: Context, row: SheetRow) -> list[str]:
    at = f"{context.clock.local(row.confirmed_at):%d.%m.%Y %H:%M}" if row.confirmed_at else ""
    stead = f"Подтвердил: {row.by}" if row.by not in {"", row.person} else ""
    remarks = "\n".join(each for each in (row.comment, stead) if each)
    return [f"{row.unit}\n{row.post}", row.person, day(row.due), row.said, at, remarks]


def _of_document(context: Context, document: Document) -> Sequence[Sequence[tuple[str, str]]]:
    """Документ, Заголовок, Подписал; кому и кто разослал."""
    assert context.caller is not None
    found = card(context, context.caller, document)
    signatory = found.draft.signatory_id
    signed = found.addressees.get(signatory, "") if signatory else found.draft.signatory
    recipients = context.session.scalars(
        select(DistributionSending.recipients)
        .where(DistributionSending.document_id == document.id, DistributionSending.recalled_at.is_(None))
        .order_by(DistributionSending.id)
    )
    return [
        [("Документ", f"{found.kind_title} № {found.number} от {day(document.registered)}"), ("Подпись", signed)],
        [("Заголовок", found.draft.summary)],
        [("Рассылка", "; ".join(dict.fromkeys(recipients)))],
    ]
