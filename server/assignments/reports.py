"""The journal of incoming letters with their resolutions."""

from collections.abc import Iterator, Sequence

from common.assignments.rules import UNISSUED
from common.kernel.ids import DocumentId
from common.kernel.wording import day
from common.registry.classes import DocumentClass
from server.assignments.models import Assignment
from server.assignments.queries import assignment_rows
from server.core.service import Context
from server.registry.journal import JournalAtPlace, PeriodAtPlace, lines_of
from server.reports.report import Cell, Column, Line, Row

Resolutions = dict[DocumentId, list[tuple[str, str, str]]]  # text, term, executors


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
