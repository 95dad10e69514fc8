"""«Список входящих»: registered letters by their control term, each with its resolutions."""

from collections.abc import Iterator

from sqlalchemy import select

from common.kernel.wording import day
from common.registry.classes import DocumentClass
from server.assignments.reports import resolutions_of
from server.core.service import Context
from server.registry.journal import JournalAtPlace, PeriodAtPlace
from server.registry.leaving import leaving
from server.registry.models import Document
from server.registry.queries import document_rows, is_registered
from server.registry.readers import visible
from server.reports.report import Cell, Column, Line, Row

AT_ONCE = 500


class IncomingList(JournalAtPlace):
    code = "assignments.incoming_list"
    title = "Список входящих"
    columns = (
        Column("№ п/п", 13, right_aligned=True),
        Column("Контрольный срок", 26),
        Column("Дата и номер у контрагента", 30),
        Column("Корреспондент", 42),
        Column("Вид/дата/номер", 34),
        Column("Краткое содержание", 54),
        Column("Резолюция/поручение", 42),
        Column("Срок исп-ия", 20),
        Column("Исполнители", 34),
    )

    def rows(self, context: Context, parameters: PeriodAtPlace) -> Iterator[Line]:
        assert context.caller is not None
        found = select(Document.id).where(
            is_registered(DocumentClass.INCOMING), visible(context.caller, counting=True), *parameters.conditions(),
        )  # fmt: skip
        statement = (
            document_rows().where(Document.id.in_(found))
            .order_by(Document.control_due.nulls_last(), Document.registered, Document.number_order, Document.id)
        )  # fmt: skip
        letters = context.session.execute(statement, execution_options={"yield_per": AT_ONCE})
        number = 0
        for page in letters.partitions(AT_ONCE):
            resolutions = resolutions_of(context, [letter.id for letter in page])
            for letter in page:
                number += 1
                given = [
                    (leaving("text", text, letter.restriction), due, who)
                    for text, due, who in resolutions.get(letter.id, [])
                ] or [("", "", "")]
                theirs = f"{day(letter.their_date)}\n№ {letter.their_number}"
                about: list[Cell] = [
                    leaving(field, value, letter.restriction) or ""
                    for field, value in (
                        ("control_due", day(letter.control_due)), ("their_number", theirs), ("name", letter.name or ""),
                        ("kind", f"{letter.kind}\n{day(letter.registered)}\n№ {letter.number}"),
                        ("summary", letter.summary),
                    )
                ]  # fmt: skip
                yield Row([number, *about, *given[0]], letter.id)
                for resolution in given[1:]:
                    yield Row([None] * 6 + list(resolution), letter.id)
