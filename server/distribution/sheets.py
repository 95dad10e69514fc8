"""«Лист ознакомления» of a document."""

from collections.abc import Iterator

from msgspec import Struct
from reportlab.platypus import Flowable, Spacer
from sqlalchemy import select

from common.distribution.api import Result, SheetFilter, SheetRow
from common.kernel.deadlines import Deadline
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
from server.registry.on_paper import margin_of
from server.registry.readers import visible_document
from server.reports.sheet import TEXT, Margin, Sheet, Words, fields, grounds, table

EVERYBODY = 100_000
HEADS = ["СП, должность", "Участник ознакомления", "Результат", "Дата, время ознакомления", "Комментарии"]
SHARES = [47, 31, 28, 25, 37]


class OfDocument(Struct, frozen=True):
    document: DocumentId


class AcquaintanceSaid(Struct, frozen=True):
    """`document` is labelled fields, line by line; `rows` are the people, cell by cell."""

    document: list[list[tuple[str, str]]]
    rows: list[list[str]]
    people: int
    done: int
    late: int
    deadlines: list[Deadline]


class AcquaintanceSheet(Sheet[OfDocument, AcquaintanceSaid]):
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

    def read(self, context: Context, parameters: OfDocument) -> AcquaintanceSaid:
        assert context.caller is not None
        document = visible_document(context.session, context.caller, parameters.document)
        today = context.clock.today()
        rows = sheet_page(context.session, document.id, SheetFilter(), today, 0, EVERYBODY).rows
        standing = [row for row in rows if row.result is not Result.RECALLED]
        units = unit_states(context.session, document.id, today)
        return AcquaintanceSaid(
            document=_of_document(context, document),
            rows=[_cells(context, row) for row in standing],
            people=sum(unit.people for unit in units),
            done=sum(unit.done for unit in units),
            late=sum(unit.overdue for unit in units),
            deadlines=[row.deadline for row in standing if row.deadline is not None],
        )

    def margin(self, context: Context, parameters: OfDocument) -> Margin:
        assert context.caller is not None
        return margin_of(visible_document(context.session, context.caller, parameters.document))

    def story(self, said: AcquaintanceSaid) -> list[Flowable]:
        about = [*fields(said.document), Spacer(1, 10)]
        if not said.rows:
            return [*about, Words("Документ для ознакомления не рассылали.", TEXT)]
        sums = (
            f"Разослано: {said.people}, ознакомлены: {said.done}, не ознакомлены: {said.people - said.done},"
            f" из них просрочено: {said.late}."
        )
        return [*about, table(HEADS, SHARES, said.rows, sums=sums), *grounds(said.deadlines)]


def _cells(context: Context, row: SheetRow) -> list[str]:
    at = f"{context.clock.local(row.confirmed_at):%d.%m.%Y %H:%M}" if row.confirmed_at else ""
    stead = f"Подтвердил: {row.by}" if row.by not in {"", row.person} else ""
    remarks = "\n".join(each for each in (row.comment, stead) if each)
    result = row.said if at or not row.due else f"{row.said}, срок {day(row.due)}"
    return [f"{row.unit}\n{row.post}", row.person, result, at, remarks]


def _of_document(context: Context, document: Document) -> list[list[tuple[str, str]]]:
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
